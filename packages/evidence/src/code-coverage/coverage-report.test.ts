import type { Item } from "@promotrail/core"
import { expect, test } from "vitest"
import { decoders } from "../../testing/reading.ts"
import { DEFAULT_LIMITS } from "../limits.ts"
import { Tally } from "../warnings.ts"
import { CoverageReport } from "./coverage-report.ts"
import type { Covered } from "./counts.ts"

/** What becomes of a report that states one total and lists one file. */
function finished(own: Covered, listed: Covered) {
  const items: Item[] = []
  const warnings = new Tally()
  const report = new CoverageReport({
    limits: DEFAULT_LIMITS,
    decoders,
    warnings,
    onTest: () => undefined,
    onItem: (item) => items.push(item),
    mergeRetries: false,
  })
  report.add(report.file("a", { at: 2 }), "line", listed.covered, listed.total)
  const { counts, unfit } = report.finish("lines", { totals: { line: own } })
  const whole = items.flatMap((item) =>
    item.type === "coverage" && item.scope === "" ? [`${item.covered}/${item.total}`] : [],
  )
  const { linesCovered, linesValid } = counts
  return { counts: `${linesCovered}/${linesValid}`, whole, warned: warnings.list().length > 0, unfit: unfit?.kind }
}

test.for([
  ["the same is said once", [3, 4], [3, 4], ["3/4"], false],
  ["listed worse: both are items, for a gate to take the worse", [3, 4], [1, 4], ["3/4", "1/4"], true],
  ["listed better: the report's own is the worse", [3, 4], [4, 4], ["3/4"], true],
  ["listed more, with a smaller share", [3, 4], [5, 9], ["3/4", "5/9"], true],
  ["the same share of less is no worse", [6, 8], [3, 4], ["6/8"], true],
  ["nothing listed is no word against it", [3, 4], [0, 0], ["3/4"], false],
  [
    "a difference beyond what floating point tells",
    [9007199254740990, 9007199254740991],
    [9007199254740989, 9007199254740990],
    ["9007199254740990/9007199254740991", "9007199254740989/9007199254740990"],
    true,
  ],
] as const)("%s", ([, own, listed, whole, warned]) => {
  expect(finished({ covered: own[0], total: own[1] }, { covered: listed[0], total: listed[1] })).toEqual({
    counts: `${own[0]}/${own[1]}`,
    whole,
    warned,
    unfit: undefined,
  })
})

test("a total of nothing is nothing, whatever is listed", () => {
  expect(finished({ covered: 0, total: 0 }, { covered: 4, total: 4 })).toMatchObject({
    whole: [],
    warned: true,
    unfit: "nothing-measured",
  })
})
