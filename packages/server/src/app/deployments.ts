import { ok, type ApplicationName, type EnvironmentName, type ReleaseVersion, type Result } from "@promotrail/core"
import type { DeploymentRow } from "../ports/rows.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { findRelease, knownEnvironment } from "./lookup.ts"
import type { Policies } from "./policies.ts"
import { record, type Recorded } from "./record.ts"

/** Recording what runs where. */
export interface Deployments {
  record(
    wanted: {
      readonly application: ApplicationName
      readonly release: ReleaseVersion
      readonly environment: EnvironmentName
      readonly status: "succeeded" | "failed"
    },
    caller: Caller,
  ): Promise<Result<Recorded<DeploymentRow>, AppError>>
}

export function deployments(deps: Deps, policies: Policies): Deployments {
  const { store, now, newId } = deps
  return {
    record: ({ application, release, environment, status }, caller) =>
      record<DeploymentRow>(
        deps,
        caller,
        async () => {
          const found = await findRelease(deps, policies, application, release)
          if (!found.ok) return found
          const known = knownEnvironment(found.value.policy, environment)
          if (!known.ok) return known
          const decision = await store.read.newestEnforced(application, release, environment)
          const row: Omit<DeploymentRow, "ledgerIndex"> = {
            id: newId(),
            application,
            release,
            environment,
            status,
            at: now(),
            by: caller.actor,
            decision: decision?.id ?? null,
          }
          return ok({
            value: { ...row, ledgerIndex: -1 },
            ref: row.id,
            proposal: {
              event: {
                kind: "deployment.recorded",
                at: row.at,
                actor: caller.actor,
                data: { application, release, deployment: row.id, environment, status, decision: row.decision },
              },
              expects: { application, version: found.value.application.version },
            },
          })
        },
        async (ref) => {
          const [row] = (await store.read.deploymentsOf(application, [release])).filter(({ id }) => id === ref)
          return row === undefined ? undefined : { value: row, index: row.ledgerIndex, repeated: true }
        },
      ),
  }
}
