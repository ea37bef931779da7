import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const command = (coverage: object, timestamp: unknown = 1_700_000_000) => ({ coverage, timestamp })

function figures(document: object) {
  const { outcome, code, unfit, counts } = read(JSON.stringify(document)).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  return `${fitness}${counts["linesCovered"]}/${counts["linesValid"]} ${counts["branchesCovered"] ?? 0}/${counts["branchesValid"] ?? 0}`
}

test.for<[claim: string, document: object, expected: string]>([
  ["null is no line", { RSpec: command({ a: { lines: [1, null, 0] } }) }, "1/2 0/0"],
  ["ignored lines are none", { RSpec: command({ a: { lines: [1, "ignored", 0] } }) }, "1/2 0/0"],
  ["the older form is the bare list", { RSpec: command({ a: [1, null, 0] }) }, "1/2 0/0"],
  [
    "commands are parts of one run",
    { RSpec: command({ a: { lines: [1, null, 0, 0] } }), Cucumber: command({ a: { lines: [0, null, 2, 0] } }) },
    "2/3 0/0",
  ],
  ["a line of one command only is a line", { A: command({ a: [1] }), B: command({ a: [null, 0], b: [0] }) }, "1/3 0/0"],
  [
    "branches are merged, too",
    {
      A: command({ a: { lines: [1], branches: { "[:if, 0]": { "[:then, 1]": 1, "[:else, 2]": 0 } } } }),
      B: command({ a: { lines: [1], branches: { "[:if, 0]": { "[:then, 1]": 0, "[:else, 2]": 0 } } } }),
    },
    "1/1 1/2",
  ],
  ["what is no count is no hit", { A: command({ a: { lines: [-1, "3", true, {}, 1] } }) }, "1/5 0/0"],
  ["hostile names are names", { constructor: command({ toString: { lines: [1] } }) }, "1/1 0/0"],
  ["no line is nothing", { RSpec: command({ a: { lines: [null] } }) }, "unfit: 0/0 0/0"],
  ["no file is nothing", { RSpec: command({}) }, "unfit: 0/0 0/0"],
  ["a file without lines is unfit", { RSpec: command({ a: { branches: {} } }) }, "unfit: 0/0 0/0"],
])("%s", ([, document, expected]) => {
  expect(figures(document)).toBe(expected)
})

test("it was produced when its last command was", () => {
  const document = { A: command({ a: [1] }), B: command({ a: [1] }, 1_700_000_060), C: command({ a: [1] }, null) }
  expect(read(JSON.stringify(document)).report.producedAt).toBe("2023-11-14T22:14:20.000Z")
})
