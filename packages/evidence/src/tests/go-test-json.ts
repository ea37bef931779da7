import type { Head } from "../detect/head.ts"
import { isObject, outlineJson, textAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJsonLines } from "../json/lines.ts"
import { GoEvents } from "./go-test-events.ts"

/** The stream of `go test -json` (`go doc test2json`, `go doc cmd/go` "build -json"). */
export const GO_TEST_JSON: Format = {
  id: "go-test-json",
  kind: "tests",
  title: "go test -json",
  versions: "Go 1.10 to 1.26, also as gotestsum keeps it, with lines of text between the events",
  takes: [
    "each test without subtests, and each test with subtests that failed though none of those did",
    "tests that began and never ended, as errored; a pass after a failure, as flaky",
    "packages that failed without a failing test: builds, panics, timeouts, exits",
  ],
  commands: ["go test -json ./...", "gotestsum --jsonfile tests.json ./..."],
  recognisedBy: "JSON lines with an `Action` of test2json and a `Package`, `ImportPath` or `Test`",
  refuses: ["streams without a test, also when every package says `[no test files]`", "a last line that is cut"],
  recognise: isGoTest,
  open(input) {
    const events = new GoEvents(input)
    return openJsonLines(input, events, () => events.finish())
  },
}

const ACTION = /^(start|run|pause|cont|pass|bench|fail|output|skip|attr|artifacts|build-output|build-fail)$/

function isGoTest({ lines, xml }: Head): boolean {
  if (xml !== null) return false
  return lines.some((line) => {
    if (!line.startsWith("{") || !line.includes('"Action"')) return false
    const event = outlineJson(line, 20).values[0]
    if (!isObject(event) || !ACTION.test(textAt(event, "Action"))) return false
    return ["Package", "ImportPath", "Test"].some((key) => textAt(event, key) !== "")
  })
}
