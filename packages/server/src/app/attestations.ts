import { epochMs, notVerified, type Item, type VerifiedAttestation } from "@promotrail/core"
import type { VerifiedFile } from "../ports/reader.ts"
import type { EvidenceRow } from "../ports/rows.ts"
import type { Deps } from "./deps.ts"

/** What a file of provenance attests, verified. `items`: what reading it found, for where verifying broke. */
export type AttestationReader = (
  row: Pick<EvidenceRow, "raw">,
  items: readonly Item[],
) => Promise<readonly VerifiedAttestation[]>

/** Files whose verification is kept in memory: neither the file nor the trust roots change while the server runs. */
const KEPT_FILES = 2_000
/** After this time a file that could not be verified is tried again: the machine may only have been busy. */
const BROKEN_MS = 60_000

type Kept = { readonly verifying: Promise<VerifiedFile>; brokenAt: number | undefined }

/** Verifies files of provenance, each once. What could not be verified is what the file says, and nobody's word. */
export function attestationReader({ blobs, intake, now }: Pick<Deps, "blobs" | "intake" | "now">): AttestationReader {
  const kept = new Map<string, Kept>()
  const verify = (raw: EvidenceRow["raw"]): Kept => {
    const known = kept.get(raw)
    const isTried = known?.brokenAt === undefined || epochMs(now()) - known.brokenAt < BROKEN_MS
    if (known !== undefined && isTried) return known
    const entry: Kept = { verifying: intake.verify(blobs.pathOf(raw)).catch(whereGone), brokenAt: undefined }
    // A server that stops says nothing about the next time.
    entry.verifying.catch(() => kept.delete(raw))
    return entry
  }
  return async ({ raw }, items) => {
    const entry = verify(raw)
    kept.delete(raw)
    kept.set(raw, entry)
    if (kept.size > KEPT_FILES) kept.delete(kept.keys().next().value as string)
    const verified = await entry.verifying
    if ("attestations" in verified) return verified.attestations
    entry.brokenAt ??= epochMs(now())
    const verification = notVerified(verified.broken)
    return items.flatMap((item) => (item.type === "attestation" ? [{ item, verification }] : []))
  }
}

/** A raw file that somebody took away leaves what is attested unproved; it is no reason to answer nothing at all. */
function whereGone(error: unknown): VerifiedFile {
  if ((error as { readonly code?: unknown } | null)?.code !== "ENOENT") throw error
  return { broken: "its file is no longer there" }
}
