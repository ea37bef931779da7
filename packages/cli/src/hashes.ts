import { createHash, hash } from "node:crypto"
import { MAX_ENTRY_BYTES, type MerkleHasher, type Sha256 } from "@promotrail/core"

/** SHA-256 as 64 hex digits, by Node's fastest call. */
export const sha256: Sha256 = (data) => hash("sha256", data, "hex")

/** Written over for everything that is hashed, which is done at once: a body behind its 0, two hashes behind their 1. */
const BODY = Buffer.alloc(1 + MAX_ENTRY_BYTES)
const PAIR = Buffer.alloc(65, 1)

/** RFC 6962 by Node's hashes. */
export const LOG_HASHER: MerkleHasher = {
  leaf(body) {
    if (body.length > MAX_ENTRY_BYTES)
      return createHash("sha256").update(BODY.subarray(0, 1)).update(body).digest("hex")
    BODY.set(body, 1)
    return hash("sha256", BODY.subarray(0, 1 + body.length), "hex")
  },
  node(left, right) {
    PAIR.write(left, 1, "hex")
    PAIR.write(right, 33, "hex")
    return hash("sha256", PAIR, "hex")
  },
}
