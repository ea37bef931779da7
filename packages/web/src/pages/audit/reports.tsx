import { useMutation } from "@tanstack/react-query"
import { Download } from "lucide-react"
import { useId, useRef, useState } from "react"
import { callForReport } from "../../api/call.ts"
import { save } from "../../api/download.ts"
import type { Failure } from "../../api/failure.ts"
import { useMay, useSession } from "../../api/queries.ts"
import { Refusal } from "../../forms/refusal.tsx"
import { Pill } from "../../parts/state-mark.tsx"
import { ReportFields } from "./report-fields.tsx"
import { queryOf, REPORTS, type ReportName } from "./report-query.ts"

const FORMATS = { csv: "CSV", jsonl: "JSON lines", html: "HTML" } as const
type Format = keyof typeof FORMATS

/** Reports for auditors: chosen here, read by the server out of the signed records, saved as files. */
export default function Reports() {
  const title = useId()
  const form = useRef<HTMLFormElement>(null)
  const [report, setReport] = useState<ReportName>("population")
  const mayAdmin = useMay("admin")
  const ofSome = useSession().data?.token.applications ?? []
  const make = useMutation<{ readonly says: string; readonly isComplete: boolean }, Failure, Format>({
    mutationFn: async (format) => {
      const said = new FormData(form.current ?? undefined)
      const { bytes, says, isComplete } = await callForReport(REPORTS[report].route, {
        query: { format, ...queryOf(report, said) },
      })
      save(bytes, `promotrail-${report}.${format}`)
      return { says, isComplete }
    },
  })
  return (
    <section className="no-print card grid gap-3 p-4" aria-labelledby={title}>
      <h2 id={title}>Reports for auditors</h2>
      {ofSome.length > 0 ? (
        <p className="text-13 text-muted">
          Reports are about the whole ledger; this token is for {ofSome.join(", ")} alone.
        </p>
      ) : (
        <form
          ref={form}
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            make.mutate("csv")
          }}
        >
          <p className="max-w-prose text-13 text-muted">
            {REPORTS[report].about} Read out of the signed records, each made sure of on the way; the file names the log
            and its checkpoint.
          </p>
          <ReportFields
            report={report}
            mayAdmin={mayAdmin}
            onReport={(chosen) => {
              setReport(chosen)
              make.reset()
            }}
          />
          <div className="flex flex-wrap gap-2">
            {(Object.keys(FORMATS) as Format[]).map((format) => (
              <button
                key={format}
                type={format === "csv" ? "submit" : "button"}
                className="button button-small"
                disabled={make.isPending}
                onClick={() => {
                  if (format !== "csv" && form.current?.reportValidity() === true) make.mutate(format)
                }}
              >
                <Download size={14} aria-hidden="true" /> Save as {FORMATS[format]}
              </button>
            ))}
          </div>
          <output className="grid gap-2 text-13">
            {make.isPending ? <p className="text-muted">Reading the signed records…</p> : null}
            {make.data === undefined ? null : (
              <p className="flex flex-wrap items-center gap-2">
                <Pill state={make.data.isComplete ? "pass" : "fail"}>
                  {make.data.isComplete ? "Complete" : "Not complete"}
                </Pill>
                <span className="min-w-0 break-words">{make.data.says}</span>
              </p>
            )}
          </output>
          <Refusal failure={make.error} />
        </form>
      )}
    </section>
  )
}
