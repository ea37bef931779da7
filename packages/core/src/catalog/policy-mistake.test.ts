import { expect, test } from "vitest"
import { SMALL_POLICY as SMALL } from "./policy-example.ts"
import { explainMistake } from "./policy-mistake.ts"
import { readPolicy } from "./policy-read.ts"

function refused(text: string): string[] {
  const read = readPolicy(text)
  if (read.ok) throw new Error("the policy was accepted")
  return read.error.map((mistake) => explainMistake(mistake))
}

const MISTAKES: readonly (readonly [claim: string, text: string, ...said: string[]])[] = [
  ["nothing at all", "", "1:1 There is nothing"],
  ["only a comment", "# soon\n", "1:1 There is nothing"],
  [
    "a list instead of a policy",
    "- a\n",
    "1:1 `the policy` must be a mapping that begins with `schema`; this is a list.",
  ],
  ["broken YAML", SMALL.replace("[dev, staging, prod]", "[dev, staging"), "8:1 This is not YAML"],
  ["two documents", `${SMALL}---\na: 1\n`, "11:1 A policy is one document."],
  ["a tag", SMALL.replace("shop", "!!str shop"), "2:20 application: Tags"],
  [
    "an alias",
    `${SMALL.replace("shop", "&a shop")}  prod: { evidence: *a }\n`,
    "2:17 application: Anchors",
    "11:21 gates.prod.evidence: Aliases",
  ],
  ["a directive", `%YAML 1.1\n---\n${SMALL}`, "1:1 Directives"],
  [
    "a merge key",
    `${SMALL}  prod: { <<: {} }\n`,
    '11:11 gates.prod["<<"]: `<<` is not a key of a gate. Merge keys are not supported',
  ],
  ["a key twice", `${SMALL}application: shop\n`, "11:1 application: `application` is written twice"],
  ["a key that is no word", `${SMALL}? [a]\n: 1\n`, "11:3 A key of `the policy` is not a plain word"],
  ["a NUL", SMALL.replace("shop", "sh\0op"), "2:16 The character \\u{0} cannot stand"],
  [
    "an escape for terminals",
    `${SMALL.replace("{ tier: staging }", '{ tier: staging, purpose: "\\e[31m" }')}`,
    "5:38 environments.staging.purpose: `purpose` has a character",
  ],
  [
    "half a surrogate pair",
    `${SMALL.replace("{ tier: staging }", '{ tier: staging, purpose: "\\ud800" }')}`,
    "5:38 environments.staging.purpose",
  ],
  [
    "another version alone, whatever else it holds",
    `${SMALL.replace("v1", "v2")}new: 1\n`,
    "1:9 schema: This policy is written for another version; this one reads `promotrail/policy/v1`.",
  ],
  [
    "a missing section",
    SMALL.replace("path: [dev, staging, prod]\n", ""),
    "1:1 path: `path` is missing. Every policy needs it.",
  ],
  [
    "a misspelt section",
    SMALL.replace("path:", "paht:"),
    "1:1 path: `path` is missing",
    "7:1 paht: `paht` is not a key of the policy. Did you mean `path`?",
  ],
  [
    "a misspelt check",
    `${SMALL}  prod: { covrage: {} }\n`,
    "11:11 gates.prod.covrage: `covrage` is not a key of a gate. Did you mean `coverage`?",
  ],
  [
    "a misspelt key of a check",
    `${SMALL}  prod: { coverage: { minimun: 90 } }\n`,
    "11:23 gates.prod.coverage.minimun: `minimun` is not a key of `coverage`. Did you mean `minimum`?",
  ],
  [
    "an American licence",
    `${SMALL}  prod: { licenses: {} }\n`,
    "11:11 gates.prod.licenses: `licenses` is not a key of a gate. Did you mean `licences`?",
  ],
  [
    "a prototype's key",
    `${SMALL}__proto__: {}\nconstructor: {}\n`,
    "11:1 __proto__: `__proto__` is not a key of the policy.",
    "12:1 constructor: ",
  ],
  [
    "a bad name",
    SMALL.replace("shop", "Shop"),
    "2:14 application: `Shop` is not an application name. Write a lower-case letter",
  ],
  [
    "an environment called default",
    SMALL.replace("dev:", "default:").replace("[dev,", "["),
    "4:3 environments.default: No environment can be called `default`",
  ],
  [
    "a tier nobody knows",
    SMALL.replace("production", "prodcution"),
    "6:17 environments.prod.tier: `prodcution` is not a value of `tier`. Did you mean `production`?",
  ],
  [
    "an undeclared step",
    SMALL.replace("[dev, staging", "[dev, stagin"),
    "7:13 path[1]: `stagin` is not declared under `environments`. Did you mean `staging`?",
  ],
  ["a step twice", SMALL.replace("[dev, staging, prod]", "[dev, prod, dev]"), "7:19 path[2]: `dev` is listed twice"],
  [
    "a path without a step",
    SMALL.replace("[dev, staging, prod]", "[dev]"),
    "7:7 path: `path` has 1 entries and needs at least 2.",
  ],
  [
    "a lane called normal",
    `${SMALL}lanes: { normal: [dev, prod] }\n`,
    "11:10 lanes.normal: The lane `normal` is `path`.",
  ],
  [
    "a lane into nowhere",
    `${SMALL}lanes: { hotfix: [dev, moon] }\n`,
    "11:24 lanes.hotfix[1]: `moon` is not declared under `environments`. Known here: `dev`, `staging`, `prod`.",
  ],
  [
    "a gate for nowhere",
    `${SMALL}  prd: {}\n`,
    "11:3 gates.prd: `prd` is not declared under `environments`. Did you mean `prod`?",
  ],
  ["a gate nothing enters", `${SMALL}  dev: {}\n`, "11:3 gates.dev: Nothing enters `dev`"],
  [
    "an empty gate",
    `${SMALL}  prod:\n`,
    "11:3 gates.prod: `prod` must be a mapping of checks ({} inherits everything); this is nothing.",
  ],
  [
    "checks: none beside others",
    `${SMALL}  prod: { checks: none, coverage: {} }\n`,
    "11:11 gates.prod.checks: `checks: none` cannot stand beside other checks.",
  ],
  [
    "other values of checks",
    `${SMALL}  prod: { checks: all }\n`,
    "11:19 gates.prod.checks: `all` is not a value of `checks`. Known here: `none`.",
  ],
  [
    "upstream switched off",
    `${SMALL}  prod: { upstream: false }\n`,
    "11:21 gates.prod.upstream: `upstream` is always on",
  ],
  [
    "too many decimals",
    `${SMALL}  prod: { coverage: { minimum: 85.555 } }\n`,
    "11:32 gates.prod.coverage.minimum: `85.555` has more than two decimals",
  ],
  [
    "more than everything",
    `${SMALL}  prod: { coverage: { minimum: 101 } }\n`,
    "11:32 gates.prod.coverage.minimum: `101` is not between 0 and 100.",
  ],
  ["less than nothing", `${SMALL}  prod: { coverage: { minimum: -1 } }\n`, "`-1` is not between"],
  ["not a number", `${SMALL}  prod: { coverage: { minimum: .nan } }\n`, "`.nan` is not between"],
  [
    "a hexadecimal percentage",
    `${SMALL}  prod: { coverage: { minimum: 0x55 } }\n`,
    "`0x55` is not written in plain digits",
  ],
  [
    "a percentage with its sign",
    `${SMALL}  prod: { coverage: { minimum: 85% } }\n`,
    "11:32 gates.prod.coverage.minimum: `minimum` must be a percentage as a number, such as 85 or 85.5; this is text.",
  ],
  [
    "a target below the minimum",
    `${SMALL}  prod: { coverage: { target: 80 } }\n`,
    "11:31 gates.prod.coverage.target: The target 80 % is below the minimum 85 %.",
  ],
  [
    "an inherited target below the minimum, once",
    SMALL.replace("minimum: 85", "minimum: 85, target: 80"),
    "10:38 gates.default.coverage.target: The target 80 % is below",
  ],
  [
    "a category's target below its minimum",
    `${SMALL}  prod: { coverage: { categories: { unit: { target: 84.99 } } } }\n`,
    "11:53 gates.prod.coverage.categories.unit.target: The target 84.99 % is below the minimum 85 %.",
  ],
  [
    "weighted without weights",
    `${SMALL}  prod: { coverage: { aggregate: weighted } }\n`,
    "11:34 gates.prod.coverage.aggregate: `aggregate: weighted` needs `weights`",
  ],
  [
    "weights without weighted",
    `${SMALL}  prod: { coverage: { weights: { unit: 1 } } }\n`,
    "11:32 gates.prod.coverage.weights: `weights` are used with",
  ],
  [
    "inherited weights without weighted",
    `${SMALL.replace("minimum: 85", "weights: { unit: 1 }")}  prod: { coverage: { minimum: 90 } }\n`,
    "10:26 gates.default.coverage.weights: `weights` are used with",
  ],
  [
    "half a weight",
    `${SMALL}  prod: { coverage: { aggregate: weighted, weights: { unit: 0.5 } } }\n`,
    "`0.5` is not a whole number from 1",
  ],
  [
    "results from nowhere",
    `${SMALL}  prod: { coverage: { executedIn: [moon] } }\n`,
    "11:36 gates.prod.coverage.executedIn[0]: `moon` is not declared",
  ],
  ["no evidence at all", `${SMALL}  prod: { evidence: {} }\n`, "11:21 gates.prod.evidence: `evidence` names no kind"],
  ["misspelt evidence", `${SMALL}  prod: { evidence: { test: {} } }\n`, "Did you mean `tests`?"],
  [
    "a duration without a unit",
    `${SMALL}  prod: { evidence: { tests: { maxAge: 7 } } }\n`,
    "must be a duration such as 7d, 24h, 30m or 45s; this is a number",
  ],
  ["a duration of weeks", `${SMALL}  prod: { evidence: { tests: { maxAge: 2w } } }\n`, "`2w` is not a duration"],
  ["a severity nobody knows", `${SMALL}  prod: { soak: { severity: blocking } }\n`, "Did you mean `block`?"],
  [
    "an unread check that is no mapping",
    `${SMALL}  prod: { soak: 24h }\n`,
    "11:17 gates.prod.soak: `soak` must be a mapping; this is text.",
  ],
  [
    "a category rule without a category",
    `${SMALL}tests: { categories: [{ tag: x }] }\n`,
    "11:23 tests.categories[0]: A category rule says which",
  ],
  [
    "a scope rule without a scope",
    `${SMALL}tests: { scopes: [{ tag: x }] }\n`,
    "11:19 tests.scopes[0]: A scope rule has",
  ],
  [
    "a scope rule with two scopes",
    `${SMALL}tests: { scopes: [{ environments: all, jira: { F: { a: all } } }] }\n`,
    "11:19 tests.scopes[0]: A scope rule has",
  ],
  [
    "a scope in nowhere",
    `${SMALL}tests: { scopes: [{ environments: [moon] }] }\n`,
    "11:36 tests.scopes[0].environments[0]: `moon` is not declared",
  ],
  ["a scope without a place", `${SMALL}tests: { scopes: [{ environments: [] }] }\n`, "needs at least 1"],
  [
    "a Jira scope in nowhere",
    `${SMALL}tests: { scopes: [{ jira: { Scope: { "Dev Only": [moon] } } }] }\n`,
    '11:51 tests.scopes[0].jira.Scope["Dev Only"][0]: `moon` is not declared',
  ],
  [
    "two Jira fields in one rule",
    `${SMALL}tests: { categories: [{ jira: { A: "*", B: "*" } }] }\n`,
    "`jira` has 2 entries; 1 is the limit",
  ],
  [
    "a quarantine without an end",
    `${SMALL}tests: { quarantine: [{ test: a, owner: b, reason: c }] }\n`,
    "11:23 tests.quarantine[0].until: `until` is missing. Every quarantine rule needs it.",
  ],
  [
    "a quarantine until never",
    `${SMALL}tests: { quarantine: [{ test: a, owner: b, reason: c, until: 2026-02-30 }] }\n`,
    "11:62 tests.quarantine[0].until: `2026-02-30` is not a date",
  ],
  [
    "a retirement without a reason",
    `${SMALL}tests: { retired: [{ test: a, reason: " " }] }\n`,
    "11:39 tests.retired[0].reason: `reason` is blank.",
  ],
]

test.for(MISTAKES)("refused with its place: %s", ([, text, ...said]) => {
  const mistakes = refused(text)
  expect(mistakes).toHaveLength(said.length)
  for (const [index, words] of said.entries()) expect(mistakes[index]).toContain(words)
})

test("all mistakes are told at once, in the order of the file", () => {
  const text = `${SMALL.replace("shop", "Shop").replace("tier: staging", "tier: stagin")}  prod:
    covrage: {}
    coverage: { minimum: 85.555, target: eighty }
tests:
  quarantine:
    - { test: a, until: soon }
`
  expect(refused(text).map((line) => line.replace(/ [^ ]*: .*/, ""))).toEqual([
    "policy.yaml:2:14",
    "policy.yaml:5:20",
    "policy.yaml:12:5",
    "policy.yaml:13:26",
    "policy.yaml:13:42",
    "policy.yaml:16:7",
    "policy.yaml:16:7",
    "policy.yaml:16:25",
  ])
})

test("foreign text cannot move the cursor of who reads the mistake", () => {
  const [said = ""] = refused(`${SMALL}"a\u202eb\u0085\`c": 1\n`)
  expect(said).toContain("`a\\u{202e}b\\u{85}\\u{60}c` is not a key")
})
