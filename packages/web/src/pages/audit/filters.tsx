import { useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { useGo } from "../go.ts"

const KINDS = [
  "policy.applied",
  "application.archived",
  "release.registered",
  "release.blocked",
  "release.unblocked",
  "evidence.recorded",
  "decision.recorded",
  "deployment.recorded",
  "tests.retired",
  "tests.quarantined",
  "token.created",
  "token.revoked",
  "ledger.started",
  "key.rotated",
  "erasure.recorded",
  "log.recovered",
]

const textOf = (value: FormDataEntryValue | null): string => (typeof value === "string" ? value.trim() : "")

type Search = {
  readonly application?: string
  readonly release?: string
  readonly kind?: string
  readonly actor?: string
}

/** Adds filters; those that are on stand below as chips. */
export function Filters({ search }: { readonly search: Search }) {
  const go = useGo()
  const applications = useReading("listApplications", {}).data?.items ?? []
  return (
    <form
      className="no-print flex flex-wrap items-end gap-3"
      aria-label="Filter entries"
      onSubmit={(event) => {
        event.preventDefault()
        const data = new FormData(event.currentTarget)
        const said = Object.fromEntries(
          ["application", "kind", "release", "actor"].map((name) => [name, textOf(data.get(name))]),
        )
        go(to.audit(said))
      }}
    >
      <div className="grid gap-1">
        <label htmlFor="filter-application" className="text-12 text-muted">
          Application
        </label>
        <select
          key={search.application}
          id="filter-application"
          name="application"
          className="field"
          defaultValue={search.application ?? ""}
        >
          <option value="">all</option>
          {applications.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div className="grid gap-1">
        <label htmlFor="filter-kind" className="text-12 text-muted">
          What
        </label>
        <select key={search.kind} id="filter-kind" name="kind" className="field" defaultValue={search.kind ?? ""}>
          <option value="">everything</option>
          {KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
      </div>
      <div className="grid gap-1">
        <label htmlFor="filter-release" className="text-12 text-muted">
          Release
        </label>
        <input
          key={search.release}
          id="filter-release"
          name="release"
          className="field w-36"
          defaultValue={search.release}
          maxLength={128}
        />
      </div>
      <div className="grid gap-1">
        <label htmlFor="filter-actor" className="text-12 text-muted">
          Actor
        </label>
        <input
          key={search.actor}
          id="filter-actor"
          name="actor"
          className="field w-40"
          defaultValue={search.actor}
          maxLength={200}
        />
      </div>
      <button type="submit" className="button">
        Filter
      </button>
    </form>
  )
}
