import type { Head } from "../detect/head.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openLines } from "../text/lines.ts"
import { TapStream } from "./tap-stream.ts"

/** The Test Anything Protocol (testanything.org, TAP 14 specification), as streams of Perl, Node.js, tap, tape, bats … */
export const TAP: Format = {
  id: "tap",
  kind: "tests",
  title: "TAP",
  versions: "TAP 12, 13 and 14",
  takes: [
    "each test point of the outermost level with description, status, directive, duration and diagnostics",
    "a plan that is not met, duplicate test points, bail out, subtests that failed below an `ok`",
  ],
  commands: [
    "node --test --test-reporter=tap",
    "tap --reporter=tap",
    "prove --verbose --formatter=…",
    "bats --tap test",
  ],
  recognisedBy: "`TAP version`, a plan `1..N`, or lines `ok` and `not ok`",
  refuses: [
    "streams without a test point, also those that skip all (`1..0`)",
    "streams that bail out before the first",
    "streams that skip all and have test points none the less",
  ],
  recognise: isTap,
  open: openTap,
}

function isTap({ json, xml, lines }: Head): boolean {
  if (xml !== null || json !== null) return false
  // What `go test` prints for people begins with "ok", too, with a tab behind it.
  if (lines.some((line) => /^(ok|FAIL|\?) *\t|^=== RUN /.test(line))) return false
  const first = lines.find((line) => !line.startsWith("#"))
  if (first === undefined) return false
  return (
    /^TAP version 1\d\s*$/i.test(first) ||
    /^1\.\.\d+(\s|$)/.test(first) ||
    lines.some((line) => /^(not )?ok(\s|$)/.test(line))
  )
}

function openTap(input: FormatInput): FormatReader {
  const stream = new TapStream(input)
  let ended = true
  const reader = openLines(
    input,
    (text, at) => stream.line(text, at),
    () => stream.finish(ended),
  )
  return {
    write(bytes) {
      if (bytes.length > 0) ended = bytes.at(-1) === 0x0a
      reader.write(bytes)
    },
    end: () => reader.end(),
  }
}
