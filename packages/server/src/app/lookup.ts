import {
  err,
  ok,
  type ApplicationName,
  type EnvironmentName,
  type Policy,
  type ReleaseVersion,
  type Result,
} from "@promotrail/core"
import type { ApplicationRow, ReleaseRow } from "../ports/rows.ts"
import type { Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import type { Policies } from "./policies.ts"

/** An application that is on the pages, with its policy read. */
export type Found = { readonly application: ApplicationRow; readonly policy: Policy }

/** The application, unless it is unknown or archived. */
export async function findApplication(
  { store }: Deps,
  policies: Policies,
  name: ApplicationName,
): Promise<Result<Found, AppError>> {
  const application = await store.read.application(name)
  if (application === undefined || application.archived) return err({ kind: "unknown-application", application: name })
  return ok({ application, policy: await policies.read(application.policy) })
}

/** The release together with its application. */
export async function findRelease(
  deps: Deps,
  policies: Policies,
  name: ApplicationName,
  version: ReleaseVersion,
): Promise<Result<Found & { readonly release: ReleaseRow }, AppError>> {
  const found = await findApplication(deps, policies, name)
  if (!found.ok) return found
  const release = await deps.store.read.release(name, version)
  if (release === undefined) return err({ kind: "unknown-release", application: name, release: version })
  return ok({ ...found.value, release })
}

/** Refuses environments that the policy does not name. */
export function knownEnvironment(policy: Policy, environment: EnvironmentName): Result<EnvironmentName, AppError> {
  const known = policy.environments.map(({ name }) => name)
  return known.includes(environment) ? ok(environment) : err({ kind: "unknown-environment", environment, known })
}
