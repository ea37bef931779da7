import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { digestOf, parseDigest } from "./digest.ts"

const HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

test("the digest of nothing", () => {
  expect(digestOf("", (data) => createHash("sha256").update(data).digest("hex"))).toBe(`sha256:${HEX}`)
})

test.for([
  [`sha256:${HEX}`, true],
  [`sha256:${HEX.toUpperCase()}`, false],
  [`sha512:${HEX}`, false],
  [HEX, false],
  [`sha256:${HEX}\n`, false],
  [`sha256:${HEX.slice(1)}`, false],
] as const)("%j is a digest: %s", ([input, expected]) => {
  expect(parseDigest(input).ok).toBe(expected)
})
