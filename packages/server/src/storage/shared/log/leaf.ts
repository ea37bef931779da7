import { hash } from "node:crypto"
import { hashedRekordText, P256_KEY_DETAILS, STATEMENT_PAYLOAD_TYPE } from "@promotrail/core"

const PREFIX = `DSSEv1 ${STATEMENT_PAYLOAD_TYPE.length} ${STATEMENT_PAYLOAD_TYPE} `

/** What is signed of a statement: core's `preAuthenticationEncoding`, written in one go. */
export const signedBytes = (payload: string): Buffer =>
  Buffer.from(`${PREFIX}${Buffer.byteLength(payload)} ${payload}`, "utf8")

/** The leaf of a signed record: the text of its entry in the log. Signature and key (SPKI in DER) are in base64. */
export function leafOfSigned(message: Uint8Array, signature: string, publicKey: string): string {
  return hashedRekordText({
    digest: hash("sha256", message, "base64"),
    signature,
    publicKey,
    keyDetails: P256_KEY_DETAILS,
  })
}
