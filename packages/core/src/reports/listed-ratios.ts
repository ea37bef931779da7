import type { CoverageMetric } from "../catalog/items.ts"
import { compareText, keyOf } from "./alike.ts"
import { itemsOf } from "./items-by-upload.ts"
import type { CoverageRatio } from "./state.ts"
import type { CurrentUpload } from "./uploads.ts"

type Source = Pick<CurrentUpload, "id" | "items" | "format" | "tool" | "variant">
type Counted = { readonly metric: CoverageMetric; readonly covered: number; readonly total: number }

/**
 * Code coverage as each upload states it over its whole report. Several uploads are never added up: nobody knows
 * whether they cover the same lines, so each has to reach the minimum. What has to count together must be merged by
 * the tool that measured it. The baseline is the same variant, measured by the same tool in the same format.
 */
export function coverageRatios(uploads: readonly Source[], before: readonly Source[]): CoverageRatio[] {
  const old = new Map(
    before.flatMap((upload) => ratiosOf(upload).map((ratio) => [seriesOf(upload, ratio.metric), ratio] as const)),
  )
  return uploads
    .flatMap((upload) =>
      ratiosOf(upload).map((ratio): CoverageRatio => {
        const known = old.get(seriesOf(upload, ratio.metric))
        return {
          ...ratio,
          evidence: upload.id,
          before: known === undefined ? null : { covered: known.covered, total: known.total },
        }
      }),
    )
    .toSorted((a, b) => compareText(a.metric, b.metric) || compareText(a.evidence, b.evidence))
}

/** Nothing to cover is no data (evidence.md §6). A metric stated twice counts as the worse of the two. */
function ratiosOf(upload: Source): Counted[] {
  const byMetric = new Map<CoverageMetric, Counted>()
  for (const { metric, scope, covered, total } of itemsOf(upload, "coverage")) {
    if (scope !== "" || total === 0) continue
    const known = byMetric.get(metric)
    const isWorse = known === undefined || BigInt(covered) * BigInt(known.total) < BigInt(known.covered) * BigInt(total)
    if (isWorse) byMetric.set(metric, { metric, covered, total })
  }
  return [...byMetric.values()]
}

function seriesOf({ format, tool, variant }: Source, metric: CoverageMetric): string {
  return keyOf(metric, format, tool, variant)
}
