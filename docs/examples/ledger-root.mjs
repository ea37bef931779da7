// Recomputes the root of a ledger from its export, with nothing of Promotrail: RFC 6962, section 2.1.
// Usage: node ledger-root.mjs < ledger.jsonl
import { createHash } from "node:crypto"
import { text } from "node:stream/consumers"

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest()

// Each line is {"index":N,"hash":"…","body":{…}}; what was hashed is the body, byte for byte.
const bodies = (await text(process.stdin))
  .trimEnd()
  .split("\n")
  .map((line) => line.slice(line.indexOf('"body":') + '"body":'.length, -1))

function root(leaves) {
  if (leaves.length === 1) return leaves[0]
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(Buffer.from([1]), root(leaves.slice(0, split)), root(leaves.slice(split)))
}

const leaves = bodies.map((body) => sha256(Buffer.from([0]), body))
console.log(`${leaves.length} entries, root ${root(leaves).toString("hex")}`)
