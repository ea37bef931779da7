import { useSearch } from "@tanstack/react-router"
import { FilterX, Inbox } from "lucide-react"
import type { Evidence } from "@promotrail/contract"
import { EVIDENCE_KINDS } from "@promotrail/core"
import { useId } from "react"
import { usePage, useReading } from "../api/queries.ts"
import { to } from "../parts/addresses.ts"
import { Blank } from "../parts/blank.tsx"
import { Chips } from "../parts/chips.tsx"
import { CommandLine } from "../parts/copy.tsx"
import { countsSaid } from "../parts/counts-read.ts"
import { Head } from "../parts/head.tsx"
import { KIND_WORDS } from "../parts/kinds.ts"
import { counted, sized, titled, toolOf } from "../parts/names.ts"
import { Pager } from "../parts/pager.tsx"
import { Scroll } from "../parts/scroll.tsx"
import { Pill } from "../parts/state-mark.tsx"
import { UPLOAD_LOOK } from "../parts/states.ts"
import { Time } from "../parts/time.tsx"
import { Answer } from "./answer.tsx"
import { useGo } from "./go.ts"

const OUTCOMES = ["accepted", "rejected", "unsupported", "empty"] as const
const FILTERS = ["application", "release", "environment", "kind", "category", "outcome"] as const

/** Every upload, refused ones too, and why. */
export function EvidenceList() {
  const search = useSearch({ from: "/evidence" })
  const go = useGo()
  const { after, outcome, ...rest } = search
  const asked = OUTCOMES.find((each) => each === outcome)
  const kind = EVIDENCE_KINDS.find((each) => each === rest.kind)
  const evidence = usePage("listEvidence", { query: { ...rest, kind, after, outcome: asked, limit: 50 } })
  const applications = useReading("listApplications", {}).data?.items ?? []
  const without = (name: string) => to.evidenceList({ ...rest, outcome, [name]: undefined })
  const chips = FILTERS.flatMap((name) => {
    const value = search[name]
    return value === undefined || name === "outcome" ? [] : [{ name, value, without: without(name) }]
  })
  const isFiltered = FILTERS.some((name) => search[name] !== undefined)

  return (
    <>
      <Head title="Evidence">
        <span>Everything that was uploaded, as it was received; what could not be counted says why.</span>
      </Head>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <nav aria-label="By outcome" className="tabs">
          {[undefined, ...OUTCOMES].map((each) => (
            <a
              key={each ?? "all"}
              className="tab"
              href={to.evidenceList({ ...rest, outcome: each })}
              aria-current={each === asked ? "true" : undefined}
            >
              {each === undefined ? "All" : UPLOAD_LOOK[each].word}
            </a>
          ))}
        </nav>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-13">
          <Choice
            label="Kind"
            value={kind ?? ""}
            options={EVIDENCE_KINDS.map((each) => ({ value: each, text: KIND_WORDS[each] }))}
            choose={(value) => go(to.evidenceList({ ...rest, outcome, kind: value }))}
          />
          {applications.length < 2 || rest.application !== undefined ? null : (
            <Choice
              label="Application"
              value=""
              options={applications.map(({ name }) => ({ value: name, text: name }))}
              choose={(value) => go(to.evidenceList({ ...rest, outcome, application: value }))}
            />
          )}
        </div>
      </div>
      <Chips chips={chips} clear={to.evidenceList({ outcome })} />
      <div className="card">
        <Answer of={evidence} rows={8}>
          {({ items, next }) =>
            items.length === 0 ? (
              <Nothing isFiltered={isFiltered || after !== undefined} />
            ) : (
              <>
                <Table evidence={items} />
                <Pager
                  of="uploads"
                  said={`${counted(items.length, "upload")}, newest first`}
                  first={after === undefined ? null : to.evidenceList({ ...rest, outcome })}
                  next={next === null ? null : to.evidenceList({ ...rest, outcome, after: next })}
                />
              </>
            )
          }
        </Answer>
      </div>
    </>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly text: string }[]
  readonly choose: (value: string) => void
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const id = useId()
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">all</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  )
}

function Table({ evidence }: { readonly evidence: readonly Evidence[] }) {
  return (
    <Scroll label="Evidence">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Received</th>
            <th scope="col">Outcome</th>
            <th scope="col">File</th>
            <th scope="col">Kind</th>
            <th scope="col">For</th>
            <th scope="col">What was read</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {evidence.map((each) => (
            <Line key={each.id} evidence={each} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Line({ evidence }: { readonly evidence: Evidence }) {
  const { id, application, release, environment, kind, category, variant, inventory, file, bytes, format } = evidence
  const { outcome, reason, unfit, receivedAt, by, counts, subject, tool, warnings } = evidence
  return (
    <tr>
      <td>
        <Time at={receivedAt} />
      </td>
      <td>
        <Pill state={UPLOAD_LOOK[outcome].state}>{UPLOAD_LOOK[outcome].word}</Pill>
      </td>
      <td className="min-w-40">
        <a className="link wrap-anywhere" href={to.evidence(id)}>
          {file}
        </a>
        <span className="block text-12 text-muted">
          {sized(bytes)}
          {format === null ? "" : `, ${format}`}
          {inventory ? ", test list" : ""}
        </span>
      </td>
      <td>
        {kind === null ? <span className="text-muted">not recognised</span> : titled(KIND_WORDS[kind])}
        {tool === null ? null : <span className="block text-12 text-muted">{toolOf(tool)}</span>}
      </td>
      <td>
        <a className="quiet-link" href={to.release(application, release)}>
          {application} {release}
        </a>
        <span className="block text-12 text-muted">
          {category} {subject === "artifact" ? "from" : "in"} {environment}
          {variant === "" ? "" : `, ${variant}`}
        </span>
      </td>
      <td className="min-w-60">
        {reason ?? countsSaid(counts)}
        {unfit === null ? null : <span className="block text-12 text-muted">Satisfies no gate: {unfit}</span>}
        {warnings.length === 0 ? null : (
          <span className="block text-12 text-muted">
            {warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`}
          </span>
        )}
      </td>
      <td>{by.name}</td>
    </tr>
  )
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Blank
        icon={FilterX}
        title="No upload fits these filters"
        actions={
          <a className="button" href={to.evidenceList()}>
            Clear the filters
          </a>
        }
      />
    )
  }
  return (
    <Blank icon={Inbox} title="No evidence yet">
      <p>
        Evidence is what your pipeline’s tools write: test results, code coverage, findings, vulnerabilities,
        components, load tests, accessibility checks. Each file is kept as it was received. Make a token that may
        “report”, then send the first one; this page shows it as soon as it arrives.
      </p>
      <CommandLine command="promotrail report 'build/test-results/**/*.xml' --app my-app --release v1.0.0 --environment dev" />
    </Blank>
  )
}
