import type { CategoryName, EvidenceKind, EvidenceOutcome, EvidenceSubject } from "@promotrail/core"
import type { Kysely } from "kysely"
import type { EvidenceRow, ResultDetail } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { actor, applicationName, digest, environmentName, instant, json, pageOf, releaseVersion } from "./values.ts"

export function evidenceOf(columns: RowOf<"evidence">): EvidenceRow {
  return {
    id: columns.id,
    application: applicationName(columns.application),
    release: releaseVersion(columns.release),
    number: columns.number,
    environment: environmentName(columns.environment),
    kind: columns.kind as EvidenceKind | null,
    subject: columns.subject as EvidenceSubject | null,
    category: columns.category as CategoryName,
    variant: columns.variant,
    inventory: columns.inventory === 1,
    file: columns.file,
    raw: digest(columns.raw),
    bytes: columns.bytes,
    format: columns.format,
    tool: columns.tool === null ? null : json(columns.tool),
    reader: columns.reader,
    outcome: columns.outcome as EvidenceOutcome,
    code: columns.code,
    reason: columns.reason,
    unfit: columns.unfit,
    producedAt: columns.produced_at === null ? null : instant(columns.produced_at),
    receivedAt: instant(columns.at),
    by: actor(columns.actor),
    counts: json(columns.counts),
    warnings: json(columns.warnings),
    facts: columns.facts === null ? null : digest(columns.facts),
    ledgerIndex: columns.idx,
  }
}

/** Ordinals in one query. */
const CHUNK = 1_000

export function evidenceReads(
  db: Kysely<Database>,
): Pick<
  Reads,
  "evidence" | "evidenceOf" | "newestEvidence" | "evidenceWithRaw" | "newestUploadOf" | "evidenceList" | "details"
> {
  return {
    async evidence(id) {
      const row = await db.selectFrom("evidence").selectAll().where("id", "=", id).executeTakeFirst()
      return row === undefined ? undefined : evidenceOf(row)
    },
    async evidenceOf(application, release) {
      const rows = await ofRelease(db, application, release).orderBy("number").execute()
      return rows.map(evidenceOf)
    },
    async newestEvidence({ application, release, environment, category, variant, inventory }) {
      const row = await ofRelease(db, application, release)
        .where("environment", "=", environment)
        .where("category", "=", category)
        .where("variant", "=", variant)
        .where("inventory", "=", inventory ? 1 : 0)
        .orderBy("number", "desc")
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : evidenceOf(row)
    },
    async evidenceWithRaw(application, release, raw) {
      const row = await ofRelease(db, application, release)
        .where("raw", "=", raw)
        .orderBy("number", "desc")
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : evidenceOf(row)
    },
    async newestUploadOf(raw) {
      const row = await db
        .selectFrom("evidence")
        .select("idx")
        .where("raw", "=", raw)
        .orderBy("idx", "desc")
        .limit(1)
        .executeTakeFirst()
      return row?.idx
    },
    async evidenceList({ application, release, environment, category, outcome, kind, beforeIndex, limit, within }) {
      if (within?.length === 0) return { rows: [], more: false }
      let query = db
        .selectFrom("evidence")
        .selectAll()
        .orderBy("idx", "desc")
        .limit(limit + 1)
      if (application !== undefined) query = query.where("application", "=", application)
      if (within !== undefined) query = query.where("application", "in", within)
      if (release !== undefined) query = query.where("release", "=", release)
      if (environment !== undefined) query = query.where("environment", "=", environment)
      if (category !== undefined) query = query.where("category", "=", category)
      if (outcome !== undefined) query = query.where("outcome", "=", outcome)
      if (kind !== undefined) query = query.where("kind", "=", kind)
      if (beforeIndex !== undefined) query = query.where("idx", "<", beforeIndex)
      return pageOf(await query.execute(), limit, evidenceOf)
    },
    async details(application, releaseNumber, wanted) {
      const found = new Map<number, ResultDetail>()
      for (const [evidence, places] of Map.groupBy(wanted, (place) => place.evidence)) {
        const ordinals = [...new Set(places.map(({ ordinal }) => ordinal))]
        for (let at = 0; at < ordinals.length; at += CHUNK) {
          const rows = await db
            .selectFrom("result_detail")
            .select(["ordinal", "line", "message", "duration_ms"])
            .where("application", "=", application)
            .where("release_number", "=", releaseNumber)
            .where("evidence_number", "=", evidence)
            .where("ordinal", "in", ordinals.slice(at, at + CHUNK))
            .execute()
          for (const { ordinal, line, message, duration_ms } of rows) {
            found.set(ordinal, { ordinal, line, message, durationMs: duration_ms })
          }
        }
      }
      return found
    },
  }
}

/** Uploads of a release, found by its number: the key they are kept in the order of. */
function ofRelease(db: Kysely<Database>, application: string, release: string) {
  return db
    .selectFrom("evidence")
    .selectAll()
    .where("application", "=", application)
    .where("release_number", "=", (eb) =>
      eb.selectFrom("release").select("number").where("application", "=", application).where("version", "=", release),
    )
}
