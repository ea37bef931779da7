import { Tally, type WarningCode } from "../warnings.ts"

/** Warnings about identities are given once over all entries, by the results that all go through. */
const GIVEN_OVER_ALL: ReadonlySet<WarningCode> = new Set(["duplicate-identity", "retries-merged"])

/** Passes what the reader of one entry warns of on to the warnings of the archive. */
export class EntryWarnings extends Tally {
  private readonly all: Tally

  constructor(all: Tally) {
    super()
    this.all = all
  }

  override add(code: WarningCode, example = "", count = 1): void {
    if (!GIVEN_OVER_ALL.has(code)) this.all.add(code, example, count)
  }
}
