import type { Impact, Placed } from "@promotrail/core"
import { hasKeys, type JsonShape, isObject, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import { Items } from "../items.ts"
import { openJson } from "../json/document.ts"
import { has, isJsonList, at as jsonAt, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import type { JsonKind } from "../json/rules.ts"
import { isNoPage, pageOf } from "../performance/page.ts"
import { impactOf, worse } from "./impact.ts"

/** Issues of one rule on one page. */
type Found = Placed & { rule: string; page: string; needsReview: boolean; impact: Impact; title: string; nodes: number }

const isIssue = (shape: JsonShape | undefined): boolean => hasKeys(shape, "code", "type", "selector")
const isPage = (shape: JsonShape | undefined): boolean => hasKeys(shape, "issues", "pageUrl")

/**
 * Results of pa11y: its list of issues (one page), the object of its API, several of those, or the report of pa11y-ci
 * with pages by address. Warnings and notices are what HTML_CodeSniffer leaves to a person.
 */
export const PA11Y_JSON: Format = {
  id: "pa11y-json",
  kind: "accessibility",
  title: "pa11y JSON",
  versions: "pa11y 5 to 9, pa11y-ci 2 to 4",
  recognisedBy:
    "`issues` with `pageUrl`, an array with `code`, `type`, `selector`, or `results` by address with `total`",
  takes: ["rules violated (type `error`) and rules to be reviewed, with the number of places, of each page"],
  refuses: ["an empty list, which names no page, is not recognised"],
  distrusts: ["reports without a page", "pages that pa11y could not load, or without a list of issues"],
  commands: ["pa11y --reporter json https://example.test", "pa11y-ci --json > pa11y.json"],
  recognise: ({ first }) => isPage(first) || isIssue(shapeAt(first, 0)) || isPage(shapeAt(first, 0)) || isCi(first),
  open(input) {
    const report = new Pa11yReport(input)
    return openJson(input, report.rules, () => report.finish())
  },
}

function isCi(first: JsonShape | undefined): boolean {
  return hasKeys(first, "total", "passes", "errors", "results") && isObject(shapeAt(first, "results"))
}

class Pa11yReport {
  readonly rules = {
    "": { open: (kind: JsonKind) => void (this.root = kind) },
    pageUrl: (value: Json) => void (this.pageUrl = text(value)),
    total: (value: Json) => void (this.statedPages = number(value)),
    issues: { open: () => void (this.hasIssues = true) },
    "issues/*": (value: Json, place: JsonPlace) => this.issue(this.own, value, place),
    "results/*": { open: (kind: JsonKind, place: JsonPlace) => this.openPage(kind, place) },
    "results/*/*": (value: Json, place: JsonPlace) => this.issue(this.found, value, place),
    "*": (value: Json, place: JsonPlace) => {
      if (this.root === "array") this.entry(value, place)
    },
  }
  private readonly input: FormatInput
  private readonly items: Items
  private readonly doubt = new Doubt()
  private root: JsonKind = "object"
  private pageUrl = ""
  private hasIssues = false
  private statedPages: number | undefined
  private pages = 0
  /** Issues of the document's own page, whose address may come last. */
  private readonly own = new Map<string, Found>()
  /** Issues of the page at hand in a report of several. */
  private found = new Map<string, Found>()
  private foundOn = ""
  private readonly counts = { violations: 0, nodes: 0, incomplete: 0, warnings: 0, notices: 0 }

  constructor(input: FormatInput) {
    this.input = input
    this.items = new Items(input)
  }

  finish(): Reading {
    this.closePage()
    if (this.hasIssues) {
      this.checkPage(this.pageUrl)
      this.pages++
    } else if (this.own.size > 0) this.pages++
    this.emit(this.own, this.pageUrl)
    const { pages, statedPages } = this
    if (statedPages !== undefined && statedPages !== pages) {
      this.input.warnings.add("summary-disagrees", `${statedPages} pages stated, ${pages} listed`)
    }
    if (pages === 0) this.doubt.note({ kind: "nothing-measured", what: "pages" })
    return {
      refusal: null,
      ...this.doubt.told,
      counts: { ...this.counts, pages },
      tool: { name: "pa11y" },
    }
  }

  private openPage(kind: JsonKind, place: JsonPlace): void {
    if (kind !== "array") this.doubt.invalid(place.at, "a page has no list of issues")
    this.closePage()
    this.checkPage(place.key)
    this.foundOn = place.key
    this.pages++
  }

  private closePage(): void {
    this.emit(this.found, this.foundOn)
    this.found = new Map()
  }

  /** An entry of an array: an issue of the one page it is about, or a page with its issues. */
  private entry(value: Json, place: JsonPlace): void {
    if (!has(value, "issues")) return this.issue(this.own, value, place)
    const url = text(value, "pageUrl")
    if (!isJsonList(jsonAt(value, "issues"))) this.doubt.invalid(place.at, "a page has no list of issues")
    this.checkPage(url)
    this.pages++
    const found = new Map<string, Found>()
    list(value, "issues").forEach((issue, i) => {
      this.issue(found, issue, { ...place, pointer: `${place.pointer}/issues/${i}` })
    })
    return this.emit(found, url)
  }

  private checkPage(url: string): void {
    if (!isNoPage(url)) return
    this.doubt.note({ kind: "not-finished", what: `the browser had no page to show, ${pageOf(url)}` })
  }

  private issue(into: Map<string, Found>, value: Json, { at, pointer }: JsonPlace): void {
    const rule = text(value, "code")
    if (rule === "") {
      // pa11y-ci puts what kept it from a page where the issues of the page would be, some versions as an empty object.
      if (!has(value, "type")) return this.doubt.note({ kind: "not-finished", what: "pa11y could not test a page" })
      this.doubt.invalid(at, "an issue names no rule")
    }
    const needsReview = this.needsReview(text(value, "type"))
    const impact = impactOf(text(value, "runnerExtras", "impact"), this.input.warnings)
    const key = `${needsReview ? "review" : "error"} ${rule}`
    const known = into.get(key)
    if (known !== undefined) {
      known.nodes++
      known.impact = worse(known.impact, impact)
      return
    }
    const title = text(value, "message").slice(0, this.input.limits.textPerItem)
    into.set(key, { rule, page: "", needsReview, impact, title, nodes: 1, at, pointer })
  }

  /** A type that is not known is an error: it was not said to be less. */
  private needsReview(type: string): boolean {
    if (type === "warning") this.counts.warnings++
    else if (type === "notice") this.counts.notices++
    else if (type !== "error") this.input.warnings.add("unknown-severity", type)
    return type === "warning" || type === "notice"
  }

  private emit(found: ReadonlyMap<string, Found>, page: string): void {
    for (const { rule, needsReview, impact, title, nodes, at, pointer } of found.values()) {
      if (needsReview) this.counts.incomplete++
      else {
        this.counts.violations++
        this.counts.nodes += nodes
      }
      this.items.add({
        type: "violation",
        rule,
        impact,
        page: pageOf(page),
        nodes,
        needsReview,
        ...(title === "" ? {} : { title }),
        at,
        ...(pointer === undefined ? {} : { pointer }),
      })
    }
  }
}
