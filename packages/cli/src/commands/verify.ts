import { statSync } from "node:fs"
import { join, resolve } from "node:path"
import {
  auditStaticLog,
  formatHash,
  judgeCheckpoint,
  parseCheckpoint,
  parseNote,
  parseTlogPolicy,
  parseTlogProof,
  textOfUtf8,
  TLOG_PROOF_HEADER,
  verifyTlogProof,
  type Checkpoint,
  type Note,
  type TlogPolicy,
} from "@promotrail/core"
import { command, firstWord } from "../command.ts"
import { EXIT, type ExitCode } from "../exit.ts"
import { refused, wrongUsage } from "../failure.ts"
import { LOG_HASHER, sha256 } from "../hashes.ts"
import { readLogFile, tilesIn } from "../log-folder.ts"
import { explainLogFault, explainLogRefusal, explainVouched } from "../output/log-words.ts"
import { plainLine, type Terminal } from "../output/terminal.ts"
import { SIGNATURES } from "../signatures.ts"

/** Whom to believe: the file it was read from, and whether it came with what is to be verified. */
type Trust = { readonly file: string; readonly policy: TlogPolicy; readonly isSelfDeclared: boolean }

/** What was found out, line by line. One thing that is wrong makes the whole wrong. */
type Finding = { readonly mark: "good" | "bad" | "doubtful"; readonly text: string }

/** What is verified: its checkpoint, under the name of the file it was read from. */
type Opened = { readonly name: string; readonly note: Note; readonly checkpoint: Checkpoint }

/** `promotrail verify`: a log, a checkpoint or a proof of inclusion, checked here and now, without any server. */
export const verify = command({
  words: { name: "PATH", about: "the folder of a static log, a checkpoint, or a .tlog-proof file" },
  flags: {
    policy: { type: "string", value: "FILE", about: "whom you trust: logs, witnesses and a quorum (C2SP tlog-policy)" },
    checkpoint: { type: "string", value: "FILE", about: "a checkpoint kept from last time, which must be continued" },
    entry: { type: "string", value: "FILE", about: "the entry that a .tlog-proof speaks of; it holds none itself" },
  },
  about: [
    "Reads transparency logs in the formats of C2SP (tlog-tiles, tlog-checkpoint, tlog-proof), of whatever log wrote them, and asks nobody.",
    "Of a folder every entry is hashed, every tile compared and the root computed again. A file that is wrong is named.",
    "Signatures and witnesses are checked against a policy. Without one, a folder can only agree with itself, and a checkpoint or a proof proves nothing: that is 65, too.",
    "Exits 0 when all of it agrees, else 65.",
  ],
  examples: [
    "promotrail verify log/ --policy policy.txt --checkpoint kept.checkpoint",
    "promotrail verify decision.tlog-proof --entry decision.json --policy policy.txt",
  ],
  async run({ values, words, settings: { folder }, terminal }): Promise<ExitCode> {
    const path = resolve(folder, firstWord({ words }))
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) throw wrongUsage(`${firstWord({ words })}: there is no such file or folder.`)
    const given = (name: string | undefined): NamedFile | undefined =>
      name === undefined ? undefined : { name, path: resolve(folder, name) }
    const asked = { policy: given(values.policy), kept: given(values.checkpoint), entry: given(values.entry) }
    const { name, findings, summary } = stats.isDirectory()
      ? await verifyFolder(path, asked)
      : await verifyFile({ name: firstWord({ words }), path }, asked)
    return tell(name, summary, findings, terminal)
  },
})

type NamedFile = { readonly name: string; readonly path: string }
type Asked = Readonly<Record<"policy" | "kept" | "entry", NamedFile | undefined>>
type Verified = { readonly name: string; readonly summary: string; readonly findings: readonly Finding[] }

const good = (text: string): Finding => ({ mark: "good", text })
const bad = (text: string): Finding => ({ mark: "bad", text })
const doubtful = (text: string): Finding => ({ mark: "doubtful", text })

async function verifyFolder(folder: string, { policy, kept, entry }: Asked): Promise<Verified> {
  if (entry !== undefined) throw wrongUsage("--entry belongs to a .tlog-proof file; a log holds its entries.")
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
  return { name: "log", summary: inShort(opened), findings }
}

async function verifyFile(file: NamedFile, { policy, kept, entry }: Asked): Promise<Verified> {
  const trust = readTrust(policy, undefined)
  const text = readText(file)
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
  return { name: isProof ? "proof" : "checkpoint", summary: inShort(opened), findings }
}

/** Whether whom we trust vouches for a checkpoint. */
async function vouching({ name, note }: Opened, trust: Trust | undefined, without: string): Promise<Finding> {
  if (trust === undefined) return doubtful(without)
  const judged = await judgeCheckpoint(note, trust.policy, SIGNATURES)
  if (!judged.ok) return bad(`${name}: ${explainLogRefusal(judged.error)}`)
  const said = explainVouched(judged.value)
  return trust.isSelfDeclared
    ? doubtful(`self-declared trust: ${said}, by the log's own ${trust.file}. Who wrote the log wrote that, too`)
    : good(`${said}, as ${trust.file} asks`)
}

/** Whether what was kept is of the same log, and signed by it. Its witnesses may have been others then. */
async function sameLog(opened: Opened, before: Opened, trust: Trust | undefined): Promise<readonly Finding[]> {
  const [now, then] = [opened.checkpoint.origin, before.checkpoint.origin]
  if (now !== then) return [bad(`${before.name} is of another log: ${then}, not ${now}.`)]
  if (trust === undefined) return []
  const judged = await judgeCheckpoint(before.note, { ...trust.policy, quorum: "none" }, SIGNATURES)
  return judged.ok ? [] : [bad(`${before.name}: ${explainLogRefusal(judged.error)}`)]
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

function readTrust(given: NamedFile | undefined, own: NamedFile | undefined): Trust | undefined {
  const isSelfDeclared = given === undefined
  const file = given ?? (own !== undefined && readLogFile(own.path) !== undefined ? own : undefined)
  if (file === undefined) return undefined
  const policy = parseTlogPolicy(readText(file), sha256)
  if (!policy.ok) throw refused(`${file.name}, line ${policy.error.line}: ${policy.error.why}.`)
  return { file: file.name, policy: policy.value, isSelfDeclared }
}

const openNamed = (file: NamedFile): Opened => openNote(file.name, noteOf(file, readText(file)))

function openNote(name: string, note: Note): Opened {
  const checkpoint = parseCheckpoint(note.text)
  if (!checkpoint.ok) throw refused(`${name}: ${explainLogRefusal(checkpoint.error)}`)
  return { name, note, checkpoint: checkpoint.value }
}

function noteOf({ name }: NamedFile, text: string): Note {
  const note = parseNote(text)
  if (!note.ok) throw refused(`${name}: ${explainLogRefusal(note.error)}`)
  return note.value
}

function readText(file: NamedFile): string {
  const text = textOfUtf8(readBytes(file))
  if (text === undefined) throw refused(`${file.name} is not UTF-8. Was the file changed?`)
  return text
}

function readBytes({ name, path }: NamedFile): Uint8Array {
  const bytes = readLogFile(path)
  if (bytes === undefined) throw refused(`${name} is missing.`)
  return bytes
}

const inShort = ({ checkpoint: { origin, size, root } }: Opened): string =>
  `${origin}: ${size} entries, root ${formatHash(root)}`

function tell(name: string, summary: string, findings: readonly Finding[], { out, paint }: Terminal): ExitCode {
  const isRight = findings.every(({ mark }) => mark !== "bad")
  out(`${isRight ? paint.good(`✓ ${name} agrees`) : paint.bad(`✗ ${name} does not agree`)}  ${plainLine(summary)}`)
  const signs = { good: paint.good("✓"), bad: paint.bad("✗"), doubtful: paint.doubtful("!") }
  for (const { mark, text } of findings) out(`    ${signs[mark]} ${plainLine(text)}`)
  return isRight ? EXIT.done : EXIT.refused
}
