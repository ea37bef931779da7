import type { Policy } from "../catalog/policy.ts"
import { readPolicy } from "../catalog/policy-read.ts"
import { replay, type Replay } from "../gate/decision.ts"
import { ENGINE } from "../gate/engine.ts"
import type { GateInput } from "../gate/input.ts"
import type { Digest } from "../kernel/digest.ts"
import { packPath, type PackManifest } from "./pack-format.ts"
import type { Pack } from "./verify-files.ts"
import { counted, type Findings, type VerifyPlatform } from "./verify-findings.ts"
import type { PackedDecision } from "./packed-statement.ts"
import type { RecordsFound } from "./verify-records.ts"

/** Which decisions are evaluated again: all, none, or so many by a seed. */
export type ReplayWish = "all" | "none" | { readonly sample: number; readonly seed: string }

/** Step 8: what decisions name is there or was erased by notice, and each decision comes out again as it was recorded. */
export function verifyDecisions(
  pack: Pack,
  manifest: PackManifest,
  records: RecordsFound,
  wish: ReplayWish,
  findings: Findings,
  platform: VerifyPlatform,
): void {
  const before = findings.bads
  const objects = new Set(manifest.files.flatMap(({ path, sha256 }) => objectAt(path, sha256, findings)))
  const known = new Set<string>()
  const erasedBy = (hex: string): string | undefined => records.erased.get(`sha256:${hex}`)
  const isThere = (hex: string, whose: string): boolean => {
    known.add(hex)
    if (objects.has(hex)) return true
    if (erasedBy(hex) === undefined)
      findings.bad(packPath.object(hex), `is missing, ${whose} names it, and no notice says that it was erased.`)
    return false
  }
  let erased = 0
  const complete: PackedDecision[] = []
  for (const decision of records.decisions) {
    const whose = `decision ${decision.id}`
    const there = [decision.input, decision.outcome, decision.policy].map((hex) => isThere(hex, whose))
    if (there.every(Boolean)) complete.push(decision)
    else erased++
  }
  for (const hex of records.policies) isThere(hex, "a policy change")
  for (const hex of records.raw) if (manifest.includes.evidence) isThere(hex, "a receipt of evidence")
  const isAllowed = (hex: string): boolean => known.has(hex) || (manifest.includes.evidence && records.raw.has(hex))
  for (const hex of objects) if (!isAllowed(hex)) findings.bad(packPath.object(hex), "is named by no record.")
  findings.goodSince(before, `${counted(objects.size, "object")} named by records, each of them as its hash says`)
  if (erased > 0)
    findings.doubtful(
      `of ${erased} decisions the input, outcome or policy is not in the pack: they cannot be evaluated again`,
    )
  replayAll(pack, complete, wish, findings, platform)
}

function replayAll(
  pack: Pack,
  complete: readonly PackedDecision[],
  wish: ReplayWish,
  findings: Findings,
  platform: VerifyPlatform,
): void {
  if (wish === "none") {
    findings.doubtful("no decision was evaluated again")
    return
  }
  const chosen = wish === "all" ? complete : sampleOf(complete, wish.sample, wish.seed, platform)
  const before = findings.bads
  const policies = new Map<string, Policy | string>()
  const others = new Map<string, { replayed: number; differ: string[] }>()
  for (const decision of chosen) {
    const again = replayOne(pack, decision, policies, platform)
    const bad = (what: string): void =>
      findings.bad(decision.file, `line ${decision.line} (decision ${decision.id}): ${what}`)
    const isOurs = decision.engine.digest === ENGINE.digest
    const by = `${decision.engine.name} ${decision.engine.version} (${decision.engine.digest})`
    const other = isOurs ? undefined : (others.get(by) ?? { replayed: 0, differ: [] })
    if (other !== undefined) others.set(by, { ...other, replayed: other.replayed + 1 })
    if (typeof again === "string" || !again.replay.agrees) {
      const why = typeof again === "string" ? again : `it comes out as ${again.replay.outcome.verdict ?? "error"}.`
      if (isOurs) bad(`evaluated again, it is not what was recorded: ${why}`)
      else other?.differ.push(decision.id)
      continue
    }
    const verdict = again.replay.outcome.verdict ?? "evaluationError"
    if (verdict !== decision.verdict) bad(`its record says ${decision.verdict}, and its outcome ${verdict}.`)
    const { input } = again
    if (input.now !== decision.at) bad("its input is of another time.")
    if (input.policy !== `sha256:${decision.policy}`) bad("its input names another policy.")
    const { promotion } = decision
    const isSame =
      input.subject.application === promotion.application &&
      input.subject.release === promotion.release &&
      input.edge.from === promotion.from &&
      input.edge.to === promotion.to
    if (!isSame) bad("its input is about another promotion.")
  }
  for (const [by, { replayed, differ }] of others) {
    const ours = `${ENGINE.name} ${ENGINE.version} (${ENGINE.digest})`
    const what = differ.length === 0 ? "all agree" : `${differ.length} differ: ${differ.slice(0, 5).join(", ")}`
    findings.doubtful(`${counted(replayed, "decision")} decided by engine ${by}, replayed by ${ours}: ${what}`)
  }
  const which = wish === "all" || chosen.length === complete.length ? "all" : `a sample by the seed ${wish.seed}`
  findings.goodSince(
    before,
    `${counted(chosen.length, "decision")} evaluated again (${which}): each comes out as it was recorded`,
  )
}

function replayOne(
  pack: Pack,
  named: PackedDecision,
  policies: Map<string, Policy | string>,
  { sha256, textOfUtf8 }: VerifyPlatform,
): { readonly replay: Replay; readonly input: GateInput } | string {
  const text = (hex: string): string => textOfUtf8(pack.read(packPath.object(hex)) ?? new Uint8Array()) ?? ""
  let policy = policies.get(named.policy)
  if (policy === undefined) {
    const read = readPolicy(text(named.policy))
    policy = read.ok ? read.value.policy : "its policy cannot be read."
    policies.set(named.policy, policy)
  }
  if (typeof policy === "string") return policy
  try {
    const input = JSON.parse(text(named.input)) as GateInput
    const recorded = { outputDigest: `sha256:${named.outcome}` as Digest, engine: named.engine }
    return { replay: replay(recorded, policy, input, sha256), input }
  } catch (error) {
    return `its input cannot be evaluated (${error instanceof Error ? error.message : String(error)}).`
  }
}

/** Which ones a seed means: the same for everybody, and for nobody to choose. */
function sampleOf<T>(all: readonly T[], size: number, seed: string, { sha256 }: VerifyPlatform): readonly T[] {
  if (all.length <= size) return all
  return all
    .map((each, at) => ({ each, at, rank: sha256(`${seed} ${at}`) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, size)
    .toSorted((one, other) => one.at - other.at)
    .map(({ each }) => each)
}

/** An object is called by its own hash. */
function objectAt(path: string, sha256: string, findings: Findings): readonly string[] {
  if (!path.startsWith("objects/")) return []
  if (path === packPath.object(sha256)) return [sha256]
  findings.bad(path, "is not what its name says.")
  return []
}
