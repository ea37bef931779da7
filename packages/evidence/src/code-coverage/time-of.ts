import type { Instant } from "@promotrail/core"
import { readTime } from "../values/time.ts"
import type { Tally } from "../warnings.ts"

/** The time of a report in seconds or milliseconds since 1970, or written out; 0 and the like mean "never". */
export function timeOf(text: string | undefined, warnings: Tally): Instant | undefined {
  if (text === undefined || /^\d{0,9}$/.test(text.trim())) return undefined
  // MATLAB and others write seconds with a fraction.
  const read = readTime(text.replace(/^(\d{10})\.\d+$/, "$1"))
  if (read.kind === "unreadable") warnings.add("unreadable-time", text)
  if (read.kind !== "instant") return undefined
  if (read.zone === "assumed") warnings.add("time-without-zone", text)
  return read.at
}
