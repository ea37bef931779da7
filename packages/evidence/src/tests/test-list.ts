import type { Decoder } from "../decoders.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { isScript } from "./listed-files.ts"
import { isVitestLine, testOfLine } from "./listed-lines.ts"
import { PytestCollection } from "./pytest-collection.ts"
import { TestSheet } from "./test-sheet.ts"

/** A plain list of tests, one a line. Any text could be one, so only an inventory takes it, and last of all. */
export const TEST_LIST: Format = {
  id: "test-list",
  kind: "tests",
  title: "A list of tests",
  recognisedBy: "text that is no other format: one test a line, best as suite::class::name",
  refuses: ["binary data", "pytest collections with errors, as a tree, or shorter than they say"],
  commands: ["pytest --collect-only -q > tests.txt"],
  recognise: ({ xml, json, lines, text }) =>
    xml === null && (json === null || isVitestLine(lines[0] ?? "")) && !text.includes("\0"),
  open: openList,
}

function openList(input: FormatInput): FormatReader {
  const decoder = input.decoders("utf-8")
  if (decoder === undefined) throw new RefusedInput({ kind: "unknown-encoding", label: "utf-8" })
  const sheet = new TestSheet(input)
  const pytest = new PytestCollection()
  const lines = new LineSplitter(decoder, input.limits.identity, (raw, at) => {
    const text = raw.trim()
    // oxlint-disable-next-line no-control-regex -- forbidden characters are what this looks for
    const forbidden = text.match(/[\u0000-\u0008\u000b-\u001f]/g)?.length ?? 0
    input.warnings.add("control-characters", "", forbidden)
    // oxlint-disable-next-line no-control-regex -- as above
    const line = text.replace(/[\u0000-\u0008\u000b-\u001f]/g, "\uFFFD")
    if (line === "" || line.startsWith("#") || pytest.takes(line, at)) return
    if (isScript(line)) input.warnings.add("files-listed", line)
    // Listed, not run: an inventory never carries an outcome.
    sheet.test({ ...testOfLine(line), status: "skipped", at })
  })
  return {
    write: (bytes) => lines.write(bytes),
    end() {
      lines.end()
      return sheet.finish(0, { refusal: pytest.finish(sheet.tests) })
    },
  }
}

/** Cuts a stream of UTF-8 into lines of bounded length. */
class LineSplitter {
  private rest = ""
  private line = 1
  private readonly decoder: Decoder
  private readonly limit: number
  private readonly onLine: (text: string, at: number) => void

  constructor(decoder: Decoder, limit: number, onLine: (text: string, at: number) => void) {
    this.decoder = decoder
    this.limit = limit
    this.onLine = onLine
  }

  write(bytes: Uint8Array): void {
    this.take(this.decoded(() => this.decoder.decode(bytes, { stream: true })))
  }

  end(): void {
    this.take(this.decoded(() => this.decoder.decode()))
    if (this.rest !== "") this.onLine(this.rest, this.line)
  }

  private decoded(step: () => string): string {
    try {
      return step()
    } catch {
      throw new RefusedInput({ kind: "bad-bytes", encoding: "UTF-8", line: this.line, column: 1 })
    }
  }

  private take(text: string): void {
    let from = 0
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.onLine(this.rest + text.slice(from, at), this.line)
      this.rest = ""
      this.line++
      from = at + 1
    }
    this.rest += text.slice(from)
    if (this.rest.length > this.limit) {
      throw new RefusedInput({ kind: "too-large", what: "identity", limit: this.limit, line: this.line })
    }
  }
}
