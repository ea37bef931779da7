import type { WireDecision } from "@promotrail/contract"
import { ALL, cellName } from "../../parts/matrix/place.ts"

export type WireCheck = WireDecision["checks"][number]

const RANK: Partial<Record<WireCheck["outcome"], number>> = { fail: 0, error: 1, unknown: 2 }

/** Blocking checks that keep the gate from allowing, worst first. */
export const blockersOf = (decision: WireDecision): readonly WireCheck[] =>
  decision.checks
    .filter(({ severity, outcome }) => severity === "block" && RANK[outcome] !== undefined)
    .toSorted((a, b) => (RANK[a.outcome] ?? 9) - (RANK[b.outcome] ?? 9))

/** The cell whose numbers a check is about, where it is about numbers: those of the environment that is being left. */
export function cellOf(check: WireCheck, { edge }: WireDecision): string | null {
  if (check.kind !== "coverage") return null
  return cellName(check.category ?? ALL, edge.from)
}

/** The question as a pipeline asks it. */
export const gateCommand = ({ application, release, edge }: WireDecision): string =>
  `promotrail gate --app ${application} --release ${release} --to ${edge.to}${edge.lane === null ? "" : ` --lane ${edge.lane}`}`
