import {
  notVerified,
  reportStates,
  type Artifact,
  type CurrentUpload,
  type EnvironmentName,
  type Item,
  type RefusedUpload,
  type ReportKind,
  type ReportState,
  type VerifiedAttestation,
} from "@promotrail/core"
import type { VerifiedFile } from "../ports/reader.ts"
import type { EvidenceRow, ReleaseRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"
import type { Deps } from "./deps.ts"
import { standingReports } from "./current-uploads.ts"

/** Reads what the reports of a release say, tests aside, as it stands in front of one gate. */
export interface Reports {
  /** `running`: the release that runs in the target, which decides what is new. */
  of(release: ReleaseRow, source: EnvironmentName, running: ReleaseRow | undefined): Promise<readonly ReportState[]>
}

/** Items kept in memory over all facts objects; the objects never change, so what was read once stays right. */
const KEPT_ITEMS = 200_000

export function storedReports(
  { store, blobs, intake, sha256 }: Pick<Deps, "store" | "blobs" | "intake" | "sha256">,
  itemsOf: (bytes: Uint8Array) => Iterable<Item>,
): Reports {
  const items = keptItems(store, itemsOf)
  const attestations = keptAttestations({ blobs, intake })
  const uploadsOf = async (release: ReleaseRow, source: EnvironmentName) => {
    const rows = await store.read.evidenceOf(release.application, release.version)
    const { current, refused } = standingReports(rows, source)
    return {
      uploads: await Promise.all(current.map((row) => currentOf(row, items, attestations))),
      refused: refused.map(refusedOf),
    }
  }
  return {
    async of(release, source, running) {
      const { uploads, refused } = await uploadsOf(release, source)
      const baseline =
        running === undefined || running.version === release.version
          ? null
          : { release: running.version, uploads: (await uploadsOf(running, source)).uploads }
      const artifacts = release.artifacts as readonly Artifact[]
      const place = { environment: source, release: release.version, artifacts }
      return reportStates({ uploads, refused, baseline }, place, sha256)
    },
  }
}

type ItemReader = (row: EvidenceRow) => Promise<readonly Item[]>

/** Reads facts objects and keeps the last ones. */
function keptItems(store: Store, itemsOf: (bytes: Uint8Array) => Iterable<Item>): ItemReader {
  const kept = new Map<string, readonly Item[]>()
  let size = 0
  return async ({ id, facts }) => {
    if (facts === null) throw new Error(`evidence ${id} was accepted without facts`)
    const known = kept.get(facts)
    if (known !== undefined) {
      kept.delete(facts)
      kept.set(facts, known)
      return known
    }
    const bytes = await store.read.object(facts)
    if (bytes === undefined) throw new Error(`the facts of evidence ${id} are missing`)
    const items = [...itemsOf(bytes)]
    // Meanwhile another reader may have brought them as well.
    if (!kept.has(facts)) size += items.length
    kept.set(facts, items)
    for (const [oldest, { length }] of kept) {
      if (size <= KEPT_ITEMS || oldest === facts) break
      kept.delete(oldest)
      size -= length
    }
    return items
  }
}

type AttestationReader = (row: EvidenceRow, items: readonly Item[]) => Promise<readonly VerifiedAttestation[]>

/** Files whose verification is kept in memory: neither the file nor the trust roots change while the server runs. */
const KEPT_FILES = 2_000

/** Verifies files of provenance, each once. What could not be verified is what the file says, and nobody's word. */
function keptAttestations({ blobs, intake }: Pick<Deps, "blobs" | "intake">): AttestationReader {
  const kept = new Map<string, Promise<VerifiedFile>>()
  return async ({ raw }, items) => {
    const known = kept.get(raw)
    const verifying = known ?? intake.verify(blobs.pathOf(raw))
    kept.delete(raw)
    kept.set(raw, verifying)
    if (known === undefined) verifying.catch(() => kept.delete(raw))
    if (kept.size > KEPT_FILES) kept.delete(kept.keys().next().value as string)
    const verified = await verifying
    if ("attestations" in verified) return verified.attestations
    const verification = notVerified(verified.broken)
    return items.flatMap((item) => (item.type === "attestation" ? [{ item, verification }] : []))
  }
}

async function currentOf(row: EvidenceRow, items: ItemReader, attestations: AttestationReader): Promise<CurrentUpload> {
  const { id, kind, category, subject, environment, variant, format, tool, raw, receivedAt, producedAt, counts } = row
  if (kind === null || kind === "tests" || subject === null || format === null) {
    throw new Error(`evidence ${id} is no report`)
  }
  return {
    id,
    kind,
    category,
    subject,
    environment,
    variant,
    format,
    tool: tool?.name ?? null,
    producer: row.by.name,
    raw,
    receivedAt,
    producedAt,
    counts,
    items: await items(row),
    ...(kind === "provenance" ? { attestations: await attestations(row, await items(row)) } : {}),
  }
}

function refusedOf({ id, kind, category, environment, outcome, reason, unfit }: EvidenceRow): RefusedUpload {
  return { id, kind: kind as ReportKind | null, category, environment, outcome, reason: reason ?? unfit ?? outcome }
}
