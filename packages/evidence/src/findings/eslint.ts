import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, list, number, text, truth, at as valueAt } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { Findings, lineOf } from "./findings.ts"
import { pathOf } from "./places.ts"
import { said } from "./present.ts"
import { LEVELS, severityOf } from "./severity.ts"
import { toolOf } from "./tool.ts"

/** ESLint's numbers for levels (eslint.org, Node.js API, `LintMessage`). */
const LEVEL_OF: ReadonlyMap<number, string> = new Map([
  [2, "error"],
  [1, "warning"],
  [0, "off"],
])

/** ESLint's `json` and `json-with-metadata` formatters. */
export const ESLINT: Format = {
  id: "eslint-json",
  kind: "findings",
  title: "ESLint JSON",
  versions: "ESLint 1 to 10",
  recognisedBy: "an array with `filePath` and `messages`, alone or as `results`",
  takes: [
    "every message, errors as high and warnings as medium; a file that could not be parsed is one of them",
    "suppressed messages as suppressed",
    "how many files were linted",
  ],
  refuses: ["files and messages that are no objects"],
  distrusts: ["reports without a file", "files without a list of messages, or with more counted than listed"],
  commands: ["eslint --format json"],
  recognise: ({ first }) =>
    [first, shapeAt(first, "results")].some((files) => hasKeys(shapeAt(files, 0), "filePath", "messages")),
  open(input) {
    const { warnings } = input
    const findings = new Findings(input)
    const doubt = new Doubt()
    let files = 0
    const add = (message: Json, file: string, isSuppressed: boolean, { at, pointer }: JsonPlace): void => {
      if (!isJsonObject(message)) throw new RefusedInput({ kind: "invalid", line: at, what: "a message is no object" })
      // A file that cannot be parsed has one message without a rule.
      const rule = text(message, "ruleId") || (truth(message, "fatal") === true ? "parse-error" : "eslint")
      const native = LEVEL_OF.get(number(message, "severity") ?? -1) ?? ""
      const why = list(message, "suppressions")[0]
      findings.add({
        at,
        pointer,
        rule,
        severity: severityOf(LEVELS, native, warnings),
        native,
        state: isSuppressed ? "suppressed" : "open",
        suppressedBy: isSuppressed
          ? [text(why, "kind"), text(why, "justification")].filter(Boolean).join(": ") || "suppressed"
          : undefined,
        title: text(message, "message"),
        file: said(file),
        line: lineOf(number(message, "line")),
        identity: [rule, file, text(message, "message")],
      })
    }
    const take = (value: Json, { at, pointer, key }: JsonPlace): void => {
      if (!isJsonObject(value)) throw new RefusedInput({ kind: "invalid", line: at, what: "a file is no object" })
      const messages = valueAt(value, "messages")
      if (!Array.isArray(messages)) doubt.invalid(at, "a file has no list of messages")
      files++
      const file = pathOf(text(value, "filePath"))
      for (const [i, message] of list(value, "messages").entries()) {
        findings.list(at)
        add(message, file, false, { at, pointer: `${pointer}/messages/${i}`, key })
      }
      for (const [i, message] of list(value, "suppressedMessages").entries()) {
        add(message, file, true, { at, pointer: `${pointer}/suppressedMessages/${i}`, key })
      }
      const stated = (number(value, "errorCount") ?? 0) + (number(value, "warningCount") ?? 0)
      const listed = list(value, "messages").length
      const isStated = valueAt(value, "errorCount") !== undefined
      if (isStated && stated !== listed)
        warnings.add("summary-disagrees", `${stated} stated, ${listed} listed for ${file}`)
      if (stated > 0 && listed === 0) {
        doubt.invalid(at, `${stated} messages are counted and none is listed`)
      }
    }
    return openJson(input, { "*": take, "results/*": take, metadata: () => undefined }, () => {
      if (files === 0) doubt.note({ kind: "nothing-measured", what: "files" })
      return { refusal: null, ...doubt.told, counts: { ...findings.counts(), files }, ...toolOf("ESLint", "") }
    })
  },
}
