import type { Instant } from "@promotrail/core"
import { readTime } from "../values/time.ts"
import type { Tally } from "../warnings.ts"

/** Keeps the newest honest time of a file; what cannot be read is warned about and left out. */
export class NewestTime {
  private newest: Instant | undefined
  private readonly warnings: Tally

  constructor(warnings: Tally) {
    this.warnings = warnings
  }

  read(text: string): void {
    const read = readTime(text)
    if (read.kind === "unreadable") this.warnings.add("unreadable-time", text)
    if (read.kind !== "instant") return
    if (read.zone === "assumed") this.warnings.add("time-without-zone", text)
    if (this.newest === undefined || read.at > this.newest) this.newest = read.at
  }

  /** For a `Reading`. */
  get told(): { producedAt?: Instant } {
    return this.newest === undefined ? {} : { producedAt: this.newest }
  }
}
