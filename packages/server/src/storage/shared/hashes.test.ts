import { merkleHasher } from "@promotrail/core"
import fc from "fast-check"
import { expect, test } from "vitest"
import { LEDGER_HASHER, leafHash, sha256 } from "./hashes.ts"

const plain = merkleHasher(sha256)
const bytes = (text: string) => new TextEncoder().encode(text)

test("the fast hasher and the plain one agree on every leaf", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (body) => {
      expect(LEDGER_HASHER.leaf(bytes(body))).toBe(plain.leaf(bytes(body)))
      expect(leafHash(body)).toBe(plain.leaf(bytes(body)))
    }),
  )
})

test("the fast hasher and the plain one agree on every pair", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(LEDGER_HASHER.node(sha256(a), sha256(b))).toBe(plain.node(sha256(a), sha256(b)))
    }),
  )
})
