import type { Read } from "./reading.ts"

/** The measures of one scope by metric, in the units of `MEASURE_METRICS`. */
export function measured({ items }: Read, scope = ""): Record<string, number> {
  const found: Record<string, number> = {}
  for (const item of items) if (item.type === "measure" && item.scope === scope) found[item.metric] = item.value
  return found
}

/** The thresholds by name, and whether they held. */
export function thresholds({ items }: Read): Record<string, boolean> {
  const found: Record<string, boolean> = {}
  for (const item of items) if (item.type === "threshold") found[item.name] = item.passed
  return found
}

/** The stable codes of the warnings. */
export const codes = ({ report }: Read): string[] => report.warnings.map(({ code }) => code)
