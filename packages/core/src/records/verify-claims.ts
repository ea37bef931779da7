import { memberOf } from "../attest/strict-json.ts"
import { bytesOfBase64 } from "../kernel/base64.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { hexOf } from "../kernel/hex.ts"
import { parseCheckpoint } from "../ledger/checkpoint.ts"
import { parseTlogProof, verifyTlogProof } from "../ledger/tlog-proof.ts"
import { logIdOf } from "./bundle.ts"
import { explainCompleteness, packPath, PACK_CHUNK, type PackCounts, type PackManifest } from "./pack-format.ts"
import { recordKeysInPem } from "./record-key.ts"
import { openBundle } from "./verify-bundle.ts"
import { valueIn } from "./verify-entries.ts"
import type { Pack } from "./verify-files.ts"
import { counted, type Findings, type VerifyPlatform } from "./verify-findings.ts"
import type { PackedLog } from "./verify-logs.ts"
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
  const found = {
    decisions: records.decisions.filter(({ isCounted }) => isCounted).length,
    streams: records.decisionStreams.size,
    lost: records.lost,
  }
  if (canonicalJson(completeness) !== canonicalJson({ ...found, says: explainCompleteness(found) }))
    bad(`what it says of its completeness is not so; it is ${explainCompleteness(found)}.`)
  if (includes.bundles > found.decisions) bad("it has more bundles than decisions.")
  if (findings.bads !== before) return
  const period = [
    manifest.from === null ? "" : ` from ${manifest.from}`,
    manifest.to === null ? "" : ` before ${manifest.to}`,
  ]
  const text = `${explainCompleteness(found)}${period.join("")}`
  // Complete is a word for packs in which nothing at all is wrong.
  if (findings.bads > 0) return
  if (found.lost > 0) findings.doubtful(text)
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
  const all = records.decisions.filter(({ isCounted }) => isCounted)
  const { bundles } = manifest.includes
  const chosen = bundles === 0 ? [] : all.slice(-bundles)
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
  if (chosen.length > 0)
    findings.goodSince(before, `bundles of ${counted(chosen.length, "decision")}, each of its own record`)
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
