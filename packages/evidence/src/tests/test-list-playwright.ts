import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import { openLines } from "../text/lines.ts"
import { lineOf, present } from "./json-parts.ts"
import { playwrightName } from "./playwright-json.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet } from "./test-sheet.ts"

const TEST = /^\s*(?:\[([^\]]*)\] › )?(\S.*?):(\d+):\d+ › (.+)$/
const TOTAL = /^Total: (\d+) tests? in \d+ files?$/

/** What `playwright test --list` prints. */
export const PLAYWRIGHT_TEXT_LIST: Format = {
  id: "playwright-list",
  kind: "tests",
  title: "A list of Playwright tests",
  recognisedBy: "lines `[project] › file:line:column › titles`",
  refuses: ["lists with an error", "lists without their last line, or shorter than it says"],
  commands: ["playwright test --list > tests.txt"],
  recognise: ({ json, xml, lines }) =>
    (json === null || json.values.length === 0) && xml === null && lines.some((line) => TEST.test(line)),
  open: openPlaywrightList,
}

function openPlaywrightList(input: FormatInput): FormatReader {
  const sheet = new TestSheet(input)
  let total: number | undefined
  let refusal: Refusal | null = null
  const take = (text: string, at: number): void => {
    const [, project = "", path, line, titles] = TEST.exec(text) ?? []
    if (path !== undefined && titles !== undefined) {
      const file = sourcePath(path)
      const name = playwrightName(titles.split(" › "))
      const told = { suite: file, class: project, name, status: "skipped", at } as const
      sheet.test({ ...told, ...present({ file, line: lineOf(Number(line)) }) })
      return
    }
    if (TOTAL.test(text)) total = Number(TOTAL.exec(text)?.[1])
    else if (/^\s*\w*Error: /.test(text)) refusal ??= { kind: "not-finished", what: "some tests could not be listed" }
  }
  return openLines(input, take, (lines): Reading => {
    if (total === undefined) refusal ??= { kind: "truncated", line: lines, within: "before the total" }
    else if (total !== sheet.tests) {
      refusal ??= { kind: "not-finished", what: `the list says ${total} tests and has ${sheet.tests}` }
    }
    return sheet.finish(0, { refusal })
  })
}
