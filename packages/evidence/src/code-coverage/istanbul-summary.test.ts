import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

type Figure = readonly [covered: unknown, total: unknown]
const figure = ([covered, total]: Figure) => ({ total, covered, skipped: 0, pct: total === 0 ? "Unknown" : 1 })
const summary = (lines: Figure, branches: Figure = [0, 0], more: object = {}) => ({
  lines: figure(lines),
  branches: figure(branches),
  statements: figure(lines),
  functions: figure([0, 0]),
  ...more,
})

function figures(document: object) {
  const { outcome, code, unfit, counts } = read(JSON.stringify(document)).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  return `${fitness}${counts["linesCovered"]}/${counts["linesValid"]} ${counts["branchesCovered"]}/${counts["branchesValid"]}`
}

test.for<[claim: string, document: object, expected: string]>([
  ["the total is taken", { total: summary([3, 4], [1, 2]) }, "3/4 1/2"],
  ["files are not added to it", { total: summary([3, 4]), "/a.js": summary([3, 4]) }, "3/4 0/0"],
  ["the total may come last", { "/a.js": summary([3, 4]), total: summary([3, 4]) }, "3/4 0/0"],
  ["hostile names of files are names", { total: summary([3, 4]), constructor: summary([3, 4]) }, "3/4 0/0"],
  ["further kinds are passed over", { total: summary([3, 4], [1, 2], { branchesTrue: figure([9, 9]) }) }, "3/4 1/2"],
  ["numbers may be texts", { total: summary(["3", "4"]) }, "3/4 0/0"],
  ["0 of 0 is nothing, whatever the percentage says", { total: summary([0, 0]) }, "unfit: 0/0 0/0"],
  ["no total is unfit", { "/a.js": summary([3, 4]) }, "unfit: 3/4 0/0"],
  [
    "a total without what is covered is unfit",
    { total: { ...summary([3, 4]), lines: { total: 4, pct: 100 } } },
    "unfit: 0/4 0/0",
  ],
  ["more covered than there is, is unfit", { total: summary([5, 4]) }, "unfit: 0/5 0/0"],
  ["less than nothing is unfit", { total: summary([-1, 4]) }, "unfit: 0/4 0/0"],
  ["half a line is unfit", { total: summary([1.5, 4]) }, "unfit: 0/4 0/0"],
  ["a broken figure of a file is unfit", { total: summary([3, 4]), "/a.js": summary([null, 4]) }, "unfit: 3/4 0/0"],
])("%s", ([, document, expected]) => {
  expect(figures(document)).toBe(expected)
})

test("a total that is not the sum of the files is shown with a warning", () => {
  const { report, items } = read(JSON.stringify({ total: summary([9, 10]), "C:\\a.js": summary([1, 10]) }))
  expect(report.counts).toMatchObject({ linesCovered: 9, linesValid: 10, files: 1 })
  expect(report.warnings.map(({ code }) => code)).toEqual(["summary-counted"])
  expect(items[0]).toMatchObject({ metric: "line", scope: "", covered: 9, total: 10, at: 1, pointer: "/total" })
  expect(items.find((item) => item.type === "coverage" && item.scope !== "")).toMatchObject({
    scope: "C:/a.js",
    pointer: "/C:\\a.js",
  })
})
