import type { Instant, MeasureMetric } from "@promotrail/core"
import { MEASURE_METRICS } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import type { LighthouseRun, RunValue } from "./lighthouse-run.ts"
import { Measures } from "./measures.ts"
import { isNoPage, leadsElsewhere, pageOf } from "./page.ts"

const OLDEST = 3

/**
 * Puts the runs of a Lighthouse report together: of each page the median of its runs, and for the whole report the
 * worst of its pages. Of an even number of runs the worse of the two in the middle counts.
 */
export function lighthouseReading(input: FormatInput, runs: readonly LighthouseRun[]): Reading {
  const refusal = refusalOf(runs)
  if (refusal !== null) return { refusal, counts: {} }
  const measures = new Measures(input)
  const pages = pagesOf(runs)
  const worst = new Map<MeasureMetric, RunValue>()
  for (const [page, all] of pages) {
    const good = all.filter((run) => faultOf(run) === null)
    const [first] = good
    if (first === undefined) {
      const fault = faultOf(all[0]!) ?? ""
      return { refusal: { kind: "not-finished", what: `${page}: ${fault}` }, counts: {} }
    }
    if (good.length < all.length) input.warnings.add("runs-failed", page, all.length - good.length)
    for (const { requestedUrl, finalUrl } of good) {
      if (finalUrl !== "" && requestedUrl !== "" && leadsElsewhere(requestedUrl, finalUrl)) {
        input.warnings.add("redirected", `${pageOf(requestedUrl)} to ${pageOf(finalUrl)}`)
      }
    }
    for (const metric of Object.keys(MEASURE_METRICS) as MeasureMetric[]) {
      const found = typical(metric, good)
      if (found === undefined) continue
      // A page without an address cannot be told from the whole report, which has the empty scope.
      if (page !== "") measures.add(metric, page, found.value, found.place)
      const known = worst.get(metric)
      if (known === undefined || isWorse(metric, found.value, known.value)) worst.set(metric, found)
    }
    for (const { name, passed, place } of good.flatMap(({ budgets }) => budgets)) {
      measures.threshold(name, page, passed, place)
    }
  }
  for (const [metric, { value, place }] of worst) measures.add(metric, "", value, place)
  const newest = newestOf(runs)
  const version = runs.find((run) => run.version !== "")?.version ?? ""
  return {
    refusal: null,
    ...(worst.size === 0 ? { unfit: { kind: "nothing-measured", what: "scores" } } : {}),
    counts: { pages: pages.size, runs: runs.length, ...measures.thresholdCounts() },
    tool: { name: "Lighthouse", ...(version === "" ? {} : { version }) },
    ...(version === "" ? {} : { formatVersion: version }),
    ...(newest === undefined ? {} : { producedAt: newest }),
  }
}

function refusalOf(runs: readonly LighthouseRun[]): Refusal | null {
  if (runs.length === 0) return { kind: "nothing-measured", what: "pages" }
  for (const { version, old, place, values } of runs) {
    if (old || (version !== "" && majorOf(version) < OLDEST)) {
      const reads = `Lighthouse ${OLDEST} and later`
      return { kind: "unsupported-version", title: "Lighthouse JSON", version: version || "2", reads }
    }
    for (const [metric, { value }] of values) {
      if (metric.startsWith("score-") && (value < 0 || value > 1)) {
        return { kind: "invalid", line: place.at, what: `a score of ${value}, where scores go from 0 to 1` }
      }
    }
  }
  return null
}

/** Why a run is not evidence of its page; null when it is. */
function faultOf({ error, isErrorPage, requestedUrl, finalUrl }: LighthouseRun): string | null {
  if (error !== "") return `Lighthouse stopped with ${error}`
  if (isErrorPage) return "the page answered with an error status"
  if (isNoPage(requestedUrl) || isNoPage(finalUrl)) return "the browser had no page to show"
  return null
}

/** Runs by page. What was measured differently is not the same page: form factor, major version, part of a flow. */
function pagesOf(runs: readonly LighthouseRun[]): ReadonlyMap<string, readonly LighthouseRun[]> {
  const mixed = new Set<string>()
  const first = new Map<string, LighthouseRun>()
  for (const run of runs) {
    const page = nameOf(run)
    const known = first.get(page)
    if (known === undefined) first.set(page, run)
    else if (conditions(known) !== conditions(run)) mixed.add(page)
  }
  const pages = new Map<string, LighthouseRun[]>()
  for (const run of runs) {
    const page = nameOf(run)
    const name = mixed.has(page) ? `${page} (${conditions(run)})` : page
    const known = pages.get(name)
    if (known === undefined) pages.set(name, [run])
    else known.push(run)
  }
  return pages
}

/** A span of time or a moment in a user flow requested no page: it is of the one that was shown. */
const nameOf = ({ requestedUrl, finalUrl }: LighthouseRun): string => pageOf(requestedUrl || finalUrl)

function conditions({ formFactor, gatherMode, version }: LighthouseRun): string {
  const mode = gatherMode === "navigation" ? "" : gatherMode
  return [formFactor, mode, `Lighthouse ${majorOf(version)}`].filter((part) => part !== "").join(", ")
}

const majorOf = (version: string): number => Number(/^\d+/.exec(version)?.[0] ?? OLDEST)

function typical(metric: MeasureMetric, runs: readonly LighthouseRun[]): RunValue | undefined {
  const values = runs.map((run) => run.values.get(metric)).filter((value) => value !== undefined)
  values.sort((one, other) => one.value - other.value)
  const isScore = metric.startsWith("score-")
  return values[isScore ? Math.floor((values.length - 1) / 2) : Math.floor(values.length / 2)]
}

const isWorse = (metric: MeasureMetric, value: number, than: number): boolean =>
  metric.startsWith("score-") ? value < than : value > than

function newestOf(runs: readonly LighthouseRun[]): Instant | undefined {
  let newest: Instant | undefined
  for (const { fetchTime } of runs) {
    const read = readTime(fetchTime)
    if (read.kind === "instant" && (newest === undefined || read.at > newest)) newest = read.at
  }
  return newest
}
