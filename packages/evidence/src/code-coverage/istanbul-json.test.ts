import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const on = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } })
const EMPTY = { statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} }
const file = (parts: object) => ({ path: "/a.js", ...EMPTY, ...parts })
const LINE = file({ statementMap: { "0": on(1) }, s: { "0": 1 } })

function figures(document: object) {
  const { outcome, code, unfit, counts } = read(JSON.stringify(document)).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  const figures = ["lines", "statements", "branches", "functions"]
    .map((name) => `${counts[`${name}Covered`]}/${counts[`${name}Valid`]}`)
    .join(" ")
  return fitness + figures
}

test.for<[claim: string, document: object, expected: string]>([
  [
    "a line is where statements begin, and ran when one did",
    { "/a.js": file({ statementMap: { "0": on(1), "1": on(1), "2": on(2) }, s: { "0": 5, "1": 0, "2": 0 } }) },
    "1/2 1/3 0/0 0/0",
  ],
  [
    "every way of a branch counts",
    {
      "/a.js": {
        ...LINE,
        branchMap: { "0": { locations: [on(1), on(1)] }, "1": {} },
        b: { "0": [1, 0], "1": [2, 2, 0] },
      },
    },
    "1/1 1/1 3/5 0/0",
  ],
  ["functions count", { "/a.js": { ...LINE, fnMap: { "0": {}, "1": {} }, f: { "0": 3, "1": 0 } } }, "1/1 1/1 0/0 1/2"],
  [
    "files are added up",
    { "/a.js": LINE, "/b.js": file({ statementMap: { "0": on(1) }, s: { "0": 0 } }) },
    "1/2 1/2 0/0 0/0",
  ],
  [
    "what has no count did not run",
    {
      "/a.js": {
        ...LINE,
        statementMap: { "0": on(1), "1": on(2) },
        branchMap: { "0": { locations: [on(1), on(1)] } },
        fnMap: { "0": {} },
      },
    },
    "1/2 1/2 0/2 0/1",
  ],
  ["some versions wrap what they know", { "/a.js": { data: LINE } }, "1/1 1/1 0/0 0/0"],
  ["hostile names are names", { constructor: LINE, "/b.js": LINE }, "2/2 2/2 0/0 0/0"],
  ["no statement is nothing", { "/a.js": file({}) }, "unfit: 0/0 0/0 0/0 0/0"],
  ["a file without counts is unfit", { "/a.js": LINE, "/b.js": { ...LINE, s: undefined } }, "unfit: 1/2 1/2 0/0 0/0"],
  [
    "a statement that stands on no line is unfit",
    { "/a.js": LINE, "/b.js": { ...LINE, statementMap: { "0": { end: { line: 1 } } } } },
    "unfit: 1/1 2/2 0/0 0/0",
  ],
  [
    "a file without places is unfit",
    { "/a.js": LINE, "/b.js": { path: "/b.js", s: {}, f: {}, b: {} } },
    "unfit: 1/1 1/1 0/0 0/0",
  ],
])("%s", ([, document, expected]) => {
  expect(figures(document)).toBe(expected)
})

test("it is recognised behind a source map that is larger than what is looked at", () => {
  const inputSourceMap = { sourcesContent: ["x".repeat(100_000)] }
  const document = { "/a.js": Object.assign({ path: "/a.js", inputSourceMap }, LINE) }
  expect(read(JSON.stringify(document)).report).toMatchObject({ format: "istanbul-json", outcome: "accepted" })
})
