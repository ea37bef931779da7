import { OPTIONAL_PARTS } from "./optional-parts.ts"

/** One test of a run, as the last lines need it. */
export type TestEnd = {
  readonly file: string
  readonly name: string
  readonly state: "passed" | "failed" | "skipped"
  /** What the test said itself when it skipped. */
  readonly note?: string | undefined
}

/** Whether the run is good, and its last lines: what was skipped and why, then the figures. */
export type Summary = { readonly isGood: boolean; readonly lines: readonly string[] }

/**
 * Sums up a run. `brokenFiles` are failures that belong to no test: a file that could not be loaded, an error thrown outside.
 * A run in which nothing passed is not good, whatever else it says.
 */
export function summarise(ends: readonly TestEnd[], brokenFiles: readonly string[]): Summary {
  const count = (state: TestEnd["state"]): number => ends.filter((end) => end.state === state).length
  const failed = count("failed") + brokenFiles.length
  const passed = count("passed")

  const skippedByReason = Map.groupBy(
    ends.filter(({ state }) => state === "skipped"),
    reasonOf,
  )
  return {
    isGood: failed === 0 && passed > 0,
    lines: [
      ...brokenFiles.map((broken) => `failed: ${broken}`),
      ...[...skippedByReason].map(([reason, tests]) => `skipped: ${tests.length} of ${reason}`),
      `${passed} passed, ${failed} failed, ${count("skipped")} skipped`,
    ],
  }
}

function reasonOf({ file, name, note }: TestEnd): string {
  const part = OPTIONAL_PARTS.find(({ files }) => files.test(file))
  if (part !== undefined && !part.present()) return `${part.tests}: ${part.absence} (${part.remedy})`
  return note === undefined ? `${file}: "${name}" is switched off in the code` : `${file}: ${note}`
}
