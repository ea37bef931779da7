import { describe, expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const RECORD = "SF:a.c\nDA:1,1\nDA:2,0\nend_of_record\n"

/** `covered/valid` of lines, branches and functions; the refusal where there is one. */
function figures(file: string) {
  const { outcome, code, unfit, counts } = read(file).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  const part = (name: string) => `${counts[`${name}Covered`] ?? 0}/${counts[`${name}Valid`] ?? 0}`
  return fitness + ["lines", "branches", "functions"].map(part).join(" ")
}

describe("what the records say is counted", () => {
  test.for<[claim: string, file: string, expected: string]>([
    ["a line is covered when it was hit", RECORD, "1/2 0/0 0/0"],
    ["no LF and LH are needed", "TN:\nSF:a\nDA:1,1\nend_of_record", "1/1 0/0 0/0"],
    ["LF and LH are not believed", "SF:a\nDA:1,0\nLF:9\nLH:9\nend_of_record", "0/1 0/0 0/0"],
    ["LF and LH may stand first", "SF:a\nLF:2\nLH:1\nDA:1,0\nDA:2,1\nend_of_record", "1/2 0/0 0/0"],
    [
      "a file that is told again is one file",
      "TN:x\nSF:a\nDA:1,0\nDA:2,0\nend_of_record\nTN:y\nSF:a\nDA:1,4\nDA:3,0\nend_of_record",
      "1/3 0/0 0/0",
    ],
    [
      "both kinds of separators are one file",
      "SF:s\\a\nDA:1,0\nend_of_record\nSF:s/a\nDA:1,1\nend_of_record",
      "1/1 0/0 0/0",
    ],
    ["negative hits are none", "SF:a\nDA:1,-3\nDA:2,1\nend_of_record", "1/2 0/0 0/0"],
    ["huge hits are hits", "SF:a\nDA:1,18446744073709551615\nend_of_record", "1/1 0/0 0/0"],
    ["hits that cannot be read are none", "SF:a\nDA:1,#####\nDA:2,=====\nend_of_record", "0/2 0/0 0/0"],
    ["a checksum is no count", "SF:a\nDA:1,0,5Kz1yQ==\nend_of_record", "0/1 0/0 0/0"],
    ["spaces do not matter", "SF: a\nDA: 1, 1\nDA: 2, 0\n  end_of_record  ", "1/2 0/0 0/0"],
    ["a branch that was taken does not cover its line", "SF:a\nDA:1,0\nBRDA:1,0,0,5\nend_of_record", "0/1 1/1 0/0"],
    ["a branch never reached is not taken", "SF:a\nDA:1,1\nBRDA:1,0,0,-\nBRDA:1,0,1,2\nend_of_record", "1/1 1/2 0/0"],
    [
      "a branch told again is one branch",
      "SF:a\nDA:1,1\nBRDA:1,0,0,-\nend_of_record\nSF:a\nBRDA:1,0,0,1\nend_of_record",
      "1/1 1/1 0/0",
    ],
    [
      "branches of LCOV 2 may be expressions",
      "SF:a\nDA:1,1\nBRDA:1,0,f(a, b),1\nBRDA:1,e0,!x,0\nend_of_record",
      "1/1 1/2 0/0",
    ],
    ["functions have names", "SF:a\nFN:1,f\nFN:3,9,g,h\nFNDA:2,f\nFNDA:0,g,h\nDA:1,1\nend_of_record", "1/1 0/0 1/2"],
    ["a function without hits was not called", "SF:a\nFN:-1,f\nFNDA:,f\nDA:1,1\nend_of_record", "1/1 0/0 0/1"],
    [
      "functions of LCOV 2 have numbers",
      "SF:a\nFNL:0,1,5\nFNL:1,7\nFNA:0,0,f\nFNA:0,3,f<int>\nFNA:1,0,g\nDA:1,1\nend_of_record",
      "1/1 0/0 1/2",
    ],
    ["a function without a call was not called", "SF:a\nFN:1,f\nDA:1,1\nend_of_record", "1/1 0/0 0/1"],
    [
      "keys of later versions are passed over",
      "SF:a\nVER:1\nMCDC:1,2,t,1,0,x\nMRF:1\nDA:1,1\nend_of_record",
      "1/1 0/0 0/0",
    ],
    [
      "comments, blank lines and what stands outside of records are nothing",
      `# c\n\nhello\n${RECORD}EOF`,
      "1/2 0/0 0/0",
    ],
  ])("%s", ([, file, expected]) => {
    expect(figures(file)).toBe(expected)
  })
})

describe("what is missing is never a better result", () => {
  test.for<[claim: string, file: string, expected: string]>([
    ["no line at all", "SF:a\nLF:0\nLH:0\nend_of_record", "unfit: 0/0 0/0 0/0"],
    ["lines promised but none listed", "SF:a\nLF:7\nLH:7\nend_of_record", "unfit: 0/0 0/0 0/0"],
    ["functions but no lines", "SF:a\nFN:1,f\nFNDA:1,f\nend_of_record", "unfit: 0/0 0/0 1/1"],
    ["a record that breaks off", "SF:a\nDA:1,1\n", "unfit: 1/1 0/0 0/0"],
    [
      "a last record that breaks off, where one before it did, too",
      `SF:c\nDA:1,1\n${RECORD}SF:b\nDA:1,1\n`,
      "unfit: 3/4 0/0 0/0",
    ],
    ["a last record that breaks off", `${RECORD}SF:b\nDA:1,1\n`, "unfit: 2/3 0/0 0/0"],
    ["a last record with fewer lines than it says", `${RECORD}SF:b\nLF:2\nDA:1,1\n`, "unfit: 2/3 0/0 0/0"],
    ["a record announced that does not come", `${RECORD}TN:next\n`, "unfit: 1/2 0/0 0/0"],
    ["a record that breaks off with its first letter", `${RECORD}TN:\nS`, "unfit: 1/2 0/0 0/0"],
    ["a word that breaks off", "SF:a\nDA:1,1\nend_of_rec", "unfit: 1/1 0/0 0/0"],
    ["a DA without hits", "SF:a\nDA:1,\nend_of_record", "unfit: 0/0 0/0 0/0"],
    ["a DA without a line", "SF:a\nDA:,1\nend_of_record", "unfit: 0/0 0/0 0/0"],
    ["a DA of no file", "DA:1,1\nSF:a\nDA:1,1\nend_of_record", "unfit: 1/1 0/0 0/0"],
    ["an end without a beginning", `${RECORD}end_of_record\n`, "unfit: 1/2 0/0 0/0"],
    ["a BRDA that is cut", "SF:a\nDA:1,1\nBRDA:1,0\nend_of_record", "unfit: 1/1 0/0 0/0"],
    ["two lines run together", "SF:a\nDA:1,1,sum\u0007DA:2,0\nend_of_record", "unfit: 1/1 0/0 0/0"],
    ["a line of something else", "SF:a\nDA:1,1\n<html>\nend_of_record", "unfit: 1/1 0/0 0/0"],
    ["a damaged DA", "SF:a\nDA:1,1\nD A:2,0\nend_of_record", "unfit: 1/1 0/0 0/0"],
  ])("%s", ([, file, expected]) => {
    expect(figures(file)).toBe(expected)
  })
})

describe("tools that write no end_of_record", () => {
  test.for<[claim: string, file: string, expected: string]>([
    ["are read when the record holds as many lines as it says", "SF:a\nDA:1,1\nDA:2,0\nLF:2\nLH:1\n", "1/2 0/0 0/0"],
    ["are read when no record of several has an end", "SF:a\nDA:1,1\nSF:b\nDA:1,0\n", "1/2 0/0 0/0"],
    ["may leave it out between records", `SF:b\nDA:1,1\n${RECORD}`, "2/3 0/0 0/0"],
  ])("%s", ([, file, expected]) => {
    expect(figures(file)).toBe(expected)
  })
})

test("a record whose own count differs is warned about", () => {
  const { warnings } = read("SF:a\nDA:1,1\nLF:2\nLH:2\nend_of_record").report
  expect(warnings.map(({ code }) => code)).toEqual(["summary-disagrees"])
  expect(warnings[0]?.text).toContain("lines 2 of 2, listed 1 of 1 in a")
})

test("each file becomes items at the line of its first record", () => {
  expect(read(`TN:t\nSF:d\\a.c\nDA:1,1\nend_of_record\n${RECORD}`).items).toEqual([
    { type: "coverage", metric: "line", scope: "", covered: 2, total: 3, at: 1 },
    { type: "coverage", metric: "line", scope: "d/a.c", covered: 1, total: 1, at: 2 },
    { type: "coverage", metric: "line", scope: "a.c", covered: 1, total: 2, at: 5 },
  ])
})

test("more files than the limit are refused, not left out", () => {
  const file = `${RECORD}${RECORD.replace("a.c", "b.c")}${RECORD.replace("a.c", "c.c")}`
  expect(read(file, { limits: { items: 3 } }).report.outcome).toBe("accepted")
  expect(read(file, { limits: { items: 2 } }).report).toMatchObject({ outcome: "rejected", code: "too-large" })
})
