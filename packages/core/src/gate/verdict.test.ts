import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Severity } from "../catalog/policy.ts"
import type { CheckOutcome, Verdict } from "./outcome.ts"
import { verdictOf } from "./verdict.ts"

const OUTCOMES: readonly CheckOutcome[] = ["pass", "warn", "fail", "unknown", "error", "waived", "not_applicable"]
const check = fc.record({
  severity: fc.constantFrom<Severity>("block", "warn", "observe"),
  outcome: fc.constantFrom(...OUTCOMES),
})
const checks = fc.array(check, { maxLength: 8 })

describe("the verdict over blocking checks", () => {
  test.for<{ outcomes: readonly CheckOutcome[]; verdict: Verdict | null }>([
    { outcomes: ["pass"], verdict: "allow" },
    { outcomes: ["warn"], verdict: "allow" },
    { outcomes: ["waived"], verdict: "allow" },
    { outcomes: ["pass", "not_applicable"], verdict: "allow" },
    { outcomes: ["pass", "fail"], verdict: "deny" },
    { outcomes: ["fail", "error", "unknown"], verdict: "deny" },
    { outcomes: ["pass", "error"], verdict: null },
    { outcomes: ["error", "unknown"], verdict: null },
    { outcomes: ["pass", "unknown"], verdict: "hold" },
    { outcomes: ["not_applicable"], verdict: "hold" },
    { outcomes: [], verdict: "hold" },
  ])("$outcomes: $verdict", ({ outcomes, verdict }) => {
    expect(verdictOf(outcomes.map((outcome) => ({ severity: "block", outcome })))).toBe(verdict)
  })
})

test("checks that do not block change nothing", () => {
  fc.assert(
    fc.property(checks, (all) => {
      expect(verdictOf(all)).toBe(verdictOf(all.filter(({ severity }) => severity === "block")))
    }),
  )
})

test("neither order nor repetition matters", () => {
  fc.assert(
    fc.property(checks, (all) => {
      expect(verdictOf([...all.toReversed(), ...all])).toBe(verdictOf(all))
    }),
  )
})

const RANK = { not_applicable: 0, pass: 0, warn: 0, waived: 0, unknown: 1, error: 2, fail: 3 } as const
test("a worse outcome of a check that was answered never gives a better verdict", () => {
  const better = (verdict: Verdict | null) => (verdict === "allow" ? 1 : 0)
  fc.assert(
    fc.property(checks, fc.nat(), fc.constantFrom(...OUTCOMES), (all, at, outcome) => {
      const worse = all.map((one, index) =>
        index === at % all.length && one.outcome !== "not_applicable" && RANK[outcome] > RANK[one.outcome]
          ? { ...one, outcome }
          : one,
      )
      expect(better(verdictOf(worse))).toBeLessThanOrEqual(better(verdictOf(all)))
    }),
  )
})

test("allow needs a blocking check that was met, and nothing that stands in the way", () => {
  fc.assert(
    fc.property(checks, (all) => {
      const blocking = new Set(all.filter(({ severity }) => severity === "block").map(({ outcome }) => outcome))
      const isMet = (["pass", "warn", "waived"] as const).some((outcome) => blocking.has(outcome))
      const isStopped = (["fail", "error", "unknown"] as const).some((outcome) => blocking.has(outcome))
      expect(verdictOf(all) === "allow").toBe(isMet && !isStopped)
    }),
  )
})
