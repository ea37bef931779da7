import type { LedgerEntry } from "@promotrail/contract"
import { ChevronRight } from "lucide-react"
import { Fragment, useState } from "react"
import { to } from "../../parts/addresses.ts"
import { CopyButton } from "../../parts/copy.tsx"
import { shortDigest } from "../../parts/digest.tsx"
import { Scroll } from "../../parts/scroll.tsx"
import { Time } from "../../parts/time.tsx"
import { EntryRecords } from "./entry-records.tsx"

type Filters = Readonly<Record<string, string | undefined>>
type Props = { readonly entries: readonly LedgerEntry[]; readonly filters: Filters }

/** Entries in fixed columns; each opens to the very JSON its hash was taken over. */
export function AuditTable({ entries, filters }: Props) {
  return (
    <Scroll label="Entries">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Entry</th>
            <th scope="col">Time (UTC)</th>
            <th scope="col">Actor</th>
            <th scope="col">What</th>
            <th scope="col">Object</th>
            <th scope="col">Said</th>
            <th scope="col">Hash</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Line key={entry.index} entry={entry} filters={filters} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Line({ entry, filters }: { readonly entry: LedgerEntry; readonly filters: Filters }) {
  const [isOpen, setIsOpen] = useState(false)
  const { index, at, actor, kind, object, says, hash, application, release, body, erasedBy } = entry
  const raw = JSON.stringify(body, null, 2)
  return (
    <Fragment>
      <tr>
        <th scope="row">
          <button
            type="button"
            className="flex cursor-pointer items-center gap-1"
            aria-expanded={isOpen}
            aria-label={`Entry ${index}, raw JSON`}
            onClick={() => setIsOpen(!isOpen)}
          >
            <ChevronRight size={14} aria-hidden="true" className={isOpen ? "rotate-90" : ""} /> {index}
          </button>
        </th>
        <td>
          <Time at={at} as="exact" />
        </td>
        <td>
          <a className="quiet-link" href={to.audit({ ...filters, actor: actor.name })}>
            {actor.name}
          </a>
        </td>
        <td>
          <a className="quiet-link font-mono text-12 whitespace-nowrap" href={to.audit({ ...filters, kind })}>
            {kind}
          </a>
        </td>
        <td>
          <ObjectOf kind={kind} object={object} application={application} release={release} />
        </td>
        <td className="min-w-60 break-words">
          {says}
          {erasedBy.map(({ notice, ledgerIndex }) => (
            <a key={notice} className="link block text-12" href={to.entry(ledgerIndex)} title={notice}>
              erased by the notice in entry {ledgerIndex}
            </a>
          ))}
        </td>
        <td>
          <code className="whitespace-nowrap" title={hash}>
            {shortDigest(hash)}
          </code>
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={7} aria-label={`Raw JSON of entry ${index}`}>
            <div className="py-2">
              <EntryRecords entry={index} />
            </div>
            <div className="well relative">
              <pre className="max-h-100 overflow-auto text-12 whitespace-pre-wrap">{raw}</pre>
              <div className="mt-2 flex flex-wrap items-center gap-x-2 text-12 text-muted">
                leaf hash <code className="break-all">{hash}</code> <CopyButton text={hash} what="leaf hash" />
                <CopyButton text={raw} what="JSON" />
              </div>
            </div>
          </td>
        </tr>
      ) : null}
    </Fragment>
  )
}

type ObjectProps = Pick<LedgerEntry, "kind" | "object" | "application" | "release">

function ObjectOf({ kind, object, application, release }: ObjectProps) {
  const link =
    kind === "decision.recorded"
      ? to.decision(object)
      : kind === "evidence.recorded"
        ? to.evidence(object)
        : kind === "policy.applied" && application !== null
          ? to.policy(application)
          : application !== null && release !== null
            ? to.release(application, release)
            : null
  const text = shortDigest(object)
  return (
    <span>
      {link === null ? (
        <code className="break-all" title={object}>
          {text}
        </code>
      ) : (
        <a className="link whitespace-nowrap" href={link} title={object}>
          <code>{text}</code>
        </a>
      )}
      {application === null ? null : (
        <span className="block text-12 whitespace-nowrap text-muted">
          {application} {release}
        </span>
      )}
    </span>
  )
}
