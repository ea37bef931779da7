import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import { openLines } from "../text/lines.ts"
import { TestSheet } from "./test-sheet.ts"

const NAME = /^(Test|Example|Fuzz|Benchmark)[^\s:]*$/
const PACKAGE = /^(ok|\?|FAIL|---)\s+(\S+)/

/** What `go test -list` prints: the tests of a package, then the package. Benchmarks are no tests. */
export const GO_TEST_LIST: Format = {
  id: "go-test-list",
  kind: "tests",
  title: "A list of Go tests",
  recognisedBy: "names of tests with a line of their package behind them",
  refuses: ["packages that could not be built", "tests without a package: the list was cut"],
  commands: ["go test -list . ./... > tests.txt"],
  recognise: ({ lines }) =>
    lines.some((line) => /^(ok|\?|FAIL)\s+\S+\s/.test(line)) && lines.some((line) => NAME.test(line)),
  open: openGoList,
}

function openGoList(input: FormatInput): FormatReader {
  const sheet = new TestSheet(input)
  let names: { readonly name: string; readonly at: number }[] = []
  let refusal: Refusal | null = null
  const line = (text: string, at: number): void => {
    if (NAME.test(text)) {
      names.push({ name: text, at })
      return
    }
    const [, word, suite] = PACKAGE.exec(text) ?? []
    if (word === "FAIL") refusal ??= { kind: "not-finished", what: `go could not list the tests of ${suite}` }
    if (word !== "ok" || suite === undefined) return
    for (const { name, at: place } of names) {
      if (!name.startsWith("Benchmark")) sheet.test({ suite, class: "", name, status: "skipped", at: place })
    }
    names = []
  }
  return openLines(input, line, (): Reading => {
    const [first] = names
    if (first !== undefined) refusal ??= { kind: "truncated", line: first.at, within: "before a test's package" }
    return sheet.finish(0, { refusal })
  })
}
