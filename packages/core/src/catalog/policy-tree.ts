import { shown, type PolicyMistake, type PolicyMistakeCode } from "./policy-mistake.ts"

/** A place in the file: where it stands and what leads there. */
export type Spot = {
  /** Of the character, from the start of the text. */
  readonly offset: number
  readonly path: string
  /** The last step of the path, for sentences: `minimum`, `path[2]`. */
  readonly name: string
}

/** A YAML value that knows where it was written, so that every mistake can be pointed at, also after inheritance. */
export type Tree = MapTree | ListTree | ScalarTree | BrokenTree
export type MapTree = Spot & { readonly kind: "map"; readonly entries: ReadonlyMap<string, Entry> }
/** One `key: value` of a mapping. The spot is the key's. */
export type Entry = Spot & { readonly value: Tree }
export type ListTree = Spot & { readonly kind: "list"; readonly items: readonly Tree[] }
export type ScalarTree = Spot & {
  readonly kind: "scalar"
  readonly value: string | number | boolean | null
  /** As it was written, without quotes: `85.50`. */
  readonly source: string
}
/** Something whose mistake has been reported already; readers pass over it in silence. */
export type BrokenTree = Spot & { readonly kind: "broken" }

/** The spot of the file as a whole. */
export const ROOT: Spot = { offset: 0, path: "", name: "the policy" }

/** The spot one key further in. Long or odd keys are cut: paths are for eyes. */
export function keySpot(parent: Spot, key: string, offset: number): Spot {
  const name = shown(key)
  const plain = /^[\w-]+$/.test(name)
  const step = plain ? (parent.path === "" ? name : `.${name}`) : `[${JSON.stringify(name)}]`
  return { offset, path: parent.path + step, name }
}

/** The spot of a list's item. */
export function itemSpot(parent: Spot, index: number, offset: number): Spot {
  const step = `[${index}]`
  return { offset, path: parent.path + step, name: parent.name + step }
}

/** Deep merge of what a gate inherits: mappings key by key, lists and scalars are replaced. Spots stay where written. */
export function inherit(base: Tree, own: Tree): Tree {
  if (base.kind !== "map" || own.kind !== "map") return own
  const entries = new Map(base.entries)
  for (const [key, entry] of own.entries) {
    const inherited = base.entries.get(key)
    entries.set(key, inherited === undefined ? entry : { ...entry, value: inherit(inherited.value, entry.value) })
  }
  return { ...own, entries }
}

/** Where readers put what they find wrong, and what they may know of the rest of the file. */
export type Reading = {
  /** Notes a mistake, once per place; answers `undefined`, the value of what is mistaken. */
  readonly mistake: (code: PolicyMistakeCode, at: Spot, text: string) => undefined
  readonly warn: (code: PolicyMistakeCode, at: Spot, text: string) => void
  /** The environments the file declares; `undefined` while that is not known. */
  readonly declared: ReadonlySet<string> | undefined
}

/** A file with more mistakes than this is not the file it was meant to be, and nobody reads on. */
const MOST_TOLD = 1_000

/** A fresh reading of `text`, with the lists it fills. */
export function startReading(text: string) {
  const locate = locator(text)
  const mistakes = new Map<string, PolicyMistake>()
  const warnings = new Map<string, PolicyMistake>()
  // Inherited values are read once per gate: one thing said of one place, once.
  const note = (into: Map<string, PolicyMistake>, code: PolicyMistakeCode, at: Spot, text: string) => {
    const key = `${code} ${at.offset} ${at.path} ${text}`
    if (!into.has(key) && into.size < MOST_TOLD) into.set(key, { code, path: at.path, ...locate(at.offset), text })
  }
  const reading: Reading = {
    mistake: (code, at, text) => {
      note(mistakes, code, at, text)
      return undefined
    },
    warn: (code, at, text) => note(warnings, code, at, text),
    declared: undefined,
  }
  return { reading, mistakes: () => inOrder(mistakes), warnings: () => inOrder(warnings) }
}

function inOrder(found: ReadonlyMap<string, PolicyMistake>): readonly PolicyMistake[] {
  return [...found.values()].toSorted((a, b) => a.line - b.line || a.column - b.column)
}

/** Turns offsets to lines and columns, both from 1. */
function locator(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0]
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}
