import type { TestStatus } from "@promotrail/core"
import { at, type Json, list, number, text } from "../json/json.ts"
import type { Tally } from "../warnings.ts"
import { milliseconds, present } from "./json-parts.ts"
import { together } from "./junit-case.ts"
import type { Told } from "./test-sheet.ts"

type Result = Pick<Told, "status"> &
  Required<Pick<Told, "flaky" | "attempts">> &
  Pick<Partial<Told>, "rawStatus" | "durationMs" | "message"> & {
    /** Whether it was tried at all. */
    readonly ran: boolean
    readonly times: readonly Json[]
  }

/** Words of one attempt that say that the test could not judge. */
const BROKEN: ReadonlySet<string> = new Set(["timedOut", "interrupted"])
const ATTEMPT: ReadonlySet<string> = new Set(["passed", "failed", "timedOut", "skipped", "interrupted"])

/** How one test of one project ended: `status` is Playwright's judgement, `results` are the attempts. */
export function playwrightResult(test: Json, warnings: Tally): Result {
  // Called `runs` in the first versions.
  const attempts = at(test, "results") === undefined ? list(test, "runs") : list(test, "results")
  const words = attempts.map((attempt) => text(attempt, "status"))
  const word = text(test, "status") || judged(words, text(test, "expectedStatus"))
  const status = statusOf(word, words)
  if (status === undefined) warnings.add("unknown-status", word)
  const last = words.at(-1) ?? ""
  const failed = attempts.find((attempt) => text(attempt, "status") !== "passed" && errorOf(attempt) !== "")
  const duration = attempts.reduce<number | undefined>((sum, attempt) => {
    const ms = number(attempt, "duration")
    return ms === undefined ? sum : (sum ?? 0) + Math.max(0, ms)
  }, undefined)
  return {
    ran: attempts.length > 0,
    times: attempts.map((attempt) => at(attempt, "startTime") ?? null),
    status: status ?? "errored",
    flaky: status === "passed" && word === "flaky",
    attempts: Math.max(1, attempts.length),
    ...present({
      rawStatus: rawStatus(status, word, last),
      durationMs: milliseconds(duration, warnings),
      message: failed === undefined ? "" : errorOf(failed),
    }),
  }
}

/** What the tests were expected to do is known to Playwright alone, so its word decides; attempts may only worsen it. */
function statusOf(word: string, attempts: readonly string[]): TestStatus | undefined {
  if (attempts.some((attempt) => !ATTEMPT.has(attempt))) return undefined
  switch (word) {
    case "expected":
    case "flaky":
      return attempts.length === 0 ? undefined : "passed"
    case "unexpected":
      return BROKEN.has(attempts.at(-1) ?? "") ? "errored" : "failed"
    case "skipped":
      return attempts.includes("interrupted") ? "errored" : "skipped"
    default:
      return undefined
  }
}

/** The judgement of versions that did not write it down. */
function judged(attempts: readonly string[], expected: string): string {
  if (attempts.every((attempt) => attempt === "skipped")) return "skipped"
  const right = attempts.filter((attempt) => attempt === expected).length
  if (right === attempts.length) return "expected"
  return attempts.at(-1) === expected ? "flaky" : "unexpected"
}

function rawStatus(status: TestStatus | undefined, word: string, last: string): string {
  if (status === "skipped") return last === "" ? "not run" : ""
  if (status === "errored") return last
  if (status === undefined) return word
  return status === "passed" && last !== "passed" ? `expected ${last}` : ""
}

/** The first error of an attempt; `errors` also hold those of soft assertions and of hooks. */
function errorOf(attempt: Json): string {
  const error = at(attempt, "error") ?? at(attempt, "errors", 0) ?? null
  return together(text(error, "message") || text(error, "value"), text(error, "stack"))
}
