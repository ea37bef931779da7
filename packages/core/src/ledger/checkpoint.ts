import { base64Of, bytesOfBase64 } from "../kernel/base64.ts"
import { bytesOfHex, hexOf } from "../kernel/hex.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import type { MerkleHash } from "./merkle.ts"

/** How long a log was, and the root it had then (c2sp.org/tlog-checkpoint). */
export type Checkpoint = {
  /** Which log: any text. */
  readonly origin: string
  readonly size: number
  readonly root: MerkleHash
  /** Lines that the log adds for itself. */
  readonly extensions: readonly string[]
}

/** Why a text is no checkpoint. */
export type MalformedCheckpoint = {
  readonly kind: "malformed-checkpoint"
  readonly why: "lines" | "size" | "size-too-large" | "root"
}

/** Reads the text of a checkpoint: what stands above its signatures. */
export function parseCheckpoint(text: string): Result<Checkpoint, MalformedCheckpoint> {
  const [origin, size, root, ...rest] = text.split("\n")
  if (origin === undefined || size === undefined || root === undefined) return malformed("lines")
  const end = rest.pop()
  if (origin === "" || end !== "" || rest.includes("")) return malformed("lines")
  const entries = parseCount(size)
  if (entries === undefined) return malformed(/^[1-9][0-9]*$/.test(size) ? "size-too-large" : "size")
  const hash = parseHash(root)
  return hash === undefined ? malformed("root") : ok({ origin, size: entries, root: hash, extensions: rest })
}

/** Spells the text of a checkpoint. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, size, formatHash(root), ...extensions, ""].join("\n")
}

/** A decimal number without zeroes in front that can be counted exactly; undefined for any other text. */
export function parseCount(text: string): number | undefined {
  const count = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : undefined
  return Number.isSafeInteger(count) ? count : undefined
}

/** A hash as logs spell it: base64 of exactly 32 bytes. */
export function parseHash(text: string): MerkleHash | undefined {
  const bytes = bytesOfBase64(text)
  return bytes?.length === 32 ? hexOf(bytes) : undefined
}

/** A hash in base64. */
export const formatHash = (hash: MerkleHash): string => base64Of(bytesOfHex(hash))

const malformed = (why: MalformedCheckpoint["why"]): Result<never, MalformedCheckpoint> =>
  err({ kind: "malformed-checkpoint", why })
