import { RefusedInput } from "../refusal.ts"
import { isNameCharacter, NAME_BYTE } from "./characters.ts"
import { codePointAt, sequenceLength } from "../encoding/utf8.ts"

const SLOTS = 512
const PROBES = 8

type Entry = {
  readonly bytes: Uint8Array
  readonly name: string
  /** Whether it stands in the table. */
  readonly placed: boolean
  /** The name that was read after this one the last time. */
  next: Entry | undefined
}

/**
 * Reads names of elements and attributes. The same few come again and again, so a bounded table hands out
 * one string for each; those of the `vocabulary` are the very literals the caller compares with. And they come in
 * the same order, so the one that followed last time is tried first.
 */
export class Names {
  /** Where the name just read ends. */
  end = 0
  private readonly table: (Entry | undefined)[] = Array.from({ length: SLOTS }, () => undefined)
  private readonly limit: number
  private last: Entry = { bytes: new Uint8Array(0), name: "", placed: false, next: undefined }

  constructor(vocabulary: readonly string[], limit: number) {
    this.limit = limit
    for (const name of vocabulary) {
      const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0))
      this.entry(bytes, 0, bytes.length, hash(bytes, 0, bytes.length), name)
    }
  }

  /** The name at `at`, or `undefined` when none begins there. Both leave `end` behind what was read. */
  read(bytes: Uint8Array, at: number): string | undefined {
    const guess = this.last.next
    if (guess !== undefined && startsWith(bytes, at, guess.bytes)) {
      const end = at + guess.bytes.length
      const after = bytes[end]!
      if (after < 0x80 && NAME_BYTE[after] === 0) {
        this.end = end
        this.last = guess
        return guess.name
      }
    }
    return this.spelledOut(bytes, at)
  }

  private spelledOut(bytes: Uint8Array, at: number): string | undefined {
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
        for (const next = i + sequenceLength(byte); i < next; i++) h = mix(h, bytes[i]!)
      } else h = mix(h, bytes[i++]!)
    }
    this.end = i
    if (i === at) return undefined
    if (i - at > this.limit) throw new RefusedInput({ kind: "too-large", what: "name", limit: this.limit, line: null })
    const entry = this.entry(bytes, at, i, h, undefined)
    // Names that found no place in the table must not hold on to each other, or there would be no bound.
    if (entry.placed) this.last.next = entry
    this.last = entry
    return entry.name
  }

  private entry(bytes: Uint8Array, from: number, to: number, h: number, known: string | undefined): Entry {
    for (let probe = 0; probe < PROBES; probe++) {
      const index = ((h ^ (h >>> 15)) + probe) & (SLOTS - 1)
      const entry = this.table[index]
      if (entry === undefined) return (this.table[index] = newEntry(bytes.slice(from, to), known, true))
      if (entry.bytes.length === to - from && startsWith(bytes, from, entry.bytes)) return entry
    }
    return newEntry(bytes.slice(from, to), known, false)
  }
}

function newEntry(bytes: Uint8Array, known: string | undefined, placed: boolean): Entry {
  return { bytes, name: known ?? spell(bytes), placed, next: undefined }
}

const mix = (h: number, byte: number) => Math.imul(h ^ byte, 0x01000193)

function hash(bytes: Uint8Array, from: number, to: number): number {
  let h = 0
  for (let i = from; i < to; i++) h = mix(h, bytes[i]!)
  return h
}

function startsWith(bytes: Uint8Array, at: number, own: Uint8Array): boolean {
  for (let i = 0; i < own.length; i++) if (own[i] !== bytes[at + i]) return false
  return true
}

function spell(bytes: Uint8Array): string {
  let name = ""
  for (let i = 0; i < bytes.length; i += sequenceLength(bytes[i]!)) name += String.fromCodePoint(codePointAt(bytes, i))
  return name
}
