import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query"
import { useState } from "react"
import { refreshed } from "../../api/fresh.ts"
import { useMay } from "../../api/queries.ts"
import type { SampleAt } from "../../api/sample.ts"
import { titled } from "../../parts/names.ts"

/** The sample being loaded: how far it is, and how it ended. */
export type Loading = { readonly at: SampleAt | null; readonly load: UseMutationResult<string, Error, void> }

/** Loads the sample when asked; the code for it is fetched then. */
export function useSample(): Loading {
  const client = useQueryClient()
  const [at, setAt] = useState<SampleAt | null>(null)
  const load = useMutation<string, Error, void>({
    mutationFn: async () => (await import("../../api/sample.ts")).playSample(setAt),
    onSettled: () => refreshed(client, null),
  })
  return { at, load }
}

/** Something to look at and delete, one click away; while it loads, how far it is. */
export function SampleCard({ sample: { at, load } }: { readonly sample: Loading }) {
  const mayAdmin = useMay("admin")
  return (
    <section className="card flex flex-wrap items-center justify-between gap-5 p-5" aria-labelledby="sample">
      <div className="grid max-w-160 gap-1">
        <h2 id="sample">{load.isPending ? "The sample application is on its way" : "Look around first"}</h2>
        <p className="text-muted">
          The sample application has a policy, four environments and eight releases with real report files. It is loaded
          through the ordinary API, and archived with one click.
        </p>
      </div>
      <div className="grid w-90 max-w-full justify-items-end gap-2">
        {load.isPending ? (
          <>
            <progress
              className="meter"
              aria-label="Loading the sample"
              max={at?.total ?? 1}
              {...(at === null ? {} : { value: at.number })}
            />
            <p className="w-full truncate text-13 text-muted">
              {at === null ? "Asking for the plan" : `${at.number} of ${at.total}: ${titled(at.says)}`}
            </p>
          </>
        ) : mayAdmin ? (
          <button type="button" className="button button-primary" onClick={() => load.mutate()}>
            Load the sample application
          </button>
        ) : (
          <p className="text-13 text-muted">An administrator can load it; your token may not.</p>
        )}
        {load.error === null ? null : (
          <p role="alert" className="error-text w-full text-13">
            {load.error.message} Load it again to go on from there.
          </p>
        )}
      </div>
    </section>
  )
}
