import { expect, test } from "vitest"
import { countsRead, countsSaid } from "./counts-read.ts"

test.for([
  [{ skipped: 0, passed: 11, tests: 12, failed: 1, unique: 12 }, "12 tests, 11 passed, 1 failed"],
  [{ targets: 1, vulnerabilities: 1, open: 1 }, "1 vulnerability, 1 open, 1 target"],
  [{ files: 1, linesValid: 2491, linesCovered: 2378 }, "2\u202f378 lines covered, 2\u202f491 lines valid, 1 file"],
  [{ durationMs: 300_000, requests: 120_000 }, "120\u202f000 requests, in 5 min"],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, "1 a, 2 b, 3 c, 4 d and 1 more"],
  [{ passes: 1 }, "1 pass"],
  [{}, ""],
] as const)("%j is said as: %s", ([counts, said]) => {
  expect(countsSaid(counts)).toBe(said)
})

test("the facts list what there is none of, too", () => {
  expect(countsRead({ suiteErrors: 0 })).toEqual([{ name: "suite errors", value: "0", says: "0 suite errors" }])
})
