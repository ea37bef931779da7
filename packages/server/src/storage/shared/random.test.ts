import { expect, test } from "vitest"
import { randomBytesOf } from "./random.ts"

test("random bytes are handed out once, across the end of what was made at once, and stay as they are", () => {
  const drawn = Array.from({ length: 2_000 }, () => randomBytesOf(16))
  const before = drawn.map((bytes) => bytes.toString("hex"))
  randomBytesOf(8_192)
  expect(drawn.map((bytes) => bytes.toString("hex"))).toStrictEqual(before)
  expect(new Set(before).size).toBe(2_000)
  expect(drawn.some((bytes) => bytes.every((byte) => byte === 0))).toBe(false)
})

test("more than is made at once is refused", () => {
  expect(() => randomBytesOf(8_193)).toThrow("at most 8192")
})
