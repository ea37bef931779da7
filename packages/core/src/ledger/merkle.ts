import type { Sha256 } from "../kernel/digest.ts"

/**
 * RFC 6962 Merkle tree over ledger bodies. Hashes are 64 hex digits here because that is what the fastest hash call of
 * the platform gives; they are joined as bytes before hashing (`hashPair`, handed in with the platform).
 */
export type MerkleHash = string

/** How to hash: a leaf is SHA-256(0x00 ‖ body), a node SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export type MerkleHasher = {
  readonly leaf: (body: Uint8Array) => MerkleHash
  readonly node: (left: MerkleHash, right: MerkleHash) => MerkleHash
}

/** The tree after `size` leaves, as the roots of its perfect subtrees, largest first. Appending is O(log n). */
export type Frontier = { readonly size: number; readonly roots: readonly MerkleHash[] }

export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] }

/** The frontier after one more leaf. `onWhole` hears of each subtree that the leaf makes whole, by its height. */
export function append(
  { size, roots }: Frontier,
  leaf: MerkleHash,
  { node }: MerkleHasher,
  onWhole?: (height: number, hash: MerkleHash) => void,
): Frontier {
  const next = [...roots, leaf]
  for (let [bits, height] = [size, 1]; bits % 2 === 1; [bits, height] = [Math.floor(bits / 2), height + 1]) {
    const right = next.pop() as MerkleHash // a set bit is a subtree on the stack
    const left = next.pop() as MerkleHash
    const whole = node(left, right)
    next.push(whole)
    onWhole?.(height, whole)
  }
  return { size: size + 1, roots: next }
}

/** The tree head. The empty tree's is the hash of nothing. */
export function rootOf({ roots }: Frontier, { node }: MerkleHasher, sha256: Sha256): MerkleHash {
  return roots.length === 0 ? sha256("") : roots.reduceRight((right, left) => node(left, right))
}

/** A hasher from plain SHA-256 over bytes; platforms may hand in a faster one. */
export function merkleHasher(sha256: Sha256): MerkleHasher {
  return {
    leaf(body) {
      const prefixed = new Uint8Array(body.length + 1)
      prefixed.set(body, 1)
      return sha256(prefixed)
    },
    node(left, right) {
      const joined = new Uint8Array(65)
      joined[0] = 1
      for (let at = 0; at < 32; at++) {
        joined[at + 1] = Number.parseInt(left.slice(at * 2, at * 2 + 2), 16)
        joined[at + 33] = Number.parseInt(right.slice(at * 2, at * 2 + 2), 16)
      }
      return sha256(joined)
    },
  }
}
