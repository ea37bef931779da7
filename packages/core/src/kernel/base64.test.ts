import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { base64Of, bytesOfBase64, bytesOfEitherBase64, decodeBase64 } from "./base64.ts"
import { bytesOfHex, hexOf } from "./hex.ts"
import { textOfUtf8, utf8Of } from "./utf8.ts"

const bytes = fc.uint8Array({ maxLength: 70 })

test("bytes come back from every spelling, and are spelled as the platform does", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const buffer = Buffer.from(data)
      expect(base64Of(data)).toBe(buffer.toString("base64"))
      expect(bytesOfBase64(base64Of(data))).toStrictEqual(data)
      expect(bytesOfEitherBase64(base64Of(data))).toStrictEqual(data)
      expect(bytesOfEitherBase64(buffer.toString("base64url"))).toStrictEqual(data)
      expect(hexOf(data)).toBe(buffer.toString("hex"))
      expect(bytesOfHex(hexOf(data))).toStrictEqual(data)
    }),
  )
})

describe("base64 has one spelling", () => {
  test.for(["A", "AA", "AAA", "AA=", "A===", "AAAA=", "AA==AA==", "A A=", "AA==\n", "-_8=", "AB=="])(
    "%j is none",
    (text) => {
      expect(bytesOfBase64(text)).toBeUndefined()
    },
  )

  test("stray bits are read and said", () => {
    expect(decodeBase64("AB==")).toStrictEqual({ bytes: Uint8Array.of(0), isCanonical: false })
    expect(decodeBase64("AA==")).toStrictEqual({ bytes: Uint8Array.of(0), isCanonical: true })
  })
})

describe("text", () => {
  test("is spelled as the platform does, and comes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(utf8Of(text)).toStrictEqual(new TextEncoder().encode(text))
        expect(textOfUtf8(utf8Of(text))).toBe(text)
      }),
    )
    expect(utf8Of("a\ud800b")).toStrictEqual(new TextEncoder().encode("a\ud800b"))
    expect(textOfUtf8(utf8Of("\ufeffa"))).toBe("\ufeffa")
  })

  test("bytes that the platform's strict decoder refuses are none", () => {
    const strict = (data: Uint8Array) => {
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data)
      } catch {
        return undefined
      }
    }
    fc.assert(
      fc.property(bytes, (data) => {
        expect(textOfUtf8(data)).toBe(strict(data))
      }),
    )
    for (const odd of ["c080", "eda080", "f4908080", "80", "e282", "ff"])
      expect(textOfUtf8(bytesOfHex(odd))).toBeUndefined()
  })
})
