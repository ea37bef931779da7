import { fromBase64, json, type Json } from "@promotrail/evidence"
import type { Found } from "./answers.ts"
import { isSignedBy, signedBytes } from "./signed-bytes.ts"
import type { Trust } from "./trust.ts"

/** The one type of payload that verifiers of attestations accept. */
export const IN_TOTO = "application/vnd.in-toto+json"

const MOST_SIGNATURES = 20

/**
 * Verifies a DSSE envelope by the installation's own keys. Every signature is tried with every key: what an envelope
 * calls its key (`keyid`) is a hint of whoever wrote it, and decides nothing.
 */
export function verifyEnvelope(document: Json, { keys }: Pick<Trust, "keys">, payloadType = IN_TOTO): Found {
  const plain = { chain: "none", log: "none", time: "none" } as const
  const type = json.text(document, "payloadType")
  if (type !== payloadType) return { answers: { form: "no" }, because: `its payload is ${type || "of no type"}` }
  const payload = fromBase64(json.text(document, "payload"))
  if (payload === undefined) return { answers: { form: "no" }, because: "its payload is not base64" }
  const signatures = json.list(document, "signatures").flatMap((one) => {
    const bytes = fromBase64(json.text(one, "sig"))
    return bytes === undefined || bytes.length === 0 ? [] : [bytes]
  })
  if (signatures.length === 0) return { answers: { signature: "none", ...plain } }
  // A short-lived certificate says nothing without the time it was used at, which only a bundle has.
  const isCertified = json.list(document, "signatures").some((one) => json.text(one, "cert") !== "")
  const unknown = {
    because: "it has a certificate, and nothing that says when it was signed: send the Sigstore bundle",
  }
  if (keys.length === 0) return isCertified ? unknown : { because: "the server has no public key to check it with" }
  const message = signedBytes(type, payload)
  const tried = signatures.slice(0, MOST_SIGNATURES)
  const right = keys.filter(({ key }) => tried.some((signature) => isSignedBy(key, message, signature)))
  if (right.length === 0) {
    if (isCertified) return unknown
    return { answers: { signature: "no", ...plain }, because: "none of the server's public keys made it" }
  }
  return {
    answers: { signature: "yes", ...plain },
    signers: right.map(({ name, fingerprint }) => ({ by: "key", name, fingerprint })),
  }
}

/** Whether a value is an envelope. */
export const isEnvelope = (value: Json): boolean => json.has(value, "payload", "payloadType")
