/** A report as it is written: what it is, what makes it believable, and its rows. */
export type Report = {
  readonly title: string
  /** Sentences above the rows: the stand of the log, completeness, what is not covered. */
  readonly says: readonly string[]
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Pages of their own behind the rows: one for each sampled change. */
  readonly sheets: readonly Sheet[]
}

/** One page about one thing: names and values. */
export type Sheet = { readonly title: string; readonly facts: readonly (readonly [string, string])[] }
