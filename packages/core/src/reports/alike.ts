/** Items named of each group; the rest is in the evidence. */
const NAMED = 20
const TEXT = 300

/** Foreign text as a decision may hold it: cut, and without lone surrogates, which canonical JSON refuses. */
export function told(text: string, length: number = TEXT): string {
  const whole = text.length > length ? `${text.slice(0, length - 1)}…` : text
  return whole.toWellFormed()
}

/** `told`, where there may be nothing. */
export function toldOrNull(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : told(text)
}

/** Text order by UTF-16 code units: the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One group of things that are alike, and the first of them by name. */
export type Alike<T> = { readonly members: readonly T[]; readonly named: readonly T[] }

/** Groups by `alike`, in the order of that text; the first members of each by the order of `name`. */
export function groupsOf<T>(things: Iterable<T>, alike: (thing: T) => string, name: (thing: T) => string): Alike<T>[] {
  const groups = Map.groupBy(things, alike)
  return [...groups]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([, members]) => ({ members, named: firstOf(members, name) }))
}

function firstOf<T>(members: readonly T[], name: (thing: T) => string): readonly T[] {
  return members
    .map((member) => ({ member, key: name(member) }))
    .toSorted((a, b) => compareText(a.key, b.key))
    .slice(0, NAMED)
    .map(({ member }) => member)
}

/** A key over several texts that no choice of texts can forge. */
export function keyOf(...parts: readonly (string | number | boolean | null)[]): string {
  return JSON.stringify(parts)
}

/**
 * What several uploads list, each thing once: the n-th worst of a key in one upload is the n-th worst of that key in
 * another, and of the two the worse counts. Listing more, or worse, never makes the result smaller or better.
 */
export function mergedByKey<T>(
  uploads: readonly (readonly T[])[],
  key: (thing: T) => string,
  isWorse: (a: T, b: T) => number,
): T[] {
  const merged = new Map<string, T[]>()
  for (const listed of uploads) {
    for (const [of, things] of Map.groupBy(listed, key)) {
      const known = merged.get(of) ?? []
      merged.set(of, known)
      for (const [at, thing] of things.toSorted(isWorse).entries()) {
        const before = known[at]
        if (before === undefined || isWorse(thing, before) < 0) known[at] = thing
      }
    }
  }
  return [...merged.values()].flat()
}
