import { hasKeys, isList, type JsonShape } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import { type Json, type JsonPlace, number, text } from "../json/json.ts"
import { invalid, lineOf, objectAt, present } from "./json-parts.ts"
import { isScript, testOfFile } from "./listed-files.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet } from "./test-sheet.ts"

/** What `vitest list --json` writes. */
export const VITEST_LIST: Format = {
  id: "vitest-list",
  kind: "tests",
  title: "A list of Vitest tests",
  recognisedBy: "an array of objects with `name` and `file`",
  refuses: ["lists without a test", "entries without a file"],
  commands: ["vitest list --json=tests.json"],
  recognise: ({ first }) => isList(first) && isVitest(first[0]),
  open(input) {
    const sheet = new TestSheet(input)
    const take = (value: Json, place: JsonPlace): void => {
      objectAt(value, place, "an entry")
      if (text(value, "file") === "") invalid(place.at, "an entry names no file")
      const file = sourcePath(text(value, "file"))
      const name = text(value, "name")
      const { at, pointer } = place
      if (name === "") {
        input.warnings.add("files-listed", file)
        return sheet.test({ ...testOfFile(file), status: "skipped", at, pointer })
      }
      const line = present({ line: lineOf(number(value, "location", "line")) })
      return sheet.test({ suite: file, class: "", name, file, status: "skipped", at, pointer, ...line })
    }
    return openJson(input, { "*": take }, () => sheet.finish(0))
  },
}

const isVitest = (entry: JsonShape | undefined): boolean =>
  hasKeys(entry, "file") && (hasKeys(entry, "name") || !hasKeys(entry, "status")) && !hasKeys(entry, "message")

/** What `jest --listTests --json` writes. */
export const JEST_FILES: Format = {
  id: "jest-files",
  kind: "tests",
  title: "A list of Jest's files",
  recognisedBy: "an array of paths of scripts",
  refuses: ["lists without a file", "entries that are no paths of scripts"],
  commands: ["jest --listTests --json > files.json"],
  recognise: ({ first }) =>
    isList(first) && first.length > 0 && first.every((path) => typeof path === "string" && isScript(path)),
  open(input) {
    const sheet = new TestSheet(input)
    const take = (value: Json, { at, pointer }: JsonPlace): void => {
      if (typeof value !== "string" || !isScript(value)) invalid(at, "an entry is no path of a script")
      input.warnings.add("files-listed", value)
      sheet.test({ ...testOfFile(value), status: "skipped", at, pointer })
    }
    return openJson(input, { "*": take }, () => sheet.finish(0))
  },
}
