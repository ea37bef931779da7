import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { canonicalJson, type Json } from "./canonical-json.ts"

describe("numbers are spelled as ECMAScript spells them (RFC 8785, appendix B)", () => {
  test.for([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555556", "333333333.3333334"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ] as const)("%s is %s", ([bits, text]) => {
    const view = new DataView(new ArrayBuffer(8))
    view.setBigUint64(0, BigInt(`0x${bits}`))
    expect(canonicalJson(view.getFloat64(0))).toBe(text)
  })
})

describe("one value has one spelling", () => {
  test.for<{ what: string; value: Json; text: string }>([
    {
      what: "no spaces, members sorted",
      value: { b: [1, { d: null, c: true }], a: "x" },
      text: '{"a":"x","b":[1,{"c":true,"d":null}]}',
    },
    {
      what: "members by UTF-16 units (RFC 8785 §3.2.3)",
      value: { "€": 1, "\r": 2, דּ: 3, "1": 4, "😂": 5, "\u0080": 6, ö: 7 },
      text: '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😂":5,"\ufb33":3}',
    },
    {
      what: "controls short or as lower-case hex",
      value: "\b\t\n\f\r\u0000\u001f\u007f",
      text: '"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f"',
    },
    { what: "only quote and backslash escaped beside", value: '"\\/\u2028é', text: '"\\"\\\\/\u2028é"' },
    { what: "absent members left out", value: { a: undefined, b: 1 }, text: '{"b":1}' },
    { what: "digits as names sorted as text", value: { 10: 1, 9: 2 }, text: '{"10":1,"9":2}' },
    { what: "empty things", value: { a: [], b: {}, c: "" }, text: '{"a":[],"b":{},"c":""}' },
  ])("$what", ({ value, text }) => {
    expect(canonicalJson(value)).toBe(text)
  })

  test("a member named __proto__ is an ordinary member", () => {
    const text = '{"__proto__":{"a":1},"constructor":2}'
    expect(canonicalJson(JSON.parse(text) as Json)).toBe(text)
  })
})

test.for([
  ["NaN", Number.NaN],
  ["infinity", Number.NEGATIVE_INFINITY],
  ["a lone surrogate", "\ud800"],
  ["a lone surrogate as a name", { "\udc00": 1 }],
  ["a map", new Map()],
  ["a date", new Date(0)],
  ["bytes", new Uint8Array(1)],
  ["undefined", undefined],
  ["undefined in a list", [undefined]],
  ["a hole in a list", Object.assign([], { 1: 1 })],
  ["a big integer", 1n],
  ["a function", () => 0],
] as const)("JSON cannot say %s", ([, value]) => {
  expect(() => canonicalJson(value as unknown as Json)).toThrow(TypeError)
})

const characters = fc
  .oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code))

test("what is written reads back the same, and writes the same again", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: characters }), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as Json
      const text = canonicalJson(json)
      expect(JSON.parse(text)).toStrictEqual(json)
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text)
    }),
  )
})

test("the order in which members were set does not show", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: characters }), fc.integer()), (record) => {
      const reversed = Object.fromEntries(Object.entries(record).toReversed())
      expect(canonicalJson(reversed)).toBe(canonicalJson(record))
    }),
  )
})

const shared = fileURLToPath(new URL("../../../../../shared/vectors/jcs", import.meta.url))
describe.skipIf(!existsSync(shared))("published vectors (skipped: no ../shared where absent)", () => {
  const names = existsSync(shared) ? readdirSync(join(shared, "input")) : []
  const read = (folder: string, name: string) => readFileSync(join(shared, folder, name), "utf8")
  test.for(names)("%s", (name) => {
    expect(canonicalJson(JSON.parse(read("input", name)) as Json)).toBe(read("output", name).trimEnd())
  })
})
