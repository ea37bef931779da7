import type { Decoder } from "../decoders.ts"
import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import { continues, sequenceLength } from "../encoding/utf8.ts"
import type { JsonPlace } from "./json.ts"
import { leadsOn, type RuleNode } from "./rules.ts"
import { parseTaken } from "./taken.ts"

/** What the next byte may be (RFC 8259). */
const VALUE = 0
const FIRST_KEY = 1
const KEY = 2
const COLON = 3
const FIRST_ITEM = 4
const AFTER = 5
const STRING = 6
const ESCAPE = 7
const HEX = 8
const LITERAL = 9
const NUMBER = 10
const ENDED = 11

/** Where in a number: what may follow differs. */
const MINUS = 0
const ZERO = 1
const INTEGER = 2
const POINT = 3
const FRACTION = 4
const E = 5
const E_SIGN = 6
const EXPONENT = 7
const CAN_END = [false, true, true, false, true, false, false, true]

const OBJECT = 1
const ARRAY = 2

/** An open container that rules lead into. */
type Frame = {
  readonly node: RuleNode
  readonly pointer: string
  readonly line: number
  readonly step: string
  readonly isObject: boolean
  /** Keys so far: a key that stands twice means two things. */
  readonly keys: Set<string>
  key: string
  index: number
}

/** What a scanner needs to know besides its rules. */
export type JsonScannerOptions = {
  readonly limits: Limits
  /** A decoder of UTF-8, fatal. */
  readonly utf8: Decoder
  /** Several values one after the other (JSON lines), instead of one. */
  readonly many: boolean
}

/**
 * A strict streaming JSON reader over UTF-8 bytes (RFC 8259): valid or refused, with line and column. It holds nothing
 * but the values that rules take. `NaN` and `Infinity`, which some tools write, are read as null and counted. A key that
 * stands twice is refused where rules go on inside, and told of where a value is taken whole.
 */
export class JsonScanner {
  /** Numbers that JSON does not have and that were read as null. */
  notNumbers = 0
  /** The line of the first value that was taken although a key stands twice in one object of it. */
  ambiguousAt: number | undefined
  private readonly limits: Limits
  private readonly utf8: Decoder
  private readonly many: boolean
  private readonly root: RuleNode
  private readonly containers: Uint8Array
  private readonly frames: Frame[] = []
  private state = VALUE
  private depth = 0
  private values = 0
  private line = 1
  /** Absolute position of the current line's first byte, and of the current chunk's. */
  private lineStart = 0
  private offset = 0
  /** In a string: whether it is a key, how many hex digits are due. In a literal: its text and how far. In a number: where. */
  private isKey = false
  private hexDigits = 0
  private literal = ""
  private literalAt = 0
  private numberState = MINUS
  /** The value or key that is being kept: where it began in this chunk, and what earlier chunks held of it. */
  private keptFrom = -1
  private readonly kept: Uint8Array[] = []
  private keptLength = 0
  /** The value that a rule takes, and what it holds that must be looked at before it is parsed. */
  private taking: RuleNode | undefined
  private takeDepth = 0
  private takePlace: JsonPlace = { at: 1, pointer: "", key: "" }
  private takeKeys = 0
  private takeHasHoles = false
  /** Bytes still due of a UTF-8 sequence. */
  private readonly sequence = new Uint8Array(4)
  private sequenceHave = 0
  private sequenceLength = 0

  constructor(root: RuleNode, { limits, utf8, many }: JsonScannerOptions) {
    this.root = root
    this.limits = limits
    this.utf8 = utf8
    this.many = many
    this.containers = new Uint8Array(limits.jsonDepth + 1)
  }

  /** Throws `RefusedInput`; keeps nothing of `bytes`. */
  write(bytes: Uint8Array): void {
    this.scan(bytes)
    if (this.keptFrom >= 0) {
      this.keep(bytes.slice(this.keptFrom))
      this.keptFrom = 0
    }
    this.offset += bytes.length
  }

  /** Throws `RefusedInput` unless the text is whole. */
  finish(): void {
    if (this.sequenceHave > 0) this.refuseByte(this.offset)
    if (this.state === NUMBER && this.depth === 0 && CAN_END[this.numberState] === true) this.endScalar(0, EMPTY)
    if (this.values === 0 && this.state === VALUE && this.depth === 0)
      throw new RefusedInput({ kind: "nothing-received" })
    if (this.depth > 0 || (this.state !== ENDED && !(this.many && this.state === VALUE))) {
      throw new RefusedInput({ kind: "truncated", line: this.line, within: "inside a JSON value" })
    }
  }

  private scan(bytes: Uint8Array): void {
    const end = bytes.length
    let i = 0
    while (i < end) {
      const byte = bytes[i]!
      switch (this.state) {
        case STRING: {
          i = this.inString(bytes, i)
          continue
        }
        case ESCAPE:
          if (byte === 0x75) {
            this.hexDigits = 4
            this.state = HEX
          } else if (ESCAPED.includes(byte)) this.state = STRING
          else this.refuse(i, "an escape that JSON does not have")
          i++
          continue
        case HEX:
          if (!isHex(byte)) this.refuse(i, "an escape that JSON does not have")
          if (--this.hexDigits === 0) this.state = STRING
          i++
          continue
        case NUMBER: {
          const next = nextInNumber(this.numberState, byte)
          if (next >= 0) {
            this.numberState = next
            i++
            continue
          }
          // -Infinity, as Python writes it.
          if (next === INFINITE) {
            this.state = LITERAL
            this.literal = "-Infinity"
            this.literalAt = 2
            i++
            continue
          }
          if (CAN_END[this.numberState] !== true) this.refuse(i, "a broken number")
          this.endScalar(i, bytes)
          continue
        }
        case LITERAL:
          if (byte !== this.literal.charCodeAt(this.literalAt)) this.refuse(i, "this is not JSON")
          i++
          if (++this.literalAt === this.literal.length) {
            if (NO_NUMBERS.has(this.literal)) {
              this.notNumbers++
              this.takeHasHoles = true
            }
            this.endScalar(i, bytes)
          }
          continue
        default:
          break
      }
      if (byte === 0x0a) {
        this.line++
        this.lineStart = this.offset + ++i
        continue
      }
      if (byte === 0x20 || byte === 0x0d || byte === 0x09) {
        i++
        continue
      }
      i = this.structure(bytes, i, byte)
    }
  }

  /** A byte that is neither white space nor inside a string, number or literal. */
  private structure(bytes: Uint8Array, i: number, byte: number): number {
    switch (this.state) {
      case FIRST_ITEM:
        if (byte === 0x5d) return this.close(bytes, i)
        return this.value(i, byte)
      case VALUE:
        return this.value(i, byte)
      case FIRST_KEY:
        if (byte === 0x7d) return this.close(bytes, i)
        return this.key(i, byte)
      case KEY:
        return this.key(i, byte)
      case COLON:
        if (byte !== 0x3a) this.refuse(i, "a key without a colon")
        this.state = VALUE
        return i + 1
      case AFTER: {
        const isObject = this.containers[this.depth] === OBJECT
        if (byte === 0x2c) {
          this.state = isObject ? KEY : VALUE
          return i + 1
        }
        if (byte === (isObject ? 0x7d : 0x5d)) return this.close(bytes, i)
        return this.refuse(i, `neither a comma nor ${isObject ? "}" : "]"} after a value`)
      }
      default:
        if (!this.many) this.refuse(i, "more after the end of the JSON value")
        this.state = VALUE
        return this.value(i, byte)
    }
  }

  private value(i: number, byte: number): number {
    const isOpen = byte === 0x7b || byte === 0x5b
    // A value directly inside a frame, or a document: rules may want it.
    if (this.depth === this.frames.length && this.taking === undefined) this.begin(i, byte, isOpen)
    if (isOpen) {
      if (this.depth === this.limits.jsonDepth) this.refuseSize("jsonDepth")
      this.containers[++this.depth] = byte === 0x7b ? OBJECT : ARRAY
      this.state = byte === 0x7b ? FIRST_KEY : FIRST_ITEM
      return i + 1
    }
    if (byte === 0x22) {
      this.state = STRING
      this.isKey = false
      return i + 1
    }
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) {
      this.state = NUMBER
      this.numberState = byte === 0x2d ? MINUS : byte === 0x30 ? ZERO : INTEGER
      return i + 1
    }
    const literal = LITERALS.get(byte)
    if (literal === undefined) return this.refuse(i, "this is not JSON")
    this.state = LITERAL
    this.literal = literal
    this.literalAt = 1
    return i + 1
  }

  /** Decides what becomes of a value that begins here. */
  private begin(i: number, byte: number, isOpen: boolean): void {
    const frame = this.frames.at(-1)
    const rule = frame === undefined ? this.root : ruleBelow(frame)
    if (frame !== undefined && !frame.isObject) frame.index++
    if (rule === undefined) return
    const place = this.place(frame)
    if (rule.take !== undefined) {
      this.taking = rule
      this.takeDepth = this.depth
      this.takePlace = place
      this.takeKeys = 0
      this.takeHasHoles = false
      this.keptFrom = i
      return
    }
    rule.enter?.open?.(isOpen ? (byte === 0x7b ? "object" : "array") : "scalar", place)
    if (isOpen && (leadsOn(rule) || rule.enter !== undefined)) {
      this.frames.push({
        node: rule,
        pointer: place.pointer,
        line: place.at,
        step: place.key,
        isObject: byte === 0x7b,
        keys: new Set(),
        key: "",
        index: -1,
      })
    } else if (!isOpen) rule.enter?.close?.(place)
  }

  private place(frame: Frame | undefined): JsonPlace {
    if (frame === undefined) {
      // Of several documents the position is the first step, as if they stood in an array.
      return this.many
        ? { at: this.line, pointer: `/${this.values}`, key: String(this.values) }
        : { at: this.line, pointer: "", key: "" }
    }
    const key = frame.isObject ? frame.key : String(frame.index)
    return { at: this.line, pointer: `${frame.pointer}/${frame.isObject ? escapeStep(key) : key}`, key }
  }

  private key(i: number, byte: number): number {
    if (byte !== 0x22) this.refuse(i, "a key that is not in quotes")
    this.isKey = true
    this.state = STRING
    if (this.taking !== undefined) this.takeKeys++
    else if (this.depth === this.frames.length) this.keptFrom = i
    return i + 1
  }

  private inString(bytes: Uint8Array, from: number): number {
    const end = bytes.length
    let i = from
    while (i < end) {
      const byte = bytes[i]!
      if (this.sequenceHave > 0) {
        this.continueSequence(byte, i)
        i++
        continue
      }
      if (byte === 0x22) {
        i++
        if (this.isKey) this.endKey(bytes, i)
        else this.endScalar(i, bytes)
        return i
      }
      if (byte === 0x5c) {
        this.state = ESCAPE
        return i + 1
      }
      if (byte < 0x20) this.refuse(i, "a control character in a string")
      if (byte > 0x7f) {
        this.sequenceLength = sequenceLength(byte)
        if (this.sequenceLength === 0) this.refuseByte(this.offset + i)
        this.sequence[0] = byte
        this.sequenceHave = 1
      }
      i++
    }
    return i
  }

  private continueSequence(byte: number, i: number): void {
    this.sequence[this.sequenceHave++] = byte
    if (!continues(this.sequence, 0, this.sequenceLength, this.sequenceHave)) this.refuseByte(this.offset + i)
    if (this.sequenceHave === this.sequenceLength) this.sequenceHave = 0
  }

  private endKey(bytes: Uint8Array, end: number): void {
    this.state = COLON
    if (this.keptFrom < 0 || this.taking !== undefined) return
    const frame = this.frames.at(-1)!
    const key = JSON.parse(this.keptText(bytes, end)) as string
    if (frame.keys.has(key)) this.refuse(end, `the key ${JSON.stringify(key.slice(0, 60))} stands twice in one object`)
    frame.keys.add(key)
    frame.key = key
  }

  private endScalar(end: number, bytes: Uint8Array): void {
    this.state = this.depth > 0 ? AFTER : ENDED
    if (this.depth === 0) this.values++
    if (this.taking !== undefined && this.depth === this.takeDepth) this.endTaken(bytes, end)
  }

  private close(bytes: Uint8Array, i: number): number {
    this.depth--
    this.state = this.depth > 0 ? AFTER : ENDED
    if (this.depth === 0) this.values++
    if (this.taking !== undefined) {
      if (this.depth === this.takeDepth) this.endTaken(bytes, i + 1)
    } else if (this.frames.length > this.depth) {
      const { node, pointer, line, step } = this.frames.pop()!
      node.enter?.close?.({ at: line, pointer, key: step })
    }
    return i + 1
  }

  private endTaken(bytes: Uint8Array, end: number): void {
    const { taking, takePlace, takeKeys } = this
    const text = this.keptText(bytes, end)
    this.taking = undefined
    const { value, isTwice } = parseTaken(this.takeHasHoles ? withoutHoles(text) : text, takeKeys)
    if (isTwice) this.ambiguousAt ??= takePlace.at
    taking?.take?.(value, takePlace)
  }

  private keep(piece: Uint8Array): void {
    this.keptLength += piece.length
    if (this.keptLength > this.limits.heldBytes) this.refuseSize("heldBytes")
    this.kept.push(piece)
  }

  /** The text that was kept up to `end`; forgets it. */
  private keptText(bytes: Uint8Array, end: number): string {
    const last = bytes.subarray(this.keptFrom, end)
    this.keptFrom = -1
    if (this.keptLength + last.length > this.limits.heldBytes) this.refuseSize("heldBytes")
    if (this.keptLength === 0) return this.decode(last)
    const whole = new Uint8Array(this.keptLength + last.length)
    let to = 0
    for (const piece of this.kept) {
      whole.set(piece, to)
      to += piece.length
    }
    whole.set(last, to)
    this.kept.length = 0
    this.keptLength = 0
    return this.decode(whole)
  }

  private decode(bytes: Uint8Array): string {
    return this.utf8.decode(bytes)
  }

  private refuse(i: number, what: string): never {
    const column = this.offset + i - this.lineStart + 1
    throw new RefusedInput({ kind: "malformed", line: this.line, column, what })
  }

  private refuseByte(position: number): never {
    const column = position - this.lineStart + 1
    throw new RefusedInput({ kind: "bad-bytes", encoding: "UTF-8", line: this.line, column })
  }

  private refuseSize(what: keyof Limits): never {
    throw new RefusedInput({ kind: "too-large", what, limit: this.limits[what], line: this.line })
  }
}

const EMPTY = new Uint8Array(0)
/** `" \ / b f n r t` behind a backslash. */
const ESCAPED: readonly number[] = [0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]
const LITERALS: ReadonlyMap<number, string> = new Map([
  [0x74, "true"],
  [0x66, "false"],
  [0x6e, "null"],
  [0x4e, "NaN"],
  [0x49, "Infinity"],
])
const NO_NUMBERS: ReadonlySet<string> = new Set(["NaN", "Infinity", "-Infinity"])
/** Answers of `nextInNumber` that are no place in a number. */
const OVER = -1
const INFINITE = -2

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)

function nextInNumber(state: number, byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) {
    if (state === MINUS) return byte === 0x30 ? ZERO : INTEGER
    if (state === ZERO) return OVER
    if (state === POINT) return FRACTION
    return state === E || state === E_SIGN ? EXPONENT : state
  }
  if (byte === 0x2e) return state === ZERO || state === INTEGER ? POINT : OVER
  if (byte === 0x65 || byte === 0x45) return state === ZERO || state === INTEGER || state === FRACTION ? E : OVER
  if (byte === 0x2b || byte === 0x2d) return state === E ? E_SIGN : OVER
  if (byte === 0x49 && state === MINUS) return INFINITE
  return OVER
}

/** The rule for the next value of a frame: the key's own, or the one for any. */
function ruleBelow({ node, isObject, key, index }: Frame): RuleNode | undefined {
  return node.children.get(isObject ? key : String(index + 1)) ?? node.any
}

const escapeStep = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1")

/** The text with `null` for every `NaN` and `Infinity` outside its strings. */
function withoutHoles(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (found) => (found.startsWith('"') ? found : "null"))
}
