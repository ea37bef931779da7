import { describe, expect, test } from "vitest"
import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { Instant } from "../kernel/instant.ts"
import { freeze } from "./snapshot.ts"
import type { TallyGroup, TestClass } from "./tally.ts"

const DEV = "dev" as EnvironmentName
const place = { source: DEV, executedIn: [DEV] }
const NOW = "2026-12-15T00:00:00.000Z" as Instant
const klass = (over: Partial<TestClass> = {}): TestClass => ({
  category: "smoke" as CategoryName,
  critical: false,
  scope: "all",
  suiteLevel: false,
  ...over,
})
const group = (over: Partial<TallyGroup> = {}): TallyGroup => ({
  class: 0,
  exit: "failed",
  entry: "failed",
  notDue: false,
  due: true,
  vanished: false,
  count: 1,
  flaky: 0,
  tests: [0],
  ...over,
})
const names = (ordinal: number) => `t${String(ordinal).padStart(3, "0")}`
const quarantined = (until: string, critical = false) =>
  klass({ critical, quarantine: { test: "*", owner: "anna", reason: "PAY-811", until: until as Instant } })

describe("quarantine", () => {
  test.for([
    { when: "valid", test: quarantined("2026-12-15T00:00:00.001Z"), listed: true },
    { when: "over at this very moment", test: quarantined("2026-12-15T00:00:00.000Z"), listed: false },
    { when: "of a critical test", test: quarantined("2099-01-01T00:00:00.000Z", true), listed: false },
  ])("$when: listed instead of counted is $listed", ({ test: testClass, listed }) => {
    const { counted, excluded } = freeze([group()], [testClass], place, NOW, names)
    expect([counted.length, excluded.length]).toStrictEqual(listed ? [0, 1] : [1, 0])
  })

  test("says who, why and until when", () => {
    const { excluded } = freeze([group()], [quarantined("2027-01-01T00:00:00.000Z")], place, NOW, names)
    expect(excluded).toStrictEqual([
      {
        category: "smoke",
        reason: "quarantined",
        because: "anna: PAY-811",
        until: "2027-01-01T00:00:00.000Z",
        count: 1,
        tests: ["t000"],
      },
    ])
  })
})

test("retired tests are listed with the reason, also when they are quarantined", () => {
  const both = { ...quarantined("2099-01-01T00:00:00.000Z"), retired: "removed, CHK-90" }
  expect(freeze([group()], [both], place, NOW, names).excluded).toMatchObject([
    { reason: "retired", because: "removed, CHK-90" },
  ])
})

describe("the error of a suite", () => {
  test.for<{ when: string; exit: TestState | null; entry: TestState | null; counted: readonly unknown[] }>([
    { when: "standing everywhere", exit: "errored", entry: "failed", counted: [["errored", "failed"]] },
    {
      when: "standing upstream alone does not count at the exit",
      exit: "not_run",
      entry: "errored",
      counted: [[null, "errored"]],
    },
    { when: "mended upstream", exit: "errored", entry: "passed", counted: [["errored", null]] },
    { when: "gone", exit: "passed", entry: "not_run", counted: [] },
  ])("$when", ({ exit, entry, counted }) => {
    const frozen = freeze([group({ exit, entry })], [klass({ suiteLevel: true })], place, NOW, names)
    expect(frozen.counted.map((one) => [one.exit, one.entry])).toStrictEqual(counted)
    expect(frozen.excluded).toStrictEqual([])
  })
})

test("tests that no gate can tell apart stand in one group, at most twenty of them by name", () => {
  const groups = [
    group({ tests: [30, 31], count: 2 }),
    group({ class: 1, count: 50, flaky: 3, tests: Array.from({ length: 20 }, (_, at) => at) }),
  ]
  const { counted } = freeze(
    groups,
    [klass(), klass({ quarantine: { test: "*", owner: "a", reason: "b", until: NOW } })],
    place,
    NOW,
    names,
  )
  expect(counted).toHaveLength(1)
  expect(counted[0]).toMatchObject({ count: 52, flaky: 3 })
  expect(counted[0]?.tests).toHaveLength(20)
})

test("what is in order is counted without names", () => {
  const { counted } = freeze([group({ exit: "passed", entry: "passed" })], [klass()], place, NOW, names)
  expect(counted).toMatchObject([{ count: 1, tests: [] }])
})

test("a group without a class is a broken promise", () => {
  expect(() => freeze([group({ class: 7 })], [klass()], place, NOW, names)).toThrow("no test class 7")
})
