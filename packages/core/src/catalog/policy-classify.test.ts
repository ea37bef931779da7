import { expect, test } from "vitest"
import { parseCategoryName, type CategoryName } from "./names.ts"
import { classify } from "./policy-classify.ts"
import { readPolicy } from "./policy-read.ts"
import { EXAMPLE_POLICY, SMALL_POLICY } from "./policy-example.ts"
import { testId, type TestCase } from "./test-case.ts"

function classifier(text: string) {
  const read = readPolicy(text)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return classify(read.value.policy.tests)
}

const withRules = (tests: string) => classifier(`${SMALL_POLICY}tests:\n${tests}\n`)

const aTest = (over: Partial<TestCase> = {}) => {
  const made = { suite: "shop", class: "Cart", name: "adds", ...over }
  return { ...made, id: testId(made) }
}

function category(name: string): CategoryName {
  const parsed = parseCategoryName(name)
  if (!parsed.ok) throw new Error(name)
  return parsed.value
}

const ofExample = classifier(EXAMPLE_POLICY)

test.for<[claim: string, test: Partial<TestCase>, uploaded: string | undefined, expected: object]>([
  [
    "without a rule and an upload's word a test is other and counts everywhere",
    {},
    undefined,
    { category: "other", scope: "all" },
  ],
  [
    "the upload's word is taken where no rule matches",
    {},
    "functional",
    { category: "functional", scope: ["staging", "preprod", "prod"] },
  ],
  ["a rule wins over the upload", { file: "src/unit/cart.ts" }, "functional", { category: "unit", scope: ["dev"] }],
  [
    "the first rule wins",
    { file: "src/unit/cart.ts", suite: "smoke" },
    undefined,
    { category: "unit", critical: false },
  ],
  [
    "a critical rule makes critical",
    { suite: "smoke-eu" },
    undefined,
    { category: "smoke", critical: true, scope: "all" },
  ],
  ["a Jira value is a category", { jira: { Category: "Performance" } }, "unit", { category: "performance" }],
  [
    "a Jira value is spelled as categories are",
    { jira: { Category: " User Journey " } },
    "unit",
    { category: "user-journey" },
  ],
  ["a Jira value that is no category is ignored", { jira: { Category: "5 (!)" } }, "unit", { category: "unit" }],
  [
    "a field of the prototype is no field",
    { jira: Object.create({ Category: "evil" }) as Record<string, string> },
    "unit",
    { category: "unit" },
  ],
  ["a scope rule needs all its members", { tags: ["external"] }, "integration", { scope: ["dev"] }],
  ["a scope rule without a match leaves all", { tags: ["internal"] }, "integration", { scope: "all" }],
  ["a Jira scope is looked up", { jira: { "Environment Scope": "Dev Only" } }, undefined, { scope: ["dev"] }],
  [
    "a Jira scope that is not listed matches nothing",
    { jira: { "Environment Scope": "Moon" } },
    undefined,
    { scope: "all" },
  ],
  [
    "a retired test has its reason",
    { suite: "legacy" },
    undefined,
    { retired: "removed with the old checkout, CHK-90" },
  ],
  [
    "a quarantined test has its rule",
    { suite: "payment", class: "PayPalTest", name: "refund" },
    undefined,
    { quarantine: { reason: "PAY-811" }, retired: undefined },
  ],
])("%s", ([, over, uploaded, expected]) => {
  expect(ofExample(aTest(over), uploaded === undefined ? undefined : category(uploaded))).toMatchObject(expected)
})

test("a critical test cannot be quarantined", () => {
  const of = withRules(`  categories: [{ suite: shop, category: smoke, critical: true }]
  quarantine: [{ test: "*", owner: a, reason: b, until: 2030-01-01 }]`)
  expect(of(aTest(), undefined).quarantine).toBeUndefined()
  expect(of(aTest({ suite: "other" }), undefined).quarantine).toMatchObject({ reason: "b" })
})

test("of several quarantines the one that lasts longest counts, so an expired one hides no valid one", () => {
  const of = withRules(`  quarantine:
    - { test: "shop::*", owner: a, reason: first, until: 2026-01-01 }
    - { test: "shop::Cart::adds", owner: a, reason: longest, until: 2028-01-01 }
    - { test: "*", owner: a, reason: second, until: 2027-01-01 }`)
  expect(of(aTest(), undefined).quarantine?.reason).toBe("longest")
  expect(of(aTest({ name: "removes" }), undefined).quarantine?.reason).toBe("second")
})

test("of several retirements the first counts, whether it names one test or many", () => {
  const of = withRules(`  retired:
    - { test: "shop::Cart::adds", reason: single }
    - { test: "shop::*", reason: suite }
    - { test: "shop::Cart::removes", reason: late }`)
  expect(of(aTest(), undefined).retired).toBe("single")
  expect(of(aTest({ name: "removes" }), undefined).retired).toBe("suite")
  expect(of(aTest({ suite: "web" }), undefined).retired).toBeUndefined()
})

test("a Jira rule with a category gives it to the values its pattern names", () => {
  const of = withRules(`  categories:
    - { jira: { Component: "pay*" }, category: payments, critical: true }
    - { category: rest }`)
  expect(of(aTest({ jira: { Component: "payouts" } }), undefined)).toMatchObject({
    category: "payments",
    critical: true,
  })
  expect(of(aTest({ jira: { Component: "cart" } }), undefined)).toMatchObject({ category: "rest", critical: false })
  expect(of(aTest(), undefined).category).toBe("rest")
})
