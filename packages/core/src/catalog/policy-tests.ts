import type { CategoryRule, QuarantineRule, RetiredRule, ScopeRule, TestMatcher, TestRules } from "./policy.ts"
import { described, listOf, mapOf, mapping, refined, type Shape } from "./policy-shape.ts"
import { categoryName, environmentsOrAll, moment, pattern, patterns, prose, truth } from "./policy-values.ts"

/** Long lists of single tests are retired and quarantined one by one, not in the policy. */
const MOST_TESTS = 5_000

const matcherKeys = {
  suite: patterns,
  class: patterns,
  name: patterns,
  file: described(patterns, "Path globs: * stops at /, ** does not."),
  tag: patterns,
  test: described(patterns, "The whole id, suite::class::name."),
}

type Written = {
  readonly [K in keyof TestMatcher]?: readonly string[]
}

function matcherOf({ suite, class: className, name, file, tag, category, test }: Written): TestMatcher {
  return {
    ...(suite && { suite }),
    ...(className && { class: className }),
    ...(name && { name }),
    ...(file && { file }),
    ...(tag && { tag }),
    ...(category && { category }),
    ...(test && { test }),
  }
}

const jiraCategory = mapOf(prose, pattern, { min: 1, max: 1 })

const categoryRule: Shape<CategoryRule> = refined(
  mapping("a category rule", {}, { ...matcherKeys, jira: jiraCategory, category: categoryName, critical: truth }),
  { anyOf: [{ required: ["category"] }, { required: ["jira"] }] },
  ({ jira, category, critical = false, ...written }, tree, reading) => {
    if (jira === undefined && category === undefined) {
      const text = "A category rule says which `category` its tests have, or takes it from a `jira` field. Add one."
      return reading.mistake("incomplete-rule", tree, text)
    }
    const [field] = jira ?? []
    return {
      match: matcherOf(written),
      ...(category === undefined ? {} : { category }),
      ...(field === undefined ? {} : { jiraField: field[0], jiraValue: field[1] }),
      critical,
    }
  },
)

const jiraScope = mapOf(prose, mapOf(prose, environmentsOrAll, { min: 1 }), { min: 1, max: 1 })

const scopeRule: Shape<ScopeRule> = refined(
  mapping("a scope rule", {}, { ...matcherKeys, category: patterns, jira: jiraScope, environments: environmentsOrAll }),
  { oneOf: [{ required: ["environments"] }, { required: ["jira"] }] },
  ({ jira, environments, ...written }, tree, reading) => {
    if ((jira === undefined) === (environments === undefined)) {
      const text = "A scope rule has `environments`, or takes them from a `jira` field: one of the two. Correct it."
      return reading.mistake("incomplete-rule", tree, text)
    }
    const match = matcherOf(written)
    if (environments !== undefined) return { match, environments }
    const [field] = jira ?? []
    if (field === undefined) return undefined
    return {
      match,
      jiraField: field[0],
      jiraValues: field[1].map(([value, places]) => ({ value, environments: places })),
    }
  },
)

const quarantineRule: Shape<QuarantineRule> = mapping(
  "a quarantine rule",
  {
    test: pattern,
    owner: described(prose, "Who looks after it."),
    reason: prose,
    until: described(moment, "From then on the test counts again."),
  },
  {},
)

const retiredRule: Shape<RetiredRule> = mapping("a retired rule", { test: pattern, reason: prose }, {})

/** The section `tests`: which tests there are, what they are about and where they count. */
export const testRules: Shape<TestRules> = refined(
  mapping(
    "`tests`",
    {},
    {
      categories: described(listOf(categoryRule), "What a test is about. The first match wins."),
      scopes: described(
        listOf(scopeRule),
        "Where a test counts. The first match wins; without one it counts everywhere.",
      ),
      quarantine: described(listOf(quarantineRule, { max: MOST_TESTS }), "Not counted for a while."),
      retired: described(listOf(retiredRule, { max: MOST_TESTS }), "Not counted any more."),
    },
  ),
  {},
  ({ categories = [], scopes = [], quarantine = [], retired = [] }) => ({ categories, scopes, quarantine, retired }),
)

/** A policy without a section `tests`: every test is `other`, unless its upload says more, and counts everywhere. */
export const NO_TEST_RULES: TestRules = { categories: [], scopes: [], quarantine: [], retired: [] }
