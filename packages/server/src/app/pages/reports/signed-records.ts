import type { LogStand } from "@promotrail/contract"
import {
  append,
  decodeEvent,
  digestOfDisclosure,
  EMPTY_FRONTIER,
  merkleHasher,
  parseHashedRekord,
  preAuthenticationEncoding,
  readReported,
  rootOf,
  STATEMENT_PAYLOAD_TYPE,
  utf8Of,
  type Event,
  type Reported,
  type ReportedRecord,
} from "@promotrail/core"
import type { LogRow, RecordRow } from "../../../ports/log.ts"
import type { LedgerRow } from "../../../ports/rows.ts"
import type { Deps } from "../../deps.ts"
import { counted } from "./words.ts"

const PAGE = 500

/** The stored records are not those of the signed log. */
export class NotTheLog extends Error {
  override readonly name = "NotTheLog"

  constructor(origin: string, index: number) {
    super(
      `The records of ${origin} are not those that were signed, from ${index} on. No report is made of them; see "promotrail ledger verify".`,
    )
  }
}

/** The logs as they stand at one moment: what is written while a report is made is not in it. */
export type Stand = { readonly logs: readonly LogRow[]; readonly log: LogStand; readonly earlier: readonly LogStand[] }

/** A record that was made sure of, and all that is stored of it. */
export type SureRecord = ReportedRecord & { readonly row: RecordRow }

/** Signed records as reports read them. */
export interface SignedRecords {
  stand(): Promise<Stand>
  /**
   * Every record of every log, oldest first, each made sure of on the way: it is what its leaf was signed over, and all
   * leaves add up to the root of the log. A report of anything else would be one of whoever changed it: it throws.
   */
  all(stand: Stand): AsyncGenerator<SureRecord>
  /** The statement of one of them again; undefined where it was lost. */
  at(stand: Stand, place: { readonly log: string; readonly record: number }): Promise<Reported | undefined>
  /** Whether this is the entry that a record speaks of. */
  isEntryOf(place: NonNullable<Reported["place"]>, row: LedgerRow): boolean
  /** The entry that a record speaks of, with the names that were hashed and not erased; undefined if it is another. */
  entryOf(reported: Reported): Promise<Event | undefined>
}

export function signedRecords({ store: { read }, sha256 }: Pick<Deps, "store" | "sha256">): SignedRecords {
  const hasher = merkleHasher(sha256)
  const isEntryOf: SignedRecords["isEntryOf"] = ({ entry }, { index, body }) =>
    entry?.index === index && hasher.leaf(utf8Of(body)) === entry.leaf
  return {
    isEntryOf,
    async stand() {
      const logs = await read.logs()
      const stands = logs.map(({ origin, size, root, note }) => ({ origin, size, root, checkpoint: note }))
      const log = stands.at(-1)
      if (log === undefined) throw new Error("there is no log")
      return { logs, log, earlier: stands.slice(0, -1) }
    },
    async *all({ logs }) {
      for (const { log, size, root, origin } of logs) {
        let tree = EMPTY_FRONTIER
        while (tree.size < size) {
          const page = await read.records(log, tree.size, Math.min(PAGE, size - tree.size))
          for (const row of page) {
            const { index, leaf, payload } = row
            const signed = parseHashedRekord(utf8Of(leaf))
            const message =
              payload === null ? undefined : preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, utf8Of(payload))
            const isSigned = message === undefined || signed?.digest === sha256(message)
            if (index !== tree.size || !isSigned) throw new NotTheLog(origin, tree.size)
            const hash = hasher.leaf(utf8Of(leaf))
            tree = append(tree, hash, hasher)
            yield { log: origin, index, hash, payload, row }
          }
          if (page.length === 0) throw new NotTheLog(origin, tree.size)
        }
        if (rootOf(tree, hasher, sha256) !== root) throw new NotTheLog(origin, size)
      }
    },
    async at({ logs }, { log, record }) {
      const number = logs.find(({ origin }) => origin === log)?.log
      const payload = number === undefined ? undefined : (await read.record(number, record))?.payload
      return payload === undefined || payload === null ? undefined : readReported(payload)
    },
    async entryOf({ place }) {
      const [row] = place?.entry ? await read.entries(place.entry.index, 1) : []
      if (place === null || row === undefined || !isEntryOf(place, row)) return undefined
      const disclosed = [...row.disclosed].filter(([digest, text]) => digestOfDisclosure(text, sha256) === digest)
      return decodeEvent(row.body, new Map(disclosed))
    },
  }
}

/** What was lost with a database, in words; nothing where nothing was. */
export const explainLost = (lost: number): string =>
  lost === 0
    ? ""
    : ` Of ${counted(lost, "record")} only the leaf is known: what they said was lost with a database, and may be missing here.`

/** The logs in words: how many records of which. */
export const explainLogs = ({ log, earlier }: Pick<Stand, "log" | "earlier">): string =>
  [...earlier, log].map(({ origin, size }) => `the ${counted(size, "record")} of ${origin}`).join(" and ")
