import type { MerkleHash } from "../ledger/merkle.ts"

/** A record as it is read for a report: what was signed, and where it stands. */
export type ReportedRecord = {
  /** Origin of its log: indexes begin anew in every log. */
  readonly log: string
  readonly index: number
  readonly hash: MerkleHash
  /** The statement that was signed; `null` where it was lost with a database. */
  readonly payload: string | null
}

/** A statement of ours. What a report counts comes out of it alone, never from what stands beside it in a database. */
export type Reported = {
  readonly predicateType: string
  readonly subject: readonly { readonly name?: string; readonly digest: { readonly sha256?: string } }[]
  readonly predicate: Readonly<Record<string, unknown>>
  /** When it happened; `null` where it says no time. */
  readonly at: string | null
  /** Where it stands in its stream; `null` for summaries, which have no room for it. */
  readonly place: {
    readonly stream: string
    readonly sequence: number
    readonly previous: MerkleHash | null
    readonly entry: { readonly index: number; readonly leaf: MerkleHash } | null
  } | null
}

/** Reads a statement of ours: it was signed by us and has its schema. */
export function readReported(payload: string): Reported {
  const { subject, predicateType, predicate } = JSON.parse(payload) as Signed
  const { ledger, at, decision, timeVerified } = predicate
  return {
    predicateType,
    subject,
    predicate,
    at: at ?? (typeof decision === "object" ? decision?.decidedAt : undefined) ?? timeVerified ?? null,
    place:
      ledger === undefined
        ? null
        : {
            stream: ledger.stream,
            sequence: ledger.sequence,
            previous: ledger.previous?.sha256 ?? null,
            entry: ledger.entry === null ? null : { index: ledger.entry.index, leaf: ledger.entry.leaf.sha256 },
          },
  }
}

type Signed = {
  readonly subject: Reported["subject"]
  readonly predicateType: string
  readonly predicate: Readonly<Record<string, unknown>> & {
    readonly at?: string
    /** A deployment names its decision by id, a decision is an object. */
    readonly decision?: string | { readonly decidedAt?: string } | null
    readonly timeVerified?: string
    readonly ledger?: {
      readonly stream: string
      readonly sequence: number
      readonly previous: { readonly sha256: MerkleHash } | null
      readonly entry: { readonly index: number; readonly leaf: { readonly sha256: MerkleHash } } | null
    }
  }
}
