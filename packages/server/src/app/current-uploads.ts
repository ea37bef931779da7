import type { EnvironmentName, EvidenceKind } from "@promotrail/core"
import type { EvidenceRow } from "../ports/rows.ts"

/** Of all uploads of a release, in upload order, those that say how things stand in front of one environment. */
export type Standing = {
  /** The newest accepted of each series, tests aside: of the artifact, and of this environment. */
  readonly current: readonly EvidenceRow[]
  /** The newest of a category and variant, where it was refused: what it would have said is not known. */
  readonly refused: readonly EvidenceRow[]
}

/** Sorts the uploads of a release other than test results. */
export function standingReports(uploads: readonly EvidenceRow[], environment: EnvironmentName): Standing {
  const here = uploads.filter(
    ({ kind, subject, environment: place }) => kind !== "tests" && (subject === "artifact" || place === environment),
  )
  const current = new Map<string, EvidenceRow>()
  for (const row of here) if (isFit(row)) current.set(seriesOf(row), row)
  return { current: [...current.values()].toSorted((a, b) => a.number - b.number), refused: refusedSince(here) }
}

/** What was read and counted may still prove nothing: before a gate it stands like one that was refused. */
const isFit = ({ outcome, unfit }: EvidenceRow): boolean => outcome === "accepted" && unfit === null

/**
 * What one producer says of one thing again and again. Two tools never supersede each other, also in one category; the
 * same tool does, also in another version.
 */
function seriesOf({ kind, category, subject, environment, variant, format, tool, raw }: EvidenceRow): string {
  // Attestations are each about something: provenance, a bill of materials, another artifact. They add up.
  if (kind === "provenance") return JSON.stringify([kind, category, raw])
  const place = subject === "artifact" ? null : environment
  return JSON.stringify([kind, category, place, variant, format, tool?.name ?? null])
}

/**
 * The newest upload of each kind, category, place and variant, where it was refused. One that was not even recognised
 * stands until anything of its category, place and variant is accepted.
 */
export function refusedSince(uploads: readonly EvidenceRow[]): readonly EvidenceRow[] {
  const byPlace = new Map<string, Map<EvidenceKind | null, EvidenceRow>>()
  for (const row of uploads) {
    const place = JSON.stringify([row.category, row.environment, row.variant])
    const standing = byPlace.get(place) ?? new Map<EvidenceKind | null, EvidenceRow>()
    byPlace.set(place, standing)
    if (!isFit(row)) standing.set(row.kind, row)
    else {
      standing.delete(row.kind)
      standing.delete(null)
    }
  }
  return [...byPlace.values()].flatMap((standing) => [...standing.values()]).toSorted((a, b) => a.number - b.number)
}
