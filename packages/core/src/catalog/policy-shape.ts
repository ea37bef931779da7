import { didYouMean, quoted } from "./policy-mistake.ts"
import type { MapTree, Reading, Tree } from "./policy-tree.ts"

/** A part of a JSON Schema. */
export type Schema = { readonly [keyword: string]: SchemaValue | undefined }
type SchemaValue = string | number | boolean | null | Schema | readonly SchemaValue[]

/**
 * What one place of the file may hold: read with positions, and published as JSON Schema, from the same words.
 * The schema never refuses what the reader accepts; the reader also knows what a schema cannot say.
 */
export type Shape<T> = {
  /** Fits behind "must be". */
  readonly expects: string
  readonly schema: Schema
  /** The value, or `undefined` after at least one mistake was noted. */
  readonly read: (tree: Tree, reading: Reading) => T | undefined
}

/** What a shape reads. */
export type ReadBy<S> = S extends Shape<infer T> ? T : never
type Shapes = { readonly [key: string]: Shape<unknown> }
type Read<Required extends Shapes, Optional extends Shapes> = {
  readonly [K in keyof Required]: ReadBy<Required[K]>
} & { readonly [K in keyof Optional]?: ReadBy<Optional[K]> }

/** A mapping with the keys named here and no other. Absent optional keys are absent from the value. */
export type Mapping<T> = Shape<T> & { readonly keys: readonly string[] }

/** Reads every key, also after one was mistaken; a mapping with any mistake in it has no value. */
export function mapping<Required extends Shapes, Optional extends Shapes>(
  what: string,
  required: Required,
  optional: Optional,
): Mapping<Read<Required, Optional>> {
  const shapes = new Map<string, Shape<unknown>>([...Object.entries(required), ...Object.entries(optional)])
  const keys = [...shapes.keys()]
  const needed = Object.keys(required)
  const schemas = Object.fromEntries([...shapes].map(([key, { schema }]) => [key, schema]))
  return {
    expects: `a mapping (${what})`,
    keys,
    schema: { type: "object", additionalProperties: false, required: needed, properties: schemas },
    read(tree, reading) {
      if (tree.kind !== "map") return wrongType(tree, this.expects, reading)
      let good = checkKeys(tree, what, keys, needed, reading)
      const value: { [key: string]: unknown } = {}
      for (const [key, shape] of shapes) {
        const entry = tree.entries.get(key)
        if (entry === undefined) continue
        value[key] = shape.read(entry.value, reading)
        good &&= value[key] !== undefined
      }
      // Every required key is there and every value came from its own shape: the one place this cast is allowed.
      return good ? (value as Read<Required, Optional>) : undefined
    },
  }
}

/**
 * A mapping with the keys named here, all of them optional, and beside them names that the writer chooses. A name can
 * be none of the keys; what is mistaken for a name is told by what stands behind it.
 */
export function mappingWithNames<Optional extends Shapes, K extends string, T>(
  what: string,
  optional: Optional,
  name: Shape<K>,
  named: Shape<T>,
): Shape<{ readonly own: Read<Record<never, never>, Optional>; readonly named: readonly (readonly [K, T])[] }> {
  const own = mapping(what, {}, optional)
  const keys = new Set(own.keys)
  const names = mapOf(name, named)
  const { type: _, ...nameSchema } = name.schema
  return {
    expects: own.expects,
    schema: {
      ...own.schema,
      additionalProperties: named.schema,
      propertyNames: { anyOf: [{ enum: own.keys }, nameSchema] },
    },
    read(tree, reading) {
      if (tree.kind !== "map") return wrongType(tree, own.expects, reading)
      const isKey = ([key]: readonly [string, unknown]) => keys.has(key)
      const isName = ([key, { value }]: readonly [string, { readonly value: Tree }]) =>
        !keys.has(key) && value.kind === "map"
      const pairs = names.read({ ...tree, entries: new Map([...tree.entries].filter(isName)) }, reading)
      // What is neither a key nor a mapping is a typing mistake among the keys.
      const rest = new Map([...tree.entries].filter((entry) => isKey(entry) || !isName(entry)))
      const value = own.read({ ...tree, entries: rest }, reading)
      return value === undefined || pairs === undefined ? undefined : { own: value, named: pairs }
    },
  }
}

/** Notes unknown and missing keys; answers whether there were none. */
export function checkKeys(
  tree: MapTree,
  what: string,
  known: readonly string[],
  needed: readonly string[],
  reading: Reading,
): boolean {
  let good = true
  for (const [key, entry] of tree.entries) {
    if (known.includes(key)) continue
    good = false
    reading.mistake("unknown-key", entry, `${quoted(key)} is not a key of ${what}.${hint(key, entry.value, known)}`)
  }
  for (const key of needed) {
    if (tree.entries.has(key)) continue
    good = false
    const path = tree.path === "" ? key : `${tree.path}.${key}`
    reading.mistake(
      "missing-key",
      { ...tree, path },
      `\`${key}\` is missing. Every ${what.replace(/^an? |^the /, "")} needs it.`,
    )
  }
  return good
}

function hint(key: string, value: Tree, known: readonly string[]): string {
  if (key === "<<") return " Merge keys are not supported; gates inherit `default`."
  const bare = value.kind === "scalar" && value.value === null && /\s/.test(key)
  return bare ? " A comma ends plain text inside { }: put quotes around the text." : didYouMean(key, known)
}

/** The same shape with a sentence for editors. */
export function described<S extends Shape<unknown>>(shape: S, description: string): S {
  return { ...shape, schema: { ...shape.schema, description } }
}

/** A list with at least `min` items of one shape, each of them once. */
export function listOf<T>(item: Shape<T>, { min = 0, max = 1_000, unique = false } = {}): Shape<readonly T[]> {
  const size = { ...(min > 0 ? { minItems: min } : {}), maxItems: max }
  const expects = `a list${min > 0 ? ` of at least ${min}` : ""}, each item ${item.expects}`
  return {
    expects,
    schema: { type: "array", items: item.schema, ...size, ...(unique ? { uniqueItems: true } : {}) },
    read(tree, reading) {
      if (tree.kind !== "list") return wrongType(tree, expects, reading)
      const counted = checkCount(tree, tree.items.length, min, max, reading)
      const seen = new Set<string>()
      const values: T[] = []
      for (const child of tree.items) {
        const value = item.read(child, reading)
        if (value === undefined) continue
        if (unique && seen.has(String(value))) {
          reading.mistake("duplicate", child, `${quoted(String(value))} is listed twice. Keep one of them.`)
          continue
        }
        seen.add(String(value))
        values.push(value)
      }
      return counted && values.length === tree.items.length ? values : undefined
    },
  }
}

/** Names chosen by the writer, each with a value, in the order of the file. */
export function mapOf<K extends string, T>(
  key: Shape<K>,
  value: Shape<T>,
  { min = 0, max = 1_000 } = {},
): Shape<readonly (readonly [K, T])[]> {
  const expects = `a mapping from ${key.expects} to ${value.expects}`
  const { type: _, ...names } = key.schema
  const size = { ...(min > 0 ? { minProperties: min } : {}), maxProperties: max }
  return {
    expects,
    schema: { type: "object", propertyNames: names, additionalProperties: value.schema, ...size },
    read(tree, reading) {
      if (tree.kind !== "map") return wrongType(tree, expects, reading)
      const counted = checkCount(tree, tree.entries.size, min, max, reading)
      const pairs: (readonly [K, T])[] = []
      for (const [name, entry] of tree.entries) {
        const { offset, path } = entry
        const read = key.read({ kind: "scalar", offset, path, name: entry.name, value: name, source: name }, reading)
        const held = value.read(entry.value, reading)
        if (read !== undefined && held !== undefined) pairs.push([read, held])
      }
      return counted && pairs.length === tree.entries.size ? pairs : undefined
    },
  }
}

/** A shape whose value has to hold together, too; `schema` adds what of that a JSON Schema can say. */
export function refined<T, U>(
  shape: Shape<T>,
  schema: Schema,
  refine: (value: T, tree: Tree, reading: Reading) => U | undefined,
): Shape<U> {
  return {
    expects: shape.expects,
    schema: { ...shape.schema, ...schema },
    read(tree, reading) {
      const value = shape.read(tree, reading)
      return value === undefined ? undefined : refine(value, tree, reading)
    },
  }
}

/** One shape for mappings and lists or scalars of another; which one is decided by what is written. */
export function either<T, U>(when: (tree: Tree) => boolean, first: Shape<T>, second: Shape<U>): Shape<T | U> {
  return {
    expects: `${first.expects}, or ${second.expects}`,
    schema: { anyOf: [first.schema, second.schema] },
    read(tree, reading) {
      if (when(tree)) return first.read(tree, reading)
      return second.read(tree, reading)
    },
  }
}

/** Notes that something else stands here; says nothing where a mistake was noted already. */
export function wrongType(tree: Tree, expects: string, reading: Reading): undefined {
  if (tree.kind === "broken") return undefined
  return reading.mistake("wrong-type", tree, `${quoted(tree.name)} must be ${expects}; this is ${kindOf(tree)}.`)
}

function kindOf(tree: Tree): string {
  if (tree.kind === "map") return "a mapping"
  if (tree.kind === "list") return "a list"
  if (tree.kind === "broken" || tree.value === null) return "nothing"
  if (typeof tree.value === "string") return "text"
  return typeof tree.value === "number" ? "a number (for text, put quotes around it)" : "true or false"
}

function checkCount(tree: Tree, count: number, min: number, max: number, reading: Reading): boolean {
  if (count < min)
    reading.mistake("too-few", tree, `${quoted(tree.name)} has ${count} entries and needs at least ${min}.`)
  if (count > max)
    reading.mistake("too-many", tree, `${quoted(tree.name)} has ${count} entries; ${max} is the limit. Use patterns.`)
  return count >= min && count <= max
}
