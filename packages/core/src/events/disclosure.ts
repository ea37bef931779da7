import { base64UrlOf, bytesOfEitherBase64 } from "../kernel/base64.ts"
import type { Sha256 } from "../kernel/digest.ts"
import { bytesOfHex } from "../kernel/hex.ts"
import { textOfUtf8, utf8Of } from "../kernel/utf8.ts"

/**
 * A value that is hashed only as a salted digest, so that it can be erased and everything hashed still stands
 * (RFC 9901, §4.2.1): base64url of `[salt, name, value]`, and the SHA-256 of that text.
 */
export type Disclosure = { readonly digest: string; readonly text: string }

/** What was disclosed, by digest. What is not there was erased. */
export type Disclosed = { readonly get: (digest: string) => string | undefined }

/** Bytes of salt (RFC 9901, §9.3). */
export const SALT_BYTES = 16

/** Stands where a value was erased. */
export const ERASED = "(erased)"

/** Nothing is disclosed. */
export const UNDISCLOSED: Disclosed = { get: () => undefined }

/** Makes the disclosure of a value. */
export function discloseValue(salt: Uint8Array, name: string, value: string, sha256: Sha256): Disclosure {
  const text = base64UrlOf(utf8Of(JSON.stringify([base64UrlOf(salt), name, value])))
  return { digest: digestOfDisclosure(text, sha256), text }
}

/** The digest that stands for a disclosure. */
export const digestOfDisclosure = (text: string, sha256: Sha256): string => base64UrlOf(bytesOfHex(sha256(text)))

/** Name and value in a disclosure; undefined for any other text. */
export function readDisclosure(text: string): { readonly name: string; readonly value: string } | undefined {
  const bytes = bytesOfEitherBase64(text)
  const json = bytes === undefined ? undefined : textOfUtf8(bytes)
  if (json === undefined) return undefined
  try {
    const [salt, name, value] = JSON.parse(json) as readonly unknown[]
    return typeof salt === "string" && typeof name === "string" && typeof value === "string"
      ? { name, value }
      : undefined
  } catch {
    return undefined
  }
}

/** The digests of disclosures that a body names, without reading all of it. */
export function disclosuresNamedIn(body: string): readonly string[] {
  return Array.from(body.matchAll(/"_sd":"([A-Za-z0-9_-]{43})"/g), ([, digest = ""]) => digest)
}
