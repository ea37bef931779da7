import type { CoverageMetric } from "@promotrail/core"

/** Covered of total. */
export type Covered = { readonly covered: number; readonly total: number }

/** The names of counts, by metric: what `inspect` prints and the evidence page shows. */
const NAMES: Readonly<Record<CoverageMetric, readonly [covered: string, valid: string]>> = {
  line: ["linesCovered", "linesValid"],
  branch: ["branchesCovered", "branchesValid"],
  statement: ["statementsCovered", "statementsValid"],
  function: ["functionsCovered", "functionsValid"],
  instruction: ["instructionsCovered", "instructionsValid"],
  class: ["classesCovered", "classesValid"],
  complexity: ["complexityCovered", "complexityValid"],
  mutation: ["mutantsKilled", "mutantsValid"],
}

/** The counts of a coverage report. A metric that was not measured is not 0 of 0: it is absent. */
export function coverageCounts(measured: Partial<Record<CoverageMetric, Covered>>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [metric, [covered, valid]] of Object.entries(NAMES) as [CoverageMetric, readonly [string, string]][]) {
    const found = measured[metric]
    if (found === undefined) continue
    counts[covered] = found.covered
    counts[valid] = found.total
  }
  return counts
}
