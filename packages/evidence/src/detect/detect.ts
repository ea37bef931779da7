import type { Format } from "../format.ts"
import type { Limits } from "../limits.ts"
import type { Refusal } from "../refusal.ts"
import { shorten } from "../warnings.ts"
import { type Head, HEAD_BYTES } from "./head.ts"

/** Which format a file is in, or why none. */
export type Detection = { readonly format: Format } | { readonly refusal: Refusal }

/** Recognises a file by its content, never by its name: the first format that knows it has it. */
export function detect(head: Head, formats: readonly Format[], limits: Limits): Detection {
  if (head.whole && head.text.trim() === "") return { refusal: { kind: "nothing-received" } }
  const format = formats.find(({ recognise }) => recognise(head))
  const broken = brokenJson(head, limits)
  if (format !== undefined) return broken === null || format.open !== undefined ? { format } : { refusal: broken }
  return { refusal: broken ?? unrecognised(head) }
}

function unrecognised({ xml, json, first, whole, text }: Head): Refusal {
  if (xml !== null) {
    if (/^\s*(<!doctype\s+html|<html)/i.test(text)) return { kind: "web-page" }
    if (xml.root !== "")
      return { kind: "not-recognised", looksLike: `XML with the root element ${shorten(xml.root)} is` }
    if (xml.refusal !== null) return xml.refusal
    if (!whole)
      return { kind: "not-recognised", looksLike: `XML without an element in its first ${HEAD_BYTES} bytes is` }
    return { kind: "truncated", line: lineOf(text, text.length), within: "before its first element is whole" }
  }
  if (json !== null) {
    const keys = first instanceof Map ? [...first.keys()].slice(0, 5).map(shorten).join(", ") : ""
    if (whole && !json.whole && json.wrongAt === null) {
      return { kind: "truncated", line: lineOf(text, text.length), within: "inside a JSON value" }
    }
    return { kind: "not-recognised", looksLike: `JSON${keys === "" ? "" : ` with the keys ${keys}`} is` }
  }
  if (text.startsWith("PK\u0003\u0004")) return { kind: "not-recognised", looksLike: "A zip archive is" }
  if (text.startsWith("\u001f\u008b")) return { kind: "not-recognised", looksLike: "A gzip archive is" }
  if (text.includes("\0")) return { kind: "not-recognised", looksLike: "Binary data is" }
  return { kind: "not-recognised", looksLike: "Text is" }
}

/** A file that is a single broken JSON value. Stray text between JSON lines is another matter. */
function brokenJson({ json, text }: Head, limits: Limits): Refusal | null {
  if (json === null || json.wrongAt === null || json.values.length > 0) return null
  const line = lineOf(text, json.wrongAt)
  if (json.tooDeep) return { kind: "too-large", what: "jsonDepth", limit: limits.jsonDepth, line }
  const column = json.wrongAt - text.lastIndexOf("\n", json.wrongAt - 1)
  return { kind: "malformed", line, column, what: "this is not JSON" }
}

function lineOf(text: string, at: number): number {
  let line = 1
  for (let i = text.indexOf("\n"); i >= 0 && i < at; i = text.indexOf("\n", i + 1)) line++
  return line
}
