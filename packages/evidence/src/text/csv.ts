import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"

/** Called for every record. `at` is the line where it begins, from 1. */
export type OnRecord = (fields: readonly string[], at: number) => void

/** Lines of one record: a message may have many, a lost quote has all the rest of the file. */
const MOST_LINES = 2_000

/**
 * Puts the lines of a CSV file (RFC 4180) together to records: fields in quotes may hold the separator, doubled quotes
 * and line ends. Feed it every line of `openLines`, then `finish`.
 */
export class CsvRecords {
  private readonly separator: string
  private readonly limits: Limits
  private readonly onRecord: OnRecord
  private open = ""
  private openAt = 0
  private lines = 0

  constructor(separator: string, limits: Limits, onRecord: OnRecord) {
    this.separator = separator
    this.limits = limits
    this.onRecord = onRecord
  }

  line(text: string, at: number): void {
    if (this.openAt === 0) {
      if (text === "") return
      this.openAt = at
      this.open = text
      this.lines = 1
    } else {
      this.open += `\n${text}`
      // Each further line is looked at together with those before it.
      if (++this.lines > MOST_LINES || this.open.length > this.limits.heldBytes) {
        const what = "a quoted field that is not closed"
        throw new RefusedInput({ kind: "malformed", line: this.openAt, column: 1, what })
      }
      if (!text.includes('"')) return
    }
    const fields = split(this.open, this.separator)
    if (fields === undefined) return
    const began = this.openAt
    this.openAt = 0
    this.onRecord(fields, began)
  }

  /** A quote that is never closed is a file that was cut. */
  finish(): void {
    if (this.openAt === 0) return
    throw new RefusedInput({ kind: "truncated", line: this.openAt, within: "inside a quoted field" })
  }
}

/** The fields of a record; undefined while a quoted field is not closed. */
function split(record: string, separator: string): string[] | undefined {
  if (!record.includes('"')) return record.split(separator)
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (record[at] !== '"') {
      const end = record.indexOf(separator, at)
      fields.push(end < 0 ? record.slice(at) : record.slice(at, end))
      if (end < 0) return fields
      at = end + separator.length
      continue
    }
    let field = ""
    let from = at + 1
    for (;;) {
      const quote = record.indexOf('"', from)
      if (quote < 0) return undefined
      field += record.slice(from, quote)
      if (record[quote + 1] !== '"') {
        at = quote + 1
        break
      }
      field += '"'
      from = quote + 2
    }
    // What stands between a closing quote and the separator belongs to the field, as spreadsheets read it.
    const end = record.indexOf(separator, at)
    fields.push(field + (end < 0 ? record.slice(at) : record.slice(at, end)))
    if (end < 0) return fields
    at = end + separator.length
  }
}
