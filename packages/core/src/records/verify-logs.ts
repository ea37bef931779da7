import { parseCheckpoint, type Checkpoint } from "../ledger/checkpoint.ts"
import type { NoteKey } from "../ledger/note-key.ts"
import { parseNote, type Note } from "../ledger/note.ts"
import { auditStaticLog, type LogFault } from "../ledger/static-log.ts"
import { hashesOnLevel, parseBundle, parseTile, TILE_WIDTH, tilePath, type Tile } from "../ledger/tiles.ts"
import { judgeCheckpoint, type TlogPolicy, type Vouched } from "../ledger/tlog-policy.ts"
import { packPath, type PackLog, type PackManifest } from "./pack-format.ts"
import type { Pack } from "./verify-files.ts"
import type { Findings, VerifyPlatform } from "./verify-findings.ts"

/** Whom the logs are judged by. */
export type PackTrust = {
  /** The file it was read from. */
  readonly file: string
  readonly policy: TlogPolicy
  /** It came with the pack, and so from whom the pack came from. */
  readonly isSelfDeclared: boolean
}

/** A checkpoint that was kept from last time. */
export type KeptCheckpoint = { readonly file: string; readonly note: Note; readonly checkpoint: Checkpoint }

/** A log whose tree is what its checkpoint says. */
export type PackedLog = PackLog & {
  /** The key that the policy knows it by; undefined where the policy does not. */
  readonly key: NoteKey | undefined
  /** Who has cosigned this very checkpoint. */
  readonly witnesses: Vouched["witnesses"]
  readonly note: string
  /** Every byte of its tree agrees with its checkpoint, and with what was kept of it. */
  readonly isSound: boolean
  /** The entries of a bundle. */
  readonly entries: (bundle: number) => readonly Uint8Array[]
  readonly hashes: (tile: number) => readonly string[]
}

/** Steps 2 to 4: whom we trust has signed, the root is that of the entries, and what was kept is continued. */
export async function verifyLogs(
  pack: Pack,
  manifest: PackManifest,
  trust: PackTrust | undefined,
  kept: KeptCheckpoint | undefined,
  findings: Findings,
  platform: VerifyPlatform,
): Promise<readonly PackedLog[]> {
  const logs: PackedLog[] = []
  for (const [at, log] of manifest.logs.entries()) {
    if (log.log !== at + 1) findings.bad("manifest.json", `its logs are not numbered from 1.`)
    logs.push(await verifyLog(pack, log, trust, kept, findings, platform))
  }
  if (logs.length === 0) findings.bad("manifest.json", "it names no log.")
  if (kept !== undefined) await verifyKept(kept, logs, trust, findings, platform)
  return logs
}

async function verifyLog(
  pack: Pack,
  log: PackLog,
  trust: PackTrust | undefined,
  kept: KeptCheckpoint | undefined,
  findings: Findings,
  { verifier, hasher, sha256, textOfUtf8, words }: VerifyPlatform,
): Promise<PackedLog> {
  const { origin, size } = log
  const below = (path: string): string => packPath.log(origin, path)
  const file = below("checkpoint")
  const text = textOfUtf8(pack.read(file) ?? new Uint8Array()) ?? ""
  const note = parseNote(text)
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  // What witnesses saw is judged with the anchors: they see the log now and then, and hardly ever at its newest size.
  const policy = trust && { ...trust.policy, quorum: "none" }
  const judged = note.ok && policy !== undefined ? await judgeCheckpoint(note.value, policy, verifier) : undefined

  if (!note.ok || checkpoint?.ok !== true) findings.bad(file, "is no signed checkpoint.")
  else {
    const said = checkpoint.value
    if (said.origin !== origin || said.size !== size || said.root !== log.root)
      findings.bad(file, "is of another log, size or root than the manifest says.")
    if (trust === undefined) findings.bad(file, "nobody vouches for it: say whom you trust with a policy.")
    else if (judged?.ok === false) findings.bad(file, words.refusal(judged.error))
    else if (judged?.ok === true) {
      const by = words.vouched(judged.value)
      if (trust.isSelfDeclared)
        findings.doubtful(
          `self-declared trust: ${by}, by the pack's own ${trust.file}. Who wrote the pack wrote that, too`,
        )
      else findings.good(`${by}, by a key of ${trust.file}`)
    }
  }

  const prefix = below("")
  const audit = auditStaticLog(
    {
      read: (path) => pack.read(below(path)),
      checkpointPath: "checkpoint",
      paths: pack.paths.filter((path) => path.startsWith(`${prefix}tile/`)).map((path) => path.slice(prefix.length)),
    },
    { origin, size, root: log.root, extensions: [] },
    { hasher, sha256 },
    kept?.checkpoint.origin === origin ? kept.checkpoint : undefined,
  )
  for (const fault of audit.faults) findings.bad(null, words.fault(inPack(fault, below)))
  for (const path of audit.others) findings.bad(below(path), "is no part of the checkpoint.")
  if (audit.faults.length === 0)
    findings.good(`${origin}: ${size} records, every byte of the tree agrees with the root`)

  const tileOf = (level: Tile["level"], index: number): Uint8Array => {
    const width = Math.min(TILE_WIDTH, hashesOnLevel(size, 0) - index * TILE_WIDTH)
    return width <= 0 ? new Uint8Array() : (pack.read(below(tilePath({ level, index, width }))) ?? new Uint8Array())
  }
  return {
    ...log,
    key: judged?.ok === true ? judged.value.log : undefined,
    witnesses: judged?.ok === true ? judged.value.witnesses : [],
    note: text,
    isSound: audit.faults.length === 0,
    entries: (bundle) => parseBundle(tileOf("entries", bundle)).entries,
    hashes: (tile) => parseTile(tileOf(0, tile)) ?? [],
  }
}

/** A fault with the paths as the pack has them. */
function inPack(fault: LogFault, below: (path: string) => string): LogFault {
  if (!("path" in fault)) return fault
  return { ...fault, path: below(fault.path), ...("tile" in fault ? { tile: below(fault.tile) } : {}) }
}

/** What was kept must be signed by the log, and be of one that is in the pack. */
async function verifyKept(
  { file, note, checkpoint }: KeptCheckpoint,
  logs: readonly PackedLog[],
  trust: PackTrust | undefined,
  findings: Findings,
  { verifier, words }: VerifyPlatform,
): Promise<void> {
  const before = findings.bads
  if (!logs.some(({ origin }) => origin === checkpoint.origin))
    findings.bad(file, `it is of the log ${checkpoint.origin}, which is not in this pack.`)
  // Its witnesses may have been others then.
  const judged = trust && (await judgeCheckpoint(note, { ...trust.policy, quorum: "none" }, verifier))
  if (judged?.ok === false) findings.bad(file, words.refusal(judged.error))
  if (logs.some(({ origin, isSound }) => origin === checkpoint.origin && isSound))
    findings.goodSince(before, `begins with the ${checkpoint.size} records of ${file}`)
}
