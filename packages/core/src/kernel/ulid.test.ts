import fc from "fast-check"
import { expect, test } from "vitest"
import { isUlid, ulid } from "./ulid.ts"

const random = fc.uint8Array({ minLength: 10, maxLength: 10 })
const times = fc.nat(2 ** 48 - 1)

test.for([
  { ms: 0, byte: 0, text: "00000000000000000000000000" },
  { ms: 2 ** 48 - 1, byte: 255, text: "7ZZZZZZZZZZZZZZZZZZZZZZZZZ" },
  { ms: 1_469_918_176_385, byte: 0, text: "01ARYZ6S410000000000000000" },
])("$ms ms is $text", ({ ms, byte, text }) => {
  expect(ulid(ms, new Uint8Array(10).fill(byte))).toBe(text)
})

test("every ULID is spelled as one, and sorts by time", () => {
  fc.assert(
    fc.property(times, times, random, random, (a, b, first, second) => {
      const [left, right] = [ulid(a, first), ulid(b, second)]
      expect(isUlid(left)).toBe(true)
      expect(a === b || left < right === a < b).toBe(true)
    }),
  )
})

test("every bit of chance shows", () => {
  fc.assert(
    fc.property(times, random, fc.nat(79), (ms, bytes, bit) => {
      const flipped = Uint8Array.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(ulid(ms, flipped)).not.toBe(ulid(ms, bytes))
    }),
  )
})

test.for([
  "",
  "01ARYZ6S41",
  "01aryz6s410000000000000000",
  "81ARYZ6S410000000000000000",
  "01ARYZ6S41000000000000000I",
  "01ARYZ6S410000000000000000\n",
])("%j is no ULID", (input) => {
  expect(isUlid(input)).toBe(false)
})
