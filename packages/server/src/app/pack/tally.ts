import { INSTALLATION_STREAM, PREDICATES, wordOfPredicate, type PackCounts } from "@promotrail/core"
import type { RecordRow } from "../../ports/log.ts"

/** What of a decision's statement is needed here. */
type Said = {
  readonly decision: { readonly id: string; readonly verdict: string }
  readonly inputs: readonly { readonly digest: { readonly sha256: string } }[]
  readonly output: { readonly digest: { readonly sha256: string } }
  readonly policy: { readonly digest: { readonly sha256: string } }
}
type Statement = {
  readonly subject: readonly { readonly digest: { readonly sha256: string } }[]
  readonly predicate: Said
}

/** What is learned of the records of a pack while they are written. */
export class PackTally {
  readonly records: Record<string, number> = {}
  readonly decisions: Record<string, number> = {}
  readonly applications = new Set<string>()
  /** Streams with decisions. */
  readonly streams = new Set<string>()
  /** Entries of the ledger that included records speak of, ascending. */
  readonly entries: number[] = []
  /** Where the decisions stand, oldest first. */
  readonly places: { readonly log: number; readonly index: number }[] = []
  /** SHA-256 of objects, in the order they are first named. */
  readonly objects = new Set<string>()
  readonly raw = new Set<string>()
  lost = 0

  /** A record that is in the pack; `isInRange`: it is counted. */
  add(row: RecordRow, isInRange: boolean): void {
    const { log, index, entry, predicate, stream, payload } = row
    if (entry !== null && this.entries.at(-1) !== entry) this.entries.push(entry)
    if (payload === null) {
      if (isInRange) this.lost++
      return
    }
    if (isInRange) count(this.records, wordOfPredicate(predicate))
    const [application = ""] = stream?.split("/") ?? []
    if (isInRange && stream !== null && stream !== INSTALLATION_STREAM) this.applications.add(application)
    if (predicate === PREDICATES.decision) {
      const { decision, inputs, output, policy } = (JSON.parse(payload) as Statement).predicate
      for (const { digest } of [...inputs, output, policy]) this.objects.add(digest.sha256)
      if (!isInRange) return
      this.places.push({ log, index })
      this.streams.add(stream ?? "")
      count(this.decisions, decision.verdict)
    } else if (predicate === PREDICATES.policy || predicate === PREDICATES.evidence) {
      const hashes = (JSON.parse(payload) as Statement).subject.map(({ digest }) => digest.sha256)
      for (const hash of hashes) (predicate === PREDICATES.policy ? this.objects : this.raw).add(hash)
    }
  }
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1
}

/** Counts are the same whatever came first. */
export const sorted = (counts: PackCounts): PackCounts =>
  Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))
