/** What a foreign number turned out to be. */
export type ReadNumber =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "none" }
  | { readonly kind: "unreadable" }

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/

/**
 * Reads numbers as tools write them: `1,234.56`, `2,5`, `1e3`, `12 %`, with spaces; `-` and nothing mean none.
 * A single comma is a decimal comma (`%.3f` in a German locale) unless a point follows it or it repeats.
 */
export function readNumber(text: string): ReadNumber {
  const trimmed = text.trim().replace(/\s?(%|s|sec|seconds?)$/i, "")
  if (trimmed === "" || trimmed === "-") return { kind: "none" }
  let plain = trimmed.replace(/[\s\u00a0\u202f'_]/g, "")
  const comma = plain.lastIndexOf(",")
  if (comma >= 0) {
    const point = plain.lastIndexOf(".")
    const repeats = plain.indexOf(",") !== comma
    if (point > comma || repeats) plain = plain.replaceAll(",", "")
    else plain = `${plain.slice(0, comma).replaceAll(".", "")}.${plain.slice(comma + 1)}`
  }
  if (!PLAIN.test(plain)) return { kind: "unreadable" }
  const value = Number(plain)
  return Number.isFinite(value) ? { kind: "number", value } : { kind: "unreadable" }
}
