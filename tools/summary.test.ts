import { expect, test, vi } from "vitest"
import { summarise, type TestEnd } from "./summary.ts"

const end = (state: TestEnd["state"], changes: Partial<TestEnd> = {}): TestEnd => ({
  file: "packages/core/src/gate/evaluate.test.ts",
  name: "one test short of 85%",
  state,
  ...changes,
})

test.for([
  {
    when: "all passed",
    ends: [end("passed"), end("passed")],
    broken: [],
    isGood: true,
    last: "2 passed, 0 failed, 0 skipped",
  },
  {
    when: "one failed",
    ends: [end("passed"), end("failed")],
    broken: [],
    isGood: false,
    last: "1 passed, 1 failed, 0 skipped",
  },
  {
    when: "a file could not be loaded",
    ends: [end("passed")],
    broken: ["a.test.ts: no such file"],
    isGood: false,
    last: "1 passed, 1 failed, 0 skipped",
  },
  { when: "nothing ran at all", ends: [], broken: [], isGood: false, last: "0 passed, 0 failed, 0 skipped" },
  {
    when: "everything was skipped",
    ends: [end("skipped")],
    broken: [],
    isGood: false,
    last: "0 passed, 0 failed, 1 skipped",
  },
])("$when: good is $isGood", ({ ends, broken, isGood, last }) => {
  const summary = summarise(ends, broken)
  expect(summary.isGood).toBe(isGood)
  expect(summary.lines.at(-1)).toBe(last)
})

test("tests of a missing part are counted together, with the way to get it", () => {
  vi.stubEnv("PATH", "")
  vi.stubEnv("PROMOTRAIL_CHROMIUM", "")
  const web = end("skipped", { file: "tests/web/matrix.test.ts" })
  expect(summarise([end("passed"), web, web], []).lines).toStrictEqual([
    "skipped: 2 of the browser tests: no system Chromium (apt-get install chromium, or name one in PROMOTRAIL_CHROMIUM)",
    "1 passed, 0 failed, 2 skipped",
  ])
  vi.unstubAllEnvs()
})

test("a skip without a part or a note is named, so that nobody overlooks it", () => {
  expect(summarise([end("passed"), end("skipped")], []).lines[0]).toBe(
    `skipped: 1 of packages/core/src/gate/evaluate.test.ts: "one test short of 85%" is switched off in the code`,
  )
})

test("a test that says itself why it skips is quoted", () => {
  const lines = summarise([end("passed"), end("skipped", { note: "no tmpfs without root" })], []).lines
  expect(lines[0]).toBe("skipped: 1 of packages/core/src/gate/evaluate.test.ts: no tmpfs without root")
})
