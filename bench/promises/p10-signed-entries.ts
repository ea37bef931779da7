import { generateKeyPairSync, randomBytes, sign, verify } from "node:crypto"
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import { ulid, type Digest, type Event } from "@promotrail/core"
import { openSqliteStore } from "@promotrail/server"
import { plainFinding, ratioFinding, type Finding } from "../support/finding.ts"
import type { Bench, Lab } from "../support/lab.ts"
import { median, percentile, timed } from "../support/timing.ts"

const BATCHES = [1, 16, 256]

/** P10: entries of the ledger that are signed and durable before they are acknowledged. */
export const signedEntries: Bench = {
  id: "P10",
  title: "signed, durable ledger entries",
  async *measure(lab) {
    const store = await openSqliteStore({ folder: join(lab.folder, "signed") })
    const [unsigned, bare] = [unsignedStore(join(lab.folder, "unsigned.db")), bareStore(join(lab.folder, "bare.db"))]
    try {
      for (const batch of BATCHES) yield* atBatch(lab, batch, store, unsigned, bare)
      yield* limits(lab)
    } finally {
      await store.close()
      await unsigned.close()
      bare.close()
    }
  },
}

type SignedStore = Awaited<ReturnType<typeof openSqliteStore>>

async function* atBatch(
  lab: Lab,
  batch: number,
  store: SignedStore,
  unsigned: UnsignedStore,
  bare: BareStore,
): AsyncGenerator<Finding, void> {
  const rounds = (lab.quick ? 20 : 200) / (batch === 256 ? 5 : 1)
  const ways = {
    signed: () => Promise.all(Array.from({ length: batch }, () => store.commit({ event: entry() }))),
    unsigned: () => unsigned.write(Array.from({ length: batch }, entry)),
    bare: () => bare.write(batch),
  }
  const names = ["signed", "unsigned", "bare"] as const
  const times = { signed: [] as number[], unsigned: [] as number[], bare: [] as number[] }
  for (const name of names) await ways[name]()
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] ?? "signed"
      times[name].push(await timed(ways[name]))
    }
  }
  const rate = (name: (typeof names)[number]) => (batch * 1000) / median(times[name])
  const ours = { value: rate("signed"), unit: "/s" }
  yield ratioFinding(
    `batches of ${batch}`,
    ours,
    { name: "the same without signatures and hashes", value: rate("unsigned"), unit: "/s" },
    rate("signed") / rate("unsigned"),
    batch === 256 ? { atLeast: 0.6 } : null,
    `of a batch p50 ${median(times.signed).toFixed(1)} ms, p99 ${percentile(times.signed, 0.99).toFixed(1)} ms; without, p50 ${median(times.unsigned).toFixed(1)} ms`,
  )
  yield ratioFinding(
    `batches of ${batch}, beside SQLite alone`,
    ours,
    { name: "ready rows of the same length, inserted", value: rate("bare"), unit: "/s" },
    rate("signed") / rate("bare"),
    null,
  )
}

/** An entry that changes no state, so that entry, record, tree and checkpoint are all there is. */
const entry = (): Event => ({
  kind: "key.rotated",
  at: "2026-11-20T12:00:00.000Z" as Event["at"],
  actor: { id: "01JD000000000000000000000A", name: "bench" },
  data: { key: `SHA256:${ulid(0, randomBytes(10))}`, publicKey: "A".repeat(124), before: `SHA256:${"B".repeat(43)}` },
})

type UnsignedStore = { readonly write: (events: readonly Event[]) => Promise<void>; close(): Promise<unknown> }

/** What the server does for an entry but for hashes and signatures, on a thread as there. */
function unsignedStore(path: string): UnsignedStore {
  const worker = new Worker(new URL("../support/unsigned-writer.ts", import.meta.url), { workerData: path })
  return {
    write: (events) =>
      new Promise((resolve, reject) => {
        worker.once("error", reject)
        worker.once("message", () => {
          worker.off("error", reject)
          resolve()
        })
        worker.postMessage(events)
      }),
    close: () => worker.terminate(),
  }
}

type BareStore = { readonly write: (count: number) => void; readonly close: () => void }

/** Two rows for each entry, as long as ours and ready, in one transaction with the same sync. */
function bareStore(path: string): BareStore {
  const database = new DatabaseSync(path)
  database.exec("pragma journal_mode = wal; pragma synchronous = full")
  database.exec("create table entry (idx integer primary key, at text, body text, hash text)")
  database.exec("create table record (idx integer primary key, payload text, signature text, leaf text, hash text)")
  const entries = database.prepare("insert into entry (at, body, hash) values (?, ?, ?)")
  const records = database.prepare("insert into record (payload, signature, leaf, hash) values (?, ?, ?, ?)")
  const { id, data } = { id: "x", data: "y".repeat(64) as unknown as Digest }
  const [body, payload, signature, leaf] = [420, 760, 96, 489].map((length) => "z".repeat(length))
  return {
    write(count) {
      database.exec("begin immediate")
      for (let at = 0; at < count; at++) {
        entries.run(id, body ?? "", data)
        records.run(payload ?? "", signature ?? "", leaf ?? "", data)
      }
      database.exec("commit")
    },
    close: () => database.close(),
  }
}

/** What the machine can do at most: signatures, their verification, and syncs, one after the other. */
async function* limits(lab: Lab): AsyncGenerator<Finding, void> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const message = randomBytes(900)
  const count = lab.quick ? 2_000 : 20_000
  const inASecond = (what: string, times: number, ms: number): Finding =>
    plainFinding(what, { value: (times * 1000) / ms, unit: "/s" }, null)
  const each = (work: () => unknown) =>
    timed(() => {
      for (let at = 0; at < count; at++) work()
    })
  yield inASecond("P-256 signatures of one thread", count, await each(() => sign("sha256", message, privateKey)))
  const signature = sign("sha256", message, privateKey)
  yield inASecond(
    "P-256 signatures verified by one thread",
    count,
    await each(() => verify("sha256", message, publicKey, signature)),
  )
  yield inASecond("syncs of 4 kB behind a file", 500, await syncs(join(lab.folder, "sync"), 500))
}

async function syncs(path: string, count: number): Promise<number> {
  const [file, block] = [openSync(path, "w"), Buffer.alloc(4_096, 1)]
  try {
    return await timed(() => {
      for (let at = 0; at < count; at++) {
        writeSync(file, block)
        fdatasyncSync(file)
      }
    })
  } finally {
    closeSync(file)
  }
}
