import type { ApplicationName, Digest, ReleaseVersion } from "@promotrail/core"

/** Makes what a gate saw anew: out of the ledger before the decision, and of the raw files as they are now. */
export type DeepReplay = (question: DeepQuestion) => Promise<DeepAnswer>

export type DeepQuestion = {
  readonly application: ApplicationName
  /** Entry of the ledger at which it was decided. */
  readonly ledgerIndex: number
  /** Whose raw files are read again: the release, and the one that ran in the target. */
  readonly releases: readonly ReleaseVersion[]
  /** The recorded input, whose time, asker and mode are taken over: they are in no file. */
  readonly input: string
}

export type DeepAnswer = {
  /** The input as it comes out now, canonical; `null` where it could not be made. */
  readonly input: string | null
  /** Why there is none. */
  readonly broken: string | null
  readonly filesRead: number
  /** Raw files that are gone, changed, or read as something else than then. */
  readonly files: readonly DeepFile[]
}

export type DeepFile = {
  readonly evidence: string
  readonly file: string
  readonly raw: Digest
  /** The version that read it then. */
  readonly reader: string
  readonly says: string
}
