import {
  digestOf,
  err,
  ok,
  type ApplicationName,
  type Artifact,
  type Digest,
  type EventOf,
  type ReleaseVersion,
  type Result,
} from "@promotrail/core"
import type { ReleaseRow } from "../ports/rows.ts"
import type { Page } from "../ports/store.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { findApplication, findRelease } from "./lookup.ts"
import type { Policies } from "./policies.ts"
import { record, type Draft } from "./record.ts"

export type NewRelease = {
  readonly application: ApplicationName
  readonly version: ReleaseVersion
  readonly artifacts: readonly Artifact[]
  readonly commit: string | null
  readonly notes: string | null
  readonly issues: readonly string[]
}

/** Releases: registering, blocking, listing. */
export interface Releases {
  /** `already` is true where the same was registered before. */
  register(wanted: NewRelease, caller: Caller): Promise<Result<{ readonly already: boolean }, AppError>>
  block(
    application: ApplicationName,
    release: ReleaseVersion,
    reason: string,
    caller: Caller,
  ): Promise<Result<void, AppError>>
  unblock(
    application: ApplicationName,
    release: ReleaseVersion,
    reason: string,
    caller: Caller,
  ): Promise<Result<void, AppError>>
  list(
    application: ApplicationName,
    page: { readonly before?: number; readonly limit: number },
  ): Promise<Result<Page<ReleaseRow>, AppError>>
  notes(digest: Digest): Promise<string>
}

export function releases(deps: Deps, policies: Policies): Releases {
  const { store, now, sha256 } = deps

  const mark = async (
    kind: "release.blocked" | "release.unblocked",
    name: ApplicationName,
    version: ReleaseVersion,
    reason: string,
    caller: Caller,
  ): Promise<Result<void, AppError>> => {
    const recorded = await record<void>(
      deps,
      caller,
      async () => {
        const found = await findRelease(deps, policies, name, version)
        if (!found.ok) return found
        const { blocked } = found.value.release
        if (kind === "release.blocked" && blocked !== null) {
          return err({ kind: "already-blocked", release: version, reason: blocked.reason })
        }
        if (kind === "release.unblocked" && blocked === null) return err({ kind: "not-blocked", release: version })
        const draft: Draft<void> = {
          value: undefined,
          ref: version,
          proposal: {
            event: { kind, at: now(), actor: caller.actor, data: { application: name, release: version, reason } },
            expects: { application: name, version: found.value.application.version },
          },
        }
        return ok(draft)
      },
      async () => ({ value: undefined, index: 0, repeated: true }),
    )
    return recorded.ok ? ok(undefined) : recorded
  }

  return {
    async register(wanted, caller) {
      const before = await store.read.release(wanted.application, wanted.version)
      if (before !== undefined) {
        const found = await findApplication(deps, policies, wanted.application)
        if (!found.ok) return found
        return registeredBefore(before, wanted)
      }
      let rival: ReleaseRow | undefined
      const recorded = await record<{ already: boolean }>(
        deps,
        caller,
        async () => {
          const found = await findApplication(deps, policies, wanted.application)
          if (!found.ok) return found
          rival = await store.read.release(wanted.application, wanted.version)
          if (rival !== undefined) return changed(rival, wanted)
          const event = registration(wanted, caller, now(), sha256)
          return ok({
            value: { already: false },
            ref: wanted.version,
            proposal: {
              event,
              expects: { application: wanted.application, version: found.value.application.version },
              objects:
                event.data.notes === null
                  ? []
                  : [{ digest: event.data.notes, bytes: new TextEncoder().encode(wanted.notes ?? "") }],
            },
          })
        },
        async () => ({ value: { already: true }, index: 0, repeated: true }),
      )
      if (recorded.ok) return ok(recorded.value.value)
      return rival === undefined ? recorded : registeredBefore(rival, wanted)
    },
    block: (application, release, reason, caller) => mark("release.blocked", application, release, reason, caller),
    unblock: (application, release, reason, caller) => mark("release.unblocked", application, release, reason, caller),
    async list(application, page) {
      const found = await findApplication(deps, policies, application)
      return found.ok ? ok(await store.read.releases(application, page)) : found
    },
    async notes(digest) {
      const bytes = await store.read.object(digest)
      if (bytes === undefined) throw new Error(`the release notes ${digest} are missing`)
      return new TextDecoder().decode(bytes)
    },
  }
}

function registration(
  { application, version, artifacts, commit, notes, issues }: NewRelease,
  { actor }: Caller,
  at: EventOf<"release.registered">["at"],
  sha256: Deps["sha256"],
): EventOf<"release.registered"> {
  return {
    kind: "release.registered",
    at,
    actor,
    data: {
      application,
      release: version,
      artifacts: artifacts.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
      commit,
      notes: notes === null || notes === "" ? null : digestOf(notes, sha256),
      issues,
    },
  }
}

function registeredBefore(before: ReleaseRow, wanted: NewRelease): Result<{ readonly already: boolean }, AppError> {
  return sameArtifacts(before.artifacts, wanted.artifacts) ? ok({ already: true }) : changed(before, wanted)
}

function changed(before: ReleaseRow, { version, artifacts }: NewRelease): Result<never, AppError> {
  const spelled = (list: readonly Artifact[]) => list.map(({ name, digest }) => `${name}@${digest}`)
  return err({
    kind: "release-digest-changed",
    release: version,
    registered: spelled(before.artifacts),
    sent: spelled(artifacts),
  })
}

/** Whether two registrations bind the version to the same set of digests. */
export function sameArtifacts(a: readonly Artifact[], b: readonly Artifact[]): boolean {
  const spelled = (artifacts: readonly Artifact[]) =>
    [...new Set(artifacts.map(({ name, digest }) => `${name}@${digest}`))].toSorted().join("\n")
  return spelled(a) === spelled(b)
}
