import {
  auditStaticLog,
  buildTiles,
  bundlesOf,
  formatBundle,
  proveInclusion,
  rangesOver,
  tilePath,
  utf8Of,
  verifyInclusion,
  type MerkleHash,
} from "@promotrail/core"
import { LOG_HASHER } from "@promotrail/cli"
import { sha256 } from "@promotrail/server"
import { ratioFinding } from "../support/finding.ts"
import type { Bench, Lab } from "../support/lab.ts"
import { compileC, figureOf, runC } from "../support/native.ts"
import { inPairs, timed } from "../support/timing.ts"

/** As long as an entry of the log is. */
const LENGTH = 489

/** P17: what an auditor waits for: proofs of inclusion, and a whole log read again from its files. */
export const verifyLog: Bench = {
  id: "P17",
  title: "verify a transparency log",
  async *measure(lab) {
    yield await inclusionProofs(lab, lab.quick ? 10_000 : 100_000)
    yield await wholeLog(lab, lab.quick ? 20_000 : 200_000)
  },
}

const head = (hash: MerkleHash): number => Number.parseInt(hash.slice(0, 8), 16)

async function inclusionProofs(lab: Lab, size: number) {
  const program = compileC(lab, "inclusion.c", ["-lcrypto"])
  const leaves = Array.from({ length: size }, (_, at) => LOG_HASHER.leaf(utf8Of(String(at))))
  const nodes = new Map<string, MerkleHash>()
  const plain = rangesOver((at) => leaves[at] ?? "", {
    ...LOG_HASHER,
    node(left, right) {
      const hash = nodes.get(left + right) ?? LOG_HASHER.node(left, right)
      nodes.set(left + right, hash)
      return hash
    },
  })
  const ranges = new Map<string, MerkleHash>()
  const hashOf = (from: number, to: number): MerkleHash => {
    const hash = ranges.get(`${from} ${to}`) ?? plain(from, to)
    ranges.set(`${from} ${to}`, hash)
    return hash
  }
  const root = hashOf(0, size)
  const proofs = leaves.map((_, index) => proveInclusion(index, size, hashOf))
  const ours = () =>
    timed(() => {
      let right = 0
      for (const [index, path] of proofs.entries())
        right += Number(verifyInclusion({ index, size, leaf: leaves[index] ?? "", root }, path, LOG_HASHER).ok)
      if (right !== size) throw new Error("a proof does not hold")
    })
  const theirs = () => {
    const printed = runC(program, String(size))
    if (figureOf(printed, "head") !== head(root) || figureOf(printed, "right") !== size)
      throw new Error("the roots differ")
    return figureOf(printed, "ms")
  }
  const pair = await inPairs(lab.quick ? 3 : 5, ours, theirs)
  return ratioFinding(
    `${size.toLocaleString("en-GB")} inclusion proofs`,
    { value: pair.ours, unit: "ms" },
    { name: "C and OpenSSL", value: pair.theirs, unit: "ms" },
    pair.ratio,
    { atMost: 20 },
    "proofs are hexadecimal text, as they are read from files; the peer's are bytes in memory",
  )
}

/** A log's files. Its entries are kept in them alone, as they would be on a disk. */
function logOf(size: number) {
  const leaves: MerkleHash[] = []
  const files = new Map<string, Uint8Array>()
  for (const bundle of bundlesOf(size)) {
    const first = bundle.index * 256
    const entries = Array.from({ length: bundle.width }, (_, at) => utf8Of(String(first + at).padEnd(LENGTH, "x")))
    leaves.push(...entries.map(LOG_HASHER.leaf))
    files.set(tilePath(bundle), formatBundle(entries))
  }
  for (const [path, bytes] of buildTiles(leaves, LOG_HASHER)) files.set(path, bytes)
  return { leaves, files }
}

async function wholeLog(lab: Lab, size: number) {
  const program = compileC(lab, "merkle.c", ["-lcrypto"])
  const { leaves, files } = logOf(size)
  const root = rangesOver((at) => leaves[at] ?? "", LOG_HASHER)(0, size)
  const log = { read: (path: string) => files.get(path), checkpointPath: "checkpoint" }
  const checkpoint = { origin: "log.example", size, root, extensions: [] }
  const ours = () =>
    timed(() => {
      const { faults } = auditStaticLog(log, checkpoint, { hasher: LOG_HASHER, sha256 })
      if (faults.length > 0) throw new Error("the log does not agree with itself")
    })
  const theirs = () => {
    const printed = runC(program, String(size), String(LENGTH))
    if (figureOf(printed, "head") !== head(root)) throw new Error("the roots differ")
    return figureOf(printed, "ms")
  }
  const pair = await inPairs(lab.quick ? 3 : 5, ours, theirs)
  return ratioFinding(
    `a log of ${size.toLocaleString("en-GB")} entries of ${LENGTH} B, read again`,
    { value: pair.ours, unit: "ms" },
    { name: "C and OpenSSL", value: pair.theirs, unit: "ms" },
    pair.ratio,
    { atMost: 15 },
    "ours compares every tile, too; the peer computes the root alone",
  )
}
