// Computes the root of a log out of its entries and compares it with its checkpoint, with nothing of Promotrail:
// c2sp.org/tlog-tiles and RFC 6962, section 2.1. Usage: node log-root.mjs ADDRESS-OF-THE-LOG
import { createHash } from "node:crypto"

const log = process.argv[2]
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest()

async function read(path) {
  const answer = await fetch(`${log}/${path}`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

const [, size, root] = (await read("checkpoint")).toString().split("\n")

// Entries come in bundles of 256, each entry behind its length in two bytes.
const leaves = []
while (leaves.length < Number(size)) {
  const bundle = String(leaves.length / 256).padStart(3, "0") // enough for 255,999 entries
  const width = Math.min(256, Number(size) - leaves.length)
  const bytes = await read(`tile/entries/${bundle}${width === 256 ? "" : `.p/${width}`}`)
  for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at)) {
    leaves.push(sha256(Buffer.from([0]), bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at))))
  }
}

function rootOf(hashes) {
  if (hashes.length === 1) return hashes[0]
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return sha256(Buffer.from([1]), rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)))
}

const computed = rootOf(leaves)
console.log(`${leaves.length} records, root ${computed.toString("hex")}`)
console.log(computed.toString("base64") === root ? "as the checkpoint says" : "NOT what the checkpoint says")
