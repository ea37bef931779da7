import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { sha256 } from "./sha256.ts"

const theirs = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

test.for([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 489, 70_000])("%i bytes hash as they do elsewhere", (length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) & 255)
  expect(sha256(bytes)).toBe(theirs(bytes))
})

test("whatever is hashed, text or bytes, hashes as it does elsewhere", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme" }), (bytes, text) => {
      expect(sha256(bytes)).toBe(theirs(bytes))
      expect(sha256(text)).toBe(theirs(text))
    }),
  )
})
