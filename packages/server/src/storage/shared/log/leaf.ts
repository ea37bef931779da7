import { hash } from "node:crypto"
import {
  formatHashedRekord,
  P256_KEY_DETAILS,
  preAuthenticationEncoding,
  STATEMENT_PAYLOAD_TYPE,
} from "@promotrail/core"

/** What is signed of a statement: its pre-authentication encoding. */
export const signedBytes = (payload: string): Uint8Array =>
  preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, Buffer.from(payload, "utf8"))

/** The leaf of a signed record: the text of its entry in the log. `publicKey` is SPKI in DER. */
export function leafOfSigned(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): string {
  return formatHashedRekord({
    digest: hash("sha256", message, "hex"),
    signature,
    publicKey,
    keyDetails: P256_KEY_DETAILS,
  })
}
