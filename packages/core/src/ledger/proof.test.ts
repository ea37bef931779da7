import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { append, EMPTY_FRONTIER, rootOf, type MerkleHash } from "./merkle.ts"
import { hasher, sha256 } from "../../testing/signers.ts"
import {
  isSubtree,
  proveConsistency,
  proveInclusion,
  proveSubtree,
  rangesOver,
  verifyConsistency,
  verifyInclusion,
  verifySubtree,
  verifySubtreeInclusion,
} from "./proof.ts"

const leafOf = (index: number) => hasher.leaf(Uint8Array.of(index >> 8, index & 255))
const LEAVES = Array.from({ length: 301 }, (_, index) => leafOf(index))
const hashOf = rangesOver((index) => LEAVES[index] as string, hasher)
const ROOTS = LEAVES.reduce<{ frontier: typeof EMPTY_FRONTIER; roots: MerkleHash[] }>(
  ({ frontier, roots }, leaf) => {
    const next = append(frontier, leaf, hasher)
    return { frontier: next, roots: [...roots, rootOf(next, hasher, sha256)] }
  },
  { frontier: EMPTY_FRONTIER, roots: [sha256("")] },
).roots
const rootAt = (size: number) => ROOTS[size] as string

// RFC 6962 word by word, written from its section 2.1 without looking at the code above.
const split = (size: number) => 2 ** (32 - Math.clz32(size - 1) - 1)
function naiveRoot(leaves: readonly MerkleHash[]): MerkleHash {
  if (leaves.length < 2) return leaves[0] ?? sha256("")
  const k = split(leaves.length)
  return hasher.node(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}
function naivePath(m: number, leaves: readonly MerkleHash[]): readonly MerkleHash[] {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}
function naiveSubproof(m: number, leaves: readonly MerkleHash[], isComplete: boolean): readonly MerkleHash[] {
  if (m === leaves.length) return isComplete ? [] : [naiveRoot(leaves)]
  const k = split(leaves.length)
  return m <= k
    ? [...naiveSubproof(m, leaves.slice(0, k), isComplete), naiveRoot(leaves.slice(k))]
    : [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

/** Some of the indexes below a size: the ends, and a few between. */
const someOf = (size: number) =>
  [...new Set([0, 1, size >> 2, size >> 1, size - 2, size - 1])].filter((at) => at >= 0 && at < size)

test("proofs are those of the definition, and hold, for every size up to 300", () => {
  for (let size = 1; size <= 300; size++) {
    const leaves = LEAVES.slice(0, size)
    expect(hashOf(0, size)).toBe(naiveRoot(leaves))
    for (const index of someOf(size)) {
      const path = proveInclusion(index, size, hashOf)
      expect(path).toStrictEqual(naivePath(index, leaves))
      const claim = { index, size, leaf: LEAVES[index] as string, root: rootAt(size) }
      expect(verifyInclusion(claim, path, hasher)).toStrictEqual({ ok: true, value: true })

      const oldSize = index + 1
      const proof = proveConsistency(oldSize, size, hashOf)
      expect(proof).toStrictEqual(naiveSubproof(oldSize, leaves, true))
      const continued = { oldSize, newSize: size, oldRoot: rootAt(oldSize), newRoot: rootAt(size) }
      expect(verifyConsistency(continued, proof, hasher).ok).toBe(true)
    }
  }
})

test("every subtree of every tree up to 40 entries has a proof that holds, and no other subtree's hash does", () => {
  for (let size = 1; size <= 40; size++) {
    for (let start = 0; start < size; start++) {
      for (let end = start + 1; end <= size; end++) {
        if (!isSubtree(start, end)) continue
        const proof = proveSubtree(start, end, size, hashOf)
        const part = naiveRoot(LEAVES.slice(start, end))
        const claim = { start, end, size, part, whole: rootAt(size) }
        expect(verifySubtree(claim, proof, hasher).ok).toBe(true)
        expect(verifySubtree({ ...claim, part: LEAVES[300] as string }, proof, hasher).ok).toBe(false)
      }
    }
  }
})

test("an entry is proven in a subtree that begins later", () => {
  const path = proveInclusion(5, 8, (from, to) => hashOf(from + 8, to + 8))
  const claim = { index: 13, start: 8, end: 16, leaf: LEAVES[13] as string, root: naiveRoot(LEAVES.slice(8, 16)) }
  expect(verifySubtreeInclusion(claim, path, hasher).ok).toBe(true)
  expect(verifySubtreeInclusion({ ...claim, index: 5 }, path, hasher)).toMatchObject({ error: { kind: "proof-range" } })
  expect(verifySubtreeInclusion({ ...claim, start: 7, end: 15 }, path, hasher)).toMatchObject({
    error: { kind: "proof-range" },
  })
})

describe("what is not there cannot be proven", () => {
  test.for([
    ["nothing follows from the empty tree", { oldSize: 0, newSize: 3 }],
    ["a log does not shrink", { oldSize: 4, newSize: 3 }],
    ["a size is a whole number", { oldSize: 1.5, newSize: 3 }],
    ["a size can be counted", { oldSize: 1, newSize: 2 ** 60 }],
    ["a size is not negative", { oldSize: -1, newSize: 3 }],
  ] as const)("%s", ([, sizes]) => {
    const claim = { ...sizes, oldRoot: rootAt(1), newRoot: rootAt(3) }
    expect(verifyConsistency(claim, [], hasher)).toMatchObject({ error: { kind: "proof-range" } })
  })

  test("one root of a size is the only one", () => {
    const same = { oldSize: 5, newSize: 5, oldRoot: rootAt(5), newRoot: rootAt(5) }
    expect(verifyConsistency(same, [], hasher).ok).toBe(true)
    expect(verifyConsistency({ ...same, newRoot: rootAt(4) }, [], hasher).ok).toBe(false)
    expect(verifyConsistency({ ...same, oldRoot: rootAt(4) }, [], hasher).ok).toBe(false)
    expect(verifyConsistency(same, [rootAt(5)], hasher)).toMatchObject({ error: { kind: "proof-length", need: 0 } })
  })

  test.for(["", "00", rootAt(1).toUpperCase(), `${rootAt(1)}00`, "g".repeat(64)])("%j is no hash", (hash) => {
    const claim = { index: 0, size: 2, leaf: LEAVES[0] as string, root: rootAt(2) }
    expect(verifyInclusion(claim, [hash], hasher)).toMatchObject({ error: { kind: "proof-hash" } })
    const other = { ...claim, leaf: hash }
    expect(verifyInclusion(other, [LEAVES[1] as string], hasher)).toMatchObject({ error: { kind: "proof-hash" } })
    expect(verifyInclusion({ ...claim, root: hash }, [LEAVES[1] as string], hasher).ok).toBe(false)
  })

  test("the empty subtree is in every tree, under the hash of nothing alone", () => {
    const claim = { start: 2, end: 2, size: 3, part: sha256(""), whole: rootAt(3) }
    expect(verifySubtree(claim, [], hasher).ok).toBe(true)
    expect(verifySubtree(claim, [rootAt(2)], hasher).ok).toBe(false)
    expect(verifySubtree({ ...claim, part: rootAt(2) }, [], hasher).ok).toBe(false)
    expect(verifySubtree({ ...claim, start: 4, end: 4 }, [], hasher).ok).toBe(false)
  })

  test("a proof of what is no subtree is not made", () => {
    expect(() => proveSubtree(1, 3, 8, hashOf)).toThrow(RangeError)
    expect(() => proveInclusion(8, 8, hashOf)).toThrow(RangeError)
  })
})

/** A claim about a tree, with its proof, and its parts one by one. */
const claims = fc.tuple(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.boolean()).map(([size, pick, isInclusion]) => {
  const at = pick % size
  const [start, end] = isInclusion ? [at, at + 1] : [0, at + 1]
  const claim = { start, end, size, part: hashOf(start, end), whole: rootAt(size) }
  return { claim, proof: proveSubtree(start, end, size, hashOf) }
})

function flipped(hash: string, bit: number): string {
  const at = (bit >> 2) % 64
  const digit = (Number.parseInt(hash.charAt(at), 16) ^ (1 << (bit & 3))).toString(16)
  return hash.slice(0, at) + digit + hash.slice(at + 1)
}

test("every flipped bit of a hash is found, wherever it stands", () => {
  fc.assert(
    fc.property(claims, fc.nat(), fc.nat(255), ({ claim, proof }, pick, bit) => {
      expect(verifySubtree(claim, proof, hasher).ok).toBe(true)
      const at = pick % (proof.length + 2)
      const part = at === 0 ? flipped(claim.part, bit) : claim.part
      const whole = at === 1 ? flipped(claim.whole, bit) : claim.whole
      const path = proof.map((hash, place) => (place === at - 2 ? flipped(hash, bit) : hash))
      expect(verifySubtree({ ...claim, part, whole }, path, hasher).ok).toBe(false)
    }),
  )
})

test("a proof that is longer, shorter or in another order proves nothing", () => {
  fc.assert(
    fc.property(claims, fc.nat(), ({ claim, proof }, pick) => {
      expect(verifySubtree(claim, [...proof, claim.whole], hasher).ok).toBe(false)
      expect(verifySubtree(claim, [claim.whole, ...proof], hasher).ok).toBe(false)
      const others = [
        ...(proof.length > 0 ? [proof.toSpliced(pick % proof.length, 1)] : []),
        ...(proof.length > 1 ? [proof.toReversed()] : []),
      ]
      for (const other of others) expect(verifySubtree(claim, other, hasher).ok).toBe(false)
    }),
  )
})

test("appending changes no proof about an earlier size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(50), (size, pick, more) => {
      const leaves = LEAVES.slice(0, size)
      const longer = [...leaves, ...Array.from({ length: more }, (_, at) => leafOf(60_000 + at))]
      const index = pick % size
      const before = proveInclusion(
        index,
        size,
        rangesOver((at) => leaves[at] as string, hasher),
      )
      expect(
        proveInclusion(
          index,
          size,
          rangesOver((at) => longer[at] as string, hasher),
        ),
      ).toStrictEqual(before)
    }),
  )
})

test("sizes beyond what a machine word of JavaScript holds are cut in the right place", () => {
  const size = 2 ** 52 + 3
  const every = (from: number, to: number) => sha256(`${from} ${to}`)
  const path = proveInclusion(size - 1, size, every)
  expect(path).toStrictEqual([every(2 ** 52, 2 ** 52 + 2), every(0, 2 ** 52)])
})
