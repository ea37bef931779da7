/**
 * What reports list, whatever tool wrote them (evidence.md §2). A test result is a `TestCase` with a status;
 * everything else is one of these. Numbers are integers in the unit their name or type says, because decisions are
 * made from them and must replay to the byte.
 */
export type Item =
  | CoverageItem
  | MeasureItem
  | ThresholdItem
  | FindingItem
  | VulnerabilityItem
  | ComponentItem
  | ViolationItem
  | VexItem
  | AttestationItem

export type ItemType = Item["type"]
export type ItemOf<Type extends ItemType> = Extract<Item, { type: Type }>

/** Where in the raw file an item stands, so that every number can be traced to its source. */
export type Placed = {
  /** The line, from 1. */
  readonly at: number
  /** JSON pointer (RFC 6901) of the value, in JSON formats; many reports are one line. */
  readonly pointer?: string
  /** The file inside an archive. */
  readonly entry?: string
}

/** How bad something is, in one vocabulary. A tool's own word is kept beside it (`native`). */
export const FINDING_SEVERITIES = ["critical", "high", "medium", "low", "info", "unknown"] as const
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number]

/** What code coverage is counted in. Mutation is its own metric, never "coverage". */
export const COVERAGE_METRICS = [
  "line",
  "branch",
  "statement",
  "function",
  "instruction",
  "class",
  "complexity",
  "mutation",
] as const
export type CoverageMetric = (typeof COVERAGE_METRICS)[number]

/** Covered of total, of one metric, over the whole report (`scope: ""`) or one file, package or class. */
export type CoverageItem = Placed & {
  readonly type: "coverage"
  readonly metric: CoverageMetric
  readonly scope: string
  readonly covered: number
  readonly total: number
}

/** The unit of a measure: microseconds; millionths of one (rates, scores from 0 to 1, layout shift); things; bytes. */
export type MeasureUnit = "us" | "millionths" | "count" | "bytes"

/** What is measured under load or in a page. `error-rate` and `score` are in millionths; times in microseconds. */
export const MEASURE_METRICS = {
  requests: "count",
  failures: "count",
  "dropped-iterations": "count",
  "error-rate": "millionths",
  duration: "us",
  /** Requests per second, in millionths of one per second. */
  throughput: "millionths",
  min: "us",
  mean: "us",
  max: "us",
  p50: "us",
  p75: "us",
  p90: "us",
  p95: "us",
  p99: "us",
  fcp: "us",
  lcp: "us",
  tbt: "us",
  tti: "us",
  "speed-index": "us",
  inp: "us",
  cls: "millionths",
  "score-performance": "millionths",
  "score-accessibility": "millionths",
  "score-best-practices": "millionths",
  "score-seo": "millionths",
  "score-pwa": "millionths",
  "page-weight": "bytes",
} as const satisfies Record<string, MeasureUnit>
export type MeasureMetric = keyof typeof MEASURE_METRICS

/** One measured value, over the whole run (`scope: ""`) or one request label, transaction or page. */
export type MeasureItem = Placed & {
  readonly type: "measure"
  readonly metric: MeasureMetric
  readonly scope: string
  /** An integer, in the unit `MEASURE_METRICS` gives the metric. */
  readonly value: number
}

/** A budget that the tool itself was given and judged, such as a k6 threshold. */
export type ThresholdItem = Placed & {
  readonly type: "threshold"
  readonly name: string
  readonly scope: string
  readonly passed: boolean
}

/** `suppressed`: somebody decided it does not count, in the file. `absent`: the file says it is gone. */
export type FindingState = "open" | "suppressed" | "absent"

/** One result of a static or dynamic analysis: finding = result, however many places it names. */
export type FindingItem = Placed & {
  readonly type: "finding"
  readonly rule: string
  readonly severity: FindingSeverity
  /** The tool's own word for it: a SARIF level, a ZAP risk, a Semgrep severity; "" when it has none. */
  readonly native: string
  readonly state: FindingState
  /** Who or what suppressed it, where the file says so. */
  readonly suppressedBy?: string
  /** Whether the file itself says that it was there before; absent when it says nothing. */
  readonly isNew?: boolean
  readonly title?: string
  readonly file?: string
  readonly line?: number
  /** For dynamic scans: what was requested. */
  readonly url?: string
  /** True number of instances, where one result stands for many. */
  readonly occurrences?: number
  /** Stays the same from scan to scan while it is the same finding. */
  readonly fingerprint: string
}

/** One known vulnerability in one component. */
export type VulnerabilityItem = Placed & {
  readonly type: "vulnerability"
  readonly id: string
  /** Other ids of the same vulnerability: CVE, GHSA … */
  readonly aliases?: readonly string[]
  readonly component: string
  readonly version: string
  readonly purl?: string
  /** Where the component was found: an image layer, a lock file. */
  readonly path?: string
  readonly severity: FindingSeverity
  readonly native: string
  /** CVSS base score times ten. */
  readonly score10?: number
  /** Versions in which it is mended; absent when there is none. */
  readonly fixedIn?: readonly string[]
  readonly state: FindingState
  readonly suppressedBy?: string
  readonly title?: string
  /** Stays the same from scan to scan, also when the component moves to another version. */
  readonly fingerprint: string
}

/** What is known of a component's licence, and from which field. Absent knowledge is never permission. */
export type ComponentLicence = {
  /** An SPDX expression, or a name where the document has only that. */
  readonly text: string
  readonly form: "expression" | "name"
  readonly source: "declared" | "concluded"
}

/** One component of an SBOM. */
export type ComponentItem = Placed & {
  readonly type: "component"
  readonly name: string
  readonly version: string
  readonly purl?: string
  readonly cpe?: string
  /** `library`, `application`, `operating-system` … as the document says. */
  readonly componentType?: string
  /** Empty: unknown. Several must all be kept (AND), unless an expression says otherwise. */
  readonly licences: readonly ComponentLicence[]
  /** Steps from the product: 0 is the product itself, 1 a direct dependency; absent when the document does not say. */
  readonly depth?: number
}

/** How much an accessibility violation matters to those who meet it. */
export const IMPACTS = ["critical", "serious", "moderate", "minor", "unknown"] as const
export type Impact = (typeof IMPACTS)[number]

/** One accessibility rule that one page violates. */
export type ViolationItem = Placed & {
  readonly type: "violation"
  readonly rule: string
  readonly impact: Impact
  readonly page: string
  /** Places on the page. */
  readonly nodes: number
  /** The tool could not decide: a person must look. Neither a violation nor a pass. */
  readonly needsReview: boolean
  readonly title?: string
}

/** What a VEX document says of a vulnerability in a product. */
export const VEX_STATUSES = ["not_affected", "affected", "fixed", "under_investigation"] as const
export type VexStatus = (typeof VEX_STATUSES)[number]

/** One VEX statement. It hides findings, so author and date belong to it. */
export type VexItem = Placed & {
  readonly type: "vex"
  readonly vulnerability: string
  readonly aliases?: readonly string[]
  readonly status: VexStatus
  /** Package URLs or other ids of the products it is about; empty: it names none, and so covers none. */
  readonly products: readonly string[]
  readonly subcomponents?: readonly string[]
  readonly justification?: string
  readonly impact?: string
  readonly author: string
  /** ISO 8601 instant as `Instant`; "" when the document has none. */
  readonly issuedAt: string
}

/** What a provenance document claims. Nothing here is verified by reading it. */
export type AttestationItem = Placed & {
  readonly type: "attestation"
  readonly statementType: string
  readonly predicateType: string
  readonly subjects: readonly { readonly name: string; readonly digests: readonly string[] }[]
  readonly builder?: string
  readonly buildType?: string
  /** Where the source came from: `uri@digest` or `uri`. */
  readonly sources: readonly string[]
  /** Of the sources the one that was built, where the predicate says which; it may name it otherwise. */
  readonly source?: string
  /** What a verification summary (SLSA VSA) says. */
  readonly summary?: VerificationSummary
  readonly signatures: number
  /** Reading never verifies. */
  readonly verified: "not-checked"
}

/** Somebody else's answer about an artifact: who looked, at what, by which policy, and what came of it (SLSA VSA). */
export type VerificationSummary = {
  readonly verifier: string
  readonly resource: string
  readonly policy: string
  /** `PASSED` or `FAILED`; any other word is no answer. */
  readonly result: string
  readonly levels: readonly string[]
  /** As `Instant`; absent where the summary does not say when. */
  readonly verifiedAt?: string
}
