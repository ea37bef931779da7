import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const line = (number: number | string, covered: string, more = "") =>
  `<lineToCover lineNumber="${number}" covered="${covered}" ${more}/>`
const file = (path: string, lines: string) => `<file path="${path}">${lines}</file>`
const reportOf = (files: string) => `<coverage version="1">${files}</coverage>`

function figures(text: string) {
  const { outcome, code, unfit, counts } = read(text).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  return `${fitness}${counts["linesCovered"]}/${counts["linesValid"]} ${counts["branchesCovered"] ?? 0}/${counts["branchesValid"] ?? 0}`
}

test.for<[claim: string, files: string, expected: string]>([
  ["lines are counted", file("a", line(1, "true") + line(2, "false")), "1/2 0/0"],
  [
    "a file told again is one file",
    file("a", line(1, "false")) + file("a", line(1, "true") + line(2, "false")),
    "1/2 0/0",
  ],
  ["branches are counted", file("a", line(1, "true", 'branchesToCover="4" coveredBranches="3"')), "1/1 3/4"],
  ["branches without a word on them are not covered", file("a", line(1, "true", 'branchesToCover="4"')), "1/1 0/4"],
  ["no line is nothing", file("a", ""), "unfit: 0/0 0/0"],
  ["no file is nothing", "", "unfit: 0/0 0/0"],
  ["a line that does not say", file("a", '<lineToCover lineNumber="1"/>'), "unfit: 0/1 0/0"],
  ["a line that says something else", file("a", line(1, "yes")), "unfit: 0/1 0/0"],
  ["a file of something else", file("a", '<lineToXover lineNumber="1" covered="false"/>'), "unfit: 0/0 0/0"],
  ["a line without a number", file("a", '<lineToCover covered="true"/>'), "unfit: 1/1 0/0"],
  ["a line of no file", line(1, "true"), "unfit: 1/1 0/0"],
  [
    "more branches covered than there are",
    file("a", line(1, "true", 'branchesToCover="1" coveredBranches="3"')),
    "unfit: 1/1 0/3",
  ],
])("%s", ([, files, expected]) => {
  expect(figures(reportOf(files))).toBe(expected)
})
