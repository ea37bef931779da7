import type { FormatInput, FormatReader, Reading } from "../format.ts"
import { openLines } from "../text/lines.ts"
import type { Json } from "./json.ts"
import { parseLine } from "./taken.ts"

/** What becomes of the lines of a stream of JSON values, one a line. */
export type JsonLinesHandler = {
  readonly value: (value: Json, at: number) => void
  /** A line that is no JSON value, such as what a tool printed in between; blank lines are passed over. */
  readonly stray: (text: string, at: number) => void
}

/** A reader of JSON lines that may have stray text between them. */
export function openJsonLines(input: FormatInput, handler: JsonLinesHandler, finish: () => Reading): FormatReader {
  return openLines(
    input,
    (text, at) => {
      if (text.trim() === "") return
      const value = parseLine(text, input.limits.jsonDepth)
      if (value === undefined) handler.stray(text, at)
      else handler.value(value, at)
    },
    finish,
  )
}
