import type { WireCheck, WireDecision } from "@promotrail/contract"
import type { MatrixView } from "@promotrail/core"
import { ALL, cellName, linesOf, type Line } from "../../parts/matrix/place.ts"

export type { WireCheck }

const RANK: Partial<Record<WireCheck["outcome"], number>> = { fail: 0, error: 1, unknown: 2 }

/** Blocking checks that keep the gate from allowing, worst first. */
export const blockersOf = (decision: WireDecision): readonly WireCheck[] =>
  decision.checks
    .filter(({ severity, outcome }) => severity === "block" && RANK[outcome] !== undefined)
    .toSorted((a, b) => (RANK[a.outcome] ?? 9) - (RANK[b.outcome] ?? 9))

/** The line whose numbers a check is about, where it is about numbers. */
export function lineOf({ kind, report, category }: WireCheck, lines: readonly Line[]): Line | undefined {
  if (report !== undefined) {
    const own = lines.filter((line) => line.kind === report)
    return category === undefined ? own[0] : own.find((line) => line.category === category)
  }
  if (kind !== "coverage") return undefined
  return lines.find(({ key }) => key === (category ?? ALL))
}

/** The cell that a check is about: that of the environment that is being left. */
export function cellOf(check: WireCheck, { edge }: WireDecision, view: MatrixView): string | null {
  const line = lineOf(check, linesOf(view))
  return line === undefined ? null : cellName(line.key, edge.from)
}

/** The question as a pipeline asks it. */
export const gateCommand = ({ application, release, edge }: WireDecision): string =>
  `promotrail gate --app ${application} --release ${release} --to ${edge.to}${edge.lane === null ? "" : ` --lane ${edge.lane}`}`
