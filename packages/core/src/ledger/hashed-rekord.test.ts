import fc from "fast-check"
import { expect, test } from "vitest"
import { hasher, sha256 } from "../../testing/signers.ts"
import { utf8Of } from "../kernel/utf8.ts"
import { formatHashedRekord, P256_KEY_DETAILS, parseHashedRekord } from "./hashed-rekord.ts"

const REKORD = {
  digest: sha256("what was signed"),
  signature: Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1),
  publicKey: new Uint8Array(91).fill(5),
  keyDetails: P256_KEY_DETAILS,
}
const ENTRY = formatHashedRekord(REKORD)

// Made with the design's own values: an entry is another one if a single byte is.
test("an entry is spelled as Rekor spells it, to the byte", () => {
  const publicKey = Buffer.from(
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfWsZcPMnb+wC9pR2dN0Kg6WlA4UEqeTXFipGNUyWqT6IPcGxLa7RKSsUv9v6NgqLzmsrgbE1mptzH9zPfBsPSg==",
    "base64",
  )
  const signature = Buffer.from(
    "MEYCIQDA9p5Y0rOoGLPgR2UZ4tpLs6x8cBEXXneq6C3+7fWPUAIhAKEDFJFKGVz2gMUhRNB3s9qRpqhjV3BVFixYmedGPxyY",
    "base64",
  )
  const digest = Buffer.from("O4ZOElxXnGt5wZgQHudOoU4Yw6TWpIVTj++C78vwa/Y=", "base64").toString("hex")
  const entry = utf8Of(formatHashedRekord({ digest, signature, publicKey, keyDetails: P256_KEY_DETAILS }))
  expect(entry).toHaveLength(489)
  expect(hasher.leaf(entry)).toBe("4a6b974ba3680e1eb8126b39049fa4bf80ea10f2ea6f3b4f2bb6086caa6f0558")
})

test("what is written is read", () => {
  expect(parseHashedRekord(utf8Of(ENTRY))).toStrictEqual(REKORD)
})

test.for([
  ["a space", ENTRY.replace(":", ": ")],
  ["a line feed behind it", `${ENTRY}\n`],
  ["another version", ENTRY.replace("0.0.2", "0.0.1")],
  ["a second signature", ENTRY.replace('"signature":', '"signature":{},"signature":')],
  ["one member more", ENTRY.replace('"kind"', '"extra":1,"kind"')],
  ["an escaped letter", ENTRY.replace("kind", "k\\u0069nd")],
  ["a digest of other length", ENTRY.replace(/"digest":"[^"]*"/, '"digest":"AQID"')],
  ["no signature", ENTRY.replace(/"content":"[^"]*"/, '"content":""')],
])("an entry with %s is none", ([, text]) => {
  expect(parseHashedRekord(utf8Of(text as string))).toBeUndefined()
})

test("bytes have one reading, so that two entries never say the same", () => {
  fc.assert(
    fc.property(fc.nat(ENTRY.length - 1), fc.nat(255), (at, byte) => {
      const entry = utf8Of(ENTRY).with(at, byte)
      const read = parseHashedRekord(entry)
      expect(read === undefined ? entry : utf8Of(formatHashedRekord(read))).toStrictEqual(entry)
    }),
  )
})
