import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

/** Statements covered of all; the refusal where there is one. */
function figures(file: string) {
  const { outcome, code, unfit, counts } = read(file).report
  const fitness = unfit === null ? "" : "unfit: "
  return outcome === "accepted" ? `${fitness}${counts["statementsCovered"]}/${counts["statementsValid"]}` : code
}

test.for<[claim: string, file: string, expected: string]>([
  ["statements are counted by block", "mode: set\na.go:1.2,3.4 5 1\na.go:4.1,5.2 2 0\n", "5/7"],
  ["a block told again is one block", "mode: count\na.go:1.2,3.4 5 0\nb.go:1.2,3.4 1 1\na.go:1.2,3.4 5 9\n", "6/6"],
  ["profiles may be put together", "mode: atomic\na.go:1.2,3.4 5 0\nmode: atomic\na.go:1.2,3.4 5 1\n", "5/5"],
  ["modes may differ", "mode: set\na.go:1.2,3.4 5 0\nmode: count\nb.go:1.2,3.4 5 7", "5/10"],
  ["paths may hold colons and spaces", "mode: set\nC:/my dir/a.go:1.2,3.4 5 1", "5/5"],
  ["blank lines and CRLF are nothing", "mode: set\r\n\r\na.go:1.2,3.4 5 1\r\n\r\n", "5/5"],
  ["huge counts are counts", "mode: count\na.go:1.2,3.4 5 18446744073709551615", "5/5"],
  ["a profile without a block measured nothing", "mode: set\n", "unfit: 0/0"],
  ["blocks without a statement measured nothing", "mode: set\na.go:1.2,3.4 0 1\n", "unfit: 0/0"],
  ["a block that breaks off", "mode: set\na.go:1.2,3.4 5 1\nb.go:1.2,3", "unfit: 5/5"],
  ["a negative count", "mode: set\na.go:1.2,3.4 5 -1\n", "unfit: 0/0"],
  ["what go test printed between", "mode: set\na.go:1.2,3.4 5 1\nFAIL\n", "unfit: 5/5"],
])("%s", ([, file, expected]) => {
  expect(figures(file)).toBe(expected)
})

test("each file is an item at its first line; statements are not called lines", () => {
  const { items, report } = read("mode: set\na.go:1.2,3.4 5 1\nb.go:1.2,3.4 2 0\n")
  expect(items).toEqual([
    { type: "coverage", metric: "statement", scope: "", covered: 5, total: 7, at: 1 },
    { type: "coverage", metric: "statement", scope: "a.go", covered: 5, total: 5, at: 2 },
    { type: "coverage", metric: "statement", scope: "b.go", covered: 0, total: 2, at: 3 },
  ])
  expect(report.formatVersion).toBe("set")
  expect(report.counts).toEqual({ statementsCovered: 5, statementsValid: 7, files: 2 })
})
