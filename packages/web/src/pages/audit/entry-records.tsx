import { useMutation } from "@tanstack/react-query"
import type { LedgerRecord } from "@promotrail/contract"
import { Download } from "lucide-react"
import { download } from "../../api/download.ts"
import { useReading } from "../../api/queries.ts"

/** The signed records of an entry: where they stand in the log, and what proves it, to take along. */
export function EntryRecords({ entry }: { readonly entry: number }) {
  const { data, error } = useReading("listRecords", { query: { entry } })
  if (error !== null) return <p className="error-text text-13">{error.message}</p>
  if (data === undefined) return <p className="text-13 text-muted">Reading its signed records…</p>
  if (data.items.length === 0) {
    return (
      <p className="text-13 text-muted">
        It has no signed record of its own: it is from before records were signed, and sealed by the first of them.
      </p>
    )
  }
  return (
    <ul className="grid gap-1.5 text-13">
      {data.items.map((record) => (
        <Line key={`${record.log} ${record.index}`} record={record} />
      ))}
    </ul>
  )
}

function Line({ record: { log, index, kind, stream, sequence, statement } }: { readonly record: LedgerRecord }) {
  const save = useMutation({
    mutationFn: (what: "record" | "proof") => {
      const request = { params: { record: index }, query: { log } }
      return what === "record"
        ? download("getRecordBundle", request, `record-${index}.sigstore.json`)
        : download("getRecordProof", request, `record-${index}.tlog-proof`)
    },
  })
  const name = `record ${index}${log === 1 ? "" : ` of log ${log}`}`
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0 break-words">
        Signed {name}: {kind.replaceAll("-", " ")}
        {stream === null ? null : (
          <>
            , number {sequence} of <code className="break-all">{stream}</code>
          </>
        )}
        {statement === null ? "; only its leaf is known, what it said was lost with a database" : null}
      </span>
      <span className="no-print flex flex-wrap gap-2">
        {statement === null ? null : (
          <button
            type="button"
            className="button button-small"
            aria-label={`Download ${name} as a Sigstore bundle`}
            onClick={() => save.mutate("record")}
          >
            <Download size={14} aria-hidden="true" /> Record
          </button>
        )}
        <button
          type="button"
          className="button button-small"
          aria-label={`Download the proof of ${name}`}
          onClick={() => save.mutate("proof")}
        >
          <Download size={14} aria-hidden="true" /> Proof
        </button>
      </span>
      {save.error === null ? null : <span className="error-text">{save.error.message}</span>}
    </li>
  )
}
