import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { memberOf, readStrictJson } from "./strict-json.ts"

describe("what every reader would not read alike is refused, with its place", () => {
  test.for([
    ['{"a":1,"a":1}', "duplicate-key", 7],
    ['{"a":1,"\\u0061":2}', "duplicate-key", 7],
    ["9007199254740992", "inexact-integer", 0],
    ["[-9007199254740993]", "inexact-integer", 1],
    ["1e999", "not-finite", 0],
    ['"\\ud800"', "lone-surrogate", 0],
    ['{"\\udc00":1}', "lone-surrogate", 1],
    ["[".repeat(102), "too-deep", 101],
    ["", "syntax", 0],
    ["{", "syntax", 1],
    ["[1,]", "syntax", 3],
    ['{"a":1,}', "syntax", 7],
    ["{a:1}", "syntax", 1],
    ["01", "syntax", 1],
    ["1.", "syntax", 1],
    ["+1", "syntax", 0],
    ["NaN", "syntax", 0],
    ["tru", "syntax", 0],
    ["'a'", "syntax", 0],
    ['"\t"', "syntax", 0],
    ['"\\x"', "syntax", 0],
    ["1 2", "syntax", 2],
    ["\ufeff1", "syntax", 0],
    ["// a\n1", "syntax", 0],
  ] as const)("%s: %s at %i", ([text, why, at]) => {
    expect(readStrictJson(text)).toStrictEqual({ ok: false, error: { kind: "unsignable-json", why, at } })
  })
})

test.for(["0", "-0", "9007199254740991", "1e15", "0.1", '"\u007f é"', "[]", "{}", ' [ 1 , { "a" : null } ] '])(
  "%s reads as JSON does",
  (text) => {
    expect(readStrictJson(text)).toStrictEqual({ ok: true, value: JSON.parse(text) as Json })
  },
)

test("whatever canonical JSON spells of exact numbers is read the same", () => {
  const numbers = fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1e15, max: 1e15, noNaN: true }))
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      numbers,
      fc.string({ unit: "grapheme" }),
      fc.array(tie("value")),
      fc.dictionary(fc.string({ unit: "grapheme" }), tie("value")),
    ),
  })).value
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(JSON.parse(JSON.stringify(value)) as Json)
      const read = readStrictJson(text)
      expect(read.ok && canonicalJson(read.value)).toBe(text)
    }),
  )
})

test("members are an object's own, whatever they are called", () => {
  const read = readStrictJson('{"__proto__":{"a":1},"toString":2}')
  if (!read.ok) throw new Error("refused")
  expect(memberOf(memberOf(read.value, "__proto__"), "a")).toBe(1)
  expect(memberOf(read.value, "toString")).toBe(2)
  expect(memberOf(read.value, "constructor")).toBeUndefined()
  expect(memberOf([1], "length")).toBeUndefined()
  expect(memberOf(read.value, "a")).toBeUndefined()
})
