/** What became of a test; `broken` is an error. */
export type Result = "passed" | "failed" | "skipped" | "broken"

const INSIDE: Record<Result, string> = {
  passed: "",
  failed: '<failure message="no"/>',
  skipped: "<skipped/>",
  broken: '<error message="broke"/>',
}

/** A JUnit report of one suite: results by the names of its tests. */
export function junit(results: Readonly<Record<string, Result>>, suite = "s"): string {
  const cases = Object.entries(results).map(
    ([name, result]) => `<testcase classname="c" name="${name}">${INSIDE[result]}</testcase>`,
  )
  return `<testsuite name="${suite}">${cases.join("")}</testsuite>`
}

/** `passed` passed and `failed` failed tests, named t0, t1 and so on. */
export function counted(passed: number, failed = 0, suite = "s"): string {
  const names = Array.from({ length: passed + failed }, (_, at): [string, Result] => [
    `t${at}`,
    at < passed ? "passed" : "failed",
  ])
  return junit(Object.fromEntries(names), suite)
}
