import type { TestStatus } from "@promotrail/core"

/** Statuses of a step from best to worst (cucumber/messages, `TestStepResultStatus`), with what they mean for a test. */
const RANKS: ReadonlyMap<string, { readonly rank: number; readonly status: TestStatus }> = new Map([
  ["PASSED", { rank: 1, status: "passed" }],
  ["SKIPPED", { rank: 2, status: "skipped" }],
  ["PENDING", { rank: 3, status: "skipped" }],
  ["UNKNOWN", { rank: 4, status: "errored" }],
  ["UNDEFINED", { rank: 5, status: "errored" }],
  ["AMBIGUOUS", { rank: 6, status: "errored" }],
  ["FAILED", { rank: 8, status: "failed" }],
])

/** A word that nobody knows is worse than all but a failure. */
const STRANGE = { rank: 7, status: "errored" } as const

/** Whether a status is one that Cucumber has. */
export const isKnown = (word: string): boolean => RANKS.has(word)

/** The worse of two statuses of steps. */
export const worse = (one: string, other: string): string => (rankOf(other) > rankOf(one) ? other : one)

/** What the worst status of its steps means for a test case. */
export const statusOf = (word: string): TestStatus => (RANKS.get(word) ?? STRANGE).status

const rankOf = (word: string) => (word === "" ? 0 : (RANKS.get(word) ?? STRANGE).rank)
