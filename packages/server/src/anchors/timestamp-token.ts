import { err, ok, type Result } from "@promotrail/core"
import { ASN1Obj, X509Certificate as Certificate } from "@sigstore/core"
import { constants, hash, verify, X509Certificate } from "node:crypto"
import { bytesRead, der, unsigned } from "./der.ts"

const SHA256 = Buffer.from("0609608648016503040201", "hex")
const NULL = Buffer.from("0500", "hex")

/** Asks for the time of these bytes (RFC 3161, section 2.4.1): their SHA-256, a number used once, and the certificate, please. */
export function timestampRequest(data: Uint8Array, nonce: Uint8Array): Buffer {
  const imprint = der(0x30, der(0x30, SHA256, NULL), der(0x04, hash("sha256", data, "buffer")))
  return der(0x30, unsigned(Uint8Array.of(1)), imprint, unsigned(nonce), der(0x01, Uint8Array.of(0xff)))
}

/** What an answer must be about, and whom it must come from. */
export type TimestampClaim = {
  readonly data: Uint8Array
  /** The number that was sent; undefined when it is not known any more. */
  readonly nonce: Uint8Array | undefined
  readonly roots: readonly X509Certificate[]
}

const SIGNED_DATA = "1.2.840.113549.1.7.2"
const TST_INFO = "1.2.840.113549.1.9.16.1.4"
const CONTENT_TYPE = "1.2.840.113549.1.9.3"
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
const EXTENDED_KEY_USAGE = "2.5.29.37"
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8"

const HASH_BY_OID: ReadonlyMap<string, string> = new Map([
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
])

/** Signature algorithms by identifier; without a hash of their own they use that of the attributes. */
const SCHEME_BY_OID: ReadonlyMap<string, { readonly hash?: string; readonly isPss?: true }> = new Map([
  ["1.2.840.10045.4.3.2", { hash: "sha256" }],
  ["1.2.840.10045.4.3.3", { hash: "sha384" }],
  ["1.2.840.10045.4.3.4", { hash: "sha512" }],
  ["1.2.840.113549.1.1.1", {}],
  ["1.2.840.113549.1.1.11", { hash: "sha256" }],
  ["1.2.840.113549.1.1.12", { hash: "sha384" }],
  ["1.2.840.113549.1.1.13", { hash: "sha512" }],
  ["1.2.840.113549.1.1.10", { isPss: true }],
])

/** Nothing in front of it fits, whatever it is: told as a sentence's end behind `the token`. */
class Unfit extends Error {}

function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Unfit(otherwise)
}

/**
 * Reads a TimeStampResp and answers the time in it. It counts when it was granted, is about exactly these bytes and this
 * request, is signed, and by a certificate for time stamps alone that a root which was configured vouches for (RFC 3161,
 * RFC 5816, RFC 5652). Whatever else it is: the error is the reason.
 */
export function readTimestamp(response: Uint8Array, claim: TimestampClaim): Result<Date, string> {
  try {
    return ok(timeIn(ASN1Obj.parseBuffer(Buffer.from(response)), claim))
  } catch (error) {
    return err(error instanceof Unfit ? error.message : "it cannot be read")
  }
}

function timeIn(response: ASN1Obj, { data, nonce, roots }: TimestampClaim): Date {
  const [status, token] = response.subs
  const granted = status?.subs[0]?.toInteger()
  must(granted === 0n || granted === 1n, `it was not granted (status ${String(granted)})`)
  const [contentType, content] = token?.subs ?? []
  must(contentType?.toOID() === SIGNED_DATA, "it is not signed")
  const signedData = content?.subs[0]
  const [, , encapsulated] = signedData?.subs ?? []
  must(encapsulated?.subs[0]?.toOID() === TST_INFO, "it is about something else than time")
  const octets = encapsulated.subs[1]?.subs[0]
  must(octets?.tag.isOctetString() === true && !octets.tag.constructed, "it is about something else than time")
  const time = timeOf(ASN1Obj.parseBuffer(Buffer.from(octets.value)), data, nonce)

  const signers = signedData?.subs.at(-1)?.subs ?? []
  const [signer] = signers
  must(signer !== undefined && signers.length === 1, `it has ${signers.length} signers, where one is right`)
  const certificates = (signedData?.subs.find(({ tag }) => tag.isContextSpecific(0))?.subs ?? []).map((one) =>
    bytesRead(one),
  )
  const certificate = signerIn(signer, [...certificates, ...roots.map(({ raw }) => raw)])
  checkSignature(signer, octets.value, certificate)
  checkPurpose(certificate)
  must(
    isVouchedFor(certificate, certificates, roots, time),
    "no configured root vouches for who signed it, at that time",
  )
  return time
}

function timeOf(info: ASN1Obj, data: Uint8Array, nonce: Uint8Array | undefined): Date {
  const [version, , imprint, , time, ...optional] = info.subs
  must(version?.toInteger() === 1n, "its version is not 1")
  const algorithm = HASH_BY_OID.get(imprint?.subs[0]?.subs[0]?.toOID() ?? "")
  must(algorithm !== undefined, "it hashes in a way that is not known")
  const hashed = hash(algorithm, data, "buffer")
  must(imprint?.subs[1]?.value.equals(hashed) === true, "it is about other bytes")
  const said = optional.find(({ tag }) => tag.isInteger())
  must(
    nonce === undefined || (said !== undefined && bytesRead(said).equals(unsigned(nonce))),
    "it answers another request",
  )
  must(time?.tag.isGeneralizedTime() === true, "it has no time")
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(time.value.toString("latin1"))
  const [, year, month, day, hour, minute, second, fraction = ""] = parts ?? []
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`)
  must(!Number.isNaN(date.getTime()), "it has no time")
  return date
}

/** The certificate that a signer names by its issuer and its number. */
function signerIn(signer: ASN1Obj, certificates: readonly Buffer[]): Buffer {
  const [issuer, serial] = signer.subs[1]?.subs ?? []
  must(issuer !== undefined && serial !== undefined, "it does not say who signed it")
  const found = certificates.find((raw) => {
    const certificate = Certificate.parse(Buffer.from(raw))
    return certificate.issuer.equals(bytesRead(issuer)) || certificate.issuer.equals(issuer.value)
      ? certificate.serialNumber.equals(serial.value)
      : false
  })
  must(found !== undefined, "the certificate of who signed it is not in it")
  return found
}

function checkSignature(signer: ASN1Obj, content: Buffer, certificate: Buffer): void {
  const [, , digestAlgorithm, attributes, signatureAlgorithm, signature] = signer.subs
  const digest = HASH_BY_OID.get(digestAlgorithm?.subs[0]?.toOID() ?? "")
  must(digest !== undefined, "it hashes in a way that is not known")
  must(attributes?.tag.isContextSpecific(0) === true, "it has no signed attributes")
  const valueOf = (oid: string): ASN1Obj | undefined => {
    const found = attributes.subs.filter(({ subs }) => subs[0]?.toOID() === oid)
    return found.length === 1 && found[0]?.subs[1]?.subs.length === 1 ? found[0].subs[1].subs[0] : undefined
  }
  must(valueOf(CONTENT_TYPE)?.toOID() === TST_INFO, "its signature is about something else")
  must(valueOf(MESSAGE_DIGEST)?.value.equals(hash(digest, content, "buffer")) === true, "what it says was changed")

  // Which certificate is meant is signed, too: another one of the same key cannot take its place.
  const [v1, v2] = [valueOf(SIGNING_CERTIFICATE), valueOf(SIGNING_CERTIFICATE_V2)]
  const [first, second] = (v2 ?? v1)?.subs[0]?.subs[0]?.subs ?? []
  const isNamed = first?.tag.isOctetString() === false
  const meant = isNamed ? second : first
  const meantHash = v2 === undefined ? "sha1" : isNamed ? HASH_BY_OID.get(first.subs[0]?.toOID() ?? "") : "sha256"
  must(
    meant !== undefined && meantHash !== undefined && meant.value.equals(hash(meantHash, certificate, "buffer")),
    "it was signed with another certificate than it says",
  )

  const scheme = SCHEME_BY_OID.get(signatureAlgorithm?.subs[0]?.toOID() ?? "")
  must(scheme !== undefined && signature !== undefined, "it is signed in a way that is not known")
  const key = new X509Certificate(certificate).publicKey
  const padding = scheme.isPss === true ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {}
  // Signed as a SET, though it stands there under a tag of its own (RFC 5652, section 5.4).
  const isRight = verify(scheme.hash ?? digest, bytesRead(attributes, 0x31), { key, ...padding }, signature.value)
  must(isRight, "its signature is wrong")
}

/** RFC 3161, section 2.3: a certificate for time stamps is for nothing else, and says so in a way nobody may overlook. */
function checkPurpose(certificate: Buffer): void {
  const usage = Certificate.parse(Buffer.from(certificate)).extension(EXTENDED_KEY_USAGE)
  const purposes = usage?.valueObj.subs[0]?.subs.map((purpose) => purpose.toOID()) ?? []
  must(
    usage?.critical === true && purposes.length === 1 && purposes[0] === TIME_STAMPING,
    "the certificate of who signed it is not for time stamps alone",
  )
}

/** No chain is longer. */
const MAX_CHAIN = 8

/** Whether a way of valid certificates leads from one to a root that is trusted. */
function isVouchedFor(
  certificate: Buffer,
  others: readonly Buffer[],
  roots: readonly X509Certificate[],
  time: Date,
): boolean {
  const isRoot = ({ raw }: X509Certificate): boolean => roots.some((root) => root.raw.equals(raw))
  const known = [...roots, ...others.map((raw) => new X509Certificate(raw))]
  const isValid = ({ validFromDate, validToDate }: X509Certificate): boolean =>
    validFromDate <= time && time <= validToDate
  const leads = (child: X509Certificate, below: number): boolean => {
    if (!isValid(child)) return false
    if (isRoot(child)) return true
    return (
      below < MAX_CHAIN &&
      known.some(
        (parent) =>
          !parent.raw.equals(child.raw) &&
          mayVouch(parent, below) &&
          child.checkIssued(parent) &&
          child.verify(parent.publicKey) &&
          leads(parent, below + 1),
      )
    )
  }
  return leads(new X509Certificate(certificate), 0)
}

/** `below`: how many certificates of authorities stand between it and the one it vouches for. */
function mayVouch(parent: X509Certificate, below: number): boolean {
  const limit = Certificate.parse(Buffer.from(parent.raw)).extBasicConstraints?.pathLenConstraint
  return parent.ca && (limit === undefined || BigInt(below) <= limit)
}
