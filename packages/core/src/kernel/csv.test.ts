import { expect, test } from "vitest"
import { csvLineOf } from "./csv.ts"

test.for([
  ["plain", "plain"],
  ["a,b", '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", "'=1+1"],
  ["+49 30", "'+49 30"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["  =1+1", "'  =1+1"],
  ["\t=1+1", "'\t=1+1"],
  ["\u00a0=1", "'\u00a0=1"],
  ["＝1+1", "'＝1+1"],
  ["＋1", "'＋1"],
  ["|calc", "'|calc"],
  ["a=1", "a=1"],
  ["", ""],
] as const)("%j is written as %j", ([text, written]) => {
  expect(csvLineOf([text])).toBe(`${written}\r\n`)
})

test("a line has its cells in order", () => {
  expect(csvLineOf(["a", "b c", ""])).toBe("a,b c,\r\n")
})
