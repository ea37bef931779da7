import type { Instant } from "@promotrail/core"
import { readNumber } from "../values/number.ts"
import { readTime } from "../values/time.ts"
import type { Tally } from "../warnings.ts"

/** Reads the numbers and times of a report, and says what could not be read. */
export class JunitValues {
  /** The newest honest timestamp so far. */
  newest: Instant | undefined
  private readonly warnings: Tally

  constructor(warnings: Tally) {
    this.warnings = warnings
  }

  /** Milliseconds, to the microsecond; negative ones are clamped to 0. */
  duration(text: string): number | undefined {
    let seconds = text === "" ? NaN : Number(text)
    if (!Number.isFinite(seconds)) {
      const read = readNumber(text)
      if (read.kind === "unreadable") this.warnings.add("unreadable-number", text)
      if (read.kind !== "number") return undefined
      seconds = read.value
    }
    if (seconds < 0) {
      this.warnings.add("negative-number", text)
      return 0
    }
    return Math.round(seconds * 1e6) / 1e3
  }

  line(text: string): number | undefined {
    const line = Number(text)
    return Number.isSafeInteger(line) && line > 0 ? line : undefined
  }

  timestamp(text: string): void {
    const read = readTime(text)
    if (read.kind === "unreadable") this.warnings.add("unreadable-time", text)
    if (read.kind !== "instant") return
    if (read.zone === "assumed") this.warnings.add("time-without-zone", text)
    if (this.newest === undefined || read.at > this.newest) this.newest = read.at
  }
}
