import { WARNINGS, type WarningCode } from "@promotrail/evidence"
import { code, page, table } from "./page.ts"

/** Stands where a warning repeats something from the file. */
const EXAMPLE = "“…”"

/** `docs/reference/warnings.md`. */
export function warningsPage(): string {
  const codes = (Object.keys(WARNINGS) as WarningCode[]).toSorted()
  return page("Warnings of readers", "`packages/evidence/src/warnings.ts`", [
    "An accepted file can still be doubtful.\nEach warning is kept with the evidence, once per code, with a count and the first example; it changes no verdict by itself..",
    "Codes are stable: scripts may look for them in `promotrail inspect --json` and in the answer to an upload.\nWhat a reader refuses, and what it counts without believing it, stands with each of the [formats](formats.md).",
    table(
      ["code", "sentence"],
      codes.map((warning) => [code(warning), WARNINGS[warning](0, EXAMPLE).replace(/\b0\b/, "N")]),
    ),
  ])
}
