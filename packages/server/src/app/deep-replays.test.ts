import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { canonicalJson, type Json } from "@promotrail/core"
import { differencesOf } from "./deep-replays.ts"

const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: true } as Parameters<typeof fc.jsonValue>[0])

describe("where two inputs differ", () => {
  test("nothing is named where the bytes are the same, and something wherever they are not", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const isSame = canonicalJson(a as Json) === canonicalJson(b as Json)
        expect(differencesOf(a, a)).toEqual([])
        expect(differencesOf(a, b).length === 0).toBe(isSame)
      }),
    )
  })

  test("names the path and both sides, and what is on one side only", () => {
    expect(differencesOf({ a: [1, { b: 2 }], c: 1 }, { a: [1, { b: 3 }], d: true })).toEqual([
      "a.1.b: 2 was recorded, 3 comes out",
      "c: 1 was recorded, nothing comes out",
      "d: nothing was recorded, true comes out",
    ])
    expect(differencesOf({ a: null }, {})).toEqual(["a: null was recorded, nothing comes out"])
    expect(differencesOf({}, { toString: 0 })).toEqual(["toString: nothing was recorded, 0 comes out"])
  })
})
