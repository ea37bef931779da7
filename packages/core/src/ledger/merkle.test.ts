import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Sha256 } from "../kernel/digest.ts"
import { append, EMPTY_FRONTIER, merkleHasher, rootOf, type Frontier, type MerkleHash } from "./merkle.ts"

const sha256: Sha256 = (data) => createHash("sha256").update(data).digest("hex")
const hasher = merkleHasher(sha256)
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const appended = (leaves: readonly Uint8Array[]) =>
  leaves.reduce<Frontier>((frontier, leaf) => append(frontier, hasher.leaf(leaf), hasher), EMPTY_FRONTIER)

/** RFC 6962 §2.1, word by word: split at the largest power of two below the size. */
function naiveRoot(leaves: readonly Uint8Array[]): MerkleHash {
  const [only] = leaves
  if (only === undefined) return sha256("")
  if (leaves.length === 1) return hasher.leaf(only)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return hasher.node(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)))
}

describe("RFC 6962 reference tree", () => {
  const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
  test.for([
    [0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    [1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
    [2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    [3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"],
    [4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
    [5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"],
    [6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"],
    [7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"],
    [8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
  ] as const)("%i leaves", ([size, root]) => {
    expect(rootOf(appended(leaves.slice(0, size).map(bytes)), hasher, sha256)).toBe(root)
  })
})

test("appending gives the root of the definition, for every size up to 300", () => {
  const leaves: Uint8Array[] = []
  let frontier = EMPTY_FRONTIER
  for (let size = 0; size <= 300; size++) {
    expect(rootOf(frontier, hasher, sha256)).toBe(naiveRoot(leaves))
    expect(frontier.size).toBe(size)
    expect(frontier.roots).toHaveLength(size.toString(2).replaceAll("0", "").length)
    const leaf = Uint8Array.of(size >> 8, size & 255)
    leaves.push(leaf)
    frontier = append(frontier, hasher.leaf(leaf), hasher)
  }
})

test("any other leaf gives another root", () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(bodies, fc.nat(), fc.uint8Array({ maxLength: 8 }), (leaves, at, forged) => {
      const tampered = leaves.with(at % leaves.length, forged)
      const isSame = String(tampered) === String(leaves)
      expect(rootOf(appended(tampered), hasher, sha256) === rootOf(appended(leaves), hasher, sha256)).toBe(isSame)
    }),
  )
})

test("appending leaves the frontier before as it was", () => {
  const before = appended([bytes("00"), bytes("01"), bytes("02")])
  const copy = structuredClone(before)
  append(before, hasher.leaf(bytes("03")), hasher)
  expect(before).toStrictEqual(copy)
})

const shared = fileURLToPath(new URL("../../../../../shared/vectors/merkle", import.meta.url))
describe.skipIf(!existsSync(shared))("published vectors (skipped: no ../shared where absent)", () => {
  test("the reference tree", () => {
    const { leavesHex, rootsBySizeHex } = JSON.parse(readFileSync(join(shared, "reference-tree.json"), "utf8")) as {
      leavesHex: string[]
      rootsBySizeHex: string[]
    }
    const roots = rootsBySizeHex.map((_, size) => rootOf(appended(leavesHex.slice(0, size).map(bytes)), hasher, sha256))
    expect(roots).toStrictEqual(rootsBySizeHex)
  })
})
