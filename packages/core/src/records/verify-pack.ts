import { parseTlogPolicy } from "../ledger/tlog-policy.ts"
import type { PackManifest } from "./pack-format.ts"
import { verifyAnchors } from "./verify-anchors.ts"
import { verifyBundles, verifyCounts, verifyTrustFiles } from "./verify-claims.ts"
import { verifyDecisions, type ReplayWish } from "./verify-decisions.ts"
import { verifyEntries } from "./verify-entries.ts"
import { verifyFiles, type Pack } from "./verify-files.ts"
import { Findings, type PackFinding, type VerifyPlatform } from "./verify-findings.ts"
import { verifyLogs, type KeptCheckpoint, type PackTrust } from "./verify-logs.ts"
import { verifyRecords } from "./verify-records.ts"

/** What an auditor brings along. */
export type PackQuestion = {
  /** Without one the pack's own is used, and that is said. */
  readonly trust?: PackTrust | undefined
  readonly kept?: KeptCheckpoint | undefined
  /** Else all of 5,000, or a sample of 1,000 by a seed that nobody chose. */
  readonly replay?: "all" | "none" | "sample" | undefined
}

/** What came of a pack: it agrees only if nothing at all is wrong. */
export type PackVerdict = {
  readonly agrees: boolean
  readonly manifest: PackManifest | undefined
  readonly findings: readonly PackFinding[]
}

const REPLAY_ALL_OF = 5_000
const REPLAY_SAMPLE = 1_000

/**
 * Verifies an audit pack, offline and without the server that wrote it: files, logs, records, streams, entries,
 * disclosures, objects, decisions and anchors. Never throws for what is in a pack.
 */
export async function verifyPack(
  pack: Pack,
  { trust, kept, replay }: PackQuestion,
  platform: VerifyPlatform,
): Promise<PackVerdict> {
  const findings = new Findings()
  const manifest = verifyFiles(pack, findings, platform)
  if (manifest === undefined) return { agrees: false, manifest, findings: findings.all() }
  const by = trust ?? ownTrust(pack, findings, platform)
  const logs = await verifyLogs(pack, manifest, by, kept, findings, platform)
  const records = await verifyRecords(pack, manifest, logs, findings, platform)
  verifyTrustFiles(pack, logs, records, findings, platform)
  verifyEntries(pack, manifest, records, findings, platform)
  // Nobody can choose a seed that is made of what was signed.
  const sample: ReplayWish = { sample: REPLAY_SAMPLE, seed: (logs.at(-1)?.root ?? "").slice(0, 16) }
  const isMany = records.decisions.length > REPLAY_ALL_OF
  const wish = replay === "all" || replay === "none" ? replay : replay === "sample" || isMany ? sample : "all"
  verifyDecisions(pack, manifest, records, wish, findings, platform)
  await verifyAnchors(pack, logs, records, by, findings, platform)
  await verifyBundles(pack, manifest, logs, records, findings, platform)
  verifyCounts(manifest, records, findings)
  return { agrees: findings.bads === 0, manifest, findings: findings.all() }
}

function ownTrust(pack: Pack, findings: Findings, { textOfUtf8, sha256 }: VerifyPlatform): PackTrust | undefined {
  const policy = parseTlogPolicy(textOfUtf8(pack.read("policy.txt") ?? new Uint8Array()) ?? "", sha256)
  if (policy.ok) return { file: "policy.txt", policy: policy.value, isSelfDeclared: true }
  findings.bad("policy.txt", `line ${policy.error.line}: ${policy.error.why}.`)
  return undefined
}
