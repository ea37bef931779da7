import type { WireDecision } from "@promotrail/contract"
import { isInTheWay, MARK_OF } from "./decision-text.ts"
import { plainLine } from "./terminal.ts"

/** A decision as Markdown, for step summaries and comments. */
export function decisionMarkdown(decision: WireDecision, server: string): string {
  const { verdict, mode, says, checks, unblock, id, recorded } = decision
  const rows = [...checks.filter(isInTheWay), ...checks.filter((check) => !isInTheWay(check))].map(
    ({ outcome, severity, title, says: said }) => {
      const aside = severity === "block" ? "" : ` (does not block: ${severity})`
      return `| ${MARK_OF[outcome] ?? "?"} ${outcome.replace("_", " ")} | ${text(title)} | ${text(said)}${aside} |`
    },
  )
  const ways = unblock.flatMap(({ actions }, at) => [
    "",
    at === 0 ? "**To unblock:**" : "**Or:**",
    "",
    ...actions.map((action) => `- ${text(action.says)} (${text(action.who)})`),
  ])
  return [
    `### Gate: ${verdict}${mode === "advisory" ? " (advisory: recorded, not enforced)" : ""}`,
    "",
    text(says),
    "",
    "| outcome | check | measured |",
    "| --- | --- | --- |",
    ...rows,
    ...ways,
    "",
    recorded
      ? `Decision [${text(id)}](${server}/decisions/${encodeURIComponent(id)})`
      : "A dry run: nothing was recorded.",
    "",
  ].join("\n")
}

/** Foreign text, so that it stays text: no markup, no link, no cell, no mention. */
function text(foreign: string): string {
  return plainLine(foreign)
    .replace(/[&<>]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[char] ?? "")
    .replace(/[\\`*_[\]|~]/g, (char) => `\\${char}`)
}
