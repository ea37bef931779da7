import type { Impact, Placed } from "@promotrail/core"
import type { FormatInput } from "../format.ts"
import { type Json, type JsonPlace, text } from "../json/json.ts"
import type { JsonKind, JsonRules } from "../json/rules.ts"
import { impactOf } from "./impact.ts"

/** A rule that was violated, or that a person must look at; kept until its page is known. */
export type AxeRule = Placed & {
  rule: string
  impact: Impact
  title: string
  nodes: number
  readonly needsReview: boolean
}

/** What axe found on one page. */
export type AxePage = {
  readonly place: JsonPlace
  url: string
  engine: { name: string; version: string }
  timestamp: string
  /** What went wrong instead of an analysis, as some runners write it. */
  error: string
  readonly rules: AxeRule[]
  passes: number
  inapplicable: number
  /** Which of the lists there are: axe writes all of them, and scripts may keep but the violations. */
  readonly lists: Set<string>
}

/** A rule that begins at this place, of which nothing is known yet. */
export const blankRule = ({ at, pointer }: JsonPlace, needsReview: boolean): AxeRule => ({
  rule: "",
  impact: "unknown",
  title: "",
  nodes: 0,
  needsReview,
  at,
  pointer,
})

/** A page that begins at this place, of which nothing is known yet. */
export const blankPage = (place: JsonPlace): AxePage => ({
  place,
  url: "",
  engine: { name: "", version: "" },
  timestamp: "",
  error: "",
  rules: [],
  passes: 0,
  inapplicable: 0,
  lists: new Set(),
})

/**
 * Rules for axe's results of one page (axe-core doc/API.md, "Results Object"), whose members stand below `prefix`.
 * Nodes, which are most of the file, are counted and passed over.
 */
export function pageRules(prefix: string, input: FormatInput, current: () => AxePage | undefined): JsonRules {
  const into = (take: (page: AxePage, value: Json) => void) => (value: Json) => {
    const page = current()
    if (page !== undefined) take(page, value)
  }
  const counted = (take: (page: AxePage) => void) => ({
    open: () => {
      const page = current()
      if (page !== undefined) take(page)
    },
  })
  const listed = (list: string) => ({
    open: (kind: JsonKind) => {
      // What is no list does not say that there was none.
      if (kind === "array") current()?.lists.add(list)
    },
  })
  const rules: Record<string, JsonRules[string]> = {
    url: into((page, value) => void (page.url = text(value))),
    error: into((page, value) => void (page.error = errorIn(value))),
    timestamp: into((page, value) => void (page.timestamp = text(value))),
    "testEngine/name": into((page, value) => void (page.engine.name = text(value))),
    "testEngine/version": into((page, value) => void (page.engine.version = text(value))),
    passes: listed("passes"),
    "passes/*": counted((page) => void page.passes++),
    "inapplicable/*": counted((page) => void page.inapplicable++),
  }
  for (const list of ["violations", "incomplete"] as const) {
    const needsReview = list === "incomplete"
    rules[list] = listed(list)
    const begin = (place: JsonPlace): void => void current()?.rules.push(blankRule(place, needsReview))
    Object.assign(
      rules,
      ruleRules(`${list}/*`, input, begin, () => current()?.rules.at(-1)),
    )
  }
  return Object.fromEntries(Object.entries(rules).map(([path, rule]) => [`${prefix}${path}`, rule]))
}

/** A text or an object with a message; null, false and "" are how runners say that nothing went wrong. */
function errorIn(value: Json): string {
  if (value === null || value === false || value === "") return ""
  return text(value) || text(value, "message") || "error"
}

/** Rules for one of axe's rules at `path`: `begin` makes room for it, `last` is the one at hand. */
export function ruleRules(
  path: string,
  input: FormatInput,
  begin: (place: JsonPlace) => void,
  last: () => AxeRule | undefined,
): JsonRules {
  const into = (take: (rule: AxeRule, value: Json) => void) => (value: Json) => {
    const rule = last()
    if (rule !== undefined) take(rule, value)
  }
  return {
    [path]: { open: (_kind, place) => begin(place) },
    [`${path}/id`]: into((rule, value) => void (rule.rule = text(value))),
    [`${path}/impact`]: into((rule, value) => void (rule.impact = impactOf(text(value), input.warnings))),
    [`${path}/help`]: into((rule, value) => void (rule.title = text(value))),
    [`${path}/description`]: into((rule, value) => void (rule.title ||= text(value))),
    [`${path}/nodes/*`]: {
      open() {
        const rule = last()
        if (rule !== undefined) rule.nodes++
      },
    },
  }
}
