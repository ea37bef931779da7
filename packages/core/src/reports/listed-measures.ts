import type { MeasureItem } from "../catalog/items.ts"
import { compareText, keyOf, told } from "./alike.ts"
import { itemsOf, type ItemsByUpload } from "./items-by-upload.ts"
import { moreIsBetter } from "./more-is-better.ts"
import type { MeasureState, ReportContent } from "./state.ts"

/** Labels and pages kept of one metric, the worst: what is left out is better than everything that is kept. */
const MOST_SCOPES = 200
const MOST_NAMES = 20

/**
 * The worst value of each metric and scope, never an average: percentiles of several runs cannot be put together
 * (evidence.md §9). Budgets without a label are about the whole run; where a run states no whole, about all it states.
 */
export function measureContent(uploads: ItemsByUpload): Extract<ReportContent, { kind: "performance" }> {
  const worst = new Map<string, MeasureState>()
  for (const upload of uploads) {
    const measures = itemsOf(upload, "measure")
    const whole = new Set(measures.filter(({ scope }) => scope === "").map(({ metric }) => metric))
    for (const measure of measures) {
      const { metric, scope, value } = measure
      const key = keyOf(metric, scope)
      const known = worst.get(key)
      const isGeneral = scope === "" || !whole.has(metric) || known?.isGeneral === true
      if (known === undefined || isWorse(measure, known.value)) {
        worst.set(key, { metric, scope: told(scope), value, isGeneral, evidence: upload.id })
      } else if (isGeneral !== known.isGeneral) worst.set(key, { ...known, isGeneral })
    }
  }
  const thresholds = uploads.flatMap((upload) => itemsOf(upload, "threshold"))
  const crossed = thresholds.filter(({ passed }) => !passed)
  return {
    kind: "performance",
    measures: keptOf([...worst.values()]),
    thresholds: {
      judged: thresholds.length,
      crossed: crossed.length,
      names: crossed
        .map(({ name, scope }) => told(scope === "" || name.includes(scope) ? name : `${scope}: ${name}`))
        .toSorted(compareText)
        .slice(0, MOST_NAMES),
    },
  }
}

function keptOf(measures: readonly MeasureState[]): MeasureState[] {
  return [...Map.groupBy(measures, ({ metric }) => metric)]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([metric, all]) => {
      const sign = moreIsBetter(metric) ? 1 : -1
      const worstFirst = all.toSorted((a, b) => sign * (a.value - b.value) || compareText(a.scope, b.scope))
      const parts = worstFirst.filter(({ scope }) => scope !== "").slice(0, MOST_SCOPES)
      return [...worstFirst.filter(({ scope }) => scope === ""), ...parts]
    })
}

function isWorse({ metric, value }: MeasureItem, than: number): boolean {
  return moreIsBetter(metric) ? value < than : value > than
}
