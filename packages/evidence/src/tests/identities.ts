import type { Tally } from "../warnings.ts"

/** Hands out ids that are unique within one report: the second of a name gets `#2`, the third `#3`. */
export class Identities {
  private readonly taken = new Set<string>()
  private readonly repeats = new Map<string, number>()
  private readonly warnings: Tally
  /** How many different names were seen. */
  unique = 0

  constructor(warnings: Tally) {
    this.warnings = warnings
  }

  unused(id: string): string {
    const { taken } = this
    const before = taken.size
    taken.add(id)
    if (taken.size > before) {
      this.unique++
      return id
    }
    this.warnings.add("duplicate-identity", id)
    let number = (this.repeats.get(id) ?? 1) + 1
    // A test may really be called "a#2".
    while (taken.has(`${id}#${number}`)) number++
    this.repeats.set(id, number)
    const numbered = `${id}#${number}`
    taken.add(numbered)
    return numbered
  }
}
