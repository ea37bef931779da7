import {
  canonicalJson,
  decodeEvent,
  logIdOf,
  parseNoteKey,
  readReported,
  sigstoreBundle,
  wordOfPredicate,
  type ApplicationName,
  type Instant,
} from "@promotrail/core"
import type { LedgerRow } from "../../../ports/rows.ts"
import type { Deps } from "../../deps.ts"
import { headFor } from "../../witnessed-head.ts"
import { CSV_HEADER, csvLine, explainEvent, jsonLine, objectOf } from "../audit.ts"
import { writeReport, type Format, type ReportFile } from "./file.ts"
import { inclusionProofs } from "./inclusion.ts"
import { NotTheLog, type SignedRecords, type Stand, type SureRecord } from "./signed-records.ts"
import { counted, explainPeriod } from "./words.ts"

const PAGE = 2_000

/** Which entries, as what. With `proofs`, each comes with the signed records that speak of it. */
export type TrailQuestion = {
  readonly format: Format
  readonly proofs: boolean
  readonly application?: ApplicationName | undefined
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
  /** What a token may see. */
  readonly within?: readonly ApplicationName[] | undefined
}

/** The trail of entries, oldest first, written while it is read: only a page of it is in memory. */
export interface Trail {
  write(question: TrailQuestion): Promise<{ readonly size: number; readonly pieces: AsyncGenerator<string> }>
}

type Paths = ReturnType<typeof inclusionProofs>
type Entry = { readonly entry: LedgerRow; readonly records: readonly SureRecord[] }

export function trail({ store: { read }, sha256 }: Deps, signed: SignedRecords): Trail {
  async function* pages(size: number, question: TrailQuestion): AsyncGenerator<readonly LedgerRow[]> {
    for (let from = 0; from < size;) {
      const rows = await read.entries(from, Math.min(PAGE, size - from))
      if (rows.length === 0) return
      from += rows.length
      yield rows.filter((row) => isAsked(row, question))
    }
  }
  async function* entries(size: number, question: TrailQuestion): AsyncGenerator<LedgerRow> {
    for await (const page of pages(size, question)) yield* page
  }

  /** Each entry with its records: both are in the order in which they were written. */
  async function* entriesWithRecords(size: number, stand: Stand, question: TrailQuestion): AsyncGenerator<Entry> {
    const records = signed.all(stand)
    let next = await records.next()
    for await (const entry of entries(size, question)) {
      const own: SureRecord[] = []
      for (; next.done !== true && (next.value.row.entry ?? 0) <= entry.index; next = await records.next()) {
        const { payload, row, log, index } = next.value
        if (row.entry !== entry.index) continue
        const place = payload === null ? null : readReported(payload).place
        // A summary stands behind its decision and does not name the entry.
        if (place !== null && !signed.isEntryOf(place, entry)) throw new NotTheLog(log, index)
        own.push(next.value)
      }
      yield { entry, records: own }
    }
    // What follows is none of these entries, but only the whole log adds up to its root.
    while (next.done !== true) next = await records.next()
  }

  async function* jsonLines(size: number, stand: Stand, question: TrailQuestion): AsyncGenerator<string> {
    const bundleOf = await bundlesOf(stand)
    for await (const { entry, records } of entriesWithRecords(size, stand, question)) {
      const proofs: string[] = []
      for (const { log, index, hash, payload, row } of records) {
        const kind = wordOfPredicate(payload === null ? row.predicate : readReported(payload).predicateType)
        const about = JSON.stringify({ log, record: index, kind, leaf: hash }).slice(0, -1)
        proofs.push(`${about},"bundle":${(await bundleOf(row, log)) ?? "null"}}`)
      }
      yield `${jsonLine(entry).trimEnd().slice(0, -1)},"records":[${proofs.join(",")}]}\n`
    }
    const { title, says, logs } = fileOf(size, question, stand, [])
    yield `${JSON.stringify({ report: title, says, logs })}\n`
  }

  /**
   * Sigstore bundles of records, each under the head of its log, or one that witnesses have cosigned; undefined where the
   * statement was lost.
   */
  async function bundlesOf({ logs }: Stand) {
    const anchors = await read.anchors()
    const known = new Map(
      logs.map((log) => {
        const key = parseNoteKey(log.vkey, sha256)
        if (!key.ok) throw new Error(`the stored key of the log is damaged: ${log.vkey}`)
        return [log.origin, { log, id: logIdOf(key.value, sha256), paths: new Map<number, Paths>() }]
      }),
    )
    return async ({ payload, signature, key, leaf, index }: SureRecord["row"], origin: string) => {
      const found = known.get(origin)
      if (found === undefined || payload === null || signature === null || key === null) return undefined
      const { log, id, paths } = found
      const { size, root, note } = headFor(log, index, anchors)
      const pathOf = paths.get(size) ?? inclusionProofs(read, { log: log.log, size }, sha256)
      paths.set(size, pathOf)
      const inclusion = { index, size, root, path: await pathOf(index), checkpoint: note }
      return canonicalJson(sigstoreBundle({ payload, signature, keyId: key }, leaf, inclusion, id))
    }
  }

  async function* plain(size: number, question: TrailQuestion): AsyncGenerator<string> {
    const line = question.format === "csv" ? csvLine : jsonLine
    if (question.format === "csv") yield CSV_HEADER
    for await (const page of pages(size, question)) yield page.map(line).join("")
  }

  return {
    async write(question) {
      const { size } = await read.head()
      if (!question.proofs && question.format !== "html") return { size, pieces: plain(size, question) }
      const stand = await signed.stand()
      const pieces =
        question.format === "jsonl"
          ? jsonLines(size, stand, question)
          : writeReport(fileOf(size, question, stand, entriesWithRecords(size, stand, question)), question.format)
      return { size, pieces }
    },
  }
}

const isAsked = ({ application, at }: LedgerRow, question: TrailQuestion): boolean =>
  (question.application === undefined || application === question.application) &&
  (question.from === undefined || at >= question.from) &&
  (question.to === undefined || at < question.to) &&
  (question.within === undefined || question.within.some((name) => name === application))

/** Which entries they are, of all there are: whoever reads a part of the trail must not take it for the whole. */
function explainQuestion(size: number, { application, within, ...period }: TrailQuestion): string {
  const of = application === undefined ? "Entries" : `Entries of ${application}`
  const seen = within === undefined ? "" : `, as far as a token of ${within.join(", ")} sees them`
  return `${of}, ${explainPeriod(period)}${seen}, out of ${counted(size, "entry", "entries")}, oldest first.`
}

function fileOf(
  size: number,
  question: TrailQuestion,
  { log, earlier }: Stand,
  items: Iterable<Entry> | AsyncIterable<Entry>,
): ReportFile<Entry> {
  const event = ({ entry }: Entry) => decodeEvent(entry.body, entry.disclosed)
  return {
    title: "Audit trail",
    says: [
      explainQuestion(size, question),
      "Each stands in a signed record: the number of the record, and the log that holds it.",
      "An entry without a record is of the ledger before the log, or its record was lost with a database.",
    ],
    logs: [...earlier, log],
    columns: [
      ["index", ({ entry }) => String(entry.index)],
      ["at", ({ entry }) => entry.at],
      ["kind", ({ entry }) => entry.kind],
      ["actor", (item) => event(item).actor.name],
      ["application", ({ entry }) => entry.application ?? ""],
      ["release", ({ entry }) => entry.release ?? ""],
      ["object", (item) => objectOf(event(item))],
      ["says", (item) => explainEvent(event(item))],
      ["hash", ({ entry }) => entry.hash],
      ["record", ({ records: [record] }) => (record === undefined ? "" : String(record.index))],
      ["log", ({ records: [record] }) => record?.log ?? ""],
      ["leaf", ({ records: [record] }) => record?.hash ?? ""],
    ],
    items,
  }
}
