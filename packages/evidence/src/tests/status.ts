import type { TestStatus } from "@promotrail/core"

/** What the elements and attributes of one testcase say about its outcome. */
export type Signs = {
  error: boolean
  failure: boolean
  skipped: boolean
  /** `<skipped type="todo">` or `<disabled>`: the failure inside is expected. */
  quarantined: boolean
  /** `flakyFailure`, `flakyError`: attempts that failed before one passed. */
  flakyAttempts: number
  /** `rerunFailure`, `rerunError`: attempts that failed after the first failure. */
  failedReruns: number
  /** The words of `status` and `result` (and of `disabled`), lower-case; "" when absent. */
  statusWord: string
  resultWord: string
}

/** The outcome those signs add up to. */
export type Judgement = {
  readonly status: TestStatus
  readonly flaky: boolean
  readonly attempts: number
  /** A status word nobody knows: counted as errored, because it did not say passed. */
  readonly unknownWord: string | null
}

type Meaning = "quarantined" | TestStatus

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...words("quarantined", "disabled notrun not-run not_run suppressed"),
  ...words(
    "skipped",
    "skipped skip ignored ignore pending todo excluded notexecuted not-executed inconclusive xfail xfailed",
  ),
  ...words(
    "passed",
    "passed pass ok success successful succeeded run completed complete executed finished done xpass xpassed",
  ),
  ...words("failed", "failed fail failure unsuccessful ko"),
  ...words("errored", "errored error broken aborted crashed timeout timedout timed-out unknown interrupted panicked"),
])

function words(meaning: Meaning, list: string): (readonly [string, Meaning])[] {
  return list.split(" ").map((word) => [word, meaning])
}

/** What a status word means; undefined for one nobody knows. */
export function meaningOf(word: string): Meaning | undefined {
  return MEANINGS.get(word)
}

/** Applies the precedence of evidence.md §2: the first sign that matches decides. */
export function judge(signs: Signs): Judgement {
  const { statusWord, resultWord } = signs
  const status = statusWord === "" ? undefined : MEANINGS.get(statusWord)
  const result = resultWord === "" ? undefined : MEANINGS.get(resultWord)
  const unknownWord = unknown(statusWord, status) ?? unknown(resultWord, result)
  const attempts = 1 + signs.flakyAttempts + signs.failedReruns
  const of = (outcome: TestStatus): Judgement => ({ status: outcome, flaky: false, attempts, unknownWord: null })

  if (signs.quarantined || status === "quarantined" || result === "quarantined") return of("skipped")
  if (signs.error) return of("errored")
  if (signs.failure) return of("failed")
  if (signs.skipped || status === "skipped" || result === "skipped") return of("skipped")
  if (status === "errored" || result === "errored") return of("errored")
  if (status === "failed" || result === "failed") return of("failed")
  if (unknownWord !== null) return { status: "errored", flaky: false, attempts, unknownWord }
  return { status: "passed", flaky: signs.flakyAttempts > 0, attempts, unknownWord: null }
}

const unknown = (word: string, meaning: Meaning | undefined) => (word !== "" && meaning === undefined ? word : null)
