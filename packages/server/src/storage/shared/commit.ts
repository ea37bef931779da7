import {
  encodeEvent,
  err,
  hideEvent,
  instantFromEpochMs,
  epochMs,
  ok,
  streamOf,
  type Event,
  type Instant,
  type Outcome,
  type Result,
} from "@promotrail/core"
import type { Remembered } from "../../ports/rows.ts"
import { StorageFull, StorageUnavailable, type Committed, type Moved, type Proposal } from "../../ports/store.ts"
import { leafHash } from "./hashes.ts"
import { Hiding } from "./log/hiding.ts"
import type { LogBatch, LogWriter } from "./log/log-batch.ts"
import { packObject } from "./objects.ts"
import { project } from "./projection/project.ts"
import type { RowOf } from "./schema.ts"
import type { WriteConnection, WriteTransaction } from "./transaction.ts"

/** What became of one proposal; `thrown` when it broke a promise or the database said no. */
export type Settled = Result<Committed, Moved> | { readonly thrown: unknown }

/** How long an answer to an idempotency key is kept. */
const REMEMBERED_MS = 48 * 3_600_000

/**
 * The one write path. A batch is one transaction and one sync; a proposal that throws takes nobody with it:
 * the batch is rolled back and every proposal of it stands alone.
 */
export async function commitBatch(
  connection: WriteConnection,
  proposals: readonly Proposal[],
  log: LogWriter,
): Promise<Settled[]> {
  let written: Settled[] = []
  try {
    return await connection.transaction(async (tx) => (written = await commitAll(tx, proposals, log)))
  } catch (error) {
    const reason = connection.explain(error)
    // Nobody's proposal is to blame for the database. Whether it took the batch before it went silent is to be seen.
    if (reason instanceof StorageUnavailable && (await wasWritten(connection, written))) return written
    if (isInfrastructure(reason) || proposals.length === 1) return proposals.map(() => ({ thrown: reason }))
  }
  const settled: Settled[] = []
  for (const proposal of proposals) settled.push(...(await commitBatch(connection, [proposal], log)))
  return settled
}

const isInfrastructure = (error: unknown): boolean =>
  error instanceof StorageFull || error instanceof StorageUnavailable

/** Whether the last entry of a batch is in the ledger although its commit was answered by an error. */
async function wasWritten({ db }: WriteConnection, settled: readonly Settled[]): Promise<boolean> {
  const last = settled.findLast((one): one is Extract<Settled, { ok: true }> => "ok" in one && one.ok)
  if (last === undefined) return false
  const { index, hash } = last.value
  try {
    const row = await db.selectFrom("ledger").select("hash").where("idx", "=", index).executeTakeFirst()
    return row?.hash === hash
  } catch {
    return false
  }
}

/** Like `commitBatch`, inside a transaction that is open already. */
export async function commitAll(
  tx: WriteTransaction,
  proposals: readonly Proposal[],
  log: LogWriter,
): Promise<Settled[]> {
  const size = await lockHead(tx)
  const events = proposals.map(({ event }) => event)
  const records = await log.begin(tx, events.map(streamOf))
  const versions = await versionsOf(tx, proposals)
  const answers = await answersTo(tx, proposals)
  const hiding = await Hiding.of(tx, events)
  const batch: Batch = { size, hiding, records, entries: [], objects: new Map(), remembered: [] }
  const settled: Settled[] = []
  for (const proposal of proposals) settled.push(await commitOne(tx, proposal, batch, versions, answers))
  await tx.settle()
  if (batch.entries.length > 0) await write(tx, batch)
  return settled
}

type Batch = {
  size: number
  readonly hiding: Hiding
  readonly records: LogBatch
  readonly entries: RowOf<"ledger">[]
  readonly objects: Map<string, RowOf<"object">>
  readonly remembered: RowOf<"idempotency">[]
}

async function commitOne(
  tx: WriteTransaction,
  proposal: Proposal,
  batch: Batch,
  versions: Map<string, number>,
  answers: Map<string, Remembered>,
): Promise<Settled> {
  const { event, expects, remember, objects = [] } = proposal
  const answer = remember === undefined ? undefined : answers.get(remember.key)
  if (answer !== undefined) return err({ kind: "remembered", answer })
  if (expects !== undefined && (versions.get(expects.application) ?? 0) !== expects.version)
    return err({ kind: "moved" })

  const index = batch.size
  const hidden = hideEvent(event, batch.hiding.of(event))
  const body = encodeEvent(hidden)
  const hash = leafHash(body)
  await project(tx, { event, index, results: proposal.results })
  if (changesGates(event)) versions.set(event.data.application, index + 1)
  await batch.records.event(event, hidden, { index, hash }, outcomeOf(proposal))
  batch.size = index + 1
  batch.entries.push({ idx: index, ...aboutOf(event), body, hash })
  for (const { digest, bytes } of objects) {
    if (!batch.objects.has(digest)) batch.objects.set(digest, packObject(digest, bytes))
  }
  if (remember !== undefined) {
    const { key, request, status, body: said } = remember
    answers.set(key, { request, status, body: said })
    batch.remembered.push({ key, request, status, body: said, at: event.at })
  }
  return ok({ index, hash })
}

async function write(tx: WriteTransaction, batch: Batch): Promise<void> {
  const { size, hiding, records, entries, objects, remembered } = batch
  await tx.insert("object", [...objects.values()], "or-ignore")
  await tx.insert("disclosure", hiding.made)
  await tx.insert("ledger", entries)
  if (remembered.length > 0) {
    const now = epochMs((remembered.at(-1)?.at ?? "") as Instant)
    await tx.db
      .deleteFrom("idempotency")
      .where("at", "<", instantFromEpochMs(now - REMEMBERED_MS))
      .execute()
    await tx.insert("idempotency", remembered)
  }
  await tx.db.updateTable("ledger_head").set({ size }).execute()
  await records.settle(tx, entries.at(-1)?.at ?? "")
  await tx.announce(size)
}

/** A decision's outcome, out of the object that goes with it: what its record says of every check. */
function outcomeOf({ event, objects = [] }: Proposal): Outcome | undefined {
  if (event.kind !== "decision.recorded") return undefined
  const object = objects.find(({ digest }) => digest === event.data.outcome)
  return object === undefined ? undefined : (JSON.parse(new TextDecoder().decode(object.bytes)) as Outcome)
}

/** Rivals queue here: whoever holds the head writes. */
async function lockHead({ db, dialect }: WriteTransaction): Promise<number> {
  const head = db.selectFrom("ledger_head").select("size")
  const { size } = await (dialect === "postgres" ? head.forUpdate() : head).executeTakeFirstOrThrow()
  return size
}

async function versionsOf({ db }: WriteTransaction, proposals: readonly Proposal[]): Promise<Map<string, number>> {
  const names = [...new Set(proposals.flatMap(({ expects }) => (expects === undefined ? [] : [expects.application])))]
  if (names.length === 0) return new Map()
  const rows = await db.selectFrom("application").select(["name", "version"]).where("name", "in", names).execute()
  return new Map(rows.map(({ name, version }) => [name, version]))
}

async function answersTo({ db }: WriteTransaction, proposals: readonly Proposal[]): Promise<Map<string, Remembered>> {
  const keys = [...new Set(proposals.flatMap(({ remember }) => (remember === undefined ? [] : [remember.key])))]
  if (keys.length === 0) return new Map()
  const rows = await db.selectFrom("idempotency").selectAll().where("key", "in", keys).execute()
  return new Map(rows.map(({ key, request, status, body }) => [key, { request, status, body }]))
}

type GateChanging = Extract<Event, { data: { application: string } }>

/** Whether what gates of the event's application say may change: everything but decisions. */
export function changesGates(event: Event): event is GateChanging {
  return "application" in event.data && event.kind !== "decision.recorded"
}

/** The columns by which an entry is found. A rebuild compares them with the body. */
export function aboutOf(event: Event): Pick<RowOf<"ledger">, "kind" | "application" | "release" | "at" | "actor"> {
  const data: { readonly application?: string; readonly release?: string } =
    "application" in event.data ? event.data : {}
  return {
    kind: event.kind,
    application: data.application ?? null,
    release: data.release ?? null,
    at: event.at,
    actor: event.actor.name,
  }
}
