import { memberOf } from "../attest/strict-json.ts"
import { bytesOfBase64 } from "../kernel/base64.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { hexOf } from "../kernel/hex.ts"
import { epochMs, parseInstant } from "../kernel/instant.ts"
import { parseCheckpoint } from "../ledger/checkpoint.ts"
import { openNote, parseNote } from "../ledger/note.ts"
import { parseTlogProof, verifyTlogProof } from "../ledger/tlog-proof.ts"
import { logIdOf } from "./bundle.ts"
import { explainCompleteness, packPath, PACK_CHUNK, type PackCounts, type PackManifest } from "./pack-format.ts"
import { recordKeysInPem } from "./record-key.ts"
import { openBundle } from "./verify-bundle.ts"
import { linesOf, valueIn } from "./verify-entries.ts"
import type { Pack } from "./verify-files.ts"
import type { Findings, VerifyPlatform } from "./verify-findings.ts"
import type { PackedLog, PackTrust } from "./verify-logs.ts"
import type { RecordsFound } from "./verify-records.ts"

/** What the manifest counts is counted again, and the population is said to be complete only then. */
export function verifyCounts(manifest: PackManifest, records: RecordsFound, findings: Findings): void {
  const before = findings.bads
  const { counts, applications, completeness, includes } = manifest
  const bad = (what: string): void => findings.bad("manifest.json", what)
  const isSame = (said: PackCounts, counted: ReadonlyMap<string, number>): boolean =>
    canonicalJson(said) === canonicalJson(Object.fromEntries(counted))
  if (!isSame(counts.records, records.counts.records)) bad("it counts other records than there are.")
  if (!isSame(counts.decisions, records.counts.decisions)) bad("it counts other verdicts than there are.")
  if (canonicalJson(applications) !== canonicalJson([...records.applications].toSorted()))
    bad("it names other applications than the records.")
  const counted = {
    decisions: records.decisions.filter(({ isCounted }) => isCounted).length,
    streams: records.decisionStreams.size,
    lost: records.lost,
  }
  if (canonicalJson(completeness) !== canonicalJson({ ...counted, says: explainCompleteness(counted) }))
    bad(`what it says of its completeness is not so: ${counted.decisions} decisions in ${counted.streams} streams.`)
  if (includes.bundles > counted.decisions) bad("it has more bundles than decisions.")
  if (findings.bads !== before) return
  const period = [
    manifest.from === null ? "" : ` from ${manifest.from}`,
    manifest.to === null ? "" : ` before ${manifest.to}`,
  ]
  const text = `${explainCompleteness(counted)}${period.join("")}`
  // Complete is a word for packs in which nothing at all is wrong.
  if (findings.bads > 0) return
  if (counted.lost > 0) findings.doubtful(text)
  else findings.good(text)
}

/** The files for others' tools name the same keys as the log. */
export function verifyTrustFiles(
  pack: Pack,
  logs: readonly PackedLog[],
  records: RecordsFound,
  findings: Findings,
  { sha256, textOfUtf8 }: VerifyPlatform,
): void {
  const text = (path: string): string => textOfUtf8(pack.read(path) ?? new Uint8Array()) ?? ""
  const keys = recordKeysInPem(text("decision.pub"), sha256)?.map(({ id }) => id) ?? []
  const known = [...records.keys.keys()]
  // Keys that were rotated to since the checkpoint may be there, too.
  if (known.length === 0 || known.some((id) => !keys.includes(id)) || keys.some((id) => !records.keys.has(id)))
    findings.bad("decision.pub", "its keys are not those that the log names.")
  const root = valueIn(text("trusted_root.json").replace(/\n$/, ""))
  const listed = memberOf(root, "tlogs")
  const trusted = (Array.isArray(listed) ? (listed as readonly Json[]) : []).map((tlog) => {
    const raw = memberOf(memberOf(tlog, "publicKey"), "rawBytes")
    const key = typeof raw === "string" ? bytesOfBase64(raw) : undefined
    const address = memberOf(tlog, "baseUrl")
    return `${typeof address === "string" ? address : ""} ${key === undefined ? "" : hexOf(key.slice(-32))}`
  })
  for (const { origin, key } of logs) {
    if (key === undefined) continue // it is not known who vouches for that log: told already
    if (!trusted.includes(`https://${origin} ${hexOf(key.publicKey)}`))
      findings.bad("trusted_root.json", `it does not name the key of ${origin}.`)
  }
  if (trusted.length !== logs.length) findings.bad("trusted_root.json", "it names other logs than the pack.")
}

/** A witness and our clock may be so far apart without that being worth more than a word. */
const PATIENCE_MS = 60_000

/** Step 9: what witnesses said is signed by them and of this log, and no decision claims to be later than they saw it. */
export async function verifyAnchors(
  pack: Pack,
  logs: readonly PackedLog[],
  records: RecordsFound,
  trust: PackTrust | undefined,
  findings: Findings,
  platform: VerifyPlatform,
): Promise<void> {
  const { verifier } = platform
  const before = findings.bads
  let witnessed = 0
  for (const [at, line] of linesOf(pack, "anchors.jsonl", findings, platform).entries()) {
    const bad = (what: string): void => findings.bad("anchors.jsonl", `line ${at + 1}: ${what}`)
    const value = valueIn(line)
    const [kind, name, text] = [memberOf(value, "kind"), memberOf(value, "name"), memberOf(value, "text")]
    if (typeof kind !== "string" || typeof name !== "string" || typeof text !== "string") {
      bad("it is no anchor.")
      continue
    }
    if (kind !== "witness") {
      findings.doubtful(`what ${name} said (${kind}) is not checked here; README.txt says with what it is`)
      continue
    }
    const note = parseNote(text)
    const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
    if (!note.ok || checkpoint?.ok !== true) {
      bad(`what ${name} said is no checkpoint.`)
      continue
    }
    const { origin, size, root } = checkpoint.value
    const log = logs.find((each) => each.origin === origin)
    if (log === undefined || size > log.size) {
      bad(`${name} saw ${size} records of ${origin}, which the pack has not: the log was cut, or forked.`)
      continue
    }
    if (!isRootAt(log, size, root, platform)) {
      bad(`${name} saw other records among the first ${size} of ${origin} than there are: history was rewritten.`)
      continue
    }
    const keys = [...(trust?.policy.witnesses.values() ?? [])]
    const opened = await openNote(note.value, keys, verifier)
    if (!opened.ok) {
      if (opened.error.kind === "bad-signature") bad(`the signature of ${opened.error.name} is wrong.`)
      else
        findings.doubtful(`${name} is no witness that ${trust?.file ?? "a policy"} names; what it said is not believed`)
      continue
    }
    witnessed = Math.max(witnessed, size)
    for (const { time = 0 } of opened.value.verified) compareTimes(log, size, time, name, records, findings)
  }
  if (witnessed > 0)
    findings.goodSince(before, `witnessed up to record ${witnessed}; no decision is later than it was seen`)
  else
    findings.doubtful("no witness that the policy names has seen this log: another log may have been shown to others")
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

/** The bundles for others' tools are of the decisions they are called by, under the pack's own checkpoints. */
export async function verifyBundles(
  pack: Pack,
  manifest: PackManifest,
  logs: readonly PackedLog[],
  records: RecordsFound,
  findings: Findings,
  platform: VerifyPlatform,
): Promise<void> {
  const before = findings.bads
  const counted = records.decisions.filter(({ isCounted }) => isCounted)
  const { bundles } = manifest.includes
  const chosen = bundles === 0 ? [] : counted.slice(-bundles)
  const keys = [...records.keys.values()]
  const known = new Set<string>()
  for (const decision of chosen) {
    const log = logs[decision.log - 1]
    if (log === undefined) continue
    const open = async (path: string, index: number): Promise<boolean> => {
      const bytes = pack.read(path)
      if (bytes === undefined) return false
      known.add(path)
      const opened = await openBundle(platform.textOfUtf8(bytes) ?? "", keys, platform)
      if (!opened.ok) findings.bad(path, opened.error)
      else if (
        opened.value.index !== index ||
        opened.value.checkpoint.root !== log.root ||
        opened.value.checkpoint.origin !== log.origin
      )
        findings.bad(path, `is not of record ${index}, or of another log.`)
      else if (log.key !== undefined && logIdOf(log.key, platform.sha256) !== opened.value.logId)
        findings.bad(path, "names another key of the log.")
      return true
    }
    const path = packPath.bundle(decision.id)
    if (!(await open(path, decision.index))) findings.bad(path, "is missing.")
    await open(packPath.summary(decision.id), decision.index + 1)
    verifyProof(pack, packPath.proof(decision.id), decision.index, log, findings, platform)
    known.add(packPath.proof(decision.id))
  }
  for (const path of pack.paths)
    if (path.startsWith("bundles/") && !known.has(path)) findings.bad(path, "is of no decision that has a bundle here.")
  if (chosen.length > 0) findings.goodSince(before, `the bundles of ${chosen.length} decisions are of their records`)
}

function verifyProof(
  pack: Pack,
  path: string,
  index: number,
  log: PackedLog,
  findings: Findings,
  platform: VerifyPlatform,
): void {
  const proof = parseTlogProof(platform.textOfUtf8(pack.read(path) ?? new Uint8Array()) ?? "")
  const entry = log.entries(Math.floor(index / PACK_CHUNK))[index % PACK_CHUNK]
  if (!proof.ok || proof.value.index !== index || entry === undefined)
    findings.bad(path, `is no proof of record ${index}.`)
  else if (
    !verifyTlogProof(proof.value, entry, platform.hasher).ok ||
    parseRoot(proof.value.checkpoint.text) !== log.root
  )
    findings.bad(path, `does not lead from record ${index} to the root of its log.`)
}

function parseRoot(text: string): string | undefined {
  const checkpoint = parseCheckpoint(text)
  return checkpoint.ok ? checkpoint.value.root : undefined
}
