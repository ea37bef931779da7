import { decodeEvent, type Outcome, type Reason, type TestClass } from "@promotrail/core"
import type { DecisionRow, ReleaseRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"

/** What of an entry people wrote, or who wrote it. */
type Member = "actor" | "owner" | "reason"

/** Stands in a frozen input for what people wrote: the entry in which it is disclosed until it is erased. */
export const wordsOf = (ledgerIndex: number, member: Member): string => `entry:${ledgerIndex}/${member}`

/** A text that is such a reference to a block, and nothing else. */
const REFERENCE = /^entry:(\d{1,15})\/(actor|reason)$/
/** Any, in an input as JSON; a quarantine is told as `owner: reason`. */
const ANY_REFERENCE = /"(?:entry:\d{1,15}\/owner: )?entry:\d{1,15}\/(?:actor|owner|reason)"/

/** Whether an input was frozen with references; those of earlier versions hold the words themselves. */
export const namesEntries = (input: string): boolean => ANY_REFERENCE.test(input)

/** What is frozen with the words, or with the entries in which they stand. */
export type Words = "shown" | "hidden"

/** Classes of tests with the words in the place of the references. */
export function withWords(classes: readonly TestClass[], words: ReadonlyMap<string, string>): readonly TestClass[] {
  const shown = (text: string): string => words.get(text) ?? text
  return classes.map(({ retired, quarantine, ...rest }) => ({
    ...rest,
    ...(retired === undefined ? {} : { retired: shown(retired) }),
    ...(quarantine === undefined
      ? {}
      : { quarantine: { ...quarantine, owner: shown(quarantine.owner), reason: shown(quarantine.reason) } }),
  }))
}

/** The block of a release, told by the entry that made it. */
export async function hiddenBlock(
  { read }: Pick<Store, "read">,
  { application, version, blocked }: ReleaseRow,
): Promise<ReleaseRow["blocked"]> {
  if (blocked === null) return null
  const { rows } = await read.entryList({ application, release: version, kind: "release.blocked", limit: 1 })
  const [entry] = rows
  if (entry === undefined) throw new Error(`no entry blocks ${version}`)
  return { at: blocked.at, by: wordsOf(entry.index, "actor"), reason: wordsOf(entry.index, "reason") }
}

/**
 * An outcome with the words that are still disclosed, for people to read; what was erased is told as that. Only where
 * the words of a block stand, and only out of entries that blocked this very release: reports put texts into outcomes,
 * too, and no text may bring out what another entry says.
 */
export async function readable(
  { read }: Pick<Store, "read">,
  outcome: Outcome,
  of: Pick<DecisionRow, "application" | "release">,
): Promise<Outcome> {
  const said = async (text: string): Promise<string> => {
    const [, index, member] = REFERENCE.exec(text) ?? []
    if (index === undefined) return text
    const [row] = await read.entries(Number(index), 1)
    const event = row?.index === Number(index) ? decodeEvent(row.body, row.disclosed) : undefined
    if (event?.kind !== "release.blocked") return text
    if (event.data.application !== of.application || event.data.release !== of.release) return text
    return member === "actor" ? event.actor.name : event.data.reason
  }
  const told = async (reason: Reason): Promise<Reason> =>
    reason.code === "release.blocked"
      ? { ...reason, by: await said(reason.by), because: await said(reason.because) }
      : reason
  const checks = outcome.checks.map(async (check) => ({
    ...check,
    reasons: await Promise.all(check.reasons.map(told)),
  }))
  return { ...outcome, checks: await Promise.all(checks) }
}
