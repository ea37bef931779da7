import type { MerkleHash } from "../ledger/merkle.ts"
import type { Reported, ReportedRecord } from "./reported.ts"

/** How far a stream goes, in which logs, and whether every number in it is there and follows the one before it. */
export type StreamCount = {
  readonly stream: string
  readonly last: number
  readonly isWhole: boolean
  /** Its first and last number in each log that has some of it, oldest log first. */
  readonly logs: readonly { readonly log: string; readonly first: number; readonly last: number }[]
}

/** Counts streams, record by record in the order of the logs. */
export class StreamCounts {
  private readonly streams = new Map<string, Stream>()

  add({ log, hash }: ReportedRecord, { place }: Reported): void {
    if (place === null) return
    const { stream, sequence, previous } = place
    const before = this.streams.get(stream) ?? { last: 0, hash: null, isWhole: true, logs: new Map<string, Range>() }
    const range = before.logs.get(log)
    if (range === undefined) before.logs.set(log, { first: sequence, last: sequence })
    else range.last = sequence
    before.isWhole &&= sequence === before.last + 1 && previous === before.hash
    before.last = sequence
    before.hash = hash
    this.streams.set(stream, before)
  }

  all(): readonly StreamCount[] {
    return Array.from(this.streams, ([stream, { last, isWhole, logs }]) => ({
      stream,
      last,
      isWhole,
      logs: Array.from(logs, ([log, range]) => ({ log, ...range })),
    }))
  }
}

type Range = { readonly first: number; last: number }
type Stream = { last: number; hash: MerkleHash | null; isWhole: boolean; readonly logs: Map<string, Range> }
