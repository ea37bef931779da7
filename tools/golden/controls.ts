import { CONTROLS, FRAMEWORKS, wordOfPredicate } from "@promotrail/core"
import { code, page, table } from "./page.ts"

/** `docs/reference/controls.md`. */
export function controlsPage(): string {
  return page("Controls and their evidence", "`packages/core/src/records/controls.ts`", [
    "Which [signed records](records.schema.json) answer which control, and what this version has no evidence for.\nWhat a control asks is told in our words; the text of a standard is its own, and whether a control is met is for its auditor to say.",
    "`promotrail audit export --report controls` counts the records of a period, names the first and the last of each kind with their log, and links to their entries ([how](../guides/prepare-an-audit.md)).\nA policy may name controls of any kind at its checks (`controls: [CC8.1]`); the report then counts how those checks came out.",
    ...FRAMEWORKS.flatMap((framework) => [
      `## ${framework}`,
      table(
        ["control", "asks", "records", "not covered"],
        CONTROLS.filter((control) => control.framework === framework).map(({ id, asks, records, gaps }) => [
          code(id),
          asks,
          records.length > 8
            ? "all"
            : records.map((predicate) => code(wordOfPredicate(predicate))).join(", ") || "none",
          gaps,
        ]),
      ),
    ]),
  ])
}
