import type { Release } from "@promotrail/contract"
import { epochMs, ok, type ApplicationName, type Policy, type ReleaseVersion, type Result } from "@promotrail/core"
import type { ReleaseRow } from "../../ports/rows.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"
import { findApplication, findRelease } from "../lookup.ts"
import type { Policies } from "../policies.ts"
import { glyphsOf } from "./glyphs.ts"

export type ReleasesPage = { readonly items: Release[]; readonly next: string | null; readonly total: number }

/** The releases page and everything that shows a release. */
export function releasePages(deps: Deps, policies: Policies) {
  const { store } = deps

  const told = async (
    application: ApplicationName,
    policy: Policy,
    rows: readonly ReleaseRow[],
  ): Promise<Release[]> => {
    const versions = rows.map(({ version }) => version)
    const [deployments, decisions] = await Promise.all([
      store.read.deploymentsOf(application, versions),
      store.read.newestDecisions(application, versions),
    ])
    const last = policy.path.at(-1)
    return Promise.all(
      rows.map(async (row): Promise<Release> => {
        const arrived = deployments.find(
          ({ release, environment, status }) =>
            release === row.version && environment === last && status === "succeeded",
        )
        return {
          application,
          version: row.version,
          artifacts: [...row.artifacts],
          commit: row.commit,
          notes: row.notes === null ? null : await notesOf(row.notes),
          issues: [...row.issues],
          registeredAt: row.registeredAt,
          registeredBy: row.registeredBy,
          blocked: row.blocked,
          predecessor: row.predecessor,
          glyphs: glyphsOf(policy, row, deployments, decisions),
          leadTimeMs: arrived === undefined ? null : Math.max(0, epochMs(arrived.at) - epochMs(row.registeredAt)),
        }
      }),
    )
  }

  const notesOf = async (digest: NonNullable<ReleaseRow["notes"]>): Promise<string> => {
    const bytes = await store.read.object(digest)
    if (bytes === undefined) throw new Error(`the release notes ${digest} are missing`)
    return new TextDecoder().decode(bytes)
  }

  return {
    told,
    async one(application: ApplicationName, version: ReleaseVersion): Promise<Result<Release, AppError>> {
      const found = await findRelease(deps, policies, application, version)
      if (!found.ok) return found
      const [release] = await told(application, found.value.policy, [found.value.release])
      if (release === undefined) throw new Error(`release ${version} vanished while it was read`)
      return ok(release)
    },
    async list(
      application: ApplicationName,
      after: string | undefined,
      limit: number,
    ): Promise<Result<ReleasesPage, AppError>> {
      const found = await findApplication(deps, policies, application)
      if (!found.ok) return found
      const before = after === undefined ? undefined : Number(after)
      const { rows, more } = await store.read.releases(application, {
        limit,
        ...(before === undefined ? {} : { before }),
      })
      return ok({
        items: await told(application, found.value.policy, rows),
        next: more ? String(rows.at(-1)?.number ?? "") : null,
        total: found.value.application.releases,
      })
    },
  }
}
export type ReleasePages = ReturnType<typeof releasePages>
