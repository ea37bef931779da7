import { createHash } from "node:crypto"
import { merkleHasher, proveInclusion, utf8Of, type MerkleHash } from "@promotrail/core"
import { expect, test } from "vitest"
import { inclusionProofs } from "./inclusion.ts"

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")
const hasher = merkleHasher(sha256)

/** A log of so many leaves, whose hashes are handed out as the storage does, and counted. */
function logOf(size: number) {
  const leaves = Array.from({ length: size }, (_, at) => hasher.leaf(utf8Of(String(at))))
  const known = new Map<string, MerkleHash>()
  const plain = (from: number, to: number): MerkleHash => {
    const range = `${from}-${to}`
    const hash = known.get(range) ?? computed(from, to)
    known.set(range, hash)
    return hash
  }
  const computed = (from: number, to: number): MerkleHash => {
    if (to - from === 1) return leaves[from] ?? ""
    let half = 1
    while (half * 2 < to - from) half *= 2
    return hasher.node(plain(from, from + half), plain(from + half, to))
  }
  const asked: string[] = []
  const logHashes = async (_log: number, level: number, from: number, to: number): Promise<readonly MerkleHash[]> => {
    asked.push(`${level} ${from} ${to}`)
    const step = 256 ** level
    if (to * step > size) throw new Error("the log lacks them")
    return Array.from({ length: to - from }, (_, at) => plain((from + at) * step, (from + at + 1) * step))
  }
  return { plain, asked, logHashes }
}

test.for([1, 2, 255, 256, 257, 700, 1025])("of %i records each is proved as RFC 9162 says", async (size) => {
  const { plain, asked, logHashes } = logOf(size)
  const pathOf = inclusionProofs({ logHashes }, { log: 1, size }, sha256)
  for (let index = 0; index < size; index++) {
    expect(await pathOf(index)).toStrictEqual(proveInclusion(index, size, plain))
  }
  // Every tile is read once, but the last one of leaves, which may be read again once it is at hand.
  expect(asked.length).toBeLessThanOrEqual(Math.ceil(size / 256) + 3)
})

test("records in between may be left out", async () => {
  const { plain, logHashes } = logOf(900)
  const pathOf = inclusionProofs({ logHashes }, { log: 1, size: 900 }, sha256)
  for (const index of [3, 255, 256, 511, 513, 899]) {
    expect(await pathOf(index)).toStrictEqual(proveInclusion(index, 900, plain))
  }
})
