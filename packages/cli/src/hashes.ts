import { createHash, hash } from "node:crypto"
import type { MerkleHasher, Sha256 } from "@promotrail/core"

/** SHA-256 as 64 hex digits, by Node's fastest call. */
export const sha256: Sha256 = (data) => hash("sha256", data, "hex")

const LEAF = Uint8Array.of(0)
/** Written over for every pair, which is hashed at once. */
const PAIR = Buffer.alloc(65, 1)

/** RFC 6962 by Node's hashes. */
export const LOG_HASHER: MerkleHasher = {
  leaf: (body) => createHash("sha256").update(LEAF).update(body).digest("hex"),
  node(left, right) {
    PAIR.write(left, 1, "hex")
    PAIR.write(right, 33, "hex")
    return hash("sha256", PAIR, "hex")
  },
}
