import type { Json } from "../kernel/canonical-json.ts"
import { err, ok, type Result } from "../kernel/result.ts"

/** What signed JSON must not hold, and where: counted in UTF-16 code units from 0. */
export type UnsignableJson = {
  readonly kind: "unsignable-json"
  readonly why: "syntax" | "duplicate-key" | "inexact-integer" | "not-finite" | "lone-surrogate" | "too-deep"
  readonly at: number
}

const MAX_DEPTH = 100
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy
const SPACE = /[ \t\n\r]*/y

class Unsignable extends Error {
  readonly why: UnsignableJson["why"]
  readonly at: number

  constructor(why: UnsignableJson["why"], at: number) {
    super(why)
    this.why = why
    this.at = at
  }
}

/**
 * Reads JSON that is to be signed or was (I-JSON, RFC 7493): one reader's number, key or text must be every reader's. So a
 * key twice is refused, an integer beyond 2⁵³, a number that is none in IEEE 754, and half a character.
 */
export function readStrictJson(text: string): Result<Json, UnsignableJson> {
  try {
    const reader = new StrictReader(text)
    return ok(reader.whole())
  } catch (error) {
    if (error instanceof Unsignable) return err({ kind: "unsignable-json", why: error.why, at: error.at })
    throw error
  }
}

/** A member of an object; undefined where there is no object, or no such member of its own. */
export function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, Json | undefined>>)[key] : undefined
}

class StrictReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): Json {
    const value = this.#value(0)
    this.#take(SPACE)
    if (this.#at < this.#text.length) this.#refuse("syntax")
    return value
  }

  #value(depth: number): Json {
    if (depth > MAX_DEPTH) this.#refuse("too-deep")
    this.#take(SPACE)
    switch (this.#text.charAt(this.#at)) {
      case "{":
        return this.#object(depth)
      case "[":
        return this.#array(depth)
      case '"':
        return this.#string()
      case "t":
        return this.#word("true", true)
      case "f":
        return this.#word("false", false)
      case "n":
        return this.#word("null", null)
      default:
        return this.#number()
    }
  }

  #object(depth: number): Json {
    const members = new Map<string, Json>()
    this.#list("}", () => {
      const at = this.#at
      const key = this.#string()
      if (members.has(key)) throw new Unsignable("duplicate-key", at)
      this.#take(SPACE)
      if (!this.#skip(":")) this.#refuse("syntax")
      members.set(key, this.#value(depth + 1))
    })
    // Own members all of them, `__proto__` too.
    return Object.fromEntries(members)
  }

  #array(depth: number): Json {
    const items: Json[] = []
    this.#list("]", () => items.push(this.#value(depth + 1)))
    return items
  }

  #list(end: string, item: () => void): void {
    this.#at++
    this.#take(SPACE)
    if (this.#skip(end)) return
    for (;;) {
      this.#take(SPACE)
      item()
      this.#take(SPACE)
      if (this.#skip(end)) return
      if (!this.#skip(",")) this.#refuse("syntax")
    }
  }

  #string(): string {
    const at = this.#at
    const spelled = this.#take(STRING)
    if (spelled === "") this.#refuse("syntax")
    const text = JSON.parse(spelled) as string
    if (!text.isWellFormed()) throw new Unsignable("lone-surrogate", at)
    return text
  }

  #number(): number {
    const at = this.#at
    const spelled = this.#take(NUMBER)
    if (spelled === "") this.#refuse("syntax")
    const value = Number(spelled)
    if (!Number.isFinite(value)) throw new Unsignable("not-finite", at)
    if (/^-?[0-9]+$/.test(spelled) && !Number.isSafeInteger(value)) throw new Unsignable("inexact-integer", at)
    return value
  }

  #word<T extends Json>(spelled: string, value: T): T {
    if (!this.#text.startsWith(spelled, this.#at)) this.#refuse("syntax")
    this.#at += spelled.length
    return value
  }

  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ""] = pattern.exec(this.#text) ?? []
    this.#at += found.length
    return found
  }

  #refuse(why: UnsignableJson["why"]): never {
    throw new Unsignable(why, this.#at)
  }
}
