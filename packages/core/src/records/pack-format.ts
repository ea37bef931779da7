import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import type { Sha256 } from "../kernel/digest.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import type { MerkleHash } from "../ledger/merkle.ts"

// The audit pack, version 1: a tar, or the folder it unpacks to. docs/reference has each file in words.

export const PACK_SCHEMA = "promotrail/audit-pack/v1"
/** The last file of a pack: one that broke off has none. */
export const PACK_MANIFEST = "manifest.json"
/** Records, entries and disclosures come in files of so many. */
export const PACK_CHUNK = 256

/** A file of a pack, as its manifest has it. */
export type PackFile = { readonly path: string; readonly sha256: string; readonly bytes: number }

/** A log of a pack: all of its tree, and which of its records. */
export type PackLog = {
  /** From 1. */
  readonly log: number
  readonly origin: string
  readonly size: number
  /** Hex. */
  readonly root: MerkleHash
  /** All records from this index on, up to but without the other, are in the pack; others may be, too. */
  readonly range: { readonly from: number; readonly to: number }
}

/** How many of what. */
export type PackCounts = Readonly<Record<string, number>>

/** What a pack says of itself, and of every file in it. */
export type PackManifest = {
  readonly schema: typeof PACK_SCHEMA
  readonly installation: string
  readonly created: string
  /** Records of this time on, and before that one; `null`: without an end. */
  readonly from: string | null
  readonly to: string | null
  readonly includes: { readonly names: boolean; readonly evidence: boolean; readonly bundles: number }
  readonly applications: readonly string[]
  readonly logs: readonly PackLog[]
  /** Of the records in the ranges: by kind, and decisions by verdict. */
  readonly counts: { readonly records: PackCounts; readonly decisions: PackCounts }
  readonly completeness: PackCompleteness
  readonly files: readonly PackFile[]
}

/** How many decisions the period has, in how many streams: counted again by whoever verifies. */
export type PackCompleteness = {
  readonly decisions: number
  readonly streams: number
  /** Records of which the leaf alone is left. */
  readonly lost: number
  readonly says: string
}

/** The sentence that an auditor looks for. */
export function explainCompleteness({ decisions, streams, lost }: Omit<PackCompleteness, "says">): string {
  const whole = `${decisions} ${decisions === 1 ? "decision" : "decisions"} in ${streams} ${streams === 1 ? "stream" : "streams"}`
  return lost === 0
    ? `complete: ${whole}`
    : `complete but for ${lost} lost ${lost === 1 ? "record" : "records"}: ${whole} are known`
}

/** Spells a manifest: canonical JSON with a digest of itself, so that no byte of it can be another one unseen. */
export function formatManifest(manifest: PackManifest, sha256: Sha256): string {
  const said = manifest as unknown as Readonly<Record<string, Json>>
  return `${canonicalJson({ ...said, digest: `sha256:${sha256(canonicalJson(said))}` })}\n`
}

/** Reads a manifest; what is not spelled as we spell it was changed. */
export function parseManifest(text: string, sha256: Sha256): Result<PackManifest, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err("it is no JSON")
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return err("it is no object")
  const { digest, ...said } = value as Record<string, Json>
  if (said["schema"] !== PACK_SCHEMA) return err(`its schema is not ${PACK_SCHEMA}`)
  const why = misshapen(said)
  if (why !== undefined) return err(`its member ${why} is not what it should be`)
  const manifest = said as unknown as PackManifest
  let right: string
  try {
    right = formatManifest(manifest, sha256)
  } catch {
    return err("it holds what canonical JSON cannot")
  }
  if (typeof digest !== "string" || right !== text) return err("it is not what its own digest was taken of")
  return ok(manifest)
}

const isText = (value: unknown): value is string => typeof value === "string"
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const isList = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem)
const isCounts = (value: unknown): boolean => isObject(value) && Object.values(value).every(isCount)
const isHash = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value)

const SHAPE: { readonly [Member in keyof PackManifest]: (value: unknown) => boolean } = {
  schema: isText,
  installation: isText,
  created: isText,
  from: (value) => value === null || isText(value),
  to: (value) => value === null || isText(value),
  includes: (value) =>
    isObject(value) &&
    typeof value["names"] === "boolean" &&
    typeof value["evidence"] === "boolean" &&
    isCount(value["bundles"]),
  applications: (value) => isList(value, isText),
  logs: (value) =>
    isList(
      value,
      (log) =>
        isObject(log) &&
        isCount(log["log"]) &&
        isText(log["origin"]) &&
        /^[a-z0-9][a-z0-9.-]*$/.test(log["origin"]) &&
        isCount(log["size"]) &&
        isHash(log["root"]) &&
        isObject(log["range"]) &&
        isCount(log["range"]["from"]) &&
        isCount(log["range"]["to"]) &&
        log["range"]["from"] <= log["range"]["to"] &&
        log["range"]["to"] <= log["size"],
    ),
  counts: (value) => isObject(value) && isCounts(value["records"]) && isCounts(value["decisions"]),
  completeness: (value) =>
    isObject(value) &&
    isCount(value["decisions"]) &&
    isCount(value["streams"]) &&
    isCount(value["lost"]) &&
    isText(value["says"]),
  files: (value) =>
    isList(value, (file) => isObject(file) && isText(file["path"]) && isHash(file["sha256"]) && isCount(file["bytes"])),
}

/** The first member that has not its shape, or that nobody knows. */
function misshapen(said: Readonly<Record<string, unknown>>): string | undefined {
  const known = Object.entries(SHAPE)
  return (
    known.find(([member, isRight]) => !isRight(said[member]))?.[0] ?? Object.keys(said).find((key) => !(key in SHAPE))
  )
}

const numbered = (index: number): string => String(Math.floor(index / PACK_CHUNK)).padStart(3, "0")

/** Where things stand in a pack. */
export const packPath = {
  log: (origin: string, path: string): string => `logs/${origin}/${path}`,
  records: (log: number, index: number): string => `records/${log}/${numbered(index)}.jsonl`,
  entries: (index: number): string => `entries/${numbered(index)}.jsonl`,
  disclosures: (index: number): string => `disclosures/${numbered(index)}.jsonl`,
  object: (hex: string): string => `objects/${hex.slice(0, 2)}/${hex}`,
  bundle: (decision: string): string => `bundles/${decision}.sigstore.json`,
  proof: (decision: string): string => `bundles/${decision}.tlog-proof`,
  summary: (decision: string): string => `bundles/${decision}.vsa.sigstore.json`,
} as const

/** A line of `entries/`: the body exactly as it was hashed. */
export type PackEntry = { readonly index: number; readonly hash: MerkleHash; readonly body: string }

/** A line of `disclosures/`. */
export type PackDisclosure = { readonly digest: string; readonly text: string }

/** A line of a `.jsonl` file of a pack. */
export const packLine = (value: unknown): string => `${canonicalJson(value as Json)}\n`
