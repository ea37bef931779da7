import { base64Of } from "../kernel/base64.ts"
import type { Json } from "../kernel/canonical-json.ts"
import { bytesOfHex } from "../kernel/hex.ts"
import { formatNoteKey, type NoteKey } from "../ledger/note-key.ts"
import { logIdOf } from "./bundle.ts"

/** A log that records stand in, and since when. */
export type TrustedLog = { readonly key: NoteKey; readonly since: string }

/** What stands before the 32 bytes of an Ed25519 key in SPKI (RFC 8410, §4). */
const ED25519_SPKI = "302a300506032b6570032100"

/** The trust file that auditors keep (C2SP tlog-policy): our logs, the witnesses, and that all of them are asked for. */
export function tlogPolicyText(
  logs: readonly NoteKey[],
  witnesses: readonly { readonly name: string; readonly key: string }[] = [],
): string {
  const names = witnesses.map(({ name }) => name)
  return [
    ...logs.map((key) => `log ${formatNoteKey(key)}`),
    ...witnesses.map(({ name, key }) => `witness ${name} ${key}`),
    ...(names.length > 1 ? [`group witnesses all ${names.join(" ")}`] : []),
    `quorum ${names.length === 0 ? "none" : names.length === 1 ? names[0] : "witnesses"}`,
    "",
  ].join("\n")
}

/** The trust root that Sigstore clients take (protobuf-specs, `sigstore_trustroot.proto`), naming our logs alone. */
export function trustedRoot(logs: readonly TrustedLog[], sha256: (data: Uint8Array) => string): Json {
  return {
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: logs.map(({ key, since }) => {
      const keyId = base64Of(bytesOfHex(logIdOf(key, sha256)))
      return {
        baseUrl: `https://${key.name}`,
        hashAlgorithm: "SHA2_256",
        publicKey: {
          rawBytes: base64Of(Uint8Array.of(...bytesOfHex(ED25519_SPKI), ...key.publicKey)),
          keyDetails: "PKIX_ED25519",
          validFor: { start: since },
        },
        logId: { keyId },
        checkpointKeyId: { keyId },
      }
    }),
    certificateAuthorities: [],
    ctlogs: [],
    timestampAuthorities: [],
  }
}
