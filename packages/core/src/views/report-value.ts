import { COVERAGE_METRICS, FINDING_SEVERITIES, IMPACTS, MEASURE_METRICS, type MeasureMetric } from "../catalog/items.ts"
import { unitsOf } from "../gate/explain-report-actions.ts"
import { plural, renderMeasure } from "../gate/words.ts"
import { renderPercent } from "../kernel/ratio.ts"
import { isVerified } from "../reports/attestation.ts"
import type { CoverageRatio, MeasureState, ReportState, StateOf } from "../reports/state.ts"

/** What a cell shows of reports: the bold line, the numbers behind it, and whether there is something to mend. */
export type ReportValue = { readonly value: string; readonly detail: string; readonly isClean: boolean }

/** The reports of one kind and category in few words. */
export function reportValue(state: ReportState): ReportValue {
  switch (state.kind) {
    case "findings":
    case "vulnerabilities":
      return levels(state.groups)
    case "sbom": {
      const unlicensed = sumOf(state.licences.filter(({ licences }) => licences.length === 0))
      const licences = state.licences.filter((group) => group.licences.length > 0).length
      return {
        value: plural(state.components, "component"),
        detail: unlicensed === 0 ? plural(licences, "licence") : `${unlicensed} without a licence`,
        isClean: unlicensed === 0,
      }
    }
    case "performance": {
      const main = MAIN.map((metric) => general(state.measures, metric)).find((found) => found !== undefined)
      const beside = ["requests", "error-rate"] as const
      return {
        value: main === undefined ? plural(state.measures.length, "measure") : shownValue(main),
        detail: [
          ...(main === undefined ? [] : [main.metric.replace("score-", "score ")]),
          ...beside.flatMap((metric) => general(state.measures, metric) ?? []).map(told),
          ...(state.thresholds.crossed === 0 ? [] : [`${plural(state.thresholds.crossed, "threshold")} crossed`]),
        ].join(", "),
        isClean: state.thresholds.crossed === 0,
      }
    }
    case "accessibility": {
      const violated = state.groups.filter(({ needsReview }) => !needsReview)
      const undecided = sumOf(state.groups.filter(({ needsReview }) => needsReview))
      const counts = IMPACTS.map(
        (impact) => [impact, sumOf(violated.filter((group) => group.impact === impact))] as const,
      )
      return {
        value: `${sumOf(violated)} found`,
        detail: [...some(counts), ...(undecided === 0 ? [] : [`${undecided} to review`])].join(", "),
        isClean: violated.length === 0,
      }
    }
    case "code-coverage": {
      const [first, ...others] = inOrder(state.ratios)
      if (first === undefined) return { value: "no metric", detail: "", isClean: false }
      const percent = ({ covered, total }: typeof first) => renderPercent({ passed: covered, inScope: total })
      return {
        value: percent(first),
        detail: [
          `${first.covered} / ${first.total} ${unitsOf(first.metric)}`,
          ...others
            .filter(({ metric }) => metric !== first.metric)
            .slice(0, 1)
            .map((ratio) => `${ratio.metric} ${percent(ratio)}`),
        ].join(", "),
        isClean: true,
      }
    }
    case "vex": {
      const ignored = sumOf(state.ignored)
      return {
        value: plural(sumOf(state.statements), "statement"),
        detail: ignored === 0 ? "" : `${ignored} without effect`,
        isClean: ignored === 0,
      }
    }
    case "provenance":
      return attested(state)
  }
}

/** `2 attestations`; `1 verified, 1 about something else`. */
function attested({ attestations, attested: all = [] }: StateOf<"provenance">): ReportValue {
  const about = all.filter(({ artifacts }) => artifacts.length > 0)
  const verified = about.filter(isVerified).length
  const wrong = about.filter(({ answers }) => Object.values(answers).includes("no")).length
  const foreign = all.length - about.length
  const detail = some([
    ["verified", verified],
    ["not verified", about.length - verified - wrong],
    ["wrong", wrong],
    ["about something else", foreign],
  ])
  return {
    value: plural(attestations, "attestation"),
    detail: detail.length === 0 ? "not verified" : detail.join(", "),
    isClean: verified > 0 && wrong === 0,
  }
}

type Counted = { readonly count: number }
type Group = Counted & { readonly severity: string; readonly state: string; readonly isNew: boolean }

/** `3 open`; `1 critical, 2 low, 1 new, 4 suppressed`. */
function levels(groups: readonly Group[]): ReportValue {
  const open = groups.filter(({ state }) => state === "open")
  const counts = FINDING_SEVERITIES.map(
    (level) => [level, sumOf(open.filter(({ severity }) => severity === level))] as const,
  )
  const hidden = (state: string) => sumOf(groups.filter((group) => group.state === state))
  const fresh = sumOf(open.filter(({ isNew }) => isNew))
  return {
    value: `${sumOf(open)} open`,
    detail: some([
      ...counts,
      // Where all are new the word would say nothing.
      ...(fresh === sumOf(open) ? [] : ([["new", fresh]] as const)),
      ["suppressed", hidden("suppressed")],
      ["by VEX", hidden("vex")],
    ]).join(", "),
    isClean: open.length === 0,
  }
}

/** What speaks for a whole run, the first that it states. */
const MAIN: readonly MeasureMetric[] = ["p95", "lcp", "score-performance", "p99", "mean", "throughput"]

function general(measures: readonly MeasureState[], metric: MeasureMetric): MeasureState | undefined {
  return measures.find((measure) => measure.metric === metric && measure.isGeneral)
}

const shownValue = ({ metric, value }: MeasureState): string => renderMeasure(value, MEASURE_METRICS[metric], metric)

/** Lines before branches; and of several uploads, each of which has to do, the worst. */
function inOrder(ratios: readonly CoverageRatio[]): readonly CoverageRatio[] {
  const rank = ({ metric }: CoverageRatio) => COVERAGE_METRICS.indexOf(metric)
  return ratios.toSorted((a, b) => rank(a) - rank(b) || a.covered / a.total - b.covered / b.total)
}

function told(measure: MeasureState): string {
  const { metric, value } = measure
  const shown = shownValue(measure)
  if (metric === "requests") return plural(value, "request")
  return metric === "error-rate" ? `${shown} errors` : `${metric.replace("score-", "score ")} ${shown}`
}

const sumOf = (counted: readonly Counted[]): number => counted.reduce((sum, { count }) => sum + count, 0)

/** Those there are any of: `1 critical`, `2 low`. */
function some(counts: readonly (readonly [word: string, count: number])[]): string[] {
  return counts.flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]))
}
