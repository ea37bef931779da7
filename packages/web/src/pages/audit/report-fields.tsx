import { useId } from "react"
import { useReading } from "../../api/queries.ts"
import { EVERY_ENVIRONMENT, REPORTS, type ReportName } from "./report-query.ts"

type Props = {
  readonly report: ReportName
  readonly mayAdmin: boolean
  readonly onReport: (report: ReportName) => void
}

/** What a report is of: which one, which period, and of changes where to and how many as a sample. */
export function ReportFields({ report, mayAdmin, onReport }: Props) {
  const names = (Object.keys(REPORTS) as ReportName[]).filter((name) => mayAdmin || name !== "access")
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Labelled label="Report">
        {(id) => (
          <select
            id={id}
            className="field"
            value={report}
            onChange={({ target }) => onReport(target.value as ReportName)}
          >
            {names.map((name) => (
              <option key={name} value={name}>
                {REPORTS[name].name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {report === "access" ? (
        <Labelled label="As of (UTC); else now">
          {(id) => <input id={id} name="as-of" type="date" className="field" />}
        </Labelled>
      ) : (
        <>
          <Labelled label="From (UTC)">{(id) => <input id={id} name="from" type="date" className="field" />}</Labelled>
          <Labelled label="Before (UTC)">{(id) => <input id={id} name="to" type="date" className="field" />}</Labelled>
        </>
      )}
      {report === "population" ? <ChangeFields /> : null}
    </div>
  )
}

function ChangeFields() {
  const known = useReading("listEnvironments", {}).data?.items ?? []
  const environments = [...new Set(known.map(({ environment }) => environment.name))]
  const applications = [...new Set(known.map(({ application }) => application))]
  return (
    <>
      <Labelled label="Application">
        {(id) => (
          <select id={id} name="application" className="field" defaultValue="">
            <option value="">all</option>
            {applications.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label="Into">
        {(id) => (
          <select id={id} name="environment" className="field" defaultValue="">
            <option value="">those of the tier production</option>
            <option>{EVERY_ENVIRONMENT}</option>
            {environments.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label="Sample">
        {(id) => (
          <input id={id} name="sample" type="number" min={0} max={1000} defaultValue={0} className="field w-24" />
        )}
      </Labelled>
      <Labelled label="Seed">
        {(id) => <input id={id} name="seed" defaultValue="1" maxLength={100} className="field w-28" />}
      </Labelled>
    </>
  )
}

function Labelled({ label, children }: { readonly label: string; readonly children: (id: string) => React.ReactNode }) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-12 text-muted">
        {label}
      </label>
      {children(id)}
    </div>
  )
}
