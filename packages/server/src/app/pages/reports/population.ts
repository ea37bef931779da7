import type { PopulationReport } from "@promotrail/contract"
import {
  populationOf,
  sampleOf,
  type Change,
  type PopulationFilter,
  type PopulationReport as Population,
  type Sha256,
} from "@promotrail/core"
import { explainLogs, explainLost, type SignedRecords, type Stand } from "./signed-records.ts"
import { counted, explainPeriod } from "./words.ts"

/** Which changes, and how many of them as a sample. `tier` is one, or `all`. */
export type PopulationQuestion = Omit<PopulationFilter, "tier"> & {
  readonly tier: string
  readonly sample: number
  readonly seed: string
}

/** Every change of a period, and whether none is missing. */
export async function populationReport(
  records: SignedRecords,
  sha256: Sha256,
  { sample, seed, tier, ...filter }: PopulationQuestion,
): Promise<PopulationReport> {
  const stand = await records.stand()
  const found = await populationOf(records.all(stand), { ...filter, tier: tier === "all" ? undefined : tier })
  const { changes, lost, streams, unallowed, isKnown, ...rest } = found
  return {
    log: stand.log,
    earlier: stand.earlier,
    isComplete: lost === 0 && streams.every(({ isWhole }) => isWhole),
    asked: explainQuestion(filter, tier),
    says: `${explainPopulation(stand, found)}${isKnown ? "" : " No record is about what was asked for, at any time: is its name right?"}`,
    changes: changes as PopulationReport["changes"],
    ...rest,
    people: await peopleOf(records, stand, changes),
    sample: sampleOf(changes, sample, seed, sha256).map(({ decision }) => decision),
    unallowed: unallowed as PopulationReport["unallowed"],
    streams,
  }
}

/** `Changes of shop into prod, from … on.` */
function explainQuestion({ application, environment, ...period }: PopulationFilter, tier: string): string {
  const tiers = tier === "all" ? "every environment" : `environments of the tier ${tier}`
  const of = application === undefined ? "of every application" : `of ${application}`
  return `Changes ${of} into ${environment ?? tiers}, ${explainPeriod(period)}.`
}

/** Who asked: each is looked up once, in the entry of their first change. */
async function peopleOf(
  records: SignedRecords,
  stand: Stand,
  changes: readonly Change[],
): Promise<PopulationReport["people"]> {
  const first = new Map(changes.toReversed().map((change) => [change.requester, change]))
  const people: { id: string; name: string }[] = []
  for (const [id, change] of first) {
    const reported = await records.at(stand, change)
    const entry = reported === undefined ? undefined : await records.entryOf(reported)
    if (entry !== undefined) people.push({ id, name: entry.actor.name })
  }
  return people
}

/** `3 allow, 1 deny; advisory: 2 allow`: how changes came out. */
export function explainCounts(counts: Population["counts"]): string {
  const of = (isEnforced: boolean) =>
    counts
      .filter(({ mode }) => (mode === "enforce") === isEnforced)
      .map(({ verdict, mode, count }) => `${count} ${verdict}${isEnforced ? "" : ` ${mode}`}`)
  return [...of(true), ...of(false)].join(", ")
}

function explainPopulation(stand: Stand, { changes, counts, streams, lost }: Population): string {
  const head = `${counted(changes.length, "change")}${
    counts.length === 0 ? "" : ` (${explainCounts(counts)})`
  }, out of ${explainLogs(stand)}.`
  const broken = streams.filter(({ isWhole }) => !isWhole).length
  const missing =
    broken === 0
      ? `All ${streams.length} streams are numbered without a gap from their first record to their last, so that none is left out.`
      : `${broken} of ${streams.length} streams have gaps: records are missing.`
  return `${head} ${missing}${explainLost(lost)}`
}
