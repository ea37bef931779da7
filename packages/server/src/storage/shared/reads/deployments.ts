import type { Kysely } from "kysely"
import type { DeploymentRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { actor, applicationName, environmentName, instant, pageOf, releaseVersion } from "./values.ts"

export function deploymentOf(columns: RowOf<"deployment">): DeploymentRow {
  return {
    id: columns.id,
    application: applicationName(columns.application),
    release: releaseVersion(columns.release),
    environment: environmentName(columns.environment),
    status: columns.status === "succeeded" ? "succeeded" : "failed",
    at: instant(columns.at),
    by: actor(columns.actor),
    decision: columns.decision,
    ledgerIndex: columns.idx,
  }
}

export function deploymentReads(
  db: Kysely<Database>,
): Pick<Reads, "running" | "newestDeployments" | "deploymentsOf" | "deploymentList"> {
  const perEnvironment = async (application: string, which: "running" | "newest") => {
    const rows = await db
      .selectFrom("environment_state as state")
      .innerJoin("deployment", "deployment.id", `state.${which}`)
      .selectAll("deployment")
      .where("state.application", "=", application)
      .orderBy("deployment.idx")
      .execute()
    return rows.map(deploymentOf)
  }
  return {
    running: (application) => perEnvironment(application, "running"),
    newestDeployments: (application) => perEnvironment(application, "newest"),
    async deploymentsOf(application, releases) {
      if (releases.length === 0) return []
      const rows = await db
        .selectFrom("deployment")
        .selectAll()
        .where("application", "=", application)
        .where("release", "in", releases)
        .orderBy("idx")
        .execute()
      return rows.map(deploymentOf)
    },
    async deploymentList({ application, environment, beforeIndex, limit }) {
      let query = db
        .selectFrom("deployment")
        .selectAll()
        .where("application", "=", application)
        .orderBy("idx", "desc")
        .limit(limit + 1)
      if (environment !== undefined) query = query.where("environment", "=", environment)
      if (beforeIndex !== undefined) query = query.where("idx", "<", beforeIndex)
      return pageOf(await query.execute(), limit, deploymentOf)
    },
  }
}
