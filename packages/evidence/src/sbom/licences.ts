import type { ComponentLicence } from "@promotrail/core"

/** The words of SPDX and CycloneDX for "nobody says which licence": what nobody says is no licence. */
const NOTHING_SAID: ReadonlySet<string> = new Set(["", "NOASSERTION", "NONE"])

/** A licence as the document has it, or none where it says that it says nothing. */
export function licenceOf(
  text: string,
  form: ComponentLicence["form"],
  source: ComponentLicence["source"],
): readonly ComponentLicence[] {
  const trimmed = text.trim()
  return NOTHING_SAID.has(trimmed.toUpperCase()) ? [] : [{ text: trimmed, form, source }]
}
