import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { TestStatus } from "@promotrail/core"
import type { TestFact } from "../report.ts"
import { mergedAttempts } from "./attempts.ts"

const fact = (status: TestStatus, ended: number, of: string | null = "h", rest: Partial<TestFact> = {}): TestFact => ({
  id: "::::adds",
  suite: "",
  class: "",
  name: "adds",
  status,
  flaky: false,
  attempts: 1,
  suiteLevel: false,
  at: 1,
  ...(of === null ? {} : { attempt: { of, ended } }),
  ...rest,
})
const statuses: readonly TestStatus[] = ["passed", "failed", "errored", "skipped"]

describe("the newest attempt judges", () => {
  test.for([
    { what: "failed, then passed", facts: [fact("failed", 1), fact("passed", 2)], status: "passed", flaky: true },
    {
      what: "the same, the other way round in the archive",
      facts: [fact("passed", 2), fact("failed", 1)],
      status: "passed",
      flaky: true,
    },
    { what: "passed, then failed", facts: [fact("passed", 1), fact("failed", 2)], status: "failed", flaky: false },
    { what: "failed, then skipped", facts: [fact("failed", 1), fact("skipped", 2)], status: "failed", flaky: false },
    { what: "skipped, then passed", facts: [fact("skipped", 1), fact("passed", 2)], status: "passed", flaky: false },
    { what: "passed twice", facts: [fact("passed", 1), fact("passed", 2)], status: "passed", flaky: false },
    {
      what: "passed and failed at once",
      facts: [fact("passed", 1), fact("failed", 1)],
      status: "failed",
      flaky: false,
    },
    {
      what: "broken, failed, passed",
      facts: [fact("passed", 3), fact("errored", 1), fact("failed", 2)],
      status: "passed",
      flaky: true,
    },
  ])("$what: $status, flaky $flaky", ({ facts, status, flaky }) => {
    expect(mergedAttempts(facts)).toMatchObject([{ status, flaky, attempts: facts.length }])
  })

  test("the first message is kept", () => {
    const facts = [fact("passed", 2), fact("failed", 1, "h", { message: "first" })]
    expect(mergedAttempts(facts)[0]?.message).toBe("first")
  })

  test("other tests, and facts that are attempts of nothing, stay as they are", () => {
    const facts = [
      fact("passed", 1, null),
      fact("failed", 1, null),
      fact("failed", 1, "fact 0"),
      fact("passed", 1, "i"),
    ]
    expect(mergedAttempts(facts)).toEqual(facts)
  })
})

const anyFacts = fc.array(
  fc
    .tuple(fc.constantFrom(...statuses), fc.nat(3), fc.constantFrom("h", "i", "j"))
    .map(([status, ended, of]) => fact(status, ended, of)),
)
const said = (facts: readonly TestFact[]) =>
  mergedAttempts(facts)
    .map(({ attempt, status, attempts }) => `${attempt?.of} ${status} ${attempts}`)
    .sort()

test("the order of files does not matter", () => {
  fc.assert(
    fc.property(
      anyFacts.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }))),
      ([facts, shuffled]) => {
        expect(said(shuffled)).toEqual(said(facts))
      },
    ),
  )
})

test("a test passes only if its newest judging attempt passed", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      for (const { attempt, status } of mergedAttempts(facts)) {
        const judging = facts.filter((each) => each.attempt?.of === attempt?.of && each.status !== "skipped")
        const newest = Math.max(...judging.map((each) => each.attempt?.ended ?? 0))
        const last = judging.filter((each) => each.attempt?.ended === newest)
        expect(status === "passed").toBe(last.length > 0 && last.every((each) => each.status === "passed"))
      }
    }),
  )
})
