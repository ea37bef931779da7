import { generateKeyPairSync, randomBytes, sign } from "node:crypto"
import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
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
    const plain = plainStore(join(lab.folder, "plain.db"))
    try {
      for (const batch of BATCHES) yield* atBatch(lab, batch, (count) => commit(store, count), plain)
      yield* limits(lab)
    } finally {
      await store.close()
      plain.close()
    }
  },
}

async function* atBatch(
  lab: Lab,
  batch: number,
  ours: (count: number) => Promise<void>,
  { write }: Plain,
): AsyncGenerator<Finding, void> {
  const rounds = (lab.quick ? 20 : 200) / (batch === 256 ? 5 : 1)
  const times = { ours: [] as number[], theirs: [] as number[] }
  await ours(batch)
  write(batch)
  for (let round = 0; round < rounds; round++) {
    const ourTurn = async () => times.ours.push(await timed(() => ours(batch)))
    const theirTurn = async () => times.theirs.push(await timed(() => write(batch)))
    if (round % 2 === 0) await ourTurn()
    await theirTurn()
    if (round % 2 === 1) await ourTurn()
  }
  const rate = (each: readonly number[]) => (batch * 1000) / median(each)
  yield ratioFinding(
    `batches of ${batch}`,
    { value: rate(times.ours), unit: "/s" },
    { name: "SQLite alone, the same rows unsigned and unhashed", value: rate(times.theirs), unit: "/s" },
    rate(times.ours) / rate(times.theirs),
    batch === 256 ? { atLeast: 0.6 } : null,
    `of a batch p50 ${median(times.ours).toFixed(1)} ms, p99 ${percentile(times.ours, 0.99).toFixed(1)} ms`,
  )
}

type SignedStore = Awaited<ReturnType<typeof openSqliteStore>>

/** An entry that changes no state, so that entry, record, tree and checkpoint are all there is. */
const entry = (): Event => ({
  kind: "key.rotated",
  at: "2026-11-20T12:00:00.000Z" as Event["at"],
  actor: { id: "01JD000000000000000000000A", name: "bench" },
  data: { key: `SHA256:${ulid(0, randomBytes(10))}`, publicKey: "A".repeat(124), before: `SHA256:${"B".repeat(43)}` },
})

async function commit(store: SignedStore, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => store.commit({ event: entry() })))
}

type Plain = { readonly write: (count: number) => void; readonly close: () => void }

/** The same two rows for each entry, as long as ours, in one transaction with the same sync: no signature, no hash. */
function plainStore(path: string): Plain {
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

/** What the machine can do at most: signatures of our kind in a second, one after the other. */
async function* limits(lab: Lab): AsyncGenerator<Finding, void> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const message = randomBytes(900)
  const count = lab.quick ? 2_000 : 20_000
  const ms = await timed(() => {
    for (let at = 0; at < count; at++) sign("sha256", message, privateKey)
  })
  yield plainFinding("P-256 signatures of one thread", { value: (count * 1000) / ms, unit: "/s" }, null)
}
