import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { ATTESTED_POLICY, EXAMPLE_POLICY, REPORTS_POLICY, SMALL_POLICY } from "./policy-example.ts"
import type { Policy } from "./policy.ts"
import type { PolicyMistake } from "./policy-mistake.ts"
import { readPolicy } from "./policy-read.ts"
import { policyJsonSchema } from "./policy-schema.ts"

const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(policyJsonSchema() as object)

/** What of the laws does not hold of the answer to a text. */
function broken(text: string): string[] {
  const read = readPolicy(text)
  const told = read.ok ? read.value.warnings : read.error
  const offences = placed(text, told) ? [] : ["a mistake has no place, or a text that is no line of its own"]
  if (read.ok)
    return [...offences, ...brokenBy(read.value.policy), ...(validate(parse(text)) ? [] : ["the schema refuses it"])]
  return told.length === 0 ? [...offences, "it is refused without a mistake"] : offences
}

function placed(text: string, told: readonly PolicyMistake[]): boolean {
  const lines = text.split("\n")
  return told.every(({ line, column, path, text: said }) => {
    const length = lines[line - 1]?.length ?? -1
    return column >= 1 && column <= length + 1 && /^\P{C}+$/u.test(said) && /^\P{C}*$/u.test(path)
  })
}

function brokenBy(policy: Policy): string[] {
  const offences: string[] = []
  canonicalJson(policy as unknown as Json) // throws on what cannot be recorded
  const entered = [policy.path, ...policy.lanes.map(({ path }) => path)].flatMap((path) => path.slice(1))
  const gates = policy.gates.map(({ environment }) => environment)
  if (gates.length !== new Set(entered).size || !entered.every((name) => gates.includes(name))) offences.push("gates")
  for (const { checks } of policy.gates) {
    if (checks === "none") continue
    if (checks.at(-2)?.kind !== "upstream" || checks.at(-1)?.kind !== "release.blocked") offences.push("last checks")
    for (const rule of checks) {
      if (rule.kind !== "coverage") continue
      const { minimum, target, categories } = rule.parameters
      const good = [{ minimum, target }, ...categories].every(
        (band) => Number.isInteger(band.minimum) && Number.isInteger(band.target) && band.minimum <= band.target,
      )
      if (!good) offences.push("thresholds")
    }
  }
  return offences
}

const WORDS = [
  "0",
  "1",
  "85",
  "84.99",
  "100",
  "85.555",
  "1e999",
  "99999999999999999999",
  "0x55",
  "-1",
  ".nan",
  "~",
  "true",
  "",
  "dev",
  "staging",
  "preprod",
  "prod",
  "default",
  "moon",
  "all",
  "none",
  "upstream",
  "source",
  "weighted",
  "warn",
  "unit",
  "smoke",
  "Smoke",
  "7d",
  "0s",
  "500ms",
  "0.5us",
  "1%",
  "0.33333%",
  "critical",
  "dynamic",
  "AGPL-3.0-only",
  "MIT OR ISC",
  "2026-12-15",
  "2026-02-30",
  "promotrail/policy/v1",
  "promotrail/policy/v2",
  "__proto__",
  "constructor",
  "toString",
  "<<",
  "*a",
  "&a",
  "!!str",
  "!x",
  "%YAML 1.1",
  "---",
  "...",
  "? ",
  ": ",
  "- ",
  "{}",
  "[]",
  "{",
  "}",
  "[",
  "]",
  ",",
  '"',
  "'",
  "#",
  "|",
  ">",
  "@",
  "`",
  "\t",
  "\0",
  "\ud800",
  "\u202e",
  "\r",
  "\n",
  "é",
  '"\\ud800"',
  '"\\0"',
  '"\\e[31m"',
  "[".repeat(40),
  "{a: ".repeat(40),
  "a".repeat(5_000),
]
const word = fc.constantFrom(...WORDS)
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(word, { maxLength: 40 }).map((words) => words.join("")),
  fc.array(word, { maxLength: 40 }).map((words) => words.join(" ")),
)

/** One change of a text: a word put in place of another, a line left out or repeated, anything put anywhere. */
const change = fc.tuple(fc.constantFrom("word", "word", "word", "drop", "repeat", "insert"), fc.nat(), word)

function changed(text: string, [how, at, put]: readonly [string, number, string]): string {
  const words = [...text.matchAll(/[\w.-]+/g)]
  const found = words[at % Math.max(words.length, 1)]
  const lines = text.split("\n")
  if (how === "word")
    return found === undefined ? put : text.slice(0, found.index) + put + text.slice(found.index + found[0].length)
  if (how === "drop") return lines.toSpliced(at % lines.length, 1).join("\n")
  if (how === "repeat") return lines.toSpliced(at % lines.length, 0, lines[at % lines.length] ?? "").join("\n")
  const place = at % (text.length + 1)
  return text.slice(0, place) + put + text.slice(place)
}

test("any text is answered with a policy or with mistakes that have places", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(broken(text)).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test("a good policy with changes is answered so, and what is accepted the schema accepts", () => {
  let accepted = 0
  fc.assert(
    fc.property(
      fc.constantFrom(EXAMPLE_POLICY, REPORTS_POLICY, ATTESTED_POLICY, SMALL_POLICY),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (text, changes) => {
        const tried = changes.reduce(changed, text)
        expect(broken(tried)).toEqual([])
        if (readPolicy(tried).ok) accepted++
      },
    ),
    { numRuns: 500 },
  )
  expect(accepted).toBeGreaterThan(10) // else the claim about accepted policies was not tried
})

test("reading is a function of the text: twice the same answer, and nothing between", () => {
  fc.assert(
    fc.property(change, (one) => {
      const text = changed(EXAMPLE_POLICY, one)
      expect(readPolicy(text)).toEqual(readPolicy(text))
    }),
    { numRuns: 50 },
  )
})

const MIB = 1_048_576
const fill = (unit: string) => unit.repeat(Math.floor(MIB / unit.length))

test.for<[what: string, text: string]>([
  ["brackets", fill("[")],
  ["braces", fill("{")],
  ["braces with keys", fill("{a: ")],
  ["closing brackets", fill("]")],
  ["commas in a list", `[${",".repeat(MIB - 2)}]`],
  ["dashes", fill("- ")],
  ["question marks", fill("? ")],
  ["colons", fill(": ")],
  ["nested blocks", Array.from({ length: 1_400 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ["quotes", fill('"')],
  ["documents", fill("---\n")],
  ["directives", fill("%A\n")],
  ["anchors", fill("&a ")],
  ["exclamation marks", fill("!")],
  ["tabs", fill("\t")],
  ["NULs", fill("\0")],
  ["lone surrogates", "\ud800".repeat(MIB / 4)],
  ["different keys", Array.from({ length: 100_000 }, (_, n) => `k${n}: 1\n`).join("")],
  ["the same key", fill("a: 1\n")],
  ["one long key", `${"k".repeat(MIB - 10)}: 1\n`],
  ["one long number", `${SMALL_POLICY}  prod: { coverage: { minimum: ${"9".repeat(500_000)} } }\n`],
  ["an alias bomb", `a: &a [x, x]\n${Array.from({ length: 30 }, (_, n) => `b${n}: &b${n} [*a, *a]\n`).join("")}`],
  [
    "a million stars in a pattern",
    `${SMALL_POLICY}tests: { retired: [{ reason: x, test: "${"*a".repeat(500_000)}" }] }\n`,
  ],
])("refused within the limits, not thrown: a mebibyte of %s", ([, text]) => {
  expect(readPolicy(text).ok).toBe(false)
  expect(broken(text)).toEqual([])
})
