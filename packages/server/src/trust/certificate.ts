import { X509Certificate } from "@sigstore/core"
import type { Signer } from "@promotrail/core"

/** Extensions of Fulcio (sigstore/fulcio, docs/oid-info.md) that Node's own certificates do not show. */
const ISSUER = "1.3.6.1.4.1.57264.1.8"
const ISSUER_BEFORE = "1.3.6.1.4.1.57264.1.1"
const REPOSITORY = "1.3.6.1.4.1.57264.1.12"
const REF = "1.3.6.1.4.1.57264.1.14"

/** Whom a certificate was given to, by the word of who gave it; undefined where it names nobody. */
export function signerOf(certificate: X509Certificate): Signer | undefined {
  const subject = certificate.subjectAltName
  if (subject === undefined || subject === "") return undefined
  const issuer = textOf(certificate, ISSUER) ?? certificate.extension(ISSUER_BEFORE)?.value.toString("utf8") ?? ""
  return {
    by: "certificate",
    issuer,
    subject,
    repository: textOf(certificate, REPOSITORY) ?? null,
    ref: textOf(certificate, REF) ?? null,
  }
}

function textOf(certificate: X509Certificate, oid: string): string | undefined {
  return certificate.extension(oid)?.valueObj.subs[0]?.value.toString("utf8")
}
