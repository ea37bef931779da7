import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const META = { format: 3, version: "7.6.1", timestamp: "2026-01-02T03:04:05.678901", branch_coverage: true }
const lines = (covered: unknown, all: unknown) => ({
  covered_lines: covered,
  num_statements: all,
  percent_covered: 100,
  excluded_lines: 7,
})
const branches = (covered: unknown, all: unknown) => ({ covered_branches: covered, num_branches: all })
const file = (summary: object) => ({ executed_lines: [], missing_lines: [], summary })

function figures(document: object) {
  const { outcome, code, unfit, counts } = read(JSON.stringify(document)).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  return `${fitness}${counts["linesCovered"]}/${counts["linesValid"]} ${counts["branchesCovered"]}/${counts["branchesValid"]}`
}

test.for<[claim: string, document: object, expected: string]>([
  ["the totals are taken", { meta: META, files: {}, totals: { ...lines(3, 4), ...branches(1, 2) } }, "3/4 1/2"],
  [
    "lines and branches are not mixed",
    { meta: META, files: {}, totals: { ...lines(3, 4), ...branches(0, 9) } },
    "3/4 0/9",
  ],
  ["branches that were not measured are none", { meta: META, files: {}, totals: lines(3, 4) }, "3/4 0/0"],
  [
    "without totals the files are added up",
    { meta: META, files: { a: file(lines(1, 2)), b: file({ ...lines(1, 1), ...branches(1, 4) }) } },
    "2/3 1/4",
  ],
  [
    "without a summary a file's lists are counted",
    { meta: META, files: { a: { executed_lines: [1, 2], missing_lines: [3] } } },
    "2/3 0/0",
  ],
  ["the order of the parts does not matter", { totals: lines(3, 4), files: {}, meta: META }, "3/4 0/0"],
  ["0 of 0 is nothing", { meta: META, files: {}, totals: lines(0, 0) }, "unfit: 0/0 0/0"],
  ["no file and no totals is nothing", { meta: META, files: {} }, "unfit: 0/0 0/0"],
  ["totals without what is covered", { meta: META, files: {}, totals: { num_statements: 4 } }, "unfit: 0/4 0/0"],
  [
    "totals with half the branches",
    { meta: META, files: {}, totals: { ...lines(3, 4), num_branches: 2 } },
    "unfit: 3/4 0/2",
  ],
  ["more covered than there is", { meta: META, files: {}, totals: lines(5, 4) }, "unfit: 0/5 0/0"],
  [
    "a file of which nothing is said, behind one of which something is",
    { meta: META, files: { a: { executed_lines: [1], missing_lines: [] }, b: {} } },
    "unfit: 1/1 0/0",
  ],
  ["a file of which nothing is said", { meta: META, files: { a: {} }, totals: lines(3, 4) }, "unfit: 3/4 0/0"],
])("%s", ([, document, expected]) => {
  expect(figures(document)).toBe(expected)
})

test("tool, format and time are told; regions of a file are not further files", () => {
  const regions = { functions: { f: file(lines(1, 1)) }, classes: { C: file(lines(1, 1)) } }
  const document = { meta: META, files: { "src\\a.py": { ...file(lines(1, 2)), ...regions } }, totals: lines(1, 2) }
  const { report, items } = read(JSON.stringify(document))
  expect(report).toMatchObject({
    formatVersion: "3",
    tool: { name: "coverage.py", version: "7.6.1" },
    producedAt: "2026-01-02T03:04:05.678Z",
  })
  expect(report.warnings.map(({ code }) => code)).toEqual(["time-without-zone"])
  expect(items).toEqual([
    { type: "coverage", metric: "line", scope: "", covered: 1, total: 2, at: 1, pointer: "/totals" },
    { type: "coverage", metric: "line", scope: "src/a.py", covered: 1, total: 2, at: 1, pointer: "/files/src\\a.py" },
  ])
})

test("totals that are not the sum of the files are shown with a warning", () => {
  const { report } = read(JSON.stringify({ meta: META, files: { a: file(lines(0, 9)) }, totals: lines(9, 9) }))
  expect(report.counts).toMatchObject({ linesCovered: 9, linesValid: 9 })
  expect(report.warnings.map(({ code }) => code)).toContain("summary-counted")
})
