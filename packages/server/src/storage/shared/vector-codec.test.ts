import fc from "fast-check"
import { expect, test } from "vitest"
import { packKnown, packStatus, unpackKnown, unpackStatus } from "./vector-codec.ts"

const evidence = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 70_000 }), fc.nat({ max: 0xffff_ffff }))

test("a status vector comes back as it was, however many uploads there were", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 15 }), evidence)), (slots) => {
      const vector = {
        status: Uint8Array.from(slots, ([status]) => status),
        evidence: Uint32Array.from(slots, ([, number]) => number),
      }
      expect(unpackStatus(packStatus(vector))).toStrictEqual(vector)
    }),
  )
})

test("a known vector comes back as it was", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (known) => {
      expect(unpackKnown(packKnown(known))).toStrictEqual(Uint8Array.from(known))
    }),
  )
})

test("a million tests of one upload are a few kilobytes", () => {
  const size = 1_000_000
  const vector = { status: new Uint8Array(size).fill(1), evidence: new Uint32Array(size).fill(300) }
  expect(packStatus(vector).length).toBeLessThan(20_000)
})

test.for([
  { of: "another version", packed: Uint8Array.of(2, 1, 3, 0) },
  { of: "nothing", packed: new Uint8Array(0) },
  { of: "garbage", packed: Uint8Array.of(1, 1, 255, 255, 255) },
])("refuses $of", ({ packed }) => {
  expect(() => unpackStatus(packed)).toThrow(/version|data|block|distance|unexpected|invalid/)
  expect(() => unpackKnown(packed)).toThrow(/version|data|block|distance|unexpected|invalid/)
})
