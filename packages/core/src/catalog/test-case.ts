/**
 * What a report says of a test besides its outcome. Only `suite`, `class` and `name` make its identity;
 * the rest feeds the policy's matching rules (decisions §1).
 */
export type TestCase = {
  readonly suite: string
  readonly class: string
  readonly name: string
  readonly file?: string
  readonly tags?: readonly string[]
  /** Values of Jira fields by field name, where a connector or a report's properties supply them. */
  readonly jira?: Readonly<Record<string, string>>
}

/** The stable id of a test: `suite::class::name`. Duplicates within one report get `#2`, `#3` behind it. */
export function testId({ suite, class: className, name }: TestCase): string {
  return `${suite}::${className}::${name}`
}

/** How a test ended where it ran. A test that counts and has no result is `not_run`. */
export type TestStatus = "passed" | "failed" | "errored" | "skipped"
export type TestState = TestStatus | "not_run"

/** Codes of states in status vectors: small, stable, worst is not largest (see `WORSE`). */
export const STATE_CODE = { not_run: 0, passed: 1, failed: 2, errored: 3, skipped: 4 } as const satisfies Record<
  TestState,
  number
>
export const STATE_OF_CODE: readonly TestState[] = ["not_run", "passed", "failed", "errored", "skipped"]
