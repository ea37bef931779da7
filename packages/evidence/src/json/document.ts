import type { FormatInput, FormatReader, Reading } from "../format.ts"
import { utf8Of } from "../decoders.ts"
import { compileRules, type JsonRules } from "./rules.ts"
import { JsonScanner } from "./scanner.ts"

/** A reader of one JSON document, streaming: `rules` say what is wanted of it. */
export function openJson(input: FormatInput, rules: JsonRules, finish: () => Reading): FormatReader {
  return open(input, rules, finish, false)
}

/**
 * A reader of several JSON values one after the other (JSON lines, or without lines). The first step of each path is
 * the position of the value: `"*"` takes every one. For streams with stray text between the lines see `openJsonLines`.
 */
export function openJsonValues(input: FormatInput, rules: JsonRules, finish: () => Reading): FormatReader {
  return open(input, rules, finish, true)
}

function open(input: FormatInput, rules: JsonRules, finish: () => Reading, many: boolean): FormatReader {
  const { limits, warnings } = input
  const root = compileRules(rules)
  const start = many ? (root.any ?? root) : root
  const scanner = new JsonScanner(start, { limits, utf8: utf8Of(input), many })
  return {
    write: (bytes) => scanner.write(bytes),
    end() {
      scanner.finish()
      warnings.add("not-a-number", "", scanner.notNumbers)
      const reading = finish()
      const { ambiguousAt: line } = scanner
      if (line === undefined || reading.unfit !== undefined) return reading
      return { ...reading, unfit: { kind: "invalid", line, what: "a key stands twice in one object" } }
    },
  }
}
