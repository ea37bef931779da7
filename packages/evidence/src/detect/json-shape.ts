/** The outline of a JSON value: enough to recognise a format, bounded whatever the file is. */
export type JsonShape = null | boolean | number | string | readonly JsonShape[] | ReadonlyMap<string, JsonShape>

/** What a look at the beginning of a JSON text found. */
export type JsonHead = {
  /** The first values; more than one for JSON lines. */
  readonly values: readonly JsonShape[]
  /** Position of the first thing that is not JSON; null when none was met. */
  readonly wrongAt: number | null
  /** Whether that thing is a nesting deeper than allowed. */
  readonly tooDeep: boolean
  /** Whether none of the values that were looked at was left in its middle. */
  readonly whole: boolean
}

const KEPT_ITEMS = 8
const KEPT_DEPTH = 8
const KEPT_TEXT = 512
const KEPT_VALUES = 12

class Wrong extends Error {}
class TooDeep extends Wrong {}
class Cut extends Error {}

/** Outlines the values at the beginning of `text`, of which the end may be missing. `depth` bounds the nesting. */
export function outlineJson(text: string, depth: number): JsonHead {
  const values: JsonShape[] = []
  const reader = new Outline(text, depth)
  let from = 0
  try {
    while (values.length < KEPT_VALUES && !reader.atEnd()) {
      from = reader.at
      reader.unfinished = undefined
      values.push(reader.value(0))
    }
  } catch (fault) {
    if (fault instanceof Cut) {
      if (reader.unfinished !== undefined) values.push(reader.unfinished)
      return { values, wrongAt: null, tooDeep: false, whole: false }
    }
    if (!(fault instanceof Wrong)) throw fault
    // A stray line between JSON lines is the business of the format, a broken first value is everybody's.
    return { values, wrongAt: values.length === 0 ? reader.at : from, tooDeep: fault instanceof TooDeep, whole: false }
  }
  return { values, wrongAt: null, tooDeep: false, whole: true }
}

class Outline {
  at = 0
  /** The outermost value as far as it was read, for a text that breaks off. */
  unfinished: JsonShape | undefined
  private readonly text: string
  private readonly depth: number

  constructor(text: string, depth: number) {
    this.text = text
    this.depth = depth
  }

  atEnd(): boolean {
    this.space()
    return this.at >= this.text.length
  }

  value(level: number): JsonShape {
    if (level > this.depth) throw new TooDeep()
    this.space()
    const character = this.text[this.at]
    if (character === undefined) throw new Cut()
    if (character === "{") return this.object(level)
    if (character === "[") return this.array(level)
    if (character === '"') return this.string()
    return this.scalar()
  }

  private object(level: number): JsonShape {
    const shape = new Map<string, JsonShape>()
    this.unfinished = shape
    this.at++
    this.space()
    if (this.take("}")) return shape
    for (;;) {
      this.space()
      if (this.peek() !== '"') throw new Wrong()
      const key = this.string()
      this.space()
      this.expect(":")
      // A key counts as seen before its value is: the value may be larger than what we look at.
      if (level < KEPT_DEPTH && !shape.has(key)) shape.set(key, null)
      this.nested(level, (value) => shape.set(key, value))
      this.space()
      if (this.take("}")) return shape
      this.expect(",")
    }
  }

  private array(level: number): JsonShape {
    const shape: JsonShape[] = []
    this.unfinished = shape
    this.at++
    this.space()
    if (this.take("]")) return shape
    for (;;) {
      this.nested(level, (value) => shape.length < KEPT_ITEMS && shape.push(value))
      this.space()
      if (this.take("]")) return shape
      this.expect(",")
    }
  }

  /** Keeps a nested value also when the text breaks off inside it. */
  private nested(level: number, keep: (value: JsonShape) => unknown): void {
    const outer = this.unfinished
    this.unfinished = undefined
    try {
      const value = this.value(level + 1)
      if (level < KEPT_DEPTH) keep(value)
    } catch (fault) {
      if (fault instanceof Cut && this.unfinished !== undefined && level < KEPT_DEPTH) keep(this.unfinished)
      throw fault
    } finally {
      this.unfinished = outer
    }
  }

  private string(): string {
    let i = this.at + 1
    for (;;) {
      const code = this.text.charCodeAt(i)
      if (Number.isNaN(code)) throw new Cut()
      if (code === 0x22) break
      if (code < 0x20) throw this.wrong(i)
      i += code === 0x5c ? 2 : 1
    }
    const raw = this.text.slice(this.at, i + 1)
    try {
      const text: unknown = JSON.parse(raw)
      this.at = i + 1
      return typeof text === "string" ? text.slice(0, KEPT_TEXT) : ""
    } catch {
      throw this.wrong(this.at)
    }
  }

  private scalar(): JsonShape {
    const word = /[-+.0-9A-Za-z]*/y
    word.lastIndex = this.at
    const text = word.exec(this.text)?.[0] ?? ""
    const end = this.at + text.length
    const cut = end >= this.text.length
    if (text === "true" || text === "false") {
      this.at = end
      return text === "true"
    }
    if (text === "null") {
      this.at = end
      return null
    }
    if (/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(text)) {
      this.at = end
      return Number(text)
    }
    if (cut && text !== "" && /^(t|tr|tru|f|fa|fal|fals|n|nu|nul|-|-?[0-9][-+.0-9eE]*)$/.test(text)) throw new Cut()
    throw new Wrong()
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 0x20 && code !== 0xa && code !== 0xd && code !== 0x9) return
      this.at++
    }
  }

  private peek(): string {
    const character = this.text[this.at]
    if (character === undefined) throw new Cut()
    return character
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false
    this.at++
    return true
  }

  private expect(character: string): void {
    if (!this.take(character)) throw new Wrong()
  }

  private wrong(at: number): Wrong {
    this.at = at
    return new Wrong()
  }
}

/** Whether a shape is an object. */
export const isObject = (shape: JsonShape | undefined): shape is ReadonlyMap<string, JsonShape> => shape instanceof Map

/** Whether a shape is an object with all of these keys. */
export function hasKeys(shape: JsonShape | undefined, ...keys: readonly string[]): boolean {
  return isObject(shape) && keys.every((key) => shape.has(key))
}

/** The value at a path of keys and array positions; undefined where the path leaves the shape. */
export function shapeAt(shape: JsonShape | undefined, ...path: readonly (string | number)[]): JsonShape | undefined {
  let here = shape
  for (const step of path) {
    if (typeof step === "string") here = isObject(here) ? here.get(step) : undefined
    else here = Array.isArray(here) ? (here as readonly JsonShape[])[step] : undefined
  }
  return here
}

/** The text at a path, or "" when there is none. */
export function textAt(shape: JsonShape | undefined, ...path: readonly (string | number)[]): string {
  const value = shapeAt(shape, ...path)
  return typeof value === "string" ? value : ""
}

/** Whether there is an array at a path. */
export const isList = (shape: JsonShape | undefined): shape is readonly JsonShape[] => Array.isArray(shape)

/**
 * Whether an object has nothing but an empty array under this key, apart from comments (`__comment__`): what a tool
 * writes that found nothing, and what of all formats only its name for what it finds gives away.
 */
export function isEmptyAlone(shape: JsonShape | undefined, key: string): boolean {
  if (!isObject(shape)) return false
  const listed = shape.get(key)
  return isList(listed) && listed.length === 0 && [...shape.keys()].every((one) => one === key || one.startsWith("_"))
}
