import type { Kysely } from "kysely"
import type { ApplicationRow, PolicyVersionRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { unpackObject } from "../objects.ts"
import { actor, applicationName, digest, instant } from "./values.ts"

export type ApplicationColumns = RowOf<"application"> & {
  readonly tests: number | null
  readonly catalogue: number | null
}

export function applicationOf(columns: ApplicationColumns): ApplicationRow {
  return {
    name: applicationName(columns.name),
    policy: digest(columns.policy),
    version: columns.version,
    archived: columns.archived === 1,
    tests: columns.tests ?? 0,
    catalogueVersion: columns.catalogue ?? 0,
    releases: columns.releases,
  }
}

export function applicationReads(
  db: Kysely<Database>,
): Pick<Reads, "applications" | "application" | "policies" | "object"> {
  const applications = () =>
    db
      .selectFrom("application")
      .leftJoin("catalogue", "catalogue.application", "application.name")
      .selectAll("application")
      .select(["catalogue.tests", "catalogue.version as catalogue"])
  return {
    applications: async () => (await applications().orderBy("name").execute()).map(applicationOf),
    async application(name) {
      const row = await applications().where("name", "=", name).executeTakeFirst()
      return row === undefined ? undefined : applicationOf(row)
    },
    async policies(application) {
      const rows = await db
        .selectFrom("policy_version")
        .selectAll()
        .where("application", "=", application)
        .orderBy("idx")
        .execute()
      return rows.map(({ policy, at, actor: by, idx }): PolicyVersionRow => ({
        policy: digest(policy),
        appliedAt: instant(at),
        by: actor(by),
        ledgerIndex: idx,
      }))
    },
    async object(wanted) {
      const row = await db
        .selectFrom("object")
        .select(["packed", "bytes", "size"])
        .where("digest", "=", wanted)
        .executeTakeFirst()
      return row === undefined ? undefined : unpackObject(row)
    },
  }
}
