import type { DecisionMode } from "@promotrail/core"
import type { Kysely } from "kysely"
import type { DecisionRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { actor, applicationName, digest, instant, json, pageOf, releaseVersion } from "./values.ts"

export function decisionOf(columns: RowOf<"decision">): DecisionRow {
  return {
    id: columns.id,
    application: applicationName(columns.application),
    release: releaseVersion(columns.release),
    artifacts: json(columns.artifacts),
    edge: json(columns.edge),
    mode: columns.mode as DecisionMode,
    verdict: columns.verdict as DecisionRow["verdict"],
    reasons: json(columns.reasons),
    policy: digest(columns.policy),
    input: digest(columns.input),
    outcome: digest(columns.outcome),
    engine: json(columns.engine),
    at: instant(columns.at),
    by: actor(columns.actor),
    ledgerIndex: columns.idx,
  }
}

export function decisionReads(
  db: Kysely<Database>,
): Pick<Reads, "decision" | "decisionList" | "newestDecisions" | "newestEnforced"> {
  return {
    async decision(id) {
      const row = await db.selectFrom("decision").selectAll().where("id", "=", id).executeTakeFirst()
      return row === undefined ? undefined : decisionOf(row)
    },
    async decisionList({ application, release, to, beforeIndex, limit, within }) {
      if (within?.length === 0) return { rows: [], more: false }
      let query = db
        .selectFrom("decision")
        .selectAll()
        .orderBy("idx", "desc")
        .limit(limit + 1)
      if (application !== undefined) query = query.where("application", "=", application)
      if (within !== undefined) query = query.where("application", "in", within)
      if (release !== undefined) query = query.where("release", "=", release)
      if (to !== undefined) query = query.where("environment", "=", to)
      if (beforeIndex !== undefined) query = query.where("idx", "<", beforeIndex)
      return pageOf(await query.execute(), limit, decisionOf)
    },
    async newestDecisions(application, releases) {
      if (releases.length === 0) return []
      const newest = db
        .selectFrom("decision")
        .select(({ fn }) => fn.max("idx").as("idx"))
        .where("application", "=", application)
        .where("release", "in", releases)
        .groupBy(["release", "environment"])
      const rows = await db.selectFrom("decision").selectAll().where("idx", "in", newest).orderBy("idx").execute()
      return rows.map(decisionOf)
    },
    async newestEnforced(application, release, to) {
      const row = await db
        .selectFrom("decision")
        .selectAll()
        .where("application", "=", application)
        .where("release", "=", release)
        .where("environment", "=", to)
        .where("mode", "=", "enforce")
        .orderBy("idx", "desc")
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : decisionOf(row)
    },
  }
}
