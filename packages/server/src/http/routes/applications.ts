import { routes } from "@promotrail/contract"
import { findApplication } from "../../app/lookup.ts"
import { reconsideredToWire } from "../../app/pages/replay.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"
import { mayTakeLong } from "../long-answers.ts"

/** Applications, their policies and their environments. */
export function applicationHandlers({
  deps,
  policies,
  policyFiles,
  replayPolicy,
  pages,
}: Services): readonly Handler[] {
  return [
    handle(routes.listApplications, async ({ caller }) => ({
      status: 200,
      body: { items: await pages.applications.list(caller.within), next: null },
    })),
    handle(routes.getApplication, async ({ params }) => {
      const found = await pages.applications.one(params.application)
      return found.ok ? { status: 200, body: found.value } : { refused: found.error }
    }),
    handle(routes.archiveApplication, async ({ params, body, caller }) => {
      const archived = await policyFiles.archive(params.application, body.reason, caller)
      return archived.ok
        ? { status: 200, body: { application: params.application, archived: true } }
        : { refused: archived.error }
    }),
    handle(routes.applyPolicy, async ({ params, body, caller }) => {
      const applied = await policyFiles.apply(params.application, body, caller)
      if (!applied.ok) return { refused: applied.error }
      const { policy, unchanged, warnings } = applied.value
      return {
        status: 200,
        body: {
          application: params.application,
          policy,
          unchanged,
          warnings: warnings.map((warning) => ({ ...warning })),
        },
      }
    }),
    handle(routes.replayPolicy, async ({ params, query: { deep, ...query }, body, request }) => {
      mayTakeLong(request)
      const replayed = await replayPolicy({ ...params, ...query, text: body, deep: deep === "true" })
      if (!replayed.ok) return { refused: replayed.error }
      const { decisions, changed, ...told } = replayed.value
      return {
        status: 200,
        body: { ...params, ...told, changed: { ...changed }, decisions: decisions.map(reconsideredToWire) },
      }
    }),
    handle(routes.getPolicy, async ({ params }) => {
      const found = await findApplication(deps, policies, params.application)
      if (!found.ok) return { refused: found.error }
      const { policy } = found.value.application
      const history = (await deps.store.read.policies(params.application)).toReversed()
      const applied = history.find((version) => version.policy === policy)
      if (applied === undefined) throw new Error(`policy ${policy} is in force and was never applied`)
      return {
        status: 200,
        body: {
          application: params.application,
          policy,
          text: await policies.text(policy),
          appliedAt: applied.appliedAt,
          history: history.map(({ policy: digest, appliedAt, by, ledgerIndex }) => ({
            policy: digest,
            appliedAt,
            by: by.name,
            ledgerIndex,
          })),
        },
      }
    }),
    handle(routes.listEnvironments, async ({ caller }) => {
      const applications = await pages.applications.list(caller.within)
      const items = applications.flatMap(({ name, environments }) =>
        environments.map((environment) => ({ application: name, environment })),
      )
      return { status: 200, body: { items, next: null } }
    }),
  ]
}
