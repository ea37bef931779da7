import fc from "fast-check"
import { expect, test } from "vitest"
import { IdIndex, keyOf } from "./id-index.ts"

test("finds every id that was added under its ordinal, and no other", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: "binary" })), fc.array(fc.string()), (ids, others) => {
      const index = new IdIndex()
      ids.forEach((id, at) => index.add(keyOf(id), at * 2))
      for (const id of [...ids, ...others]) expect(index.find(id)).toBe(ids.indexOf(id))
      expect(ids.map((_, at) => index.fingerprint(at))).toStrictEqual(ids.map((_, at) => at * 2))
    }),
  )
})

test("keeps its promises while it grows", () => {
  const index = new IdIndex()
  const ids = Array.from({ length: 20_000 }, (_, at) => `suite::class::test ${at}`)
  for (const id of ids) index.add(keyOf(id), 0)
  expect(index.size).toBe(20_000)
  expect(ids.every((id, at) => index.find(id) === at)).toBe(true)
  expect(index.find("suite::class::test 20000")).toBe(-1)
})
