/** Anything JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/** Text that JSON says as it is, between quotes: ASCII without quotes, backslashes and controls. */
const PLAIN = /^[ !#-[\]-~]*$/

/**
 * The one spelling of a JSON value (RFC 8785, JCS): keys sorted by UTF-16 code units, ECMAScript numbers, no spaces.
 * Absent (`undefined`) members are left out. Throws on what JSON cannot say: NaN, infinities, lone surrogates, maps.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "string") return quoted(value)
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot hold ${value}`)
    return JSON.stringify(value)
  }
  if (value === null || typeof value === "boolean") return String(value)
  if (Array.isArray(value)) return arrayText(value)
  if (typeof value !== "object") throw new TypeError(`canonical JSON cannot hold a ${typeof value}`)
  return objectText(value as { readonly [key: string]: Json | undefined })
}

// Every decision is spelled twice while it is made, so these two loops are written for speed.
function arrayText(items: readonly Json[]): string {
  let text = ""
  for (let at = 0; at < items.length; at++) text += (at === 0 ? "" : ",") + canonicalJson(items[at] as Json)
  return `[${text}]`
}

function objectText(value: { readonly [key: string]: Json | undefined }): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError("canonical JSON holds plain objects only")
  let text = ""
  // Without a comparison of ours, sorting is by UTF-16 code units.
  for (const key of Object.keys(value).toSorted()) {
    const member = value[key]
    if (member !== undefined) text += `${text === "" ? "" : ","}${quoted(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new TypeError("canonical JSON cannot hold a lone surrogate")
  return JSON.stringify(text)
}
