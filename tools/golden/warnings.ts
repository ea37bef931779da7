import { WARNINGS, type WarningCode } from "@promotrail/evidence"
import { code, page, table } from "./page.ts"

/** Stands where a warning repeats something from the file. */
const EXAMPLE = "“…”"

/** `docs/reference/warnings.md`. */
export function warningsPage(): string {
  const codes = Object.keys(WARNINGS) as WarningCode[]
  return page("Warnings of readers", "`packages/evidence/src/warnings.ts`", [
    "An accepted file can still be doubtful.\nEach warning is kept with the evidence, once per code, with a count and the first example; it changes no verdict.",
    table(
      ["code", "sentence"],
      codes.map((warning) => [code(warning), WARNINGS[warning](0, EXAMPLE).replace(/\b0\b/, "N")]),
    ),
  ])
}
