import type { Application } from "@promotrail/contract"
import { Archive as ArchiveIcon, ChevronRight } from "lucide-react"
import { lazy, Suspense, useState } from "react"
import { useMay } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { counted, titled } from "../../parts/names.ts"
import { Pill, StateIcon } from "../../parts/state-mark.tsx"
import { VERDICT_LOOK } from "../../parts/states.ts"
import { Time } from "../../parts/time.tsx"

const Archive = lazy(() => import("../../forms/archive.tsx"))

const WAITING = 3

/** An application at a glance. */
export function ApplicationLine({ application }: { readonly application: Application }) {
  const { name, releases, tests, newest, rollout, waiting, blocked, oldestEvidence } = application
  const mayAdmin = useMay("admin")
  const [isArchiving, setIsArchiving] = useState(false)
  return (
    <section className="card grid gap-4 p-5" aria-label={name}>
      <div className="flex flex-wrap items-center justify-between gap-x-5 gap-y-2">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <h2>
            <a className="hover:underline" href={newest === null ? to.releases(name) : to.release(name, newest)}>
              {name}
            </a>
          </h2>
          {rollout === "advisory" ? <Pill state="not-applicable">Advisory: decides, binds nobody</Pill> : null}
          <span className="text-13 text-muted">
            {counted(releases, "release")}, {counted(tests, "test")}
          </span>
        </div>
        <div className="no-print flex flex-wrap items-center gap-2">
          {newest === null ? null : (
            <a className="button button-small" href={to.release(name, newest)}>
              Newest: {newest}
            </a>
          )}
          <a className="button button-small" href={to.releases(name)}>
            Releases
          </a>
          {mayAdmin ? (
            <button
              type="button"
              className="button button-quiet button-icon"
              aria-label={`Archive ${name}`}
              title="Archive"
              onClick={() => setIsArchiving(true)}
            >
              <ArchiveIcon size={15} aria-hidden="true" />
            </button>
          ) : null}
        </div>
      </div>
      <Path application={application} />
      <div className="grid gap-x-7 gap-y-3 text-13 lg:grid-cols-2">
        <div className="grid content-start gap-1.5">
          <h3 className="text-muted">{waiting.length === 0 ? "Nothing waits" : "Waits, longest first"}</h3>
          <ul className="grid gap-1.5">
            {waiting.slice(0, WAITING).map(({ id, verdict, says, at }) => (
              <li key={id} className="flex items-start gap-2">
                <span className="state-ink pt-0.5" data-state={VERDICT_LOOK[verdict].state}>
                  <StateIcon state={VERDICT_LOOK[verdict].state} />
                </span>
                <span className="min-w-0">
                  <a className="link" href={to.decision(id)}>
                    {says}
                  </a>{" "}
                  <span className="text-muted">
                    <Time at={at} />
                  </span>
                </span>
              </li>
            ))}
            {waiting.length > WAITING ? (
              <li className="text-muted">and {waiting.length - WAITING} more, on the releases page</li>
            ) : null}
          </ul>
        </div>
        <div className="grid content-start gap-1.5">
          {blocked.length === 0 ? null : (
            <>
              <h3 className="text-muted">Blocked by hand</h3>
              <ul className="grid gap-1.5">
                {blocked.map(({ release, reason, by, at }) => (
                  <li key={release}>
                    <a className="link" href={to.release(name, release)}>
                      {release}
                    </a>{" "}
                    by {by}, <Time at={at} />: <span className="text-muted">{reason}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <Oldest oldest={oldestEvidence} />
        </div>
      </div>
      <Suspense>{isArchiving ? <Archive application={name} onClose={() => setIsArchiving(false)} /> : null}</Suspense>
    </section>
  )
}

function Path({ application: { name, environments, path } }: { readonly application: Application }) {
  const info = new Map(environments.map((environment) => [environment.name, environment]))
  const places = [...path, ...environments.map((each) => each.name).filter((each) => !path.includes(each))]
  return (
    <ol className="path" aria-label={`Environments of ${name}`}>
      {places.map((place, at) => {
        const { running = null, failed = null } = info.get(place) ?? {}
        return (
          <li key={place}>
            {at === 0 || at >= path.length ? null : (
              <ChevronRight size={16} aria-hidden="true" className="path-arrow" />
            )}
            <div className="well min-w-0 px-3 py-2">
              <p className="text-12 text-muted">{titled(place)}</p>
              {running === null ? (
                <p className="text-muted">nothing yet</p>
              ) : (
                <p className="flex flex-wrap items-baseline gap-x-2">
                  <a className="font-650 break-all hover:underline" href={to.release(name, running.release)}>
                    {running.release}
                  </a>
                  <span className="text-12 text-muted">
                    <Time at={running.at} />
                  </span>
                </p>
              )}
              {failed === null ? null : (
                <p className="mt-1">
                  <Pill state="fail">{failed.release} failed</Pill>
                </p>
              )}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function Oldest({ oldest }: { readonly oldest: Application["oldestEvidence"] }) {
  if (oldest === null) return <p className="text-muted">No evidence has been counted yet.</p>
  return (
    <p className="text-muted">
      Oldest evidence that counts:{" "}
      <a className="link" href={to.evidence(oldest.id)}>
        {oldest.category} in {oldest.environment}
      </a>
      , <Time at={oldest.receivedAt} />
    </p>
  )
}
