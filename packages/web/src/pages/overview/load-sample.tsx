import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { refreshed } from "../../api/fresh.ts"
import type { SampleAt } from "../../api/sample.ts"
import { titled } from "../../parts/names.ts"

/** The button that loads the sample application, and how far it is. */
export function LoadSample() {
  const client = useQueryClient()
  const [at, setAt] = useState<SampleAt | null>(null)
  const load = useMutation({
    mutationFn: async () => (await import("../../api/sample.ts")).playSample(setAt),
    onSettled: () => refreshed(client, null),
  })
  return (
    <div className="grid w-full max-w-90 gap-2">
      {load.isPending ? (
        <>
          <progress
            className="meter"
            aria-label="Loading the sample"
            max={at?.total ?? 1}
            {...(at === null ? {} : { value: at.number })}
          />
          <p className="truncate text-13 text-muted">
            {at === null ? "Asking for the plan" : `${at.number} of ${at.total}: ${titled(at.says)}`}
          </p>
        </>
      ) : (
        <button type="button" className="button button-primary" onClick={() => load.mutate()}>
          Load the sample application
        </button>
      )}
      {load.error === null ? null : (
        <p role="alert" className="error-text text-13">
          {load.error.message} Load it again to go on from there.
        </p>
      )}
    </div>
  )
}
