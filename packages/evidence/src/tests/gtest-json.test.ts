import { describe, expect, test } from "vitest"
import { bytesOf, decoders, read, tally } from "../../testing/reading.ts"
import { inventoryReader } from "../index.ts"
import { HOME } from "../../testing/homes.ts"

const ran = {
  name: "Adds",
  classname: "Cart",
  status: "RUN",
  result: "COMPLETED",
  time: "0.25s",
  timestamp: "2026-11-20T18:24:58Z",
}
const fileOf = (tests: unknown, header: object = {}) =>
  JSON.stringify({
    tests: 1,
    failures: 0,
    disabled: 0,
    errors: 0,
    testsuites: [{ name: "Cart", testsuite: tests }],
    ...header,
  })
const one = (member: object) => read(fileOf([{ ...ran, ...member }]))

describe("how a test ended", () => {
  test.for([
    { member: {}, counts: "1/0/0/0" },
    { member: { failures: [{ failure: "no" }] }, counts: "0/1/0/0" },
    { member: { failures: [] }, counts: "1/0/0/0" },
    { member: { result: "SKIPPED" }, counts: "0/0/0/1" },
    { member: { result: "SKIPPED", failures: [{ failure: "no" }] }, counts: "0/1/0/0" },
    { member: { status: "NOTRUN", result: "SUPPRESSED" }, counts: "0/0/0/1" },
    { member: { status: "NOTRUN", failures: [{ failure: "no" }] }, counts: "0/0/0/1" },
    { member: { result: undefined, timestamp: undefined }, counts: "1/0/0/0" },
    { member: { result: undefined }, counts: "0/0/1/0" },
    { member: { status: undefined }, counts: "0/0/1/0" },
    { member: { status: "run" }, counts: "0/0/1/0" },
    { member: { result: "CRASHED" }, counts: "0/0/1/0" },
  ])("$member: $counts", ({ member, counts }) => {
    expect(tally(one(member))).toBe(counts)
  })

  test("the first failure, the place and recorded keys are kept", () => {
    const { facts } = one({
      file: `${HOME}/someone/shop/src/t.cc`,
      line: 3,
      failures: [{ failure: "first" }, { failure: "second" }],
      test_key: "SHOP-1",
    })
    expect(facts[0]).toMatchObject({
      id: "Cart::Cart::Adds",
      message: "first",
      file: "src/t.cc",
      line: 3,
      durationMs: 250,
      keys: ["SHOP-1"],
    })
  })
})

test("a suite's name may come behind its tests", () => {
  const late = '{"testsuites":[{"testsuite":[{"status":"RUN","result":"COMPLETED","name":"Adds"}],"name":"Late"}]}'
  expect(read(late).facts[0]?.id).toBe("Late::::Adds")
})

test("a time of 1970 is no time", () => {
  expect(one({ timestamp: "1970-01-01T00:00:00Z" }).report).not.toHaveProperty("producedAt")
  expect(one({}).report.producedAt).toBe("2026-11-20T18:24:58.000Z")
})

test("failures that only the header knows make the run fail", () => {
  const { report } = read(fileOf([ran], { failures: 1 }))
  expect(report.counts).toMatchObject({ passed: 1, suiteErrors: 1 })
})

describe("what proves nothing is refused", () => {
  const listed = fileOf([{ name: "Adds", file: "t.cc", line: 3 }])

  test.for([
    { what: "no suites", file: fileOf([], { testsuites: [], tests: 4 }), outcome: "empty", code: "no-tests" },
    { what: "a list (--gtest_list_tests)", file: listed, outcome: "empty", code: "not-finished" },
    {
      what: "no list of suites",
      file: '{"tests":1,"failures":0,"disabled":0,"testsuites":{}}',
      outcome: "rejected",
      code: "invalid",
    },
    { what: "a suite that is no object", file: fileOf([], { testsuites: [1] }), outcome: "rejected", code: "invalid" },
    { what: "a test that is no object", file: fileOf([1]), outcome: "rejected", code: "invalid" },
  ])("$what: $code", ({ file, outcome, code }) => {
    expect(read(file).report).toMatchObject({ format: "gtest-json", outcome, code })
  })

  test("the list is an inventory", () => {
    const ids: string[] = []
    const reader = inventoryReader({ decoders, onTest: ({ id }) => ids.push(id) })
    reader.write(bytesOf(listed))
    expect(reader.end()).toMatchObject({ outcome: "accepted", warnings: [] })
    expect(ids).toEqual(["Cart::::Adds"])
  })
})
