import fc from "fast-check"
import { expect, test } from "vitest"
import { PlaceNames, Places } from "./places.ts"

test("places are a set: any order, any repeats, any numbers, hit once is hit", () => {
  const place = fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(999_999_999, 1_000_000_000, 1_003_999_999))
  const marks = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 999_999), place, fc.boolean()))
  fc.assert(
    fc.property(marks, (marked) => {
      const places = new Places()
      const expected = new Map<string, boolean>()
      for (const [file, number, isHit] of marked) {
        places.mark(file, number, isHit)
        const key = `${file}:${number}`
        expected.set(key, isHit || expected.get(key) === true)
      }
      const found: [string, boolean][] = []
      places.each((file, number, isHit) => found.push([`${file}:${number}`, isHit]))
      expect(found.length).toBe(expected.size)
      expect(new Map(found)).toEqual(expected)
    }),
  )
})

test("the same name has the same number, and numbers begin where told", () => {
  const names = new PlaceNames(7)
  expect(["a", "b", "a", "__proto__", "constructor", "b"].map((name) => names.numberOf(name))).toEqual([
    7, 8, 7, 9, 10, 8,
  ])
})
