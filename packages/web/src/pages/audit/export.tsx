import { useMutation } from "@tanstack/react-query"
import { Download } from "lucide-react"
import { download } from "../../api/download.ts"

/** Saves the ledger, or the part of one application, as a file; other filters do not narrow it, and the button says so. */
export function Export({ application }: { readonly application: string | undefined }) {
  const save = useMutation({
    mutationFn: (format: "csv" | "jsonl") =>
      download("exportAudit", { query: { format, application } }, `${application ?? "promotrail"}-audit.${format}`),
  })
  const of = application === undefined ? "The whole trail" : `All of ${application}`
  return (
    <>
      {(["csv", "jsonl"] as const).map((format) => (
        <button
          key={format}
          type="button"
          className="button"
          disabled={save.isPending}
          title={`${of}, oldest first`}
          onClick={() => save.mutate(format)}
        >
          <Download size={14} aria-hidden="true" /> Export {format === "csv" ? "CSV" : "JSON lines"}
        </button>
      ))}
      {save.error === null ? null : (
        <p role="alert" className="error-text w-full text-13">
          {save.error.message}
        </p>
      )}
    </>
  )
}
