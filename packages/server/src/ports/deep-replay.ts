import type { ApplicationName, Digest, ReleaseVersion } from "@promotrail/core"

/**
 * Makes what gates saw anew: out of the ledger before each decision, and of the raw files as they are now. All
 * questions of a call are answered in one pass over the ledger, of whatever applications they are; answers come in the
 * order of the questions. `other`: a policy under which each input is made a second time.
 */
export type DeepReplay = (questions: readonly DeepQuestion[], other?: OtherPolicy) => Promise<readonly DeepAnswer[]>

export type DeepQuestion = {
  readonly application: ApplicationName
  /** Entry of the ledger at which it was decided. */
  readonly ledgerIndex: number
  /** Whose raw files are read again: the release, and the one that ran in the target. None: only what is stored. */
  readonly releases: readonly ReleaseVersion[]
  /** The recorded input, whose time, asker and mode are taken over: they are in no file. */
  readonly input: string
}

/** A policy that is not the one of the time. */
export type OtherPolicy = { readonly digest: Digest; readonly text: string }

export type DeepAnswer = {
  /** The input as it comes out of what is stored, canonical; `null` where it could not be made. */
  readonly input: string | null
  /** Why there is none. */
  readonly broken: string | null
  /**
   * The input as the gate had seen it under the other policy. `null` where none was asked for, and where the recorded
   * input does not come out byte for byte: then nothing is known of how it was made.
   */
  readonly under: string | null
  readonly filesRead: number
  /** Raw files that are gone, changed, or read as something else than then, or not in time. */
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
