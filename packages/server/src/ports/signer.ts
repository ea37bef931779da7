/** Signs for the ledger; where the keys are is its own affair. Private halves never leave it. */
export interface Signer {
  /** Signs records: ECDSA on P-256 over SHA-256. */
  readonly record: {
    /** `SHA256:…`, the fingerprint as OpenSSH spells it. */
    readonly id: string
    /** SPKI in DER. */
    readonly publicKey: Uint8Array
    /** The signature in DER. */
    sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
  }
  /** Signs checkpoints: Ed25519. */
  readonly log: {
    /** 32 bytes. */
    readonly publicKey: Uint8Array
    /** 64 bytes. */
    sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
  }
}

/** Where the keys are, as data that travels to the thread that signs. */
export type SignerPlace =
  /** Two files of this folder, made there with the first record. */
  | { readonly kind: "folder"; readonly folder: string }
  /** Handed in as PEM (PKCS#8). */
  | { readonly kind: "given"; readonly recordKey: string; readonly logKey: string }
  /** A program that signs, for keys that stay in a KMS or a token. */
  | { readonly kind: "command"; readonly command: readonly [string, ...string[]] }

/** Opens the keys of the log with this number, from 1. `mayMake`: nothing was signed with them, so that they may be made. */
export type OpenSigner = (asked: { readonly log: number; readonly mayMake: boolean }) => Signer

/** How this installation signs: with which keys, under which name. */
export type Signing = {
  readonly signer: SignerPlace
  /** Name of the log, a bare host name; without it the installation's id makes one. */
  readonly origin?: string
  /** Where the log is published as files, so that a restored backup is noticed; none: only the database knows. */
  readonly published?: string
  /** Take over what the published log has more than the database, after a backup was restored. */
  readonly recover?: boolean
}

/** The keys cannot be used: what is wrong with them, and what to do. */
export class KeyMistake extends Error {
  override readonly name = "KeyMistake"
}
