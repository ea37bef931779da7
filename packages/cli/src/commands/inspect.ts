import { closeSync, openSync, readSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { FORMATS, reportReader, type Decoder, type Report, type ReportReader } from "@promotrail/evidence"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { Failure } from "../failure.ts"
import { expand } from "../files.ts"
import { archiveOf } from "../folder-archive.ts"
import { renderCounts } from "../output/counts.ts"
import { ofThemUnfit, tellDoubts } from "../output/doubts.ts"
import { plainLine, type Terminal } from "../output/terminal.ts"

type Inspected = Pick<Report, "format" | "outcome" | "reason" | "unfit" | "counts" | "warnings">

const CHUNK_BYTES = 64 * 1024

/** `promotrail inspect`: what a server would make of these files, without one. */
export const inspect = command({
  words: {
    name: "FILE",
    about:
      "report files or archives of them; patterns such as 'reports/**/*.xml' are expanded; a folder is one archive",
    several: true,
  },
  flags: {
    json: { type: "boolean", about: "one line of JSON per file: file, format, outcome, reason, unfit, counts" },
  },
  about: [
    "Recognises each file by its content, never by its name, and counts what is in it, as the server would.",
    "A file that is accepted and yet satisfies no gate (it lists nothing, or breaks the rules of its format) says why.",
    "Exits 0 when every file is accepted and may satisfy a gate, else 65.",
    `Reads: ${titles(true)}.`,
    `Recognises without reading: ${titles(false)}.`,
  ],
  examples: ["promotrail inspect 'build/reports/**/*.xml'"],
  async run({ values, words, settings, terminal }) {
    let accepted = 0
    let unfit = 0
    const names = words.flatMap((word) => expandOrKeep(word, settings.folder))
    for (const file of names) {
      const report = inspectFile(resolve(settings.folder, file))
      if (report.outcome === "accepted") accepted++
      if (report.unfit !== null) unfit++
      if (values.json) {
        const { format, outcome, reason, unfit, counts } = report
        terminal.out(JSON.stringify({ file, format, outcome, reason, unfit, counts }))
      } else {
        tell(file, report, terminal)
      }
    }
    if (!values.json && names.length > 1) {
      terminal.out(`${names.length} files: ${accepted} accepted${ofThemUnfit(unfit)}, ${names.length - accepted} not.`)
    }
    return accepted - unfit === names.length ? EXIT.done : EXIT.refused
  },
})

function titles(isRead: boolean): string {
  return FORMATS.filter(({ read }) => read === isRead)
    .map(({ title }) => title)
    .join(", ")
}

/** A pattern that fits nothing is answered as a file that is not there, in its own line like any other. */
function expandOrKeep(word: string, folder: string): readonly string[] {
  try {
    return expand(word, folder)
  } catch (error) {
    if (error instanceof Failure) return [word]
    throw error
  }
}

function inspectFile(path: string): Inspected {
  const reader = reportReader({ decoders })
  try {
    if (statSync(path).isDirectory()) feedFolder(path, reader)
    else feedFile(path, reader)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error"
    const reason = `The file cannot be read (${code}).`
    return { format: null, outcome: "rejected", reason, unfit: null, counts: {}, warnings: [] }
  }
  return reader.end()
}

function feedFile(path: string, reader: ReportReader): void {
  const file = openSync(path, "r")
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      const length = readSync(file, chunk)
      if (length === 0 || !reader.write(chunk.subarray(0, length))) break
    }
  } finally {
    closeSync(file)
  }
}

/** A folder is looked at as it would be sent: as one archive. */
function feedFolder(path: string, reader: ReportReader): void {
  for (const piece of archiveOf(path).pieces()) if (!reader.write(piece)) break
}

/** Decoders of this platform; undefined for a label it does not know. */
function decoders(label: string): Decoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

function tell(file: string, inspected: Inspected, { out, paint }: Terminal): void {
  const { format, outcome, reason, unfit, counts, warnings } = inspected
  const isAccepted = outcome === "accepted"
  const mark = isAccepted ? paint.good("✓ accepted") : paint.bad(`✗ ${outcome}`)
  out(`${mark}  ${plainLine(file)}`)
  const found = isAccepted ? renderCounts(counts) : (reason ?? "")
  out(`    ${format === null ? "" : `${format}: `}${plainLine(found)}`)
  tellDoubts({ unfit, warnings }, { out, paint })
}
