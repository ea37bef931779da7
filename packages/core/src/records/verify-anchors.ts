import { memberOf } from "../attest/strict-json.ts"
import { epochMs, parseInstant } from "../kernel/instant.ts"
import { parseCheckpoint, type Checkpoint } from "../ledger/checkpoint.ts"
import { openNote, parseNote } from "../ledger/note.ts"
import { parseStampedNote } from "../ledger/stamped-note.ts"
import { meetsQuorum, type TlogPolicy } from "../ledger/tlog-policy.ts"
import { PACK_CHUNK, packPath } from "./pack-format.ts"
import { linesOf, valueIn } from "./verify-entries.ts"
import type { Pack } from "./verify-files.ts"
import type { Findings, VerifyPlatform } from "./verify-findings.ts"
import type { PackedLog, PackTrust } from "./verify-logs.ts"
import type { RecordsFound } from "./verify-records.ts"

/** A witness and our clock may be so far apart without that being worth more than a word. */
const PATIENCE_MS = 60_000

/** Up to which size of a log a witness has seen it, by the name that the policy gives it. */
type Seen = ReadonlyMap<string, number>

/**
 * Step 9: what witnesses said is signed by them and of this log, and no decision claims to be later than they saw it.
 * Whatever else was kept outside, in a time stamp or a tag, is of this log as it stands; when that was, is told by others.
 */
export async function verifyAnchors(
  pack: Pack,
  logs: readonly PackedLog[],
  records: RecordsFound,
  trust: PackTrust | undefined,
  findings: Findings,
  platform: VerifyPlatform,
): Promise<void> {
  const seen = new Map(
    logs.map(({ log, size, witnesses }) => [log, new Map(witnesses.map(({ name }) => [name, size]))]),
  )
  for (const { log, size, witnesses } of logs) {
    const found = logs[log - 1]
    for (const { name, time } of witnesses)
      if (found !== undefined) compareTimes(found, size, time, name, records, findings)
  }
  for (const [at, line] of linesOf(pack, "anchors.jsonl", findings, platform).entries()) {
    const bad = (what: string): void => findings.bad("anchors.jsonl", `line ${at + 1}: ${what}`)
    const value = valueIn(line)
    const [kind, name, text] = [memberOf(value, "kind"), memberOf(value, "name"), memberOf(value, "text")]
    if (typeof kind !== "string" || typeof name !== "string" || typeof text !== "string") bad("it is no anchor.")
    else if (kind === "witness")
      await verifyWitness({ name, text, bad }, logs, seen, records, trust, findings, platform)
    else await verifyKeptOutside({ kind, name, text, bad }, logs, findings, platform)
  }
  for (const log of logs) judgeWitnesses(log, logs, seen, trust, findings)
}

/** A checkpoint that was kept in a time stamp or a tag: the log signed it, and goes on from it. */
async function verifyKeptOutside(
  anchor: {
    readonly kind: string
    readonly name: string
    readonly text: string
    readonly bad: (what: string) => void
  },
  logs: readonly PackedLog[],
  findings: Findings,
  platform: VerifyPlatform,
): Promise<void> {
  const { kind, name, text, bad } = anchor
  const note = parseNote(kind === "timestamp" ? (parseStampedNote(text)?.note ?? "") : text)
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (!note.ok || checkpoint?.ok !== true) return bad(`what ${name} kept (${kind}) is no checkpoint.`)
  const log = continued(name, "kept", checkpoint.value, logs, bad, platform)
  if (log === undefined) return
  const { size } = checkpoint.value
  if (log.key !== undefined && !(await openNote(note.value, [log.key], platform.verifier)).ok)
    return bad(`the checkpoint of ${size} records that ${name} kept (${kind}) is not signed by the log.`)
  findings.doubtful(
    `the first ${size} records of ${log.origin} are those that ${name} kept (${kind}); when that was is told by ${kind === "timestamp" ? "its token" : "its history"} alone, as README.txt says`,
  )
}

/** The log that goes on from a checkpoint which somebody outside has; else what is wrong was told. */
function continued(
  name: string,
  did: "saw" | "kept",
  { origin, size, root }: Checkpoint,
  logs: readonly PackedLog[],
  bad: (what: string) => void,
  platform: VerifyPlatform,
): PackedLog | undefined {
  const log = logs.find((each) => each.origin === origin)
  if (log === undefined || size > log.size)
    bad(`${name} ${did} ${size} records of ${origin}, which the pack has not: the log was cut, or forked.`)
  else if (!isRootAt(log, size, root, platform))
    bad(`${name} ${did} other records among the first ${size} of ${origin} than there are: history was rewritten.`)
  else return log
  return undefined
}

async function verifyWitness(
  { name, text, bad }: { readonly name: string; readonly text: string; readonly bad: (what: string) => void },
  logs: readonly PackedLog[],
  seen: ReadonlyMap<number, Map<string, number>>,
  records: RecordsFound,
  trust: PackTrust | undefined,
  findings: Findings,
  platform: VerifyPlatform,
): Promise<void> {
  const note = parseNote(text)
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (!note.ok || checkpoint?.ok !== true) return bad(`what ${name} said is no checkpoint.`)
  const log = continued(name, "saw", checkpoint.value, logs, bad, platform)
  if (log === undefined) return
  const { size } = checkpoint.value
  const witnesses = [...(trust?.policy.witnesses ?? [])]
  const keys = witnesses.map(([, key]) => key)
  const opened = await openNote(note.value, keys, platform.verifier)
  if (!opened.ok) {
    if (opened.error.kind === "bad-signature") return bad(`the signature of ${opened.error.name} is wrong.`)
    return findings.doubtful(`${name} is no witness of ${trust?.file ?? "a policy"}: what it said is not believed`)
  }
  for (const { key, time = 0 } of opened.value.verified) {
    const [called = ""] = witnesses.find(([, each]) => each === key) ?? []
    const sizes = seen.get(log.log)
    sizes?.set(called, Math.max(size, sizes.get(called) ?? 0))
    compareTimes(log, size, time, called, records, findings)
  }
}

/** Whether those whom the policy asks for have seen the records of the period. */
function judgeWitnesses(
  log: PackedLog,
  logs: readonly PackedLog[],
  seen: ReadonlyMap<number, Seen>,
  trust: PackTrust | undefined,
  findings: Findings,
): void {
  if (trust === undefined) return // told already: nobody vouches for it
  const { origin, size, range } = log
  const { policy, file } = trust
  const next = logs[log.log]
  // The first record of the next log holds the last checkpoint of this one.
  const isSealed = next !== undefined && witnessedSize(policy, seen.get(next.log)) >= 1
  const witnessed = isSealed ? size : witnessedSize(policy, seen.get(log.log))
  const checkpoint = packPath.log(origin, "checkpoint")
  if (policy.quorum !== "none" && witnessed < range.to)
    findings.bad(
      checkpoint,
      `${file} asks for ${policy.quorum}, and ${witnessed} of the ${range.to} records up to the end of the period were witnessed so.`,
    )
  else if (witnessed === 0)
    findings.doubtful(`no witness of ${file} has seen ${origin}: another log may have been shown to others`)
  else if (witnessed < size)
    findings.doubtful(
      `witnessed up to record ${witnessed - 1} of ${size}, as ${file} asks; for the rest the log alone vouches`,
    )
  else findings.good(`all ${size} records of ${origin} are witnessed, as ${file} asks`)
}

/** The size up to which as many have seen a log as the policy asks for, and at least one. */
function witnessedSize(policy: TlogPolicy, seen: Seen = new Map()): number {
  const sizes = [...seen.values()].toSorted((one, other) => other - one)
  const isEnough = (size: number): boolean =>
    meetsQuorum(policy, new Set([...seen].filter(([, each]) => each >= size).map(([name]) => name)))
  return sizes.find(isEnough) ?? 0
}

function compareTimes(
  log: PackedLog,
  size: number,
  time: number,
  name: string,
  records: RecordsFound,
  findings: Findings,
): void {
  for (const { file, line, id, index, at, log: number } of records.decisions) {
    if (number !== log.log || index >= size) continue
    const decided = parseInstant(at)
    if (!decided.ok) continue
    const late = epochMs(decided.value) - (time + 1) * 1000
    if (late < 0) continue
    const what = `decision ${id} says to be of ${at}, and ${name} has seen it ${Math.ceil(late / 1000)} s before that`
    if (late > PATIENCE_MS) findings.bad(file, `line ${line}: ${what}.`)
    else findings.doubtful(`${what}: clocks that differ, or a time that is wrong`)
  }
}

/** Whether a log had this root when it was so long. */
function isRootAt({ hashes }: PackedLog, size: number, root: string, { hasher, sha256 }: VerifyPlatform): boolean {
  const leaves: string[] = []
  for (let tile = 0; tile * PACK_CHUNK < size; tile++) for (const hash of hashes(tile)) leaves.push(hash)
  let row = leaves.slice(0, size)
  if (row.length !== size) return false
  // Pair by pair, what stands alone goes up as it is: that is the tree of RFC 6962.
  while (row.length > 1) {
    const above: string[] = []
    for (let at = 0; at < row.length; at += 2) {
      const [left = "", right] = [row[at], row[at + 1]]
      above.push(right === undefined ? left : hasher.node(left, right))
    }
    row = above
  }
  return (row[0] ?? sha256("")) === root
}
