import {
  reportStates,
  type Artifact,
  type CurrentUpload,
  type EnvironmentName,
  type Item,
  type RefusedUpload,
  type ReportKind,
  type ReportState,
} from "@promotrail/core"
import type { EvidenceRow, ReleaseRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"
import type { Deps } from "./deps.ts"
import { attestationReader, type AttestationReader } from "./attestations.ts"
import { standingReports } from "./current-uploads.ts"

/** Reads what the reports of a release say, tests aside, as it stands in front of one gate. */
export interface Reports {
  /** `running`: the release that runs in the target, which decides what is new. */
  of(release: ReleaseRow, source: EnvironmentName, running: ReleaseRow | undefined): Promise<readonly ReportState[]>
}

/** Items kept in memory over all facts objects; the objects never change, so what was read once stays right. */
const KEPT_ITEMS = 200_000

export function storedReports(
  deps: Pick<Deps, "store" | "blobs" | "intake" | "now" | "sha256">,
  itemsOf: (bytes: Uint8Array) => Iterable<Item>,
): Reports {
  const { store, sha256 } = deps
  const items = keptItems(store, itemsOf)
  const attestations = attestationReader(deps)
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
