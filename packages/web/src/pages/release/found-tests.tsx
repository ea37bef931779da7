import type { CoverageCounts } from "@promotrail/core"
import { besideOf, foundIn } from "./counts.ts"

/** What became of the tests behind a cell, as facts of its list. */
export function FoundTests({ counts }: { readonly counts: CoverageCounts | null }) {
  if (counts === null) return null
  return (
    <>
      <dt>Found</dt>
      <dd>{foundIn(counts)}</dd>
      {counts.inScope === 0 ? null : (
        <>
          <dt>Beside it</dt>
          <dd>{besideOf(counts)}</dd>
        </>
      )}
    </>
  )
}
