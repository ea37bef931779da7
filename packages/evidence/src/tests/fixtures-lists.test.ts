import { describe, expect, test } from "vitest"
import { fixture, readFixture } from "../../testing/fixtures.ts"
import { decoders } from "../../testing/reading.ts"
import { inventoryReader } from "../inventory-reader.ts"

describe("what runners list, as they really wrote it", () => {
  test.for([
    { file: "vitest-json/5.1.1/list.json", said: "7 tests: those that are to run", tests: 7 },
    { file: "jest/30.5.2/list.json", said: "5 files", tests: 5 },
    { file: "playwright-json/1.65.1/list.json", said: "3 tests in 2 projects", tests: 6 },
    { file: "pytest-list/7.2.1/collected.txt", said: "5 tests collected", tests: 5 },
    { file: "go-test/1.19.8/list.txt", said: "4 tests, a fuzz test, and a benchmark, which is none", tests: 5 },
    { file: "gtest/1.12.1/listed.json", said: "8 tests, one of them disabled", tests: 8 },
  ])("$file ($said): $tests", ({ file, tests }) => {
    const ids = new Set<string>()
    const reader = inventoryReader({ decoders, onTest: ({ id }) => ids.add(id) })
    reader.write(fixture(file))
    const report = reader.end()
    expect([...ids].toSorted(), JSON.stringify(report)).toHaveLength(tests)
    expect(report.outcome).toBe("accepted")
    // A list is never a result.
    expect(readFixture(file).says).not.toBe("accepted")
  })
})

describe("what says nothing of what was run is not taken for a report", () => {
  test.for([
    { file: "go-test/1.19.8/does-not-build.ndjson", why: "go writes a package that does not build in plain words" },
    { file: "pa11y/10.0.0/clean.json", why: "an empty list names no page" },
    { file: "locust/2.12.1/locust_failures.csv", why: "failures alone are no run" },
  ])("$file: $why", ({ file }) => {
    expect(readFixture(file).says).toBe("unsupported: not-recognised")
  })
})
