import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

/** What the shared corpus says about one of its files; which keys there are depends on the format. */
type Expected = {
  readonly lines_covered?: number
  readonly lines_valid?: number
  readonly branches_covered?: number
  readonly branches_valid?: number
  readonly statements?: number
  readonly statements_covered?: number
  readonly statements_valid?: number
  readonly counters?: Readonly<Record<string, { readonly covered: number; readonly missed: number }>>
  readonly project_metrics?: Readonly<Record<string, string>> | null
  readonly summary?: Readonly<Record<string, string>>
}
type Entry = {
  readonly file: string
  readonly format: string
  readonly category: string
  readonly outcome: string
  readonly expected?: Expected
}

const FOLDER = new URL("../../../../../shared/corpora/", import.meta.url)
const present = existsSync(new URL("manifest.json", FOLDER))
const skipped = present ? "" : " (skipped: no ../shared)"
const entries: readonly Entry[] = present
  ? (JSON.parse(readFileSync(new URL("manifest.json", FOLDER), "utf8")) as { entries: Entry[] }).entries
  : []

/** A Clover report without a project measured nothing: the corpus calls it readable, and it proves nothing. */
const measured = ({ category, outcome, expected }: Entry) =>
  category === "coverage" && outcome === "accept" && expected !== undefined && expected.project_metrics !== null

const JACOCO: readonly (readonly [type: string, name: string])[] = [
  ["instruction", "instructions"],
  ["branch", "branches"],
  ["line", "lines"],
  ["complexity", "complexity"],
  ["method", "functions"],
  ["class", "classes"],
]

/** The counts that are to be told, in our words. */
function wanted(expected: Expected): Record<string, number> {
  const { counters = {}, project_metrics: metrics, summary } = expected
  const pairs: [name: string, covered: number | string | undefined, valid: number | string | undefined][] = [
    ["lines", expected.lines_covered, expected.lines_valid],
    // LCOV's and Cobertura's branches are no agreed numbers, but ours agree.
    ["branches", expected.branches_covered, expected.branches_valid],
    ["statements", expected.statements_covered, expected.statements_valid ?? expected.statements],
    ...JACOCO.flatMap(([type, name]): typeof pairs => {
      const counter = counters[type]
      return counter === undefined ? [] : [[name, counter.covered, counter.covered + counter.missed]]
    }),
    ["statements", metrics?.["coveredstatements"], metrics?.["statements"]],
    ["branches", metrics?.["coveredconditionals"], metrics?.["conditionals"]],
    ["functions", metrics?.["coveredmethods"], metrics?.["methods"]],
    ["statements", summary?.["visitedSequencePoints"], summary?.["numSequencePoints"]],
    ["branches", summary?.["visitedBranchPoints"], summary?.["numBranchPoints"]],
  ]
  const counts: Record<string, number> = {}
  for (const [name, covered, valid] of pairs) {
    if (covered === undefined || valid === undefined) continue
    counts[`${name}Covered`] = Number(covered)
    counts[`${name}Valid`] = Number(valid)
  }
  return counts
}

describe.skipIf(!present)(`coverage reports of the shared corpus${skipped}`, () => {
  test.for(entries.filter(measured))("$file is counted as its manifest says", ({ file, format, expected = {} }) => {
    const { report } = read(new Uint8Array(readFileSync(new URL(file, FOLDER))))
    const counts = wanted(expected)
    expect(Object.keys(counts).length).toBeGreaterThan(1)
    expect(report).toMatchObject({ format, outcome: "accepted", counts })
  })

  test("there are many of them, of most formats", () => {
    const some = entries.filter(measured)
    expect(some.length).toBeGreaterThan(40)
    expect(new Set(some.map(({ format }) => format)).size).toBeGreaterThan(8)
  })
})
