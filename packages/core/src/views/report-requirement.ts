import { CATEGORY_OF_KIND, type ReportKind } from "../catalog/evidence-kind.ts"
import { MEASURE_METRICS } from "../catalog/items.ts"
import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { CheckRule, Policy } from "../catalog/policy.ts"
import type { Budget, MetricMinimum } from "../catalog/policy-reports.ts"
import { reportRules } from "../gate/report-checks.ts"
import { plural, renderMeasure } from "../gate/words.ts"
import { renderBasisPoints } from "../kernel/ratio.ts"

/** What the policy asks of reports of one kind and category, in few words: `no critical, 2 high; prod: no high`. */
export function reportRequirement(policy: Policy, kind: ReportKind, category: CategoryName): string {
  const asked = policy.gates.map(({ environment, ...gate }) => ({
    environment,
    words: reportRules({ environment, ...gate }).flatMap((rule) => wordsOf(rule, kind, category)),
  }))
  const spelled = asked
    .filter(({ words }) => words.length > 0)
    .map(({ environment, words }) => ({ environment, text: words.join(", ") }))
  const [first, ...others] = spelled
  if (first === undefined) return "not asked for"
  const isEverywhere = spelled.length === policy.gates.length
  const different = others.filter(({ text }) => text !== first.text)
  if (different.length === 0 && isEverywhere) return first.text
  return [named(first, isEverywhere), ...different.map((one) => named(one, false))].join("; ")
}

const named = ({ environment, text }: { environment: EnvironmentName; text: string }, isCommon: boolean): string =>
  isCommon ? text : `${environment}: ${text}`

function wordsOf(rule: CheckRule, kind: ReportKind, category: CategoryName): string[] {
  switch (rule.kind) {
    case "findings": {
      const own = rule.parameters.categories.find((one) => one.category === category)
      return kind !== "findings" || own === undefined
        ? []
        : [...own.limits.map(({ severity, most }) => limit(most, severity)), ...newOnly(rule.parameters)]
    }
    case "vulnerabilities": {
      if (kind !== "vulnerabilities") return []
      const { limits } = rule.parameters.categories.find((one) => one.category === category) ?? rule.parameters
      const only = [...(rule.parameters.fixableOnly ? ["fixable only"] : []), ...newOnly(rule.parameters)]
      return [...limits.map(({ severity, most }) => limit(most, severity)), ...only]
    }
    case "licences":
      if (kind !== "sbom") return []
      return [
        ...(rule.parameters.allow.length === 0 ? [] : [`${plural(rule.parameters.allow.length, "licence")} allowed`]),
        ...(rule.parameters.deny.length === 0 ? [] : [`${plural(rule.parameters.deny.length, "licence")} denied`]),
      ]
    case "performance": {
      if (kind !== "performance") return []
      const own = rule.parameters.categories.find((one) => one.category === category)?.budgets
      return budgets([
        ...(own ?? []),
        ...rule.parameters.budgets.filter(({ metric }) => !own?.some((one) => one.metric === metric)),
      ])
    }
    case "accessibility":
      if (kind !== "accessibility") return []
      return rule.parameters.limits.map(({ impact, most }) =>
        limit(most, impact === "needs-review" ? "to review" : impact),
      )
    case "code-coverage": {
      if (kind !== "code-coverage") return []
      const own = rule.parameters.categories.find((one) => one.category === category)?.minimums
      return minimums(own ?? rule.parameters.minimums)
    }
    case "code-coverage.regression":
      return kind === "code-coverage" ? [`no more than ${renderBasisPoints(rule.parameters.tolerance)} less`] : []
    case "signature":
      return isAttested(kind, category) ? ["signed"] : []
    case "provenance": {
      const { level } = rule.parameters
      return isAttested(kind, category) ? [level === null ? "provenance" : `build level ${level}`] : []
    }
    case "evidence":
      return rule.parameters.kinds.flatMap(({ evidence, categories }) =>
        evidence === kind && categories?.includes(category) !== false ? ["must be there"] : [],
      )
    case "coverage":
    case "coverage.regression":
    case "upstream":
    case "release.blocked":
    case "cel":
    case "unavailable":
      return []
  }
}

const isAttested = (kind: ReportKind, category: CategoryName): boolean =>
  kind === "provenance" && category === CATEGORY_OF_KIND.provenance

const limit = (most: number, level: string): string =>
  `${most === 0 ? "no" : most} ${level === "total" ? "findings" : level}`

const newOnly = ({ newOnly: isNewOnly }: { readonly newOnly: boolean }): string[] => (isNewOnly ? ["new only"] : [])

const budgets = (list: readonly Budget[]): string[] =>
  list.map(({ metric, limit: bound }) => `${metric} ${renderMeasure(bound, MEASURE_METRICS[metric], metric)}`)

const minimums = (list: readonly MetricMinimum[]): string[] =>
  list.map(({ metric, minimum }) => `${metric} ${renderBasisPoints(minimum)}`)
