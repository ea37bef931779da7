import type { DecoderFactory } from "../decoders.ts"
import type { Limits } from "../limits.ts"
import { type JsonHead, type JsonShape, outlineJson } from "./json-shape.ts"
import { outlineXml, type XmlShape } from "./xml-shape.ts"

/** So much of a file is looked at to recognise it. */
export const HEAD_BYTES = 64 * 1024

/** The beginning of a file, outlined once for all recognisers. */
export type Head = {
  /** The text, with undecodable bytes shown as Latin-1: for recognising, not for reading. */
  readonly text: string
  /** Whether the head is the whole file. */
  readonly whole: boolean
  readonly xml: XmlShape | null
  readonly json: JsonHead | null
  /** The first JSON value, when the file begins with one. */
  readonly first: JsonShape | undefined
  /** The first lines that are not blank. */
  readonly lines: readonly string[]
}

const KEPT_LINES = 200

/** Looks at the first bytes of a file. */
export function lookAt(bytes: Uint8Array, whole: boolean, limits: Limits, decoders: DecoderFactory): Head {
  const text = legible(bytes, decoders)
  const start = text.trimStart()
  const utf8 = decoders("utf-8")
  const xml = start.startsWith("<") && utf8 !== undefined ? outlineXml(bytes, limits, utf8) : null
  const json =
    xml === null && /^\{(?!\{)|^["[]|^(null|true|false)\s*$/.test(start) ? outlineJson(text, limits.jsonDepth) : null
  const lines = start
    .split(/\r?\n/, KEPT_LINES * 4)
    .filter((line) => line.trim() !== "")
    .slice(0, KEPT_LINES)
  return { text, whole, xml, json, first: json?.values[0], lines }
}

function legible(bytes: Uint8Array, decoders: DecoderFactory): string {
  let end = bytes.length
  // A head may end inside a character.
  for (let i = 0; i < 3 && end > 0 && (bytes[end - 1]! & 0xc0) === 0x80; i++) end--
  if (end > 0 && bytes[end - 1]! >= 0xc0) end--
  else end = bytes.length
  try {
    return decoders("utf-8")?.decode(bytes.subarray(0, end)) ?? ""
  } catch {
    let text = ""
    for (const byte of bytes) text += String.fromCharCode(byte)
    return text
  }
}
