import { STATEMENT_PAYLOAD_TYPE } from "../attest/statement.ts"
import { base64Of } from "../kernel/base64.ts"
import type { Json } from "../kernel/canonical-json.ts"
import { bytesOfHex } from "../kernel/hex.ts"
import { utf8Of } from "../kernel/utf8.ts"
import type { MerkleHash } from "../ledger/merkle.ts"
import type { NoteKey } from "../ledger/note-key.ts"

/** A signed record: the statement as it was signed, by which key, and how. */
export type SignedRecord = {
  /** Canonical JSON of the statement. */
  readonly payload: string
  /** ECDSA P-256 over SHA-256 of the pre-authentication encoding, DER, base64. */
  readonly signature: string
  /** Fingerprint of the key, as OpenSSH spells it. */
  readonly keyId: string
}

/** That a leaf stands in a log. */
export type Inclusion = {
  readonly index: number
  readonly size: number
  readonly root: MerkleHash
  readonly path: readonly MerkleHash[]
  /** The signed note of that size. */
  readonly checkpoint: string
}

/** The media type of a Sigstore bundle, version 0.3. */
export const BUNDLE_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"

/** The DSSE envelope of a record. */
export function envelopeOf({ payload, signature, keyId }: SignedRecord): Json {
  return {
    payload: base64Of(utf8Of(payload)),
    payloadType: STATEMENT_PAYLOAD_TYPE,
    signatures: [{ keyid: keyId, sig: signature }],
  }
}

/**
 * A record as a Sigstore bundle 0.3 (protobuf-specs, `sigstore_bundle.proto`): verified by any Sigstore client that is
 * given our trusted root. `leaf` is the entry's text, `logId` the full id of the log's key, hex.
 */
export function sigstoreBundle(record: SignedRecord, leaf: string, inclusion: Inclusion, logId: string): Json {
  return {
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: {
      publicKey: { hint: record.keyId },
      tlogEntries: [
        {
          logIndex: String(inclusion.index),
          logId: { keyId: base64Of(bytesOfHex(logId)) },
          kindVersion: { kind: "hashedrekord", version: "0.0.2" },
          inclusionProof: {
            logIndex: String(inclusion.index),
            rootHash: base64Of(bytesOfHex(inclusion.root)),
            treeSize: String(inclusion.size),
            hashes: inclusion.path.map((hash) => base64Of(bytesOfHex(hash))),
            checkpoint: { envelope: inclusion.checkpoint },
          },
          canonicalizedBody: base64Of(utf8Of(leaf)),
        },
      ],
    },
    dsseEnvelope: envelopeOf(record),
  }
}

/** The full key id of a log: SHA-256(origin ‖ LF ‖ 0x01 ‖ key); the four bytes in notes are its beginning. */
export const logIdOf = ({ name, publicKey }: NoteKey, sha256: (data: Uint8Array) => string): string =>
  sha256(Uint8Array.of(...utf8Of(`${name}\n`), 0x01, ...publicKey))
