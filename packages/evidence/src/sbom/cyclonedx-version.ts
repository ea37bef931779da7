import type { Refusal } from "../refusal.ts"
import type { Tally } from "../warnings.ts"

/** The versions of CycloneDX that are known: 1.0 to this. */
const NEWEST_MINOR = 7

/** The versions as the reference names them. */
export const CYCLONEDX_VERSIONS = "1.0 to 1.7; newer ones of 1.x as far as they are known, with a warning"

/** What became of a document's version: the number behind `1.`, or why it is not read. */
export type CycloneDxVersion = { readonly minor: number } | { readonly refusal: Refusal }

/** Reads `specVersion`, or the end of the namespace. A newer 1.x adds fields, it changes none. */
export function cycloneDxVersion(version: string, line: number, warnings: Tally): CycloneDxVersion {
  const minor = /^1\.(\d{1,3})$/.exec(version)?.[1]
  if (minor === undefined) {
    if (!/^\d+(\.\d+)*$/.test(version))
      return { refusal: { kind: "invalid", line, what: "the document does not say which version of CycloneDX it is" } }
    return { refusal: { kind: "unsupported-version", title: "CycloneDX", version, reads: "1.0 to 1.7" } }
  }
  if (Number(minor) > NEWEST_MINOR) warnings.add("unknown-field-version", version)
  return { minor: Number(minor) }
}

/** Whether a serial number is the UUID that the specification asks for. */
export const isSerialNumber = (text: string): boolean =>
  /^(urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\})$/i.test(text)
