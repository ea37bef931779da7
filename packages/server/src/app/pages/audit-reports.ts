import type { AccessReport, ControlsReport, PopulationReport } from "@promotrail/contract"
import {
  append,
  CONTROLS,
  EMPTY_FRONTIER,
  merkleHasher,
  parseHashedRekord,
  populationOf,
  preAuthenticationEncoding,
  PREDICATES,
  rootOf,
  sampleOf,
  STATEMENT_PAYLOAD_TYPE,
  utf8Of,
  wordOfPredicate,
  type EventKind,
  type Instant,
  type PopulationFilter,
} from "@promotrail/core"
import type { LogRow, RecordRow } from "../../ports/log.ts"
import type { Deps } from "../deps.ts"

const PAGE = 500

/** The stored records are not those of the signed log. */
export class NotTheLog extends Error {
  override readonly name = "NotTheLog"

  constructor(origin: string, index: number) {
    super(
      `The records of ${origin} are not those that were signed, from ${index} on. No report is made of them; see "promotrail ledger verify".`,
    )
  }
}

/** Reports for auditors. They read signed records, not the state: what they say can be checked against the log. */
export interface AuditReports {
  population(filter: PopulationFilter & { readonly sample: number; readonly seed: string }): Promise<PopulationReport>
  access(asOf: Instant | undefined): Promise<AccessReport>
  controls(period: { readonly from?: Instant | undefined; readonly to?: Instant | undefined }): Promise<ControlsReport>
}

export function auditReports({ store, sha256, now }: Deps): AuditReports {
  const { read } = store

  /** The logs as they stand now: what is written while a report is made is not in it. */
  const stand = async () => {
    const logs = await read.logs()
    const newest = logs.at(-1)
    if (newest === undefined) throw new Error("there is no log")
    const { origin, size, root, note } = newest
    return { logs, log: { origin, size, root, checkpoint: note } }
  }
  const hasher = merkleHasher(sha256)
  /**
   * Every record of every log, each made sure of on the way: it is what its leaf was signed over, and all leaves add up to
   * the root of the log. A report of anything else would be a report of whoever changed it: it is refused.
   */
  async function* recordsOf(logs: readonly LogRow[]): AsyncGenerator<RecordRow> {
    for (const { log, size, root, origin } of logs) {
      let tree = EMPTY_FRONTIER
      while (tree.size < size) {
        const page = await read.records(log, tree.size, Math.min(PAGE, size - tree.size))
        for (const record of page) {
          const { index, leaf, payload } = record
          const signed = parseHashedRekord(utf8Of(leaf))
          const message =
            payload === null ? undefined : preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, utf8Of(payload))
          const isSigned = message === undefined || signed?.digest === sha256(message)
          if (index !== tree.size || !isSigned) throw new NotTheLog(origin, tree.size)
          tree = append(tree, hasher.leaf(utf8Of(leaf)), hasher)
          yield record
        }
        if (page.length === 0) throw new NotTheLog(origin, tree.size)
      }
      if (rootOf(tree, hasher, sha256) !== root) throw new NotTheLog(origin, size)
    }
  }

  return {
    async population({ sample, seed, ...filter }) {
      const { logs, log } = await stand()
      const { changes, unallowed, streams, lost } = await populationOf(recordsOf(logs), filter)
      const broken = streams.filter(({ isWhole }) => !isWhole)
      const isComplete = broken.length === 0 && lost === 0
      return {
        log,
        isComplete,
        says: explainCompleteness(log, changes.length, streams.length, broken.length, lost),
        changes: changes as PopulationReport["changes"],
        unallowed: unallowed as PopulationReport["unallowed"],
        streams,
        sample: sampleOf(changes, sample, seed, sha256).map(({ decision }) => decision),
      }
    },
    async access(asOf = now()) {
      const { logs, log } = await stand()
      const names = new Map((await read.tokens()).map(({ id, name }) => [id, name]))
      const tokens = new Map<string, AccessReport["tokens"][number]>()
      for await (const { payload, predicate, index } of recordsOf(logs)) {
        if (payload === null || predicate !== PREDICATES.access) continue
        const said = (JSON.parse(payload) as { readonly predicate: AccessChange }).predicate
        if (said.at > asOf) continue
        if (said.change === "token.created") {
          const { token, scopes, applications, at, actor } = said
          const name = names.get(token) ?? "(unknown)"
          const made = { createdAt: at, createdBy: actor.id, record: index, revokedAt: null }
          tokens.set(token, { token, name, scopes, applications, ...made })
        } else if (said.change === "token.revoked") {
          const before = tokens.get(said.token)
          if (before?.revokedAt === null) tokens.set(said.token, { ...before, revokedAt: said.at })
        }
      }
      return { log, asOf, tokens: [...tokens.values()] }
    },
    async controls({ from, to }) {
      const { logs, log } = await stand()
      const counts = new Map<string, number>()
      for await (const { predicate, at } of recordsOf(logs)) {
        if ((from !== undefined && at < from) || (to !== undefined && at >= to)) continue
        counts.set(predicate, (counts.get(predicate) ?? 0) + 1)
      }
      const controls = CONTROLS.map(({ id, framework, asks, records, gaps }) => ({
        id,
        framework,
        asks,
        gaps,
        records: records.map((predicate) => ({
          kind: wordOfPredicate(predicate),
          count: counts.get(predicate) ?? 0,
          page: pageOf(predicate),
        })),
      }))
      return { log, controls }
    },
  }
}

/** Where the entries behind such records are listed; none for what the log says of itself. */
function pageOf(predicate: string): string | null {
  const kind = KIND_OF.get(predicate)
  return kind === undefined ? null : `/audit?kind=${kind}`
}

const KIND_OF: ReadonlyMap<string, EventKind> = new Map<string, EventKind>([
  [PREDICATES.decision, "decision.recorded"],
  [PREDICATES.outcome, "deployment.recorded"],
  [PREDICATES.policy, "policy.applied"],
  [PREDICATES.environments, "policy.applied"],
  [PREDICATES.access, "token.created"],
  [PREDICATES.application, "application.archived"],
  [PREDICATES.release, "release.registered"],
  [PREDICATES.block, "release.blocked"],
  [PREDICATES.evidence, "evidence.recorded"],
  [PREDICATES.tests, "tests.quarantined"],
  [PREDICATES.erasure, "erasure.recorded"],
  [PREDICATES.recovery, "log.recovered"],
])

type AccessChange = {
  readonly change: string
  readonly at: Instant
  readonly actor: { readonly id: string }
  readonly token: string
  readonly scopes: readonly string[]
  readonly applications: readonly string[]
}

function explainCompleteness(
  { origin, size }: { readonly origin: string; readonly size: number },
  changes: number,
  streams: number,
  broken: number,
  lost: number,
): string {
  const head = `${changes} changes, out of the ${size} records of ${origin}.`
  const missing =
    broken === 0
      ? `All ${streams} streams are numbered without a gap from their first record to their last, so that none is left out.`
      : `${broken} of ${streams} streams have gaps: records are missing.`
  const leaves =
    lost === 0 ? "" : ` Of ${lost} records only the leaf is known: what they said was lost with a database.`
  return `${head} ${missing}${leaves}`
}
