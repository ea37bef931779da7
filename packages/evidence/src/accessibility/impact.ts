import type { Impact } from "@promotrail/core"
import { IMPACTS } from "@promotrail/core"
import type { Tally } from "../warnings.ts"

/** axe's word for how much a violation matters. None is unknown; so is a word that is not known, with a warning. */
export function impactOf(word: string, warnings: Tally): Impact {
  if (word === "") return "unknown"
  const known = IMPACTS.find((impact) => impact === word.toLowerCase())
  if (known === undefined) warnings.add("unknown-severity", word)
  return known ?? "unknown"
}

/** The worse of two impacts; anything is worse than nothing known. */
export const worse = (one: Impact, other: Impact): Impact =>
  IMPACTS.indexOf(one) < IMPACTS.indexOf(other) ? one : other
