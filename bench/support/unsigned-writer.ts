// A thread of its own that writes the ledger's entries as the server does, and neither signs nor hashes: an entry and its
// statement are spelled, and both rows of all that came in one message are durable before it is answered. What hashes
// and signatures would be is text of the same length.
import { DatabaseSync } from "node:sqlite"
import { parentPort, workerData } from "node:worker_threads"
import {
  canonicalJson,
  encodeEvent,
  hideEvent,
  recordOf,
  statementToJson,
  streamOf,
  type Event,
} from "@promotrail/core"

const HASH = "f".repeat(64)
const DIGEST = "d".repeat(43)
const SIGNATURE = "s".repeat(96)
const LEAF = "l".repeat(489)

const database = new DatabaseSync(workerData as string)
database.exec(`
  pragma journal_mode = wal; pragma synchronous = full;
  create table ledger (idx integer primary key, kind text, application text, release text, at text, actor text, body text, hash text);
  create index ledger_by_application on ledger (application, idx);
  create index ledger_by_kind on ledger (kind, idx);
  create index ledger_by_actor on ledger (actor, idx);
  create table record (log integer, idx integer, entry integer, predicate text, stream text, sequence integer, at text,
    payload text, signature text, key text, leaf text, hash text, primary key (log, idx)) without rowid;
  create index record_by_entry on record (entry);
  create unique index record_by_stream on record (stream, sequence) where stream is not null`)
const keepEntry = database.prepare("insert into ledger values (?, ?, ?, ?, ?, ?, ?, ?)")
const keepRecord = database.prepare("insert into record values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
let size = 0

parentPort?.on("message", (events: readonly Event[]) => {
  database.exec("begin immediate")
  for (const event of events) {
    const index = size++
    const hidden = hideEvent(event, () => DIGEST)
    const [stream, place] = [streamOf(event), { origin: "log.example", sequence: index + 1, previous: HASH }]
    const statement = recordOf(event, hidden, {
      ...place,
      stream,
      nonce: DIGEST.slice(0, 22),
      entry: { index, hash: HASH },
    })
    const payload = canonicalJson(statementToJson(statement))
    keepEntry.run(index, event.kind, null, null, event.at, event.actor.name, encodeEvent(hidden), HASH)
    const { predicateType } = statement
    keepRecord.run(1, index, index, predicateType, stream, index + 1, event.at, payload, SIGNATURE, DIGEST, LEAF, HASH)
  }
  database.exec("commit")
  parentPort?.postMessage(events.map(() => size))
})
