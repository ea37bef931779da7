import type { Head } from "../detect/head.ts"
import { hasKeys, outlineJson } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJsonLines } from "../json/lines.ts"
import { DartEvents } from "./dart-events.ts"

/** Events of `package:test` (its "JSON Reporter Protocol"), also as Flutter prints them. */
export const DART_JSON: Format = {
  id: "dart-json",
  kind: "tests",
  title: "Dart or Flutter test events",
  versions: "protocol 0.1",
  takes: [
    "each test that is not hidden with file, name, line, result, duration and error",
    "tests that began and never ended, as errored",
    "hidden steps that failed, and a run that failed although no test did",
  ],
  commands: ["dart test --reporter json", "flutter test --machine"],
  recognisedBy: "JSON lines that start with `protocolVersion`",
  refuses: [
    "streams without a visible test",
    "streams without the event that ends the run",
    "other protocols than 0.x",
  ],
  recognise: isDart,
  open(input) {
    const events = new DartEvents(input)
    return openJsonLines(input, events, () => events.finish())
  },
}

function isDart({ first, lines, xml }: Head): boolean {
  if (hasKeys(first, "protocolVersion", "type")) return true
  // Flutter may say something before the first event.
  return (
    xml === null && lines.some((line) => line.startsWith("{") && line.includes('"protocolVersion"') && isStart(line))
  )
}

const isStart = (line: string) => hasKeys(outlineJson(line, 20).values[0], "protocolVersion", "runnerVersion", "type")
