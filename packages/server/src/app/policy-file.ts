import {
  canonicalJson,
  digestOf,
  err,
  ok,
  readPolicy,
  type ApplicationName,
  type Digest,
  type Json,
  type Policy,
  type PolicyMistake,
  type Result,
} from "@promotrail/core"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import type { Policies } from "./policies.ts"
import { record } from "./record.ts"

/** Storing policies, and taking applications off the pages. */
export interface PolicyFiles {
  apply(
    application: ApplicationName,
    text: string,
    caller: Caller,
  ): Promise<
    Result<
      { readonly policy: Digest; readonly unchanged: boolean; readonly warnings: readonly PolicyMistake[] },
      AppError
    >
  >
  archive(application: ApplicationName, reason: string, caller: Caller): Promise<Result<void, AppError>>
}

export function policyFiles(deps: Deps, policies: Policies): PolicyFiles {
  const { store, sha256, now } = deps
  /** What a policy says about environments and the ways between them: a change of it is recorded by itself. */
  const environmentsDigest = ({ environments, path, lanes }: Policy): Digest =>
    digestOf(canonicalJson({ environments, path, lanes } as unknown as Json), sha256)
  return {
    async apply(application, text, caller) {
      const read = readPolicy(text)
      if (!read.ok) return err({ kind: "policy-invalid", mistakes: read.error })
      const { policy, warnings } = read.value
      if (policy.application !== application) {
        return err({ kind: "policy-application-mismatch", written: policy.application, asked: application })
      }
      const digest = digestOf(text, sha256)
      const unchanged = { policy: digest, unchanged: true, warnings }
      const isInForce = async () => {
        const row = await store.read.application(application)
        return { row, same: row !== undefined && !row.archived && row.policy === digest }
      }
      if ((await isInForce()).same) return ok(unchanged)
      const recorded = await record(
        deps,
        caller,
        async () => {
          const { row } = await isInForce()
          const before = row?.policy ?? null
          const environments = environmentsDigest(policy)
          const changed = before === null || environmentsDigest(await policies.read(before)) !== environments
          return ok({
            value: { policy: digest, unchanged: false, warnings },
            ref: digest,
            proposal: {
              event: {
                kind: "policy.applied",
                at: now(),
                actor: caller.actor,
                data: { application, policy: digest, before, environments: { digest: environments, changed } },
              },
              expects: { application, version: row?.version ?? 0 },
              objects: [{ digest, bytes: new TextEncoder().encode(text) }],
            },
          })
        },
        async () => ({ value: unchanged, index: 0, repeated: true }),
      )
      return recorded.ok ? ok(recorded.value.value) : recorded
    },
    async archive(application, reason, caller) {
      const recorded = await record<void>(
        deps,
        caller,
        async () => {
          const row = await store.read.application(application)
          if (row === undefined || row.archived) return err({ kind: "unknown-application", application })
          return ok({
            value: undefined,
            ref: application,
            proposal: {
              event: { kind: "application.archived", at: now(), actor: caller.actor, data: { application, reason } },
              expects: { application, version: row.version },
            },
          })
        },
        async () => ({ value: undefined, index: 0, repeated: true }),
      )
      return recorded.ok ? ok(undefined) : recorded
    },
  }
}
