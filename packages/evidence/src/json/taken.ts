import type { Json, JsonObject } from "./json.ts"

/**
 * Parses a text that was checked to be JSON and holds `keys` keys. `isTwice`: fewer come out, because one stood twice in
 * an object; of two meanings the parser keeps the last, as most do, and nobody knows which was meant.
 */
export function parseTaken(text: string, keys: number): { readonly value: Json; readonly isTwice: boolean } {
  const value = JSON.parse(text) as Json
  return { value, isTwice: keysOf(value) !== keys }
}

function keysOf(value: Json): number {
  if (typeof value !== "object" || value === null) return 0
  let keys = 0
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) if (typeof item === "object") keys += keysOf(item)
    return keys
  }
  const members = value as JsonObject
  // Two ways to walk, each several times slower where the other is fast: numbers for keys, as Istanbul has, and names.
  if (Object.hasOwn(members, 0) || Object.hasOwn(members, 1)) {
    for (const member of Object.values(members)) keys += 1 + keysOf(member)
    return keys
  }
  // Nothing that a parser makes inherits members that can be listed.
  for (const key in members) keys += 1 + keysOf(members[key]!)
  return keys
}

/** The JSON value that a line holds; undefined where it holds none, a key twice, or a nesting deeper than `depth`. */
export function parseLine(line: string, depth: number): Json | undefined {
  try {
    const value = JSON.parse(line) as Json
    return depthOf(value, depth) > depth || hasTwice(line, value) ? undefined : value
  } catch {
    return undefined
  }
}

function depthOf(value: Json, most: number): number {
  if (typeof value !== "object" || value === null) return 0
  let deepest = 0
  for (const member of Object.values(value)) {
    if (typeof member !== "object" || member === null) continue
    // No deeper than asked: a line may be made of nothing but brackets.
    if (most === 0) return 2
    deepest = Math.max(deepest, depthOf(member as Json, most - 1))
    if (deepest > most) return deepest + 1
  }
  return deepest + 1
}

/** Every key is followed by a colon outside of strings, and by nothing else is. */
function hasTwice(line: string, value: Json): boolean {
  let colons = 0
  for (const found of line.matchAll(/"(?:[^"\\]|\\.)*"|:/g)) if (found[0] === ":") colons++
  return colons !== keysOf(value)
}
