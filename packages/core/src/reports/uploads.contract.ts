import fc from "fast-check"
import { CATEGORY_OF_KIND, SUBJECT_OF_KIND, type EvidenceSubject, type ReportKind } from "../catalog/evidence-kind.ts"
import { FINDING_SEVERITIES, IMPACTS, type Item, type ItemOf, type ItemType } from "../catalog/items.ts"
import type { CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"
import { ARTIFACTS, someAttestation } from "./attested.contract.ts"
import type { Place } from "./report-states.ts"
import type { CurrentUpload, RefusedUpload, ReleaseReports } from "./uploads.ts"

export const NOW = "2026-11-20T12:00:00.000Z" as Instant
export const OLD = "2026-10-01T00:00:00.000Z" as Instant
/** Where all of it was sent from. */
export const STAGING = "staging" as EnvironmentName

/** A release that stands there, with two artifacts. */
export const PLACE: Place = { environment: STAGING, artifacts: ARTIFACTS }

/** Kinds whose content a check judges. */
export const JUDGED_KINDS = [
  "code-coverage",
  "findings",
  "vulnerabilities",
  "sbom",
  "performance",
  "accessibility",
  "provenance",
] as const satisfies readonly ReportKind[]
export type JudgedKind = (typeof JUDGED_KINDS)[number]

/** One upload of a kind, told shortly. */
export function uploadOf(kind: ReportKind, items: readonly Item[], over: Partial<CurrentUpload> = {}): CurrentUpload {
  return {
    id: `upload-${kind}`,
    kind,
    category: CATEGORY_OF_KIND[kind] as CategoryName,
    subject: SUBJECT_OF_KIND[kind],
    environment: STAGING,
    variant: "",
    format: "format",
    tool: "tool",
    producer: "ci-1",
    raw: `sha256:${"c".repeat(64)}` as Digest,
    receivedAt: NOW,
    producedAt: null,
    counts: {},
    items,
    ...over,
  }
}

/** Uploads of a release before the gate out of staging. */
export function reportsOf(uploads: readonly CurrentUpload[], over: Partial<ReleaseReports> = {}): ReleaseReports {
  return { uploads, refused: [], baseline: null, ...over }
}

type Told<Type extends ItemType> = Partial<Omit<ItemOf<Type>, "type">>

export const findingItem = (rule: string, over: Told<"finding"> = {}): ItemOf<"finding"> => ({
  type: "finding",
  at: 1,
  rule,
  severity: "high",
  native: "",
  state: "open",
  fingerprint: rule,
  ...over,
})

export const vulnerabilityItem = (id: string, over: Told<"vulnerability"> = {}): ItemOf<"vulnerability"> => ({
  type: "vulnerability",
  at: 1,
  id,
  component: "openssl",
  version: "3.0.1",
  purl: "pkg:deb/debian/openssl@3.0.1",
  severity: "high",
  native: "",
  state: "open",
  fingerprint: id,
  ...over,
})

export const vexItem = (vulnerability: string, over: Told<"vex"> = {}): ItemOf<"vex"> => ({
  type: "vex",
  at: 1,
  vulnerability,
  status: "not_affected",
  products: ["pkg:deb/debian/openssl@3.0.1"],
  justification: "vulnerable_code_not_in_execute_path",
  author: "security",
  issuedAt: "2026-11-01T00:00:00.000Z",
  ...over,
})

export const componentItem = (
  name: string,
  licence: string | null,
  over: Told<"component"> = {},
): ItemOf<"component"> => ({
  type: "component",
  at: 1,
  name,
  version: "1.0.0",
  licences: licence === null ? [] : [{ text: licence, form: "expression", source: "declared" }],
  ...over,
})

export const measureItem = (metric: ItemOf<"measure">["metric"], value: number, scope = ""): ItemOf<"measure"> => ({
  type: "measure",
  at: 1,
  metric,
  scope,
  value,
})

export const thresholdItem = (name: string, passed: boolean): ItemOf<"threshold"> => ({
  type: "threshold",
  at: 1,
  name,
  scope: "",
  passed,
})

export const violationItem = (rule: string, over: Told<"violation"> = {}): ItemOf<"violation"> => ({
  type: "violation",
  at: 1,
  rule,
  impact: "serious",
  page: "/cart",
  nodes: 2,
  needsReview: false,
  ...over,
})

export const coverageItem = (
  metric: ItemOf<"coverage">["metric"],
  covered: number,
  total: number,
): ItemOf<"coverage"> => ({ type: "coverage", at: 1, metric, scope: "", covered, total })

// Names are few, so that uploads meet in them. What is unknown of a thing is unknown in every upload.
const nth = fc.nat(5)
const known = fc.constantFrom(...FINDING_SEVERITIES.filter((severity) => severity !== "unknown"))
const stated = fc.constantFrom("open", "open", "open", "suppressed", "absent") as fc.Arbitrary<
  ItemOf<"finding">["state"]
>

const finding = fc
  .record({ at: nth, severity: known, state: stated, isNew: fc.constantFrom(undefined, true, false) })
  .map(({ at, severity, state, isNew }): Item =>
    findingItem(`rule-${at}`, {
      severity: at === 5 ? "unknown" : severity,
      state,
      file: `src/${at}.ts`,
      ...(isNew === undefined ? {} : { isNew }),
    }),
  )

const vulnerability = fc
  .record({ at: nth, severity: known, state: stated, isFixed: fc.boolean() })
  .map(({ at, severity, state, isFixed }): Item =>
    vulnerabilityItem(`CVE-2026-${at}`, {
      severity: at === 5 ? "unknown" : severity,
      state,
      ...(isFixed ? { fixedIn: ["9.9"] } : {}),
    }),
  )

const LICENCES = [
  "MIT",
  "Apache-2.0 OR GPL-3.0-only",
  "GPL-2.0-or-later",
  "AGPL-3.0-only AND MIT",
  "LicenseRef-own",
  null,
]
const component = fc
  .tuple(nth, fc.constantFrom(...LICENCES))
  .map(([at, licence]): Item => componentItem(`lib-${at}`, licence))

/** A run states a whole, or pages; some state nothing of what a budget is about. */
const measures = fc
  .record({
    p95: fc.option(fc.constantFrom(100_000, 500_000, 700_000), { nil: undefined, freq: 5 }),
    checkout: fc.option(fc.constantFrom(100_000, 500_000, 700_000), { nil: undefined, freq: 3 }),
    errors: fc.option(fc.constantFrom(0, 10_000, 20_000), { nil: undefined, freq: 5 }),
    crossed: fc.option(fc.boolean(), { nil: undefined, freq: 2 }),
  })
  .map(({ p95, checkout, errors, crossed }): readonly Item[] => [
    ...(p95 === undefined ? [] : [measureItem("p95", p95)]),
    ...(checkout === undefined ? [] : [measureItem("p95", checkout, "checkout")]),
    ...(errors === undefined ? [] : [measureItem("error-rate", errors)]),
    ...(crossed === undefined ? [] : [thresholdItem("p(95)<500", !crossed)]),
  ])

const violation = fc
  .record({ at: nth, impact: fc.constantFrom(...IMPACTS.filter((impact) => impact !== "unknown")), nodes: fc.nat(3) })
  .map(({ at, impact, nodes }): Item =>
    violationItem(`rule-${at}`, { impact: at === 5 ? "unknown" : impact, nodes, needsReview: at === 4 }),
  )

const ratios = fc
  .array(fc.tuple(fc.constantFrom("line" as const, "branch" as const), fc.constantFrom(0, 5, 8, 10)), {
    minLength: 1,
    maxLength: 2,
  })
  .map((all): readonly Item[] => {
    const byMetric = new Map(all)
    return [...byMetric].map(([metric, covered]) => coverageItem(metric, covered, 10))
  })

const one = (item: fc.Arbitrary<Item>, key: (item: Item) => string, minLength = 0) =>
  fc.uniqueArray(item, { selector: key, minLength, maxLength: 4 })
const fingerprint = (item: Item) => ("fingerprint" in item ? item.fingerprint : "")

/** Items of a kind as one upload may list them: a thing once. */
export const ITEMS: { readonly [Kind in JudgedKind]: fc.Arbitrary<readonly Item[]> } = {
  findings: one(finding, fingerprint),
  vulnerabilities: one(vulnerability, fingerprint),
  sbom: one(component, (item) => (item.type === "component" ? item.name : ""), 1),
  performance: measures,
  accessibility: one(violation, (item) => (item.type === "violation" ? item.rule : "")),
  "code-coverage": ratios,
  // What is attested comes verified, beside the items.
  provenance: fc.constant([]),
}

/** One item more that a report may list, worse or not. */
export const MORE: { readonly [Kind in JudgedKind]?: fc.Arbitrary<Item> } = {
  findings: finding,
  vulnerabilities: vulnerability,
  sbom: component,
  accessibility: violation,
}

const mostly = <T>(usual: T, seldom: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(seldom) })

/** Uploads of one kind. */
export function someUploads(kind: JudgedKind): fc.Arbitrary<readonly CurrentUpload[]> {
  const upload = fc
    .record({
      items: ITEMS[kind],
      ...(kind === "provenance" ? { attestations: fc.array(someAttestation, { minLength: 1, maxLength: 2 }) } : {}),
      receivedAt: mostly(NOW, OLD),
      producer: mostly("ci-1", "laptop"),
      subject: mostly<EvidenceSubject>(
        SUBJECT_OF_KIND[kind],
        SUBJECT_OF_KIND[kind] === "artifact" ? "environment" : "artifact",
      ),
      counts: mostly<Record<string, number>>({ rules: 100, requests: 100, passes: 100, components: 100 }, { rules: 1 }),
    })
    .map((over) => uploadOf(kind, over.items, over))
  return fc
    .array(upload, { minLength: 1, maxLength: 2 })
    .map((uploads) => uploads.map((own, at) => ({ ...own, id: `${kind}-${at}`, tool: `tool-${at}` })))
}

const vex = fc.uniqueArray(nth, { maxLength: 3 }).map((ids): readonly CurrentUpload[] =>
  ids.length === 0
    ? []
    : [
        uploadOf(
          "vex",
          ids.map((at) => vexItem(`CVE-2026-${at}`)),
        ),
      ],
)

function uploadsOfAll(often: number): fc.Arbitrary<readonly CurrentUpload[]> {
  const kinds = JUDGED_KINDS.map((kind) =>
    fc.oneof({ weight: often, arbitrary: someUploads(kind) }, { weight: 1, arbitrary: fc.constant([]) }),
  )
  return fc.tuple(vex, ...kinds).map((uploads) => uploads.flat())
}

const refused = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...JUDGED_KINDS), fc.boolean()).map(([kind, isRecognised]): RefusedUpload[] => [
      {
        id: "refused",
        kind: isRecognised ? kind : null,
        category: CATEGORY_OF_KIND[kind] as CategoryName,
        environment: STAGING,
        outcome: "rejected",
        reason: "truncated",
      },
    ]),
  },
)

/** Random reports of a release and of what runs in the target. */
export const someReports: fc.Arbitrary<ReleaseReports> = fc.record({
  uploads: uploadsOfAll(6),
  refused,
  baseline: fc.option(
    uploadsOfAll(3).map((uploads) => ({ release: "v2.4.0" as ReleaseVersion, uploads })),
    { nil: null },
  ),
})
