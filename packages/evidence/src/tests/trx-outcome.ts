import type { TestStatus } from "@promotrail/core"

/** `TestOutcome` of the TeamTest schema (vstst.xsd). Whatever is not final, or not clean, could not judge. */
const OUTCOMES: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["passed", "passed"],
  ["failed", "failed"],
  ["error", "errored"],
  ["timeout", "errored"],
  ["aborted", "errored"],
  ["notrunnable", "errored"],
  ["disconnected", "errored"],
  ["passedbutrunaborted", "errored"],
  ["inprogress", "errored"],
  ["pending", "errored"],
  ["completed", "errored"],
  ["warning", "errored"],
  ["inconclusive", "skipped"],
  ["notexecuted", "skipped"],
])

/** What a test's outcome means; undefined for a word the schema does not have. An absent one is `Error`, its default. */
export const trxStatus = (outcome: string | undefined): TestStatus | undefined =>
  outcome === undefined ? "errored" : OUTCOMES.get(outcome.trim().toLowerCase())

/** Whether a whole run's outcome says that it ended before its time. */
export const runBrokeOff = (outcome: string): boolean =>
  /^(error|timeout|aborted|disconnected|inprogress|pending|notrunnable|passedbutrunaborted)$/i.test(outcome.trim())

/** Whether a whole run's outcome says that something in it was not in order. */
export const runFailed = (outcome: string): boolean =>
  outcome !== "" && !/^(passed|completed|warning|notexecuted|inconclusive)$/i.test(outcome.trim())

/** `hh:mm:ss.fffffff`, or with days before it, in milliseconds to the microsecond. */
export function trxDuration(text: string): number | undefined {
  const parts = /^(?:(\d+)[.:])?(\d{1,2}):(\d{2}):(\d{2}(?:[.,]\d+)?)$/.exec(text.trim())
  if (parts === null) return undefined
  const [, days = "0", hours, minutes, seconds = ""] = parts
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60
  return Math.round((whole + Number(seconds.replace(",", "."))) * 1e6) / 1e3
}
