import { CATEGORY_OF_KIND, EVIDENCE_KINDS, type ReportKind } from "../catalog/evidence-kind.ts"
import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import { digestOf, type Sha256 } from "../kernel/digest.ts"
import { agedFrom } from "./age.ts"
import { compareText, keyOf, told } from "./alike.ts"
import { itemsOf } from "./items-by-upload.ts"
import { attestationContent } from "./listed-attestations.ts"
import { componentContent } from "./listed-components.ts"
import { findingGroups } from "./listed-findings.ts"
import { measureContent } from "./listed-measures.ts"
import { coverageRatios } from "./listed-ratios.ts"
import { violationGroups } from "./listed-violations.ts"
import { vulnerabilityGroups } from "./listed-vulnerabilities.ts"
import type { RefusedState, ReportContent, ReportState, UploadState } from "./state.ts"
import type { CurrentUpload, RefusedUpload, ReleaseReports } from "./uploads.ts"
import { vexBook, vexContent, type Product } from "./vex.ts"

/** Where the release stands, and what it is. Without release and artifacts no VEX about a whole product covers it. */
export type Place = { readonly environment: EnvironmentName } & Partial<Product>

/**
 * What a gate sees of all reports but tests: one state for each kind and category, in a fixed order. Uploads that were
 * measured in another environment than the place's are left out; what is of the artifact counts everywhere.
 */
export function reportStates(reports: ReleaseReports, place: Place, sha256: Sha256): readonly ReportState[] {
  const isHere = ({ subject, environment }: CurrentUpload) =>
    subject === "artifact" || environment === place.environment
  const uploads = reports.uploads.filter(isHere).toSorted((a, b) => compareText(a.id, b.id))
  const before = (reports.baseline?.uploads ?? []).filter(isHere).toSorted((a, b) => compareText(a.id, b.id))
  const product: Product = { release: place.release ?? "", artifacts: place.artifacts ?? [] }
  const vex = vexBook(uploads.filter(ofKind("vex")), product)
  const vexBefore = vexBook(before.filter(ofKind("vex")), {
    release: reports.baseline?.release ?? "",
    artifacts: [],
  })
  const refused = refusedByPlace(reports.refused, uploads)
  return placesOf(uploads, refused).map(({ kind, category }): ReportState => {
    const isOf = (upload: CurrentUpload) => upload.kind === kind && upload.category === category
    const own = uploads.filter(isOf)
    const old = before.filter(isOf)
    return {
      category,
      subject: own.some(({ subject }) => subject === "environment") ? "environment" : "artifact",
      ...(new Set(own.map(({ subject }) => subject)).size > 1 ? { isMixed: true } : {}),
      uploads: own.length,
      digest: digestOf(
        own
          .map(({ raw }) => `${raw}\n`)
          .toSorted()
          .join(""),
        sha256,
      ),
      oldest: oldestOf(own),
      refused: refused.get(keyOf(kind, category))?.state ?? null,
      producers: [...new Set(own.map(({ producer }) => told(producer)))].toSorted(compareText),
      measured: measuredOf(own),
      baseline: old.length === 0 ? null : (reports.baseline?.release ?? null),
      ...contentOf(kind, own, old, { vex, vexBefore, artifacts: product.artifacts }),
    }
  })
}

type Around = Pick<Product, "artifacts"> & {
  readonly vex: ReturnType<typeof vexBook>
  readonly vexBefore: ReturnType<typeof vexBook>
}

function contentOf(
  kind: ReportKind,
  own: readonly CurrentUpload[],
  old: readonly CurrentUpload[],
  { vex, vexBefore, artifacts }: Around,
): ReportContent {
  switch (kind) {
    case "findings":
      return { kind, groups: findingGroups(own, old) }
    case "vulnerabilities":
      return { kind, groups: vulnerabilityGroups(own, vex, old, vexBefore) }
    case "sbom":
      return componentContent(own)
    case "performance":
      return measureContent(own)
    case "accessibility":
      return { kind, groups: violationGroups(own) }
    case "code-coverage":
      return { kind, ratios: coverageRatios(own, old) }
    case "vex":
      return vexContent(own)
    case "provenance":
      return attestationContent(own, artifacts)
  }
}

const ofKind = (kind: ReportKind) => (upload: CurrentUpload) => upload.kind === kind

type PlaceOf = { readonly kind: ReportKind; readonly category: CategoryName }

function placesOf(uploads: readonly CurrentUpload[], refused: ReadonlyMap<string, Refusal>): PlaceOf[] {
  const places = new Map<string, PlaceOf>()
  for (const { kind, category } of uploads) places.set(keyOf(kind, category), { kind, category })
  for (const [key, { kind, category }] of refused) places.set(key, { kind, category })
  return [...places.values()].toSorted(
    (a, b) => EVIDENCE_KINDS.indexOf(a.kind) - EVIDENCE_KINDS.indexOf(b.kind) || compareText(a.category, b.category),
  )
}

type Refusal = PlaceOf & { readonly state: RefusedState }

/**
 * Refused uploads by what they would have been. One that was not even recognised stands against everything of its
 * category, and where nothing is, against the kind whose category it is.
 */
function refusedByPlace(refused: readonly RefusedUpload[], uploads: readonly CurrentUpload[]): Map<string, Refusal> {
  const found = new Map<string, Refusal>()
  const add = (kind: ReportKind, { id, category, outcome, reason }: RefusedUpload): void => {
    found.set(keyOf(kind, category), { kind, category, state: { id, outcome, reason: told(reason) } })
  }
  for (const upload of refused) {
    if (upload.kind !== null) add(upload.kind, upload)
    else for (const kind of kindsOf(upload.category, uploads)) add(kind, upload)
  }
  return found
}

function kindsOf(category: CategoryName, uploads: readonly CurrentUpload[]): ReadonlySet<ReportKind> {
  const kinds = new Set(uploads.filter((upload) => upload.category === category).map(({ kind }) => kind))
  for (const kind of EVIDENCE_KINDS) if (kind !== "tests" && CATEGORY_OF_KIND[kind] === category) kinds.add(kind)
  return kinds
}

function oldestOf(uploads: readonly CurrentUpload[]): UploadState | null {
  const [oldest] = uploads.toSorted((a, b) => compareText(agedFrom(a), agedFrom(b)) || compareText(a.id, b.id))
  if (oldest === undefined) return null
  const { id, receivedAt, producedAt } = oldest
  return { id, receivedAt, producedAt }
}

/** The readers' counts added up. Requests of a run that are only measured, not counted, are taken from there. */
function measuredOf(uploads: readonly CurrentUpload[]): Record<string, number> {
  const sums = new Map<string, number>()
  for (const upload of uploads) {
    const requests = itemsOf(upload, "measure").find(({ metric, scope }) => metric === "requests" && scope === "")
    const counts = new Map(Object.entries(upload.counts))
    if (requests !== undefined && !counts.has("requests")) counts.set("requests", requests.value)
    for (const [what, count] of counts) sums.set(what, (sums.get(what) ?? 0) + count)
  }
  return Object.fromEntries([...sums].toSorted(([a], [b]) => compareText(a, b)))
}
