import { hasKeys, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import type { JsonPlace } from "../json/json.ts"
import type { JsonKind, JsonRules } from "../json/rules.ts"
import { RefusedInput } from "../refusal.ts"
import { lighthouseReading } from "./lighthouse-pages.ts"
import { blankRun, type LighthouseRun, runRules } from "./lighthouse-run.ts"

const isResult = (shape: JsonShape | undefined): boolean =>
  hasKeys(shape, "lighthouseVersion") ||
  hasKeys(shape, "lighthouseResult") ||
  hasKeys(shape, "requestedUrl", "categories") ||
  hasKeys(shape, "requestedUrl", "audits")

/** What a run may be wrapped in: an array, PageSpeed Insights' answer, a user flow. */
const WRAPPERS: readonly (readonly [root: JsonKind, path: string])[] = [
  ["object", "lighthouseResult"],
  ["object", "steps/*/lhr"],
  ["array", "*"],
  ["array", "*/lighthouseResult"],
]

/**
 * Lighthouse results (the "LHR" of its docs/understanding-results.md): one, several in an array, a user flow, or as
 * PageSpeed Insights wraps them.
 */
export const LIGHTHOUSE_JSON: Format = {
  id: "lighthouse-json",
  kind: "performance",
  title: "Lighthouse JSON",
  versions: "Lighthouse 3 to 13, PageSpeed Insights 5",
  recognisedBy: "`lighthouseVersion`, also inside `lighthouseResult`, in an array or in the steps of a flow",
  takes: [
    "category scores, loading times, layout shift and weight of each page: the median of its runs",
    "the same of the whole report: the worst of its pages",
    "performance budgets as Lighthouse judged them",
  ],
  refuses: [
    "pages of which every run failed (`runtimeError`), answered with an error status or showed no page",
    "results of Lighthouse 2 and older",
  ],
  distrusts: ["results without a score or a number"],
  commands: ["lighthouse https://example.test --output=json --output-path=lighthouse.json"],
  recognise: ({ first }) =>
    isResult(first) || isResult(shapeAt(first, 0)) || isResult(shapeAt(first, "steps", 0, "lhr")),
  open(input) {
    const runs: LighthouseRun[] = []
    let root: JsonKind = "object"
    let current: LighthouseRun | undefined
    const begin = (place: JsonPlace): void => {
      // A wrapper that turns out to hold the result itself gives way to it.
      current = blankRun(place)
    }
    const end = (): void => {
      if (current !== undefined && isRun(current)) runs.push(current)
      current = undefined
    }
    const rules: Record<string, JsonRules[string]> = {
      "": {
        open(kind, place) {
          root = kind
          if (kind === "object") begin(place)
        },
        close: end,
      },
      ...runRules("", () => (root === "object" ? current : undefined)),
    }
    for (const [kind, path] of WRAPPERS) {
      let outer: LighthouseRun | undefined
      let before = 0
      rules[path] = {
        open(_kind, place) {
          if (root !== kind) return
          outer = current
          before = runs.length
          begin(place)
        },
        close({ at }) {
          if (root !== kind) return
          end()
          current = outer
          // What is listed among runs and is none was a run that came to nothing.
          if (runs.length === before && path !== "*/lighthouseResult") {
            throw new RefusedInput({ kind: "invalid", line: at, what: "an entry that is no Lighthouse result" })
          }
        },
      }
      Object.assign(
        rules,
        runRules(`${path}/`, () => (root === kind ? current : undefined)),
      )
    }
    return openJson(input, rules, () => lighthouseReading(input, runs))
  },
}

/** Whether anything of a result was met: a wrapper has nothing of its own. */
const isRun = ({ version, requestedUrl, values, error, old }: LighthouseRun): boolean =>
  version !== "" || requestedUrl !== "" || values.size > 0 || error !== "" || old
