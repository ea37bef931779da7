import type { Instant } from "@promotrail/core"
import { hasKeys, type JsonShape, shapeAt, textAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import { Items } from "../items.ts"
import { text } from "../json/json.ts"
import { openJson } from "../json/document.ts"
import type { JsonKind, JsonRules } from "../json/rules.ts"
import { isNoPage, pageOf } from "../performance/page.ts"
import { readTime } from "../values/time.ts"
import { type AxePage, type AxeRule, blankPage, blankRule, pageRules, ruleRules } from "./axe-page.ts"

const isAxe = (shape: JsonShape | undefined): boolean =>
  /axe/i.test(textAt(shape, "testEngine", "name")) ||
  hasKeys(shape, "violations", "passes") ||
  hasKeys(shape, "violations", "incomplete") ||
  hasKeys(shape, "violations", "url")

/** The bare list of violations that tests with `@axe-core/playwright` often write. */
const isRule = (shape: JsonShape | undefined): boolean =>
  hasKeys(shape, "id", "impact", "nodes") && (hasKeys(shape, "helpUrl") || hasKeys(shape, "help"))

/** Results of axe-core: of one page, of several in an array (`@axe-core/cli`), or a bare list of violations. */
export const AXE_JSON: Format = {
  id: "axe-json",
  kind: "accessibility",
  title: "axe-core JSON",
  versions: "axe-core 2 to 4",
  recognisedBy: "`testEngine` axe-core or `violations` with `passes`; alone or an array of pages",
  takes: ["rules violated and rules to be reviewed, with impact and number of places, of each page"],
  refuses: [],
  distrusts: [
    "pages on which no rule passed, was violated or is to be reviewed (also of the reporter `no-passes`)",
    "pages that could not be shown or analysed (about:blank, a browser's error page, `error`)",
    "entries without a list of violations, violations that name no rule",
  ],
  commands: ["axe https://example.test --save axe.json", "axe.run() in a browser test"],
  recognise: ({ first }) => isAxe(first) || isAxe(shapeAt(first, 0)) || isRule(shapeAt(first, 0)),
  open(input) {
    const report = new AxeReport(input)
    return openJson(input, report.rules(), () => report.finish())
  },
}

class AxeReport {
  private readonly input: FormatInput
  private readonly items: Items
  private readonly doubt = new Doubt()
  private root: JsonKind = "object"
  private page: AxePage | undefined
  /** An entry of an array, if it is a rule. */
  private entry: { rule: AxeRule | undefined; isRule: boolean; pageUrl: string } = {
    rule: undefined,
    isRule: false,
    pageUrl: "",
  }
  private readonly totals = { violations: 0, nodes: 0, incomplete: 0, passes: 0, inapplicable: 0, pages: 0 }
  private engine: AxePage["engine"] = { name: "", version: "" }
  private newest: Instant | undefined
  /** Entries of a bare list of violations have pages, or at least the one that all of them are of. */
  private readonly pagesOfRules = new Set<string>()

  constructor(input: FormatInput) {
    this.input = input
    this.items = new Items(input)
  }

  rules(): JsonRules {
    const single = () => (this.root === "object" ? this.page : undefined)
    const listed = () => (this.root === "array" ? this.page : undefined)
    return {
      "": {
        open: (kind, place) => {
          this.root = kind
          if (kind === "object") this.page = blankPage(place)
        },
        close: () => {
          if (this.root === "object") this.close(this.page)
        },
      },
      ...pageRules("", this.input, single),
      ...pageRules("*/", this.input, listed),
      // Until its end nobody knows whether an entry is a page or a rule.
      ...ruleRules(
        "*",
        this.input,
        () => undefined,
        () => this.entry.rule,
      ),
      "*/nodes": { open: () => void (this.entry.isRule = true) },
      "*/pageUrl": (value) => void (this.entry.pageUrl = text(value)),
      "*": {
        open: (_kind, place) => {
          if (this.root !== "array") return
          this.page = blankPage(place)
          this.entry = { rule: blankRule(place, false), isRule: false, pageUrl: "" }
        },
        close: () => {
          if (this.root === "array") this.closeEntry()
        },
      },
    }
  }

  finish(): Reading {
    const { totals, engine, newest } = this
    const pages = totals.pages + this.pagesOfRules.size
    const isEmpty = totals.violations + totals.incomplete + totals.passes === 0
    if (isEmpty) this.doubt.note({ kind: "nothing-measured", what: "rules" })
    return {
      refusal: null,
      ...this.doubt.told,
      counts: { ...totals, pages },
      tool: { name: engine.name || "axe-core", ...(engine.version === "" ? {} : { version: engine.version }) },
      ...(newest === undefined ? {} : { producedAt: newest }),
    }
  }

  private closeEntry(): void {
    const { page, entry } = this
    if (page === undefined || !entry.isRule) return this.close(page)
    this.pagesOfRules.add(entry.pageUrl)
    return this.emit(entry.pageUrl, entry.rule === undefined ? [] : [entry.rule])
  }

  private close(page: AxePage | undefined): void {
    if (page === undefined) return
    const { url, error, lists, place } = page
    if (error !== "" || isNoPage(url)) {
      const what = error === "" ? "the browser had no page to show" : "the analysis of a page failed"
      this.doubt.note({ kind: "not-finished", what: url === "" ? what : `${what}, ${pageOf(url)}` })
    }
    if (!lists.has("violations")) this.doubt.invalid(place.at, "an entry lists no violations, not even none")
    const isBare = page.passes + page.rules.length === 0
    // A page of which all lists were written and are empty was never looked at.
    if (isBare && lists.has("passes")) this.doubt.note({ kind: "nothing-measured", what: "rules" })
    this.totals.pages++
    this.emit(url, page.rules)
    this.totals.passes += page.passes
    this.totals.inapplicable += page.inapplicable
    if (page.engine.version !== "") this.engine = page.engine
    const read = readTime(page.timestamp)
    if (read.kind === "instant" && (this.newest === undefined || read.at > this.newest)) this.newest = read.at
  }

  private emit(url: string, rules: readonly AxeRule[]): void {
    const { totals, input } = this
    for (const { rule, impact, title, nodes, needsReview, at, pointer } of rules) {
      if (rule === "") this.doubt.invalid(at, "a violation names no rule")
      if (needsReview) totals.incomplete++
      else {
        totals.violations++
        totals.nodes += nodes
      }
      this.items.add({
        type: "violation",
        rule,
        impact,
        page: pageOf(url),
        nodes,
        needsReview,
        ...(title === "" ? {} : { title: title.slice(0, input.limits.textPerItem) }),
        at,
        ...(pointer === undefined ? {} : { pointer }),
      })
    }
  }
}
