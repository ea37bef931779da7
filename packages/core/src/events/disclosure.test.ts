import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { digestOfDisclosure, disclosuresNamedIn, discloseValue, readDisclosure, SALT_BYTES } from "./disclosure.ts"

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

test("a digest is that of the text as RFC 9901 takes it", () => {
  // The disclosure of section 4.2.1, and its digest of section 4.2.3.
  const text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
  expect(digestOfDisclosure(text, sha256)).toBe("X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0")
  expect(readDisclosure(text)).toStrictEqual({ name: "family_name", value: "M\u00f6bius" })
})

test("whatever is disclosed is read back, and another salt gives another digest", () => {
  const salt = fc.uint8Array({ minLength: SALT_BYTES, maxLength: SALT_BYTES })
  const words = fc.string({ unit: "grapheme" })
  fc.assert(
    fc.property(salt, salt, words, words, (one, other, name, value) => {
      const made = discloseValue(one, name, value, sha256)
      expect(readDisclosure(made.text)).toStrictEqual({ name, value })
      expect(made.text).toMatch(/^[A-Za-z0-9_-]+$/)
      const again = discloseValue(other, name, value, sha256)
      expect(again.digest === made.digest).toBe(Buffer.compare(one, other) === 0)
    }),
  )
})

test.for(["", "e30", "WyJhIiwiYiJd", "WzEsImEiLCJiIl0", "a b", "W10="])("%j discloses nothing", (text) => {
  expect(readDisclosure(text)).toBeUndefined()
})

test("the digests in a body are found without reading it", () => {
  const digest = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
  expect(
    disclosuresNamedIn(`{"actor":{"name":{"_sd":"${digest}"}},"data":{"reason":{"_sd":"${digest}"}}}`),
  ).toStrictEqual([digest, digest])
  expect(disclosuresNamedIn(`{"data":{"pattern":"_sd"}}`)).toStrictEqual([])
})
