import { FINDING_SEVERITIES, type FindingSeverity } from "./items.ts"
import { quoted } from "./policy-mistake.ts"
import { amount, latency, limit } from "./policy-quantities.ts"
import type { Amount, ReportParameters, SeverityLimits } from "./policy-reports.ts"
import { described, mapping, type Shape } from "./policy-shape.ts"
import type { Reading, Tree } from "./policy-tree.ts"
import { duration, oneOf } from "./policy-values.ts"

/** How old reports may be. */
export const maxAge: Shape<number> = described(
  duration,
  "How old the evidence may be, by the older of when it was made and when it arrived.",
)

/** How much must have been measured, in the words that readers count by. */
export function measuredAtLeast(...words: readonly string[]): Shape<{ readonly [what: string]: number | undefined }> {
  return described(
    mapping("`minimum`", {}, Object.fromEntries(words.map((word) => [word, word === "duration" ? latency : amount]))),
    "How much must have been measured, as the report's reader counts it. Less is unknown, never a pass.",
  )
}

/** What every check over reports asks of the evidence. `wordOf` translates to the readers' own words. */
export function standingOf(
  {
    maxAge: age,
    minimum = {},
  }: {
    readonly maxAge?: number
    readonly minimum?: { readonly [what: string]: number | undefined }
  },
  wordOf: (word: string) => string = (word) => word,
): ReportParameters {
  const measured = Object.entries(minimum).flatMap(([what, least]): Amount[] =>
    least === undefined ? [] : [{ what: wordOf(what), least }],
  )
  return { ...(age === undefined ? {} : { maxAgeMs: age }), measured }
}

const LEVELS = [...FINDING_SEVERITIES, "total"] as const

/** At most so many of each severity or worse. */
export const severityLimitKeys: { readonly [Level in (typeof LEVELS)[number]]: Shape<number> } = {
  critical: described(limit, "Critical ones at the most."),
  high: described(limit, "High and worse ones at the most."),
  medium: described(limit, "Medium and worse ones at the most."),
  low: described(limit, "Low and worse ones at the most."),
  info: described(limit, "Informational and worse ones at the most."),
  unknown: described(limit, "Ones of unknown severity at the most. With it they count as nothing else."),
  total: described(limit, "All together at the most."),
}

/** What an unknown severity counts as. */
export const unknownAs: Shape<FindingSeverity> = described(
  oneOf(...FINDING_SEVERITIES),
  "What an unknown severity counts as. Default: high, unless `unknown` has a limit of its own.",
)

type WrittenLimits = { readonly [Level in (typeof LEVELS)[number]]?: number }

/** The limits written, with those of `base` where none is. */
export function severityLimits(
  written: WrittenLimits,
  countsAs: FindingSeverity | undefined,
  base: WrittenLimits = {},
): SeverityLimits {
  const all = { ...base, ...written }
  return {
    limits: LEVELS.flatMap((severity) => {
      const most = all[severity]
      return most === undefined ? [] : [{ severity, most }]
    }),
    unknownAs: countsAs ?? (all.unknown === undefined ? "high" : null),
  }
}

/** Notes that a check limits nothing. */
export function nothingToLimit(tree: Tree, example: string, reading: Reading): undefined {
  const text = `${quoted(tree.name)} limits nothing. Write what it may not exceed, such as ${example}.`
  return reading.mistake("nothing-to-limit", tree, text)
}

/** Where a key was written, for mistakes about its value. */
export function spotOf(tree: Tree, ...keys: readonly string[]): Tree {
  let at: Tree = tree
  for (const key of keys) {
    const next: Tree | undefined = at.kind === "map" ? at.entries.get(key)?.value : undefined
    if (next === undefined) return at
    at = next
  }
  return at
}
