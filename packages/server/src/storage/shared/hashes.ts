import { createHash, hash } from "node:crypto"
import type { Digest, MerkleHasher, Sha256 } from "@promotrail/core"

/** SHA-256 as 64 hex digits, by the fastest call of the platform. */
export const sha256: Sha256 = (data) => hash("sha256", data, "hex")

const LEAF = Uint8Array.of(0)
/** Written over for every pair: a node is hashed at once, and a ledger of a million entries has a million of them. */
const PAIR = Buffer.alloc(65, 1)

/** RFC 6962 over ledger bodies, the same as core's `merkleHasher` and ten times as fast. */
export const LEDGER_HASHER: MerkleHasher = {
  leaf: (body) => createHash("sha256").update(LEAF).update(body).digest("hex"),
  node(left, right) {
    PAIR.write(left, 1, "hex")
    PAIR.write(right, 33, "hex")
    return hash("sha256", PAIR, "hex")
  },
}

/** The leaf hash of a ledger body. A NUL before the text is the prefix 0x00 before its UTF-8 bytes. */
export const leafHash = (body: string): string => hash("sha256", `\0${body}`, "hex")

export const digestOfBytes = (bytes: Uint8Array): Digest => `sha256:${sha256(bytes)}` as Digest
