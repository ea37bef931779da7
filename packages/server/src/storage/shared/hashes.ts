import { createHash, hash } from "node:crypto"
import { merkleHasher, type Digest, type MerkleHasher, type Sha256 } from "@promotrail/core"

/** SHA-256 as 64 hex digits, by the fastest call of the platform. */
export const sha256: Sha256 = (data) => hash("sha256", data, "hex")

/** RFC 6962 over ledger bodies. */
export const LEDGER_HASHER: MerkleHasher = {
  ...merkleHasher(sha256),
  leaf: (body) => createHash("sha256").update(LEAF).update(body).digest("hex"),
}
const LEAF = Uint8Array.of(0)

/** The leaf hash of a ledger body. A NUL before the text is the prefix 0x00 before its UTF-8 bytes. */
export const leafHash = (body: string): string => hash("sha256", `\0${body}`, "hex")

export const digestOfBytes = (bytes: Uint8Array): Digest => `sha256:${sha256(bytes)}` as Digest
