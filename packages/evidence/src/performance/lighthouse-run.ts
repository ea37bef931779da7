import type { MeasureMetric } from "@promotrail/core"
import { type Json, type JsonPlace, number, text } from "../json/json.ts"
import type { JsonRules } from "../json/rules.ts"

/** A value of one run, and where it stands. */
export type RunValue = { readonly value: number; readonly place: JsonPlace }

/** A row of a budget audit: what was limited, and whether it stayed within. */
export type BudgetRow = { readonly name: string; readonly passed: boolean; readonly place: JsonPlace }

/** What is taken of one Lighthouse result. */
export type LighthouseRun = {
  readonly place: JsonPlace
  version: string
  requestedUrl: string
  finalUrl: string
  fetchTime: string
  formFactor: string
  /** How the page was looked at in a user flow: a navigation, a span of time or a moment. */
  gatherMode: string
  /** `runtimeError.code`, unless it says that there was none. */
  error: string
  /** Old reports have `reportCategories` with scores up to 100. */
  old: boolean
  isErrorPage: boolean
  readonly values: Map<MeasureMetric, RunValue>
  readonly budgets: BudgetRow[]
}

const SCORES: ReadonlyMap<string, MeasureMetric> = new Map([
  ["performance", "score-performance"],
  ["accessibility", "score-accessibility"],
  ["best-practices", "score-best-practices"],
  ["seo", "score-seo"],
  ["pwa", "score-pwa"],
])
/** Audits whose number we take: milliseconds, layout shift, bytes. */
const AUDITS: ReadonlyMap<string, MeasureMetric> = new Map([
  ["first-contentful-paint", "fcp"],
  ["largest-contentful-paint", "lcp"],
  ["total-blocking-time", "tbt"],
  ["interactive", "tti"],
  ["speed-index", "speed-index"],
  ["interaction-to-next-paint", "inp"],
  ["cumulative-layout-shift", "cls"],
  ["total-byte-weight", "page-weight"],
])

/** A run that begins at this place, of which nothing is known yet. */
export const blankRun = (place: JsonPlace): LighthouseRun => ({
  place,
  version: "",
  requestedUrl: "",
  finalUrl: "",
  fetchTime: "",
  formFactor: "",
  gatherMode: "",
  error: "",
  old: false,
  isErrorPage: false,
  values: new Map(),
  budgets: [],
})

/** Rules for a Lighthouse result whose members stand below `prefix` (such as `"lighthouseResult/"`). */
export function runRules(prefix: string, current: () => LighthouseRun | undefined): JsonRules {
  const into =
    (take: (run: LighthouseRun, value: Json, place: JsonPlace) => void) => (value: Json, place: JsonPlace) => {
      const run = current()
      if (run !== undefined) take(run, value, place)
    }
  const rules: Record<string, JsonRules[string]> = {
    lighthouseVersion: into((run, value) => void (run.version = text(value))),
    requestedUrl: into((run, value) => void (run.requestedUrl = text(value))),
    // Lighthouse 10 tells what the address bar showed from what the main document was.
    finalDisplayedUrl: into((run, value) => void (run.finalUrl = text(value))),
    finalUrl: into((run, value) => void (run.finalUrl ||= text(value))),
    fetchTime: into((run, value) => void (run.fetchTime = text(value))),
    gatherMode: into((run, value) => void (run.gatherMode = text(value))),
    "configSettings/formFactor": into((run, value) => void (run.formFactor = text(value))),
    "configSettings/emulatedFormFactor": into((run, value) => void (run.formFactor ||= text(value))),
    runtimeError: into((run, value) => {
      const code = text(value, "code")
      if (code !== "NO_ERROR" && value !== null) run.error = code === "" ? "unknown" : code
    }),
    reportCategories: { open: () => markOld(current()) },
    "audits/http-status-code/score": into((run, value) => {
      if (value === 0) run.isErrorPage = true
    }),
    "audits/performance-budget/details/items/*": into(takeBudget),
    "audits/timing-budget/details/items/*": into(takeBudget),
  }
  for (const [category, metric] of SCORES) rules[`categories/${category}/score`] = into(takeAs(metric))
  for (const [audit, metric] of AUDITS) {
    rules[`audits/${audit}/numericValue`] = into(takeAs(metric))
    // So it was called before Lighthouse 5.
    rules[`audits/${audit}/rawValue`] = into((run, value, place) => {
      if (!run.values.has(metric)) takeAs(metric)(run, value, place)
    })
  }
  return Object.fromEntries(Object.entries(rules).map(([path, rule]) => [`${prefix}${path}`, rule]))
}

/** A score of null was not computed: that is not 0, and no number either. */
const takeAs = (metric: MeasureMetric) => (run: LighthouseRun, value: Json, place: JsonPlace) => {
  if (typeof value === "number") run.values.set(metric, { value, place })
}

function markOld(run: LighthouseRun | undefined): void {
  if (run !== undefined) run.old = true
}

/** Rows of a resource budget are over in size or number, rows of a timing budget in time. */
function takeBudget(run: LighthouseRun, value: Json, place: JsonPlace): void {
  const over = [number(value, "sizeOverBudget"), number(value, "overBudget"), countOver(text(value, "countOverBudget"))]
  const name = text(value, "label") || text(value, "metric") || text(value, "resourceType")
  run.budgets.push({ name, passed: !over.some((excess) => excess !== undefined && excess > 0), place })
}

/** `2 requests`; any text at all means that there were too many. */
const countOver = (words: string): number | undefined => (words.trim() === "" ? undefined : 1)
