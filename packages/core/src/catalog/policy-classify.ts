import { glob } from "../kernel/glob.ts"
import { anyOf, compileMatcher, memo, type MatchedTest, type Predicate } from "./matcher.ts"
import { OTHER, parseCategoryName, type CategoryName, type EnvironmentName } from "./names.ts"
import type { CategoryRule, QuarantineRule, RetiredRule, ScopeRule, TestRules } from "./policy.ts"
import type { TestCase } from "./test-case.ts"

/** What the rules of a policy say of one test. */
export type Classification = {
  readonly category: CategoryName
  /** Critical tests must pass, all of them. */
  readonly critical: boolean
  readonly scope: readonly EnvironmentName[] | "all"
  /** Why the test is not counted any more. */
  readonly retired: string | undefined
  /** Of the rules that match, the one that lasts longest; whether it still holds is asked at `now`. */
  readonly quarantine: QuarantineRule | undefined
}

/** Compiles the rules of a policy to one question per test. `uploaded` is the category the upload was sent with. */
export function classify(
  rules: TestRules,
): (test: TestCase & { readonly id: string }, uploaded: CategoryName | undefined) => Classification {
  const categoryOf = compileCategories(rules.categories)
  const scopeOf = compileScopes(rules.scopes)
  const retiredBy = firstMatching<RetiredRule>(rules.retired)
  const quarantinedBy = firstMatching<QuarantineRule>(
    rules.quarantine.toSorted((a, b) => (a.until < b.until ? 1 : a.until > b.until ? -1 : 0)),
  )
  return (test, uploaded) => {
    const ruled = categoryOf(test)
    const category = ruled?.category ?? uploaded ?? OTHER
    const critical = ruled?.critical ?? false
    return {
      category,
      critical,
      scope: scopeOf(test, category),
      retired: retiredBy(test.id)?.reason,
      // Whoever calls a test critical does not look away from it.
      quarantine: critical ? undefined : quarantinedBy(test.id),
    }
  }
}

type Ruled = { readonly category: CategoryName; readonly critical: boolean }

function compileCategories(rules: readonly CategoryRule[]): (test: MatchedTest) => Ruled | undefined {
  const compiled = rules.map(({ match, category, jiraField, jiraValue = "*", critical }) => {
    const matches = compileMatcher(match)
    const allowed = anyOf([jiraValue])
    const fixed = category === undefined ? undefined : { category, critical }
    const ruledBy = memo((value: string): Ruled | undefined => {
      if (!allowed(value)) return undefined
      if (fixed !== undefined) return fixed
      const parsed = parseCategoryName(value.trim().toLowerCase().replaceAll(" ", "-"))
      return parsed.ok ? { category: parsed.value, critical } : undefined
    })
    return (test: MatchedTest): Ruled | undefined => {
      if (!matches(test)) return undefined
      if (jiraField === undefined) return fixed
      const value = jiraValueOf(test, jiraField)
      return value === undefined ? undefined : ruledBy(value)
    }
  })
  return (test) => {
    for (const rule of compiled) {
      const ruled = rule(test)
      if (ruled !== undefined) return ruled
    }
    return undefined
  }
}

type Scope = readonly EnvironmentName[] | "all"

function compileScopes(rules: readonly ScopeRule[]): (test: MatchedTest, category: CategoryName) => Scope {
  const compiled = rules.map(
    ({ match: { category: categories, ...match }, environments, jiraField, jiraValues = [] }) => {
      const hasCategory = categories === undefined ? () => true : memo(anyOf(categories))
      const matches = compileMatcher(match)
      const byValue = new Map(jiraValues.map(({ value, environments: places }) => [value, places]))
      return (test: MatchedTest, category: CategoryName): Scope | undefined => {
        if (!hasCategory(category) || !matches(test)) return undefined
        if (jiraField === undefined) return environments
        const value = jiraValueOf(test, jiraField)
        return value === undefined ? undefined : byValue.get(value)
      }
    },
  )
  return (test, category) => {
    for (const rule of compiled) {
      const scope = rule(test, category)
      if (scope !== undefined) return scope
    }
    return "all"
  }
}

function jiraValueOf({ jira }: TestCase, field: string): string | undefined {
  return jira !== undefined && Object.hasOwn(jira, field) ? jira[field] : undefined
}

/** The first rule whose pattern matches an id. Single tests, of which there may be many, are looked up. */
function firstMatching<Rule extends { readonly test: string }>(
  rules: readonly Rule[],
): (id: string) => Rule | undefined {
  const single = new Map<string, number>()
  const open: { readonly index: number; readonly matches: Predicate<string> }[] = []
  for (const [index, { test }] of rules.entries()) {
    if (test.includes("*")) open.push({ index, matches: glob(test) })
    else if (!single.has(test)) single.set(test, index)
  }
  return (id) => {
    const found = single.get(id) ?? Infinity
    for (const { index, matches } of open) {
      if (index > found) break
      if (matches(id)) return rules[index]
    }
    return rules[found]
  }
}
