import { isUtf8 } from "node:buffer"
import type { Random } from "./random.ts"
import { type Part, partsOf } from "./spans.ts"

/**
 * What a mutation does to what a file says. `cut`, `flip` and `delete` only lose something, so that no reading of the
 * result may be better; `same` says the same in other bytes; of `other` nothing is known but that the reader survives.
 */
export type Nature = "cut" | "flip" | "delete" | "same" | "other"

/** A changed file. `how` is the same for changes of one sort: `delete member status`. */
export type Mutant = { readonly bytes: Uint8Array; readonly nature: Nature; readonly how: string; readonly at: number }

/** A file that is changed, with its parts, which are found once. */
export type Base = {
  readonly bytes: Uint8Array
  readonly text: string
  readonly parts: readonly Part[]
  /** Whether it can be written in another way without saying something else. */
  readonly isPlain: boolean
}

export function baseOf(bytes: Uint8Array): Base {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")
  return { bytes, text, parts: partsOf(text), isPlain: isUtf8(bytes) && !text.includes("\0") }
}

type Mutation = (base: Base, random: Random) => Mutant | undefined

/** One change of a file, chosen by chance. */
export function mutate(base: Base, random: Random): Mutant {
  for (let tries = 0; tries < 20; tries++) {
    const mutant = random.of(MUTATIONS)(base, random)
    if (mutant !== undefined) return mutant
  }
  return cut(base, random)!
}

const cut: Mutation = ({ bytes }, random) => {
  const at = random.below(bytes.length)
  return { bytes: bytes.slice(0, at), nature: "cut", how: "cut", at }
}

const cutAtLine: Mutation = ({ bytes, text }, random) => {
  const at = text.indexOf("\n", random.below(bytes.length)) + 1
  return at === 0 ? undefined : { bytes: bytes.slice(0, at), nature: "cut", how: "cut after a line", at }
}

/** A byte that is no digit becomes another that is none. What stands in or at a number is left alone: it has no spare. */
const flip: Mutation = ({ bytes, text, parts }, random) => {
  const at = random.below(bytes.length)
  const old = bytes[at]!
  if (isDigit(old) || ((isDigit(bytes[at - 1] ?? 0) || isDigit(bytes[at + 1] ?? 0)) && !/[\w<>]/.test(text[at] ?? "")))
    return undefined
  if (/[eE]/.test(text[at] ?? "") && isDigit(bytes[at - 1] ?? 0)) return undefined
  const fresh = random.next() < 0.5 ? old ^ (1 << random.below(8)) : random.below(256)
  if (fresh === old || isDigit(fresh)) return undefined
  const changed = bytes.slice()
  changed[at] = fresh
  return { bytes: changed, nature: "flip", how: old === 0x3c ? "flip of <" : `flip ${placeOf(parts, at)}`, at }
}

const flipMark: Mutation = (base, random) => {
  // Where it hurts: in keys, tags, attribute names and words.
  const part = base.parts.length === 0 ? undefined : random.of(base.parts)
  if (part === undefined) return undefined
  const from = part.what === "item" ? part.valueFrom : part.from
  const at = from + random.below(Math.max(1, Math.min(part.to, part.valueTo) - from))
  const old = base.bytes[at]
  if (old === undefined || !/[A-Za-z_]/.test(String.fromCharCode(old))) return undefined
  if (isDigit(base.bytes[at - 1] ?? 0)) return undefined
  const changed = base.bytes.slice()
  changed[at] = old === 0x78 ? 0x71 : 0x78
  return { bytes: changed, nature: "flip", how: `flip ${placeOf(base.parts, at)}`, at }
}

const deleteLine: Mutation = ({ bytes, text }, random) => {
  const middle = random.below(bytes.length)
  const from = text.lastIndexOf("\n", middle) + 1
  const end = text.indexOf("\n", middle)
  const to = end < 0 ? bytes.length : end + 1
  if (from === 0 && to === bytes.length) return undefined
  const word = /^[^\w]*[\w#]{0,20}/.exec(text.slice(from, from + 40))?.[0].trim() ?? ""
  return {
    bytes: without(bytes, from, to),
    nature: "delete",
    how: `delete line ${word.replace(/\d+/g, "9")}`,
    at: from,
  }
}

const deletePart: Mutation = ({ bytes, parts }, random) => {
  if (parts.length === 0) return undefined
  const { what, name, from, to } = random.of(parts)
  return { bytes: without(bytes, from, to), nature: "delete", how: `delete ${what} ${name}`, at: from }
}

const duplicate: Mutation = ({ bytes, text, parts }, random) => {
  const at = random.below(bytes.length)
  const line = { from: text.lastIndexOf("\n", at) + 1, to: text.indexOf("\n", at) + 1 }
  const { from, to } = parts.length > 0 && random.next() < 0.6 ? random.of(parts) : line
  if (to <= from || to - from > 65_536) return undefined
  const times = random.next() < 0.05 ? 100 : 1
  const pieces = Array.from({ length: times + 1 }, () => bytes.subarray(from, to))
  return {
    bytes: joined(bytes.subarray(0, from), ...pieces, bytes.subarray(to)),
    nature: "other",
    how: "duplicate",
    at: from,
  }
}

const swap: Mutation = ({ bytes, parts }, random) => {
  if (parts.length < 2) return undefined
  const [a, b] = [random.of(parts), random.of(parts)].toSorted((one, two) => one.from - two.from)
  if (a === undefined || b === undefined || a.what !== b.what || a.to > b.from) return undefined
  const piece = (from: number, to: number) => bytes.subarray(from, to)
  const changed = joined(
    piece(0, a.from),
    piece(b.from, b.to),
    piece(a.to, b.from),
    piece(a.from, a.to),
    piece(b.to, bytes.length),
  )
  return { bytes: changed, nature: "other", how: `swap ${a.what}`, at: a.from }
}

const NUMBERS = [
  "0",
  "-1",
  "-0",
  "1e3",
  "1e308",
  "1e999",
  "-1e999",
  "9007199254740993",
  "18446744073709551616",
  "0.1",
  "-0.5",
  "1.0000000000000000001",
  "NaN",
  "Infinity",
  "-Infinity",
  "null",
  '""',
  '"12"',
  "1,234.56",
  "2,5",
  "0x10",
  "1_000",
  " ",
  "true",
  "[]",
  "{}",
  "99999999999999999999999999",
]
const extremes: Mutation = ({ bytes, text }, random) => {
  const near = random.below(bytes.length)
  const found = /\d+(\.\d+)?/.exec(text.slice(near, near + 2_000))
  if (found === null) return undefined
  const from = near + found.index
  const changed = joined(
    bytes.subarray(0, from),
    Buffer.from(random.of(NUMBERS)),
    bytes.subarray(from + found[0].length),
  )
  return { bytes: changed, nature: "other", how: "number", at: from }
}

const NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "x".repeat(10_000),
  "=1+1",
  "\u202e",
  "\u00e9".repeat(3),
  "a\\u0000b",
  "\\ud800",
  "&#0;",
  "]]>",
  "%s",
  "../../etc/passwd",
  "",
]
const names: Mutation = ({ bytes, parts }, random) => {
  if (parts.length === 0) return undefined
  const { what, from, valueFrom, valueTo } = random.of(parts)
  const name = random.of(NAMES)
  if (what === "member" && random.next() < 0.5) {
    const end = bytes.indexOf(0x22, from + 1)
    const start = bytes.indexOf(0x22, from)
    const colon = bytes.indexOf(0x22, start + 1)
    if (end < 0 || start < 0 || colon < 0) return undefined
    return {
      bytes: joined(bytes.subarray(0, start + 1), Buffer.from(name), bytes.subarray(colon)),
      nature: "other",
      how: "key renamed",
      at: from,
    }
  }
  const fresh = what === "member" || what === "item" ? Buffer.from(`"${name}"`) : Buffer.from(name)
  return {
    bytes: joined(bytes.subarray(0, valueFrom), fresh, bytes.subarray(valueTo)),
    nature: "other",
    how: "value replaced",
    at: valueFrom,
  }
}

/** A value becomes one of another type, as careless tools write it. */
const retype: Mutation = ({ bytes, parts }, random) => {
  const part = parts.length === 0 ? undefined : random.of(parts)
  if (part === undefined || part.what === "element" || part.what === "attribute") return undefined
  const fresh = random.of(["null", "[]", "{}", "[[]]", '"x"', "true", "0", '{"a":[{}]}', '[null,1,"a",{}]'])
  return {
    bytes: joined(bytes.subarray(0, part.valueFrom), Buffer.from(fresh), bytes.subarray(part.valueTo)),
    nature: "other",
    how: `retyped ${part.name}`,
    at: part.valueFrom,
  }
}

const insideCharacter: Mutation = ({ bytes }, random) => {
  const at = random.below(bytes.length)
  const bad = random.of([[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x00]])
  return {
    bytes: joined(bytes.subarray(0, at), Uint8Array.from(bad), bytes.subarray(at)),
    nature: "other",
    how: "bad UTF-8",
    at,
  }
}

const mark: Mutation = ({ bytes, isPlain }) =>
  !isPlain || bytes[0] === 0xef
    ? undefined
    : { bytes: joined(Uint8Array.of(0xef, 0xbb, 0xbf), bytes), nature: "same", how: "byte order mark", at: 0 }

const carriage: Mutation = ({ text, isPlain }) =>
  !isPlain || text.includes("\r") || !text.includes("\n")
    ? undefined
    : { bytes: joined(Buffer.from(text.replaceAll("\n", "\r\n"), "latin1")), nature: "same", how: "CRLF", at: 0 }

const wide: Mutation = ({ bytes, isPlain }, random) => {
  if (!isPlain || bytes.length < 2) return undefined
  const content = new TextDecoder("utf-8").decode(bytes)
  const little = Buffer.from(`\ufeff${content}`, "utf16le")
  const isBig = random.next() < 0.5
  return {
    bytes: joined(isBig ? little.swap16() : little),
    nature: "same",
    how: isBig ? "UTF-16BE" : "UTF-16LE",
    at: 0,
  }
}

const MUTATIONS: readonly Mutation[] = [
  cut,
  cut,
  cutAtLine,
  cutAtLine,
  flip,
  flip,
  flip,
  flipMark,
  flipMark,
  flipMark,
  deleteLine,
  deleteLine,
  deletePart,
  deletePart,
  deletePart,
  duplicate,
  swap,
  extremes,
  names,
  retype,
  retype,
  insideCharacter,
  mark,
  carriage,
  wide,
]

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

function placeOf(parts: readonly Part[], at: number): string {
  let inner: Part | undefined
  for (const part of parts) {
    if (at >= part.from && at < part.to && (inner === undefined || part.to - part.from < inner.to - inner.from))
      inner = part
  }
  if (inner === undefined) return "outside"
  return `${at < inner.valueFrom ? "at" : "in"} ${inner.what} ${inner.name}`
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces))
}

const without = (bytes: Uint8Array, from: number, to: number): Uint8Array =>
  joined(bytes.subarray(0, from), bytes.subarray(to))
