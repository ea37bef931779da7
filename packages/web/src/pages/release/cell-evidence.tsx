import type { Evidence } from "@promotrail/contract"
import { Download } from "lucide-react"
import { useMutation } from "@tanstack/react-query"
import { download } from "../../api/download.ts"
import { to } from "../../parts/addresses.ts"
import { sized, toolOf } from "../../parts/names.ts"
import { Pill } from "../../parts/state-mark.tsx"
import { UPLOAD_LOOK } from "../../parts/states.ts"
import { Time } from "../../parts/time.tsx"

/** The files behind a cell, each as it was received. */
export function CellEvidence({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const [newest] = evidence
  return (
    <div className="grid gap-2 text-13">
      <h3>Evidence</h3>
      {newest === undefined ? <p className="text-muted">No report has been counted here.</p> : null}
      <ul className="grid gap-2.5">
        {evidence.map((each) => (
          <EvidenceLine key={each.id} evidence={each} />
        ))}
      </ul>
      {newest === undefined ? null : (
        <a className="button button-primary no-print mt-1 justify-self-start" href={to.evidence(newest.id)}>
          Open evidence
        </a>
      )}
    </div>
  )
}

function EvidenceLine({ evidence }: { readonly evidence: Evidence }) {
  const { id, file, bytes, receivedAt, outcome, by, tool, environment, subject } = evidence
  const save = useMutation({ mutationFn: () => download("getEvidenceRaw", { params: { evidence: id } }, file) })
  return (
    <li className="flex items-start justify-between gap-2">
      <div className="min-w-0">
        <a className="link break-all" href={to.evidence(id)}>
          {file}
        </a>
        <p className="text-12 text-muted">
          {tool === null ? "" : `${toolOf(tool)}, `}
          {sized(bytes)}, <Time at={receivedAt} />, by {by.name}
          {subject === "artifact" ? ` from ${environment}` : ""}
        </p>
        {outcome === "accepted" ? null : <Pill state={UPLOAD_LOOK[outcome].state}>{UPLOAD_LOOK[outcome].word}</Pill>}
        {save.error === null ? null : (
          <p role="alert" className="error-text">
            {save.error.message}
          </p>
        )}
      </div>
      <button
        type="button"
        className="button button-quiet button-icon no-print"
        aria-label={`Download ${file}`}
        title="Download the raw file"
        onClick={() => save.mutate()}
      >
        <Download size={15} aria-hidden="true" />
      </button>
    </li>
  )
}
