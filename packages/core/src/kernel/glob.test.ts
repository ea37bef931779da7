import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { glob } from "./glob.ts"

describe("names", () => {
  test.for([
    ["smoke", "smoke", true],
    ["smoke", "smokes", false],
    ["smoke*", "smoke", true],
    ["smoke*", "smoke::x/y", true],
    ["*::PayPal*::refund", "payment::PayPalTest::refund", true],
    ["*::PayPal*::refund", "payment::PayPalTest::refunds", false],
    ["*", "", true],
    ["a*b", "ab", true],
    ["a*a", "a", false],
    ["*aa*aa*", "aaa", false],
    ["*.java", "xjava", false],
    ["[a-z]*", "[a-z]x", true],
    ["a?", "ab", false],
    ["", "", true],
    ["", "x", false],
  ] as const)("%j on %j: %s", ([pattern, text, expected]) => {
    expect(glob(pattern)(text)).toBe(expected)
  })
})

describe("paths", () => {
  test.for([
    ["**/unit/**", "src/unit/a.test.ts", true],
    ["**/unit/**", "unit/a.test.ts", true],
    ["**/unit/**", "src/units/a.test.ts", false],
    ["src/*.ts", "src/a.ts", true],
    ["src/*.ts", "src/b/a.ts", false],
    ["src/**/*.ts", "src/a.ts", true],
    ["src/**/*.ts", "src/b/c/a.ts", true],
    ["src/**", "src/", true],
    ["src/**", "srcs", false],
    ["**", "any/thing", true],
    ["*", "a/b", false],
    ["*", "", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/xb", false],
  ] as const)("%j on %j: %s", ([pattern, text, expected]) => {
    expect(glob(pattern, "path")(text)).toBe(expected)
  })
})

/** The same language as a regular expression; fine for short texts, and a disaster for hostile ones. */
function asRegExp(pattern: string, kind: "name" | "path"): RegExp {
  const wildcards = kind === "path" ? /(\*\*\/|\*\*|\*)/ : /(\*+)/
  const source = pattern.split(wildcards).map((part) => {
    if (part === "") return ""
    if (kind === "name" && part.startsWith("*")) return "[^]*"
    if (part === "**/") return "(?:[^]*/)?"
    if (part === "**") return "[^]*"
    return part === "*" ? "[^/]*" : part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&")
  })
  return new RegExp(`^${source.join("")}$`)
}

test("globs agree with regular expressions on everything small", () => {
  const few = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "."), maxLength: 9 })
  const text = fc.string({ unit: fc.constantFrom("a", "b", "/", ".", "\n"), maxLength: 12 })
  fc.assert(
    fc.property(few, text, fc.constantFrom("name" as const, "path" as const), (pattern, input, kind) => {
      expect(glob(pattern, kind)(input)).toBe(asRegExp(pattern, kind).test(input))
    }),
    { numRuns: 20_000 },
  )
})

test.for([
  ["name", `${"*a".repeat(40)}*b`],
  ["path", `${"**/".repeat(20)}${"*a".repeat(20)}b`],
  ["path", `${"*a".repeat(40)}b`],
] as const)("a hostile %s does not blow up", ([kind, pattern]) => {
  const matches = glob(pattern, kind)
  expect(matches("a".repeat(50_000))).toBe(false)
  expect(matches(`${"a".repeat(50_000)}b`)).toBe(true)
})
