import { type Finding, quantityText, targetText, verdictOf } from "./finding.ts"

/** What came of one promise. */
export type Outcome = {
  readonly promise: string
  readonly title: string
  readonly findings: readonly Finding[]
  /** In words, where it was not measured. */
  readonly skipped: string | null
}

/** One run of the benches, as `--json` writes it. */
export type Run = {
  readonly at: string
  readonly quick: boolean
  readonly machine: Readonly<Record<string, string>>
  readonly outcomes: readonly Outcome[]
}

const HEAD = ["", "What", "Ours", "Beside it", "Figure", "Target", ""] as const

function cellsOf(promise: string, finding: Finding): readonly string[] {
  const { what, ours, beside, figure } = finding
  return [
    promise,
    what,
    quantityText(ours),
    beside === null ? "–" : `${beside.name}: ${quantityText(beside)}`,
    quantityText(figure),
    targetText(finding),
    verdictOf(finding),
  ]
}

/** The findings as a Markdown table, with what was skipped below it. */
export function markdownTable({ outcomes }: Run): string {
  const escape = (text: string) => text.replaceAll("|", "\\|")
  const rows = outcomes.flatMap(({ promise, findings }) => findings.map((finding) => cellsOf(promise, finding)))
  const lines = [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escape).join(" | ")} |`)
  const notes = outcomes.flatMap(({ promise, findings, skipped }) => [
    ...findings.flatMap(({ what, note }) => (note === undefined ? [] : [`- ${promise}, ${what}: ${note}`])),
    ...(skipped === null ? [] : [`- ${promise} was not measured: ${skipped}`]),
  ])
  return [...lines, ...(notes.length === 0 ? [] : ["", ...notes])].join("\n")
}

/** A finding as lines for the terminal. */
export function findingText(finding: Finding): string {
  const { what, ours, beside, figure, note } = finding
  const against = beside === null ? "" : ` · ${beside.name} ${quantityText(beside)} · ${quantityText(figure)}`
  const target = finding.target === null ? "" : ` · target ${targetText(finding)}: ${verdictOf(finding)}`
  return `  ${what}: ${quantityText(ours)}${against}${target}${note === undefined ? "" : `\n    ${note}`}`
}
