import { decodeEvent, disclosuresNamedIn, ERASED, type Event, type EventOf } from "@promotrail/core"
import type { Kysely } from "kysely"
import { jsonColumn } from "../json-column.ts"
import { disclosedIn } from "../reads/ledger.ts"
import type { Database, TableName } from "../schema.ts"
import type { WriteTransaction } from "../transaction.ts"

/** Tables that say who did it, as JSON of an actor. */
const BY = [
  "policy_version",
  "release",
  "evidence",
  "decision",
  "deployment",
  "mark",
] as const satisfies readonly TableName[]

/** Entries looked through at once for what was disclosed in them. */
const PAGE = 1_000

/**
 * Deletes what an erasure names, and writes over what the state shows of it: afterwards it is what a rebuild makes out
 * of the entries and what is still disclosed.
 */
export async function erase(tx: WriteTransaction, { data }: EventOf<"erasure.recorded">, index: number): Promise<void> {
  const { db } = tx
  const { person, disclosures, objects, entries } = data
  const erased = new Set(disclosures)
  for (const digest of disclosures) await db.deleteFrom("disclosure").where("digest", "=", digest).execute()
  for (const digest of objects) await db.deleteFrom("object").where("digest", "=", digest).execute()
  const actor = jsonColumn({ id: person, name: ERASED })
  // Digests of what was asked under an idempotency key can be guessed; whoever is gone asks for nothing again.
  if (person !== "") await db.deleteFrom("idempotency").where("key", "like", `${person}:%`).execute()
  for (const table of BY) {
    await db.updateTable(table).set({ actor }).where("actor", "like", `{"id":"${person}","name":%`).execute()
  }
  for (const idx of entries) await rewrite(tx, idx)
  for (let from = 0; ; from += PAGE) {
    const rows = await db
      .selectFrom("ledger")
      .select(["idx", "body"])
      .where("idx", ">=", from)
      .where("idx", "<", from + PAGE)
      .execute()
    if (rows.length === 0) break
    const affected = rows.filter(({ body }) => disclosuresNamedIn(body).some((digest) => erased.has(digest)))
    const disclosed = await disclosedIn(
      db,
      affected.map(({ body }) => body),
    )
    for (const { idx, body } of affected) await show(tx, decodeEvent(body, disclosed), idx)
  }
  // What gates were made of names people, so that nobody goes on with what was read before.
  await db
    .updateTable("application")
    .set({ version: index + 1 })
    .execute()
}

/** Keeps of how many notices nothing is left in any page. Another server may have come further. */
export async function markScrubbed(db: Kysely<Database>, notices: number): Promise<void> {
  await db
    .updateTable("ledger_head")
    .set({ scrubbed: notices })
    .where((eb) => eb.or([eb("scrubbed", "is", null), eb("scrubbed", "<", notices)]))
    .execute()
}

/** A body of the earlier log holds names itself: they are written over, and its hash stands for what it was. */
async function rewrite(tx: WriteTransaction, idx: number): Promise<void> {
  const row = await tx.db.selectFrom("ledger").select("body").where("idx", "=", idx).executeTakeFirst()
  if (row === undefined) return
  const body = erasedBody(row.body)
  await tx.db.updateTable("ledger").set({ body }).where("idx", "=", idx).execute()
  await show(tx, decodeEvent(body), idx)
}

/** Members of bodies of the first version that people wrote themselves. */
const WRITTEN = ["reason", "owner", "name"]

/** The body of the first version without names. Evidence gives its reasons in words of ours. */
export function erasedBody(body: string): string {
  const { actor, data, ...rest } = JSON.parse(body) as {
    readonly kind: string
    readonly actor: { readonly id: string }
    readonly data: Readonly<Record<string, unknown>>
  }
  const isOurs = rest.kind === "evidence.recorded"
  const written = isOurs ? [] : WRITTEN.filter((member) => typeof data[member] === "string")
  const hidden = Object.fromEntries(written.map((member) => [member, ERASED]))
  return jsonColumn({ ...rest, actor: { id: actor.id, name: ERASED }, data: { ...data, ...hidden } })
}

/** Writes over what the state shows of an entry. */
async function show({ db }: WriteTransaction, event: Event, idx: number): Promise<void> {
  await db.updateTable("ledger").set({ actor: event.actor.name }).where("idx", "=", idx).execute()
  if (event.kind === "tests.retired" || event.kind === "tests.quarantined") {
    const owner = event.kind === "tests.quarantined" ? event.data.owner : null
    const { application, reason } = event.data
    await db
      .updateTable("mark")
      .set({ owner, reason })
      .where("application", "=", application)
      .where("idx", "=", idx)
      .execute()
  }
  if (event.kind === "release.blocked") {
    const { application, release, reason } = event.data
    await db
      .updateTable("release")
      .set({ blocked: jsonColumn({ reason, by: event.actor.name, at: event.at }) })
      .where("application", "=", application)
      .where("version", "=", release)
      .where("blocked", "like", `%"at":"${event.at}"%`)
      .execute()
  }
  if (event.kind === "token.created") {
    await db.updateTable("token").set({ name: event.data.name }).where("id", "=", event.data.token).execute()
  }
}
