import { lasted } from "./moment.ts"
import { whole } from "./names.ts"

/** One count of a reader in words: `linesCovered` is `lines covered`. */
export type CountRead = { readonly name: string; readonly value: string; readonly says: string }

/** What matters most of a file, in the order it is read. All others follow. */
const FIRST: readonly string[] = [
  "tests",
  "passed",
  "failed",
  "errored",
  "skipped",
  "flaky",
  "linesCovered",
  "linesValid",
  "branchesCovered",
  "branchesValid",
  "results",
  "vulnerabilities",
  "open",
  "suppressed",
  "components",
  "unlicensed",
  "violations",
  "incomplete",
  "requests",
  "failures",
  "durationMs",
  "statements",
  "attestations",
]

/** The counts of a file, the telling ones first. */
export function countsRead(counts: Readonly<Record<string, number>>): readonly CountRead[] {
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  return Object.entries(counts)
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([name, count]) => {
      if (name === "durationMs") return { name: "duration", value: lasted(count), says: `in ${lasted(count)}` }
      const words = name.replace(/_/g, " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
      return { name: words, value: whole(count), says: `${whole(count)} ${count === 1 ? one(words) : words}` }
    })
}

const SHOWN = 4
/** What says little beside the others. */
const LAST: ReadonlySet<string> = new Set(["unique", "inapplicable", "nodes"])

/** `6 vulnerabilities, 6 open`: the few that say most; what there is none of is left out. */
export function countsSaid(counts: Readonly<Record<string, number>>): string {
  const there = Object.fromEntries(Object.entries(counts).filter(([name, count]) => count > 0 && !LAST.has(name)))
  const said = countsRead(there).map(({ says }) => says)
  const more = said.length - SHOWN
  return `${said.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`
}

/** One of several: the first word is the noun. */
function one(words: string): string {
  return words.replace(/^(\w+?)(ies|sses|s)\b/, (_, stem: string, ending: string) =>
    ending === "ies" ? `${stem}y` : ending === "sses" ? `${stem}ss` : stem,
  )
}
