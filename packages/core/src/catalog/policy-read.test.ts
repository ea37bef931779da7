import { expect, test } from "vitest"
import type { Policy } from "./policy.ts"
import { EXAMPLE_POLICY, SMALL_POLICY as SMALL } from "./policy-example.ts"
import { explainMistake } from "./policy-mistake.ts"
import { readPolicy } from "./policy-read.ts"

function accepted(text: string): { policy: Policy; warnings: string[] } {
  const read = readPolicy(text)
  if (!read.ok) throw new Error(read.error.map((mistake) => explainMistake(mistake)).join("\n"))
  return { policy: read.value.policy, warnings: read.value.warnings.map(({ code, path }) => `${code} ${path}`) }
}

function refused(text: string): string[] {
  const read = readPolicy(text)
  if (read.ok) throw new Error("the policy was accepted")
  return read.error.map((mistake) => explainMistake(mistake))
}

const gateInto = (policy: Policy, environment: string) =>
  policy.gates.find((gate) => gate.environment === environment)?.checks

function coverageInto(policy: Policy, environment: string) {
  const checks = gateInto(policy, environment)
  if (!Array.isArray(checks)) throw new Error("no checks")
  const rule = checks.find(({ kind }) => kind === "coverage")
  if (rule?.kind !== "coverage") throw new Error("no coverage")
  return rule.parameters
}

test("the example of the language is accepted; what is not evaluated yet is warned about", () => {
  const { policy, warnings } = accepted(EXAMPLE_POLICY)
  expect(policy.path).toEqual(["dev", "staging", "preprod", "prod"])
  expect(policy.environments[0]).toEqual({
    name: "dev",
    tier: "development",
    purpose: "every merge, synthetic data",
    owners: ["team:checkout"],
    instances: [],
  })
  expect(policy.lanes).toEqual([{ name: "hotfix", path: ["staging", "prod"] }])
  expect(policy.tests.categories.map(({ category, critical, jiraField }) => [category, critical, jiraField])).toEqual([
    ["unit", false, undefined],
    ["smoke", true, undefined],
    [undefined, false, "Category"],
  ])
  expect(policy.tests.scopes[3]?.jiraValues?.[2]).toEqual({ value: "All Environments", environments: "all" })
  expect(policy.tests.quarantine[0]?.until).toBe("2026-12-15T00:00:00.000Z")
  expect(
    policy.gates.map(({ environment, checks }) => [environment, checks === "none" ? "none" : checks.map(kindOf)]),
  ).toEqual([
    ["staging", ["coverage", "evidence", "upstream", "release.blocked"]],
    ["preprod", ["coverage", "coverage.regression", "evidence", "findings", "upstream", "release.blocked"]],
    [
      "prod",
      // The order is the language's, not the file's.
      ["coverage", "evidence", "vulnerabilities", "licences", "signature", "soak?", "window?", "approvals?"].concat(
        "upstream",
        "release.blocked",
      ),
    ],
  ])
  expect(coverageInto(policy, "preprod")).toMatchObject({
    minimum: 8_500,
    target: 9_000,
    required: ["smoke"],
    categories: [{ category: "functional", minimum: 9_000, target: 9_000 }],
  })
  expect(warnings).toEqual([
    "comma-in-text environments.dev.purpose",
    "not-evaluated gates.prod.soak",
    "not-evaluated gates.prod.window",
    "not-evaluated gates.prod.approvals",
  ])
})

type Rule = Exclude<Policy["gates"][number]["checks"], "none">[number]
const kindOf = (rule: Rule) => (rule.kind === "unavailable" ? `${rule.parameters.wanted}?` : rule.kind)

test("what nobody wrote has its default", () => {
  const { policy, warnings } = accepted(SMALL)
  expect(policy).toMatchObject({ rollout: "enforce", lanes: [], tests: { categories: [], scopes: [] } })
  expect(warnings).toEqual([])
  expect(gateInto(policy, "prod")).toEqual([
    {
      kind: "coverage",
      severity: "block",
      parameters: {
        minimum: 8_500,
        target: 9_000,
        required: [],
        aggregate: { rule: "pooled" },
        perCategory: true,
        executedIn: "upstream",
        categories: [],
      },
    },
    { kind: "upstream", severity: "block", parameters: {} },
    { kind: "release.blocked", severity: "block", parameters: {} },
  ])
})

test("depth 32 is read and depth 33 is refused where it begins", () => {
  // The policy, gates, prod, soak, then lists.
  const nested = (lists: number) => `${SMALL}  prod: { soak: { for: ${"[".repeat(lists)}${"]".repeat(lists)} } }\n`
  expect(accepted(nested(28)).warnings).toEqual(["not-evaluated gates.prod.soak"])
  expect(refused(nested(29))).toEqual([expect.stringContaining("11:52 gates.prod.soak.for[0]")])
})

test("1 MiB is read and one byte more is refused, counted in UTF-8", () => {
  const padded = (bytes: number) => `${SMALL}#${"é".repeat((bytes - SMALL.length - 1) >> 1)}`
  const room = 1_048_576 - ((SMALL.length + 1) % 2)
  expect(accepted(padded(room)).policy.application).toBe("shop")
  expect(refused(padded(room + 2))).toEqual([expect.stringContaining("at most 1048576 bytes")])
})

const INHERITED: readonly (readonly [
  claim: string,
  gates: string,
  staging: string[] | "none",
  prod: string[] | "none",
])[] = [
  ["an environment without a gate inherits default", "default: { coverage: {} }", ["coverage"], ["coverage"]],
  ["an empty gate inherits default", "{ default: { coverage: {} }, prod: {} }", ["coverage"], ["coverage"]],
  [
    "a gate adds to default",
    "{ default: { coverage: {} }, prod: { evidence: { tests: {} } } }",
    ["coverage"],
    ["coverage", "evidence"],
  ],
  [
    "a gate's checks: none lets default go",
    "{ default: { coverage: {} }, prod: { checks: none } }",
    ["coverage"],
    "none",
  ],
  ["default's checks: none is inherited", "{ default: { checks: none } }", "none", "none"],
  [
    "a gate's checks let default's checks: none go",
    "{ default: { checks: none }, prod: { coverage: {} } }",
    "none",
    ["coverage"],
  ],
  ["default is optional", "{ prod: { coverage: {} } }", [], ["coverage"]],
  ["no gate is written at all", "{}", [], []],
]

test.for(INHERITED)("%s", ([, gates, staging, prod]) => {
  const written = gates.startsWith("{") ? gates : `{ ${gates} }`
  const { policy, warnings } = accepted(SMALL.replace(/gates:[^]*/, `gates: ${written}\n`))
  const whole = (kinds: string[] | "none") => (kinds === "none" ? kinds : [...kinds, "upstream", "release.blocked"])
  const kinds = policy.gates.map(({ environment, checks }) => [
    environment,
    checks === "none" ? checks : checks.map(kindOf),
  ])
  expect(kinds).toEqual([
    ["staging", whole(staging)],
    ["prod", whole(prod)],
  ])
  // Whoever leaves a gate without a check of its own is told.
  expect(warnings.filter((warning) => warning.startsWith("gate-without-checks"))).toHaveLength(
    [staging, prod].filter(({ length }) => length === 0).length,
  )
})

test("what a gate inherits is merged key by key, and lists are replaced", () => {
  const gates = `{ default: { coverage: { minimum: 80, target: 95, required: [unit, smoke], executedIn: source, severity: warn,
    categories: { unit: { minimum: 99, target: 99.5 }, smoke: { minimum: 100 } }, controls: [A-1] } },
    prod: { coverage: { minimum: 85.5, required: [security], categories: { unit: { minimum: 99.25 } }, severity: block } } }`
  const { policy } = accepted(SMALL.replace(/gates:[^]*/, `gates: ${gates}\n`))
  expect(gateInto(policy, "prod")).toMatchObject([{ kind: "coverage", severity: "block", controls: ["A-1"] }, {}, {}])
  expect(coverageInto(policy, "prod")).toEqual({
    minimum: 8_550,
    target: 9_500,
    required: ["security"],
    aggregate: { rule: "pooled" },
    perCategory: true,
    executedIn: "source",
    categories: [
      { category: "unit", minimum: 9_925, target: 9_950 },
      { category: "smoke", minimum: 10_000, target: 10_000 },
    ],
  })
})

test("a gate may turn away from inherited weights", () => {
  const gates = `{ default: { coverage: { aggregate: weighted, weights: { unit: 1, functional: 3 } } }, prod: { coverage: { aggregate: min } } }`
  const { policy } = accepted(SMALL.replace(/gates:[^]*/, `gates: ${gates}\n`))
  expect(coverageInto(policy, "prod").aggregate).toEqual({ rule: "min" })
  expect(coverageInto(policy, "staging").aggregate).toEqual({
    rule: "weighted",
    weights: [
      { category: "unit", weight: 1 },
      { category: "functional", weight: 3 },
    ],
  })
})

test("a target nobody wrote is never below a minimum somebody did", () => {
  expect(coverageInto(accepted(SMALL.replace("85", "95")).policy, "prod")).toMatchObject({
    minimum: 9_500,
    target: 9_500,
  })
})

test("a regression blocks as its coverage does, unless it says otherwise", () => {
  const severities = (coverage: string) => {
    const checks = gateInto(accepted(SMALL.replace("{ minimum: 85 }", coverage)).policy, "prod") ?? "none"
    return checks === "none" ? [] : checks.map(({ kind, severity }) => `${kind} ${severity}`).slice(0, 2)
  }
  expect(severities("{ regression: {} }")).toEqual(["coverage block", "coverage.regression block"])
  expect(severities("{ severity: warn, regression: {} }")).toEqual(["coverage warn", "coverage.regression warn"])
  expect(severities("{ severity: warn, regression: { severity: block } }")).toEqual([
    "coverage warn",
    "coverage.regression block",
  ])
})

test("upstream can be made to warn, and it stays", () => {
  const { policy } = accepted(`${SMALL}  prod: { upstream: { severity: warn, owner: "team:sre" } }\n`)
  expect(gateInto(policy, "prod")).toContainEqual({
    kind: "upstream",
    severity: "warn",
    owner: "team:sre",
    parameters: {},
  })
})

test("evidence of every kind that is read is a rule; of other kinds it is unavailable", () => {
  const { policy, warnings } = accepted(
    `${SMALL}  prod: { evidence: { tests: { maxAge: 1d 12h, categories: [unit] }, sbom: { producers: ["ci-*"], subject: artifact }, signature: {} } }\n`,
  )
  expect(gateInto(policy, "prod")).toMatchObject([
    { kind: "coverage" },
    { kind: "evidence", parameters: { kinds: [{ evidence: "tests", maxAgeMs: 129_600_000, categories: ["unit"] }] } },
    { kind: "evidence", parameters: { kinds: [{ evidence: "sbom", producers: ["ci-*"], subject: "artifact" }] } },
    { kind: "unavailable", parameters: { wanted: "evidence.signature" } },
    { kind: "upstream" },
    { kind: "release.blocked" },
  ])
  expect(warnings).toEqual(["not-evaluated gates.prod.evidence.signature"])
})

test("a lane's gates are gates, also of environments the path does not enter", () => {
  const text = SMALL.replace("path: [dev, staging, prod]", "path: [staging, prod]\nlanes: { trial: [prod, dev] }")
  expect(accepted(text).policy.gates.map(({ environment }) => environment)).toEqual(["dev", "prod"])
})

test("lists as long as they may be are read", () => {
  const rules = (count: number, rule: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => rule(n)).join("")
  const long = (count: number) => `${SMALL}tests:
  quarantine:
${rules(count, (n) => `    - { test: "s::C::t${n}", owner: anna, reason: PAY-${n}, until: 2030-01-01 }\n`)}
  retired:
${rules(count, (n) => `    - { test: "old::C::t${n}", reason: "CHK-${n}" }\n`)}`
  expect(accepted(long(5_000)).policy.tests.quarantine).toHaveLength(5_000)
  expect(refused(long(5_001))).toEqual([
    expect.stringContaining("`quarantine` has 5001 entries; 5000 is the limit."),
    expect.stringContaining("`retired` has 5001 entries; 5000 is the limit."),
  ])
})
