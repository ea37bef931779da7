import type { Kysely } from "kysely"
import type { ReleaseRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { actor, applicationName, digest, instant, json, pageOf, releaseVersion } from "./values.ts"

export type ReleaseColumns = RowOf<"release"> & { readonly predecessor: string | null }

export function releaseOf(columns: ReleaseColumns): ReleaseRow {
  return {
    application: applicationName(columns.application),
    version: releaseVersion(columns.version),
    number: columns.number,
    artifacts: json(columns.artifacts),
    commit: columns.commit_id,
    notes: columns.notes === null ? null : digest(columns.notes),
    issues: json(columns.issues),
    registeredAt: instant(columns.at),
    registeredBy: actor(columns.actor),
    blocked: columns.blocked === null ? null : json(columns.blocked),
    evidenceCount: columns.evidence_count,
    predecessor: columns.predecessor === null ? null : releaseVersion(columns.predecessor),
  }
}

export function releaseReads(db: Kysely<Database>): Pick<Reads, "release" | "releases" | "blockedReleases"> {
  const releases = (application: string) =>
    db
      .selectFrom("release")
      // The release registered before it: the one with the number below.
      .leftJoin("release as before", (join) =>
        join
          .onRef("before.application", "=", "release.application")
          .on((eb) => eb(eb.ref("before.number"), "=", eb(eb.ref("release.number"), "-", 1))),
      )
      .selectAll("release")
      .select("before.version as predecessor")
      .where("release.application", "=", application)
  return {
    async release(application, version) {
      const row = await releases(application).where("release.version", "=", version).executeTakeFirst()
      return row === undefined ? undefined : releaseOf(row)
    },
    async releases(application, { before, limit }) {
      let query = releases(application)
        .orderBy("release.number", "desc")
        .limit(limit + 1)
      if (before !== undefined) query = query.where("release.number", "<", before)
      return pageOf(await query.execute(), limit, releaseOf)
    },
    async blockedReleases(application) {
      const rows = await releases(application)
        .where("release.blocked", "is not", null)
        .orderBy("release.number", "desc")
        .execute()
      return rows.map(releaseOf)
    },
  }
}
