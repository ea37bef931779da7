import { Ajv2020 } from "ajv/dist/2020.js"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { ATTESTED_POLICY, EXAMPLE_POLICY, REPORTS_POLICY, SMALL_POLICY as SMALL } from "./policy-example.ts"
import { readPolicy } from "./policy-read.ts"
import { policyJsonSchema } from "./policy-schema.ts"

const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(policyJsonSchema() as object)
const isValid = (text: string) => validate(parse(text))

test("the schema accepts the example of the language", () => {
  expect(isValid(EXAMPLE_POLICY)).toBe(true)
  expect(isValid(SMALL)).toBe(true)
  expect(isValid(REPORTS_POLICY)).toBe(true)
  expect(isValid(ATTESTED_POLICY)).toBe(true)
})

test.for([
  "  prod: { checks: none }",
  "  prod: {}",
  "  prod: { coverage: { aggregate: weighted, weights: { unit: 1, functional: 3 }, executedIn: [dev] } }",
  "  prod: { coverage: { minimum: 85.55, regression: { tolerance: 0.5, severity: warn } } }",
  "  prod: { evidence: { tests: { maxAge: 1d 12h, categories: [unit] }, sbom: { subject: artifact }, signature: { format: any } } }",
  '  prod: { soak: { for: 24h, in: staging, severity: observe, owner: sre, why: a, fix: b, controls: ["CC8.1"] } }',
  "  prod: { upstream: { severity: warn } }",
  "  prod: { signature: { keys: [release.pub] }, provenance: { builder: { id: b, level: 3 }, level: 1 } }",
  "rollout: advisory",
  "lanes: { hotfix: [dev, prod] }",
  "tests: { categories: [{ category: unit }, { name: [a, b*], jira: { Category: x }, category: unit, critical: true }] }",
  "tests: { scopes: [{ category: unit, environments: all }, { tag: x, jira: { Scope: { Dev: [dev], All: all } } }] }",
  'tests: { quarantine: [{ test: "*", owner: a, reason: b, until: 2026-12-15T08:00:00+01:00 }] }',
])("schema and reader accept %s", (line) => {
  expect(isValid(`${SMALL}${line}\n`)).toBe(true)
  expect(readPolicy(`${SMALL}${line}\n`).ok).toBe(true)
})

test.for([
  "  prod: { covrage: {} }",
  "  prod: { checks: all }",
  "  prod: { checks: none, coverage: {} }",
  "  prod: { upstream: false }",
  "  prod: { coverage: { minimum: 101 } }",
  "  prod: { coverage: { minimum: 85% } }",
  "  prod: { coverage: { minimun: 85 } }",
  "  prod: { coverage: { aggregate: mean } }",
  "  prod: { coverage: { weights: { unit: 0 } } }",
  "  prod: { coverage: { weights: { unit: 1.5 } } }",
  "  prod: { coverage: { required: [Smoke] } }",
  "  prod: { coverage: { required: [smoke, smoke] } }",
  "  prod: { coverage: { executedIn: anywhere } }",
  "  prod: { coverage: { executedIn: [] } }",
  "  prod: { coverage: { severity: stop } }",
  "  prod: { evidence: { test: {} } }",
  "  prod: { evidence: { tests: { maxAge: 7 } } }",
  "  prod: { evidence: { tests: { maxAge: 2w } } }",
  "  prod: { signature: { identity: [], issuer: github } }",
  "  prod: { signature: { identity: https://github.com/a/b, issuer: http://issuer.example } }",
  "  prod: { provenance: { builder: b, level: 4 } }",
  "  prod: { soak: 24h }",
  "  prod: { soak: { severity: stop } }",
  "  prod:",
  "  PROD: {}",
  "rollout: on",
  "unknown: 1",
  "lanes: { normal: [dev, prod] }",
  "lanes: { hotfix: [dev] }",
  "lanes: { hotfix: [dev, prod, dev] }",
  "tests: { categories: [{ tag: x }] }",
  "tests: { categories: [{ file: 7, category: unit }] }",
  "tests: { categories: [{ file: [], category: unit }] }",
  'tests: { categories: [{ jira: { A: "*", B: "*" } }] }',
  "tests: { scopes: [{ tag: x }] }",
  "tests: { scopes: [{ environments: [] }] }",
  "tests: { scopes: [{ environments: all, jira: { F: { a: all } } }] }",
  "tests: { quarantine: [{ test: a, owner: b, reason: c }] }",
  "tests: { quarantine: [{ test: a, owner: b, reason: c, until: soon }] }",
  'tests: { retired: [{ test: a, reason: " " }] }',
])("schema and reader refuse %s", (line) => {
  expect(isValid(`${SMALL}${line}\n`)).toBe(false)
  expect(readPolicy(`${SMALL}${line}\n`).ok).toBe(false)
})

test.for([
  ["schema: promotrail/policy/v1", "schema: promotrail/policy/v2"],
  ["schema: promotrail/policy/v1", ""],
  ["application: shop", ""],
  ["application: shop", "application: Shop"],
  ["tier: production", "tier: live"],
  ["{ tier: production }", "{}"],
  ["prod: {", "default: {"],
  ["path: [dev, staging, prod]", "path: [dev]"],
  ["path: [dev, staging, prod]", "path: [dev, prod, prod]"],
  ["path: [dev, staging, prod]", ""],
] as const)("schema and reader refuse a policy with %s changed to “%s”", ([from, to]) => {
  expect(isValid(SMALL.replace(from, to))).toBe(false)
  expect(readPolicy(SMALL.replace(from, to)).ok).toBe(false)
})
