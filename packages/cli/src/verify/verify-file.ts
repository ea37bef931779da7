import { explainLogFault, parseTlogProof, TLOG_PROOF_HEADER, verifyTlogProof, type Note } from "@promotrail/core"
import { refused, wrongUsage } from "../failure.ts"
import { LOG_HASHER } from "../hashes.ts"
import { explainLogRefusal } from "../output/log-words.ts"
import { bad, good, inShort, type Finding, type Opened, type Verified } from "./finding.ts"
import { noteOf, openNamed, openNote, readBytes, type Asked, type NamedFile } from "./named-file.ts"
import { readTrust, sameLog, vouching } from "./trust.ts"

/** Verifies a checkpoint, or a proof of inclusion with the entry it speaks of. */
export async function verifyFile(file: NamedFile, text: string, asked: Asked): Promise<Verified> {
  const { policy, kept, entry, key } = asked
  if (key !== undefined) throw wrongUsage("--key belongs to a Sigstore bundle; this is judged by --policy.")
  const trust = readTrust(policy, undefined)
  const isProof = text.startsWith(TLOG_PROOF_HEADER)
  const findings: Finding[] = []
  let note: Note
  if (isProof) {
    if (entry === undefined)
      throw wrongUsage("--entry is required: the proof says where an entry stands, and does not hold it.")
    const proof = parseTlogProof(text)
    if (!proof.ok) throw refused(`${file.name}: ${explainLogRefusal(proof.error)}`)
    const held = verifyTlogProof(proof.value, readBytes(entry), LOG_HASHER)
    const { index } = proof.value
    note = proof.value.checkpoint
    findings.push(
      held.ok
        ? good(`${entry.name} is entry ${index} of the log`)
        : bad(`${file.name}: ${explainLogRefusal(held.error)} Is ${entry.name} the entry, byte for byte?`),
    )
  } else {
    if (entry !== undefined) throw wrongUsage("--entry belongs to a .tlog-proof file; this is none.")
    note = noteOf(file, text)
  }
  const opened = openNote(file.name, note)
  // Anybody can write a checkpoint that fits.
  const vouched = await vouching(
    opened,
    trust,
    "nobody vouches for this checkpoint, so that it proves nothing: say whom you trust with --policy",
  )
  findings.push(vouched.mark === "doubtful" ? bad(vouched.text) : vouched)
  if (kept !== undefined) {
    const before = openNamed(kept)
    findings.push(...(await sameLog(opened, before, trust)), continued(opened, before))
  }
  return { name: isProof ? "proof" : "checkpoint", summary: inShort(opened.checkpoint), findings }
}

/** Whether a checkpoint alone continues another: without the log's files only equal sizes can be compared. */
function continued(opened: Opened, before: Opened): Finding {
  const [now, then] = [opened.checkpoint, before.checkpoint]
  if (now.size < then.size) return bad(explainLogFault({ kind: "shrunk", size: now.size, kept: then.size }))
  if (now.size > then.size)
    return bad(
      `that it continues the ${then.size} entries of ${before.name} cannot be seen from ${opened.name} alone. Verify the log's folder.`,
    )
  return now.root === then.root
    ? good(`the same entries as ${before.name}`)
    : bad(explainLogFault({ kind: "history-changed", size: then.size }))
}
