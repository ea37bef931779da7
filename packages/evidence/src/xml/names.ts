import { RefusedInput } from "../refusal.ts"
import { isNameCharacter, NAME_BYTE } from "./characters.ts"
import { codePointAt, sequenceLength } from "./utf8.ts"

const SLOTS = 512
const PROBES = 8

type Entry = { readonly bytes: Uint8Array; readonly name: string }

/**
 * Reads names of elements and attributes. The same few come again and again, so a bounded table hands out
 * one string for each; those of the `vocabulary` are the very literals the caller compares with.
 */
export class Names {
  /** Where the name just read ends. */
  end = 0
  private readonly table: (Entry | undefined)[] = Array.from({ length: SLOTS }, () => undefined)
  private readonly limit: number

  constructor(vocabulary: readonly string[], limit: number) {
    this.limit = limit
    for (const name of vocabulary) {
      const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0))
      this.slot(bytes, 0, bytes.length, hash(bytes, 0, bytes.length), name)
    }
  }

  /** The name at `at`, or `undefined` when none begins there. Both leave `end` behind what was read. */
  read(bytes: Uint8Array, at: number): string | undefined {
    let i = at
    let h = 0
    const first = bytes[at]!
    if (first < 0x80 && NAME_BYTE[first] !== 1) {
      this.end = at
      return undefined
    }
    for (;;) {
      const byte = bytes[i]!
      if (NAME_BYTE[byte] === 0) {
        if (byte < 0x80) break
        const code = codePointAt(bytes, i)
        if (!isNameCharacter(code, i === at)) break
        for (const next = i + sequenceLength(byte); i < next; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193)
      } else {
        h = Math.imul(h ^ byte, 0x01000193)
        i++
      }
    }
    this.end = i
    if (i === at) return undefined
    if (i - at > this.limit) throw new RefusedInput({ kind: "too-large", what: "name", limit: this.limit, line: null })
    return this.slot(bytes, at, i, h, undefined)
  }

  private slot(bytes: Uint8Array, from: number, to: number, h: number, known: string | undefined): string {
    for (let probe = 0; probe < PROBES; probe++) {
      const index = ((h ^ (h >>> 15)) + probe) & (SLOTS - 1)
      const entry = this.table[index]
      if (entry === undefined) {
        const copy = bytes.slice(from, to)
        const name = known ?? spell(copy)
        this.table[index] = { bytes: copy, name }
        return name
      }
      if (sameBytes(entry.bytes, bytes, from, to)) return entry.name
    }
    return known ?? spell(bytes.subarray(from, to))
  }
}

function hash(bytes: Uint8Array, from: number, to: number): number {
  let h = 0
  for (let i = from; i < to; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193)
  return h
}

function sameBytes(own: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from
  if (own.length !== length) return false
  for (let i = 0; i < length; i++) if (own[i] !== bytes[from + i]) return false
  return true
}

function spell(bytes: Uint8Array): string {
  let name = ""
  for (let i = 0; i < bytes.length; i += sequenceLength(bytes[i]!)) name += String.fromCodePoint(codePointAt(bytes, i))
  return name
}
