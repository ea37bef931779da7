import { useMutation } from "@tanstack/react-query"
import { Download } from "lucide-react"
import { download, save } from "../../api/download.ts"
import { fetchLogFile } from "../../api/log.ts"
import { CommandLine } from "../../parts/copy.tsx"

const FILES = {
  checkpoint: "Checkpoint",
  "policy.txt": "policy.txt",
  "trusted_root.json": "trusted_root.json",
  "decision.pub": "decision.pub",
} as const
type File = keyof typeof FILES

/** What an auditor keeps elsewhere: the head of today, and whom to trust; and how to take everything along. */
export function TakeAlong() {
  const take = useMutation({
    mutationFn: async (file: File) => {
      if (file !== "checkpoint") return download("getTrustFile", { params: { file } }, file)
      const bytes = await fetchLogFile("checkpoint")
      if (bytes === undefined) throw new Error("The log gives no checkpoint.")
      return save(new Blob([Uint8Array.from(bytes)]), "checkpoint.txt")
    },
  })
  return (
    <div className="no-print grid gap-2 border-t border-hairline pt-3 text-13">
      <p className="text-muted">
        Kept somewhere else, the checkpoint of today proves tomorrow that nothing was taken away, and the other files
        say by which keys. The whole of it, to be verified offline, is an audit pack:
      </p>
      <div className="flex flex-wrap gap-2">
        {(Object.keys(FILES) as File[]).map((file) => (
          <button key={file} type="button" className="button button-small" onClick={() => take.mutate(file)}>
            <Download size={14} aria-hidden="true" /> {FILES[file]}
          </button>
        ))}
      </div>
      <CommandLine command="promotrail audit pack --output pack.tar" />
      {take.error === null ? null : (
        <p role="alert" className="error-text">
          {take.error.message}
        </p>
      )}
    </div>
  )
}
