import { join } from "node:path"
import { explainLogFault, auditStaticLog } from "@promotrail/core"
import { wrongUsage } from "../failure.ts"
import { LOG_HASHER, sha256 } from "../hashes.ts"
import { readLogFile, tilesIn } from "../log-folder.ts"

import { bad, doubtful, good, inShort, type Verified } from "./finding.ts"
import { openNamed, type Asked } from "./named-file.ts"
import { readTrust, sameLog, vouching } from "./trust.ts"

/** Verifies the folder of a static log: every entry, every tile and the root. */
export async function verifyFolder(folder: string, { policy, kept, entry, key }: Asked): Promise<Verified> {
  if (entry !== undefined) throw wrongUsage("--entry belongs to a .tlog-proof file; a log holds its entries.")
  if (key !== undefined) throw wrongUsage("--key belongs to a Sigstore bundle; a log is judged by --policy.")
  const opened = openNamed({ name: "checkpoint", path: join(folder, "checkpoint") })
  const own = { name: "policy.txt", path: join(folder, "policy.txt") }
  const trust = readTrust(policy, own)
  const before = kept === undefined ? undefined : openNamed(kept)
  const findings = [
    await vouching(opened, trust, "nobody vouches for this root: say whom you trust with --policy"),
    ...(before === undefined ? [] : await sameLog(opened, before, trust)),
  ]

  const log = {
    read: (path: string) => readLogFile(join(folder, path)),
    checkpointPath: "checkpoint",
    paths: tilesIn(folder),
  }
  const hashing = { hasher: LOG_HASHER, sha256 }
  const { entries, files, faults, others } = auditStaticLog(log, opened.checkpoint, hashing, before?.checkpoint)
  findings.push(...faults.map((fault) => bad(explainLogFault(fault))))
  if (faults.length === 0) {
    findings.push(good(`${entries} entries in ${files} files: every byte agrees with the root`))
    if (before !== undefined) findings.push(good(`begins with the ${before.checkpoint.size} entries of ${before.name}`))
  }
  if (others.length > 0)
    findings.push(doubtful(`${others.length} more files are no part of this checkpoint; not looked at: ${others[0]} …`))
  return { name: "log", summary: inShort(opened.checkpoint), findings }
}
