import { FORMATS } from "@promotrail/evidence"
import { code, page, table } from "./page.ts"

/** `docs/reference/formats.md`. */
export function formatsPage(): string {
  const read = FORMATS.filter((format) => format.read)
  const others = FORMATS.filter((format) => !format.read)
  const kinds = [...Map.groupBy(others, ({ kind }) => kind)]
  return page("Report formats", "`packages/evidence/src/formats.ts`", [
    "A file is recognised by its content, never by its name.\n`promotrail inspect FILE…` says offline what a server would make of it.",
    "## Read",
    table(
      ["format", "id", "recognised by", "refused", "counted, but satisfies no gate"],
      read.map(({ title, id, recognisedBy, refuses, distrusts }) => [
        title,
        code(id),
        recognisedBy,
        refuses.join("; "),
        distrusts.join("; "),
      ]),
    ),
    "What a reader warns of is in [warnings](warnings.md).",
    "## Recognised and not read yet",
    `${others.length} formats are known by name, so that a file of theirs is answered \`unsupported\` with advice, and never as "0 tests".\nA file in no known format is answered \`unsupported\`, too.`,
    ...kinds.flatMap(([kind, formats]) => [
      `### ${kind}`,
      table(
        ["format", "id", "recognised by"],
        formats.map(({ title, id, recognisedBy }) => [title, code(id), recognisedBy]),
      ),
    ]),
  ])
}
