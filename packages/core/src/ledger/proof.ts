import { err, ok, type Result } from "../kernel/result.ts"
import type { MerkleHash, MerkleHasher } from "./merkle.ts"

/**
 * Proofs about RFC 6962 trees. One statement covers them all: the entries `[start, end)` of a tree of `size` entries hash
 * to `part`, and all of them to `whole`. Inclusion is the subtree of one leaf (RFC 9162 §2.1.3), consistency the one that
 * starts at 0 (§2.1.4); the others are the subtrees of draft-ietf-plants-merkle-tree-certs, §4.
 */
export type SubtreeClaim = {
  readonly start: number
  readonly end: number
  readonly size: number
  readonly part: MerkleHash
  readonly whole: MerkleHash
}

/** Why a proof proves nothing. */
export type ProofFault =
  | { readonly kind: "proof-range"; readonly start: number; readonly end: number; readonly size: number }
  | { readonly kind: "proof-length"; readonly have: number; readonly need: number }
  | { readonly kind: "proof-hash" }
  | { readonly kind: "proof-part" }
  | { readonly kind: "proof-whole" }

/** The hash of the entries `[from, to)`, which are a tree's left, or right, or whole. */
export type RangeHash = (from: number, to: number) => MerkleHash

/** One sibling on the way down from the root to a subtree. */
type Sibling = {
  readonly isLeft: boolean
  /** The way went through the middle of the subtree: this sibling is a part of it, too. */
  readonly isShared: boolean
  readonly from: number
  readonly to: number
}

/** One look at all of them: an auditor checks proofs by the hundred thousand. */
const areHashes = (...texts: readonly MerkleHash[]): boolean =>
  texts.every(({ length }) => length === 64) && /^[0-9a-f]*$/.test(texts.join(""))

const HASH_OF_NOTHING: MerkleHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/** Whether `[start, end)` can be a subtree: `start` is a multiple of the least power of two that holds its width. */
export function isSubtree(start: number, end: number): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || start >= end) return false
  let width = 1
  while (width < end - start) width *= 2
  return start % width === 0
}

/** Whether a leaf stands at `index` of a tree (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  claim: { readonly index: number; readonly size: number; readonly leaf: MerkleHash; readonly root: MerkleHash },
  proof: readonly MerkleHash[],
  hasher: MerkleHasher,
): Result<true, ProofFault> {
  const { index, size, leaf, root } = claim
  if (!areHashes(leaf, root)) return err({ kind: "proof-hash" })
  return verifySubtree({ start: index, end: index + 1, size, part: leaf, whole: root }, proof, hasher)
}

/**
 * Whether a tree of `newSize` entries begins with those of `oldSize` (RFC 9162 §2.1.4.2). Nothing follows from a tree
 * without entries, so that `oldSize` 0 is a fault here; who begins there says so himself.
 */
export function verifyConsistency(
  claim: {
    readonly oldSize: number
    readonly newSize: number
    readonly oldRoot: MerkleHash
    readonly newRoot: MerkleHash
  },
  proof: readonly MerkleHash[],
  hasher: MerkleHasher,
): Result<true, ProofFault> {
  const { oldSize, newSize, oldRoot, newRoot } = claim
  if (oldSize === 0) return err({ kind: "proof-range", start: 0, end: 0, size: newSize })
  return verifySubtree({ start: 0, end: oldSize, size: newSize, part: oldRoot, whole: newRoot }, proof, hasher)
}

/** Whether a leaf stands at `index` of the subtree `[start, end)`: inclusion in a tree that begins later. */
export function verifySubtreeInclusion(
  claim: {
    readonly index: number
    readonly start: number
    readonly end: number
    readonly leaf: MerkleHash
    readonly root: MerkleHash
  },
  proof: readonly MerkleHash[],
  hasher: MerkleHasher,
): Result<true, ProofFault> {
  const { index, start, end, leaf, root } = claim
  if (!isSubtree(start, end)) return err({ kind: "proof-range", start, end, size: end })
  return verifyInclusion({ index: index - start, size: end - start, leaf, root }, proof, hasher)
}

/**
 * Whether a subtree is that of a tree. A proof has exactly the hashes it needs: one more is as wrong as one less. The
 * empty subtree is in every tree, under the hash of nothing.
 */
export function verifySubtree(
  { start, end, size, part, whole }: SubtreeClaim,
  proof: readonly MerkleHash[],
  { node }: MerkleHasher,
): Result<true, ProofFault> {
  const isEmpty = Number.isSafeInteger(start) && start >= 0 && start === end
  if (!(isEmpty || isSubtree(start, end)) || !Number.isSafeInteger(size) || end > size)
    return err({ kind: "proof-range", start, end, size })
  if (isEmpty && proof.length > 0) return err({ kind: "proof-length", have: proof.length, need: 0 })
  if (isEmpty) return part === HASH_OF_NOTHING ? ok(true) : err({ kind: "proof-part" })
  const { siblings, inner } = wayDown(start, end, size)
  const need = siblings.length + (inner === undefined ? 0 : 1)
  if (proof.length !== need) return err({ kind: "proof-length", have: proof.length, need })
  // What is hashed must be a hash; what is only compared is as good as what it is compared with.
  if (proof.length > 0 && !areHashes(part, ...proof)) return err({ kind: "proof-hash" })

  // The way back up, with both hashes at once: what only the tree has is not part of the subtree's.
  const seed = inner === undefined ? part : (proof[0] as MerkleHash) // counted above
  let [ofPart, ofWhole, next] = [seed, seed, inner === undefined ? 0 : 1]
  for (const { isLeft, isShared } of siblings.toReversed()) {
    const sibling = proof[next++] as MerkleHash // counted above
    ofWhole = isLeft ? node(sibling, ofWhole) : node(ofWhole, sibling)
    if (isShared) ofPart = node(sibling, ofPart)
  }
  if (ofPart !== part) return err({ kind: "proof-part" })
  return ofWhole === whole ? ok(true) : err({ kind: "proof-whole" })
}

/** The proof that the leaf at `index` stands in the tree of `size` entries (RFC 9162 §2.1.3.1). */
export const proveInclusion = (index: number, size: number, hashOf: RangeHash): readonly MerkleHash[] =>
  proveSubtree(index, index + 1, size, hashOf)

/** The proof that the tree of `newSize` entries begins with those of `oldSize` (RFC 9162 §2.1.4.1). */
export const proveConsistency = (oldSize: number, newSize: number, hashOf: RangeHash): readonly MerkleHash[] =>
  proveSubtree(0, oldSize, newSize, hashOf)

/** The proof that a subtree is that of the tree of `size` entries. Throws for what is no subtree of it. */
export function proveSubtree(start: number, end: number, size: number, hashOf: RangeHash): readonly MerkleHash[] {
  if (!isSubtree(start, end) || end > size) throw new RangeError(`[${start}, ${end}) is no subtree of ${size} entries`)
  const { siblings, inner } = wayDown(start, end, size)
  const ranges = siblings.toReversed()
  return (inner === undefined ? ranges : [inner, ...ranges]).map(({ from, to }) => hashOf(from, to))
}

/** Hashes of ranges, out of the hashes of leaves. */
export function rangesOver(leafAt: (index: number) => MerkleHash, hasher: MerkleHasher): RangeHash {
  return function hashOf(from, to): MerkleHash {
    if (to - from === 1) return leafAt(from)
    const middle = from + halfOf(to - from)
    return hasher.node(hashOf(from, middle), hashOf(middle, to))
  }
}

/** The largest power of two below a size: where RFC 6962 cuts a tree in two. */
function halfOf(size: number): number {
  let half = 1
  while (half * 2 < size) half *= 2
  return half
}

/**
 * The siblings from the root down to `[start, end)`, and the last piece of it where it is no node of the tree: a way that
 * goes through the middle of a subtree follows its right end.
 */
function wayDown(
  start: number,
  end: number,
  size: number,
): {
  readonly siblings: readonly Sibling[]
  readonly inner: { readonly from: number; readonly to: number } | undefined
} {
  const siblings: Sibling[] = []
  let [from, to, begin, half] = [0, size, start, halfOf(size)]
  while (begin !== from || end !== to) {
    while (half >= to - from) half /= 2
    const middle = from + half
    if (end <= middle) {
      siblings.push({ isLeft: false, isShared: false, from: middle, to })
      to = middle
    } else {
      const isShared = begin < middle
      siblings.push({ isLeft: true, isShared, from, to: middle })
      from = middle
      if (isShared) begin = middle
    }
  }
  return { siblings, inner: begin === start ? undefined : { from, to } }
}
