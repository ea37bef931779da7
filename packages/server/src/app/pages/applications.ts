import type { Application, EnvironmentInfo } from "@promotrail/contract"
import { ok, type ApplicationName, type EnvironmentName, type Policy, type Result } from "@promotrail/core"
import type { ApplicationRow, DeploymentRow, EvidenceRow } from "../../ports/rows.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"
import { findApplication } from "../lookup.ts"
import type { Policies } from "../policies.ts"
import { decisionSummary, deploymentToWire } from "./wire.ts"

/** The overview: what runs where, what is blocked, what waits. */
export function applicationPages(deps: Deps, policies: Policies) {
  const { store } = deps

  const told = async (row: ApplicationRow): Promise<Application> => {
    const policy = await policies.read(row.policy)
    const { rows: recent } = await store.read.releases(row.name, { limit: 20 })
    const [running, newest, blocked, decisions] = await Promise.all([
      store.read.running(row.name),
      store.read.newestDeployments(row.name),
      store.read.blockedReleases(row.name),
      store.read.newestDecisions(
        row.name,
        recent.map(({ version }) => version),
      ),
    ])
    const deployed = new Set(running.map(({ release, environment }) => `${release} ${environment}`))
    return {
      name: row.name,
      policy: row.policy,
      rollout: policy.rollout,
      environments: environmentsOf(policy, running, newest),
      path: [...policy.path],
      lanes: policy.lanes.map(({ name, path }) => ({ name, path: [...path] })),
      releases: row.releases,
      tests: row.tests,
      newest: recent[0]?.version ?? null,
      blocked: blocked.flatMap(({ version, blocked: block }) =>
        block === null ? [] : [{ release: version, ...block }],
      ),
      waiting: decisions
        .filter(({ verdict, release, edge }) => verdict !== "allow" && !deployed.has(`${release} ${edge.to}`))
        .filter(({ release }) => !blocked.some(({ version }) => version === release))
        .toSorted((a, b) => a.ledgerIndex - b.ledgerIndex)
        .map(decisionSummary),
      oldestEvidence: await oldestEvidence(row.name, running),
    }
  }

  /** The oldest accepted upload behind what runs now: each running release by its newest upload per category. */
  const oldestEvidence = async (application: ApplicationName, running: readonly DeploymentRow[]) => {
    const uploads = await Promise.all(
      running.map(async ({ release, environment }) => {
        const rows = await store.read.evidenceOf(application, release)
        const accepted = rows.filter(
          (row) => row.environment === environment && row.outcome === "accepted" && !row.inventory,
        )
        return [...new Map(accepted.map((row) => [row.category, row])).values()]
      }),
    )
    const oldest = uploads.flat().toSorted(byAge)[0]
    return oldest === undefined
      ? null
      : { id: oldest.id, environment: oldest.environment, category: oldest.category, receivedAt: oldest.receivedAt }
  }

  return {
    async list(within: readonly ApplicationName[] | undefined): Promise<Application[]> {
      const rows = (await store.read.applications()).filter(
        ({ name, archived }) => !archived && (within === undefined || within.includes(name)),
      )
      return Promise.all(rows.map(told))
    },
    async one(name: ApplicationName): Promise<Result<Application, AppError>> {
      const found = await findApplication(deps, policies, name)
      return found.ok ? ok(await told(found.value.application)) : found
    },
  }
}
export type ApplicationPages = ReturnType<typeof applicationPages>

function byAge(a: EvidenceRow, b: EvidenceRow): number {
  return a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0
}

function environmentsOf(
  policy: Policy,
  running: readonly DeploymentRow[],
  newest: readonly DeploymentRow[],
): EnvironmentInfo[] {
  const at = (rows: readonly DeploymentRow[], name: EnvironmentName) =>
    rows.find(({ environment }) => environment === name)
  return policy.environments.map(({ name, tier, purpose, owners }) => {
    const runs = at(running, name)
    const last = at(newest, name)
    return {
      name,
      tier,
      purpose,
      owners: [...owners],
      running: runs === undefined ? null : deploymentToWire(runs),
      failed: last?.status === "failed" ? deploymentToWire(last) : null,
    }
  })
}
