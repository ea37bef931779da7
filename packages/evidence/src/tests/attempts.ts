import type { TestFact } from "../report.ts"

/**
 * Puts the attempts of one test together that came as files of their own (Allure: `historyId`): the newest by `stop`
 * judges, unless it was skipped, and one that passed after another failed is flaky. Which file came first does not matter; of attempts that
 * ended at the same moment the worst judges. Facts that are attempts of nothing stay as they are.
 */
export function mergedAttempts(facts: readonly TestFact[]): TestFact[] {
  const merged = new Map<string, TestFact>()
  for (const [i, fact] of facts.entries()) {
    const group = fact.attempt === undefined ? `fact ${i}` : `attempt of ${fact.attempt.of}`
    const other = merged.get(group)
    merged.set(group, other === undefined ? fact : together(other, fact))
  }
  return [...merged.values()]
}

/** From best to worst: of two that ended at once, the worse is believed. */
const WORSE = ["passed", "skipped", "failed", "errored"]

function together(one: TestFact, other: TestFact): TestFact {
  const [earlier, later] = inOrder(one, other)
  const failedBefore = [one, other].some(({ status, flaky }) => flaky || status === "failed" || status === "errored")
  const message = earlier.message ?? later.message
  // An attempt that was skipped judged nothing.
  const judge = later.status === "skipped" ? earlier : later
  return {
    ...judge,
    attempts: one.attempts + other.attempts,
    flaky: judge.status === "passed" && failedBefore,
    ...(message === undefined ? {} : { message }),
  }
}

function inOrder(one: TestFact, other: TestFact): readonly [earlier: TestFact, later: TestFact] {
  const ended = (fact: TestFact) => fact.attempt?.ended ?? 0
  if (ended(one) !== ended(other)) return ended(one) < ended(other) ? [one, other] : [other, one]
  return WORSE.indexOf(one.status) <= WORSE.indexOf(other.status) ? [one, other] : [other, one]
}
