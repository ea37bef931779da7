import type { Sha256 } from "../kernel/digest.ts"
import type { SignatureVerifier } from "../kernel/signature.ts"
import type { MerkleHasher } from "../ledger/merkle.ts"
import type { NotVouched, Vouched } from "../ledger/tlog-policy.ts"
import type { LogFault } from "../ledger/static-log.ts"

/** What verifying is done with, handed in: a platform has faster ways for each of them than ECMAScript alone. */
export type VerifyPlatform = {
  readonly sha256: Sha256
  readonly hasher: MerkleHasher
  readonly sha256Base64: (data: Uint8Array) => string
  readonly verifier: SignatureVerifier
  /** ECDSA over the message's SHA-256 by a P-256 key in SPKI, as records have it: the signature is in DER. */
  readonly verifyRecord: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean | Promise<boolean>
  /** Standard base64 with padding, in its one spelling; undefined for any other text. */
  readonly bytesOfBase64: (text: string) => Uint8Array | undefined
  /** Undefined where the bytes are no UTF-8. */
  readonly textOfUtf8: (bytes: Uint8Array) => string | undefined
  readonly utf8Of: (text: string) => Uint8Array
  /** How faults of logs are said where the findings are shown. */
  readonly words: {
    readonly fault: (fault: LogFault) => string
    readonly refusal: (refusal: NotVouched) => string
    readonly vouched: (vouched: Vouched) => string
  }
}

/** One thing that was found. A single bad one makes the whole wrong; what is doubtful is for a person to know. */
export type PackFinding = {
  readonly mark: "good" | "bad" | "doubtful"
  /** The file that is wrong, where one is. */
  readonly file: string | null
  /** A sentence, with the file and the place in it. */
  readonly text: string
}

/** Of so many wrong things each is told; then they are counted. */
const MOST_TOLD = 100

/** Collects what is found. */
export class Findings {
  readonly told: PackFinding[] = []
  bads = 0

  good(text: string): void {
    this.told.push({ mark: "good", file: null, text })
  }

  doubtful(text: string): void {
    this.told.push({ mark: "doubtful", file: null, text })
  }

  bad(file: string | null, what: string): void {
    if (this.bads++ < MOST_TOLD) this.told.push({ mark: "bad", file, text: file === null ? what : `${file}: ${what}` })
  }

  /** Tells a good thing, if nothing bad was found since. */
  goodSince(before: number, text: string): void {
    if (this.bads === before) this.good(text)
  }

  all(): readonly PackFinding[] {
    const more = this.bads - MOST_TOLD
    return more > 0 ? [...this.told, { mark: "bad", file: null, text: `${more} more things are wrong.` }] : this.told
  }
}

/** `1 decision`, `2 decisions`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`
