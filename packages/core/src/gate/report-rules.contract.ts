import fc from "fast-check"
import { SUBJECT_OF_KIND } from "../catalog/evidence-kind.ts"
import type { CategoryName } from "../catalog/names.ts"
import type { CheckKindName, CheckRule } from "../catalog/policy.ts"
import type {
  AccessibilityParameters,
  CodeCoverageParameters,
  FindingsParameters,
  LicencesParameters,
  PerformanceParameters,
  ProvenanceParameters,
  SeverityLimits,
  SignatureParameters,
  VulnerabilitiesParameters,
} from "../catalog/policy-reports.ts"
import { BUILDER, GITHUB, REPOSITORY, VERIFIER } from "../reports/attested.contract.ts"
import { JUDGED_KINDS } from "../reports/uploads.contract.ts"
import { WEEK_MS } from "./situations.contract.ts"

type ParametersOf<Kind extends CheckKindName> = Extract<CheckRule, { kind: Kind }>["parameters"]

const block = <Kind extends CheckKindName>(kind: Kind, parameters: ParametersOf<Kind>): CheckRule =>
  ({ kind, severity: "block", parameters }) as unknown as CheckRule

const HIGH_STOPS: SeverityLimits = { limits: [{ severity: "high", most: 0 }], unknownAs: "high" }

/** Rules over reports, told shortly: what is not said has its default. */
export const findingsRule = (over: Partial<FindingsParameters> = {}): CheckRule =>
  block("findings", {
    measured: [],
    categories: [{ category: "static" as CategoryName, ...HIGH_STOPS }],
    newOnly: false,
    ...over,
  })
export const vulnerabilitiesRule = (over: Partial<VulnerabilitiesParameters> = {}): CheckRule =>
  block("vulnerabilities", {
    measured: [],
    ...HIGH_STOPS,
    categories: [],
    newOnly: false,
    fixableOnly: false,
    vex: "honour",
    ...over,
  })
export const licencesRule = (over: Partial<LicencesParameters> = {}): CheckRule =>
  block("licences", { measured: [], allow: [], deny: [], unknown: "hold", ...over })
export const performanceRule = (over: Partial<PerformanceParameters> = {}): CheckRule =>
  block("performance", {
    measured: [],
    budgets: [{ metric: "p95", limit: 500_000 }],
    labels: [],
    thresholds: "honour",
    categories: [],
    ...over,
  })
export const accessibilityRule = (over: Partial<AccessibilityParameters> = {}): CheckRule =>
  block("accessibility", {
    measured: [],
    limits: [{ impact: "serious", most: 0 }],
    unknownAs: "serious",
    ...over,
  })
export const codeCoverageRule = (over: Partial<CodeCoverageParameters> = {}): CheckRule =>
  block("code-coverage", { measured: [], minimums: [{ metric: "line", minimum: 8_000 }], categories: [], ...over })
export const codeCoverageRegressionRule = (tolerance = 0): CheckRule => block("code-coverage.regression", { tolerance })
export const signatureRule = (over: Partial<SignatureParameters> = {}): CheckRule =>
  block("signature", { measured: [], signers: [{ identity: REPOSITORY, issuer: GITHUB }], keys: [], ...over })
export const provenanceRule = (over: Partial<ProvenanceParameters> = {}): CheckRule =>
  block("provenance", {
    measured: [],
    signers: [{ identity: REPOSITORY, issuer: GITHUB }],
    keys: [],
    builders: [],
    sources: [],
    buildTypes: [],
    predicates: [],
    level: null,
    verifiers: [],
    resource: null,
    verifiedLevels: [],
    ...over,
  })
export const reportEvidenceRule = (over: ParametersOf<"evidence">["kinds"][number]): CheckRule =>
  block("evidence", { kinds: [over] })

const most = fc.constantFrom(0, 1, 2)
const severityLimits: fc.Arbitrary<SeverityLimits> = fc.record({
  limits: fc.uniqueArray(
    fc.record({ severity: fc.constantFrom("critical", "high", "medium", "unknown", "total"), most }),
    { selector: ({ severity }) => severity, minLength: 1, maxLength: 3 },
  ),
  unknownAs: fc.constantFrom("high", "critical", "low", null),
}) as fc.Arbitrary<SeverityLimits>

const standing = fc.record({
  measured: fc.constantFrom(
    [],
    [{ what: "rules", least: 10 }],
    [{ what: "requests", least: 100 }],
    [{ what: "components", least: 50 }],
  ),
  maxAgeMs: fc.constantFrom(WEEK_MS, 400 * 86_400_000),
})

const category = (name: string) => name as CategoryName

/** Random rules over reports. */
export const reportRule: fc.Arbitrary<CheckRule> = fc.oneof(
  fc
    .tuple(standing, severityLimits, fc.boolean())
    .map(([asked, limits, newOnly]) =>
      findingsRule({ ...asked, categories: [{ category: category("static"), ...limits }], newOnly }),
    ),
  fc
    .tuple(standing, severityLimits, fc.record({ newOnly: fc.boolean(), fixableOnly: fc.boolean() }), fc.boolean())
    .map(([asked, limits, only, isHonoured]) =>
      vulnerabilitiesRule({ ...asked, ...limits, ...only, vex: isHonoured ? "honour" : "ignore" }),
    ),
  fc
    .tuple(
      standing,
      fc.constantFrom<Partial<LicencesParameters>>(
        { deny: ["AGPL-3.0-only"] },
        { deny: ["GPL-2.0-only", "GPL-3.0-only"] },
        { allow: ["MIT", "Apache-2.0"] },
        { allow: ["MIT", "GPL-3.0-or-later", "LicenseRef-own"] },
      ),
      fc.constantFrom("fail", "hold", "warn", "allow"),
    )
    .map(([asked, lists, unknown]) =>
      licencesRule({ ...asked, ...lists, unknown: unknown as LicencesParameters["unknown"] }),
    ),
  fc
    .record({
      asked: standing,
      budgets: fc.subarray([
        { metric: "p95" as const, limit: 500_000 },
        { metric: "error-rate" as const, limit: 10_000 },
      ]),
      hasLabels: fc.boolean(),
      thresholds: fc.constantFrom("honour" as const, "ignore" as const),
    })
    .map(({ asked, budgets, hasLabels, thresholds }) =>
      performanceRule({
        ...asked,
        budgets,
        thresholds,
        labels: hasLabels ? [{ label: "check*", budgets: [{ metric: "p95", limit: 200_000 }] }] : [],
      }),
    ),
  fc
    .tuple(
      standing,
      fc.uniqueArray(
        fc.record({ impact: fc.constantFrom("critical", "serious", "unknown", "total", "needs-review"), most }),
        { selector: ({ impact }) => impact, minLength: 1, maxLength: 3 },
      ),
      fc.constantFrom("serious", "critical", null),
    )
    .map(([asked, limits, unknownAs]) =>
      accessibilityRule({ ...asked, limits, unknownAs } as Partial<AccessibilityParameters>),
    ),
  fc
    .tuple(
      standing,
      fc.uniqueArray(
        fc.record({
          metric: fc.constantFrom("line" as const, "branch" as const),
          minimum: fc.constantFrom(0, 5_000, 8_000, 10_000),
        }),
        { selector: ({ metric }) => metric, minLength: 1 },
      ),
    )
    .map(([asked, minimums]) => codeCoverageRule({ ...asked, minimums })),
  fc.constantFrom(0, 1_000).map(codeCoverageRegressionRule),
  fc
    .record({ maxAgeMs: fc.constantFrom(WEEK_MS, 400 * 86_400_000), keys: fc.constantFrom([], ["release.pub"]) })
    .map(signatureRule),
  fc
    .record({
      maxAgeMs: fc.constantFrom(WEEK_MS, 400 * 86_400_000),
      signers: fc.constantFrom([], [{ identity: REPOSITORY, issuer: GITHUB }]),
      builders: fc.constantFrom([{ id: BUILDER, level: null }], [{ id: REPOSITORY, level: 3 as const }]),
      sources: fc.constantFrom([], [REPOSITORY]),
      level: fc.constantFrom(null, 1 as const, 2 as const),
      verifiers: fc.constantFrom([], [VERIFIER]),
    })
    .map(provenanceRule),
  fc
    .record({
      evidence: fc.constantFrom(...JUDGED_KINDS, "vex" as const),
      maxAgeMs: fc.constant(WEEK_MS),
      isFromCi: fc.boolean(),
      isOfItsSubject: fc.boolean(),
    })
    .map(({ evidence, maxAgeMs, isFromCi, isOfItsSubject }) =>
      reportEvidenceRule({
        evidence,
        maxAgeMs,
        ...(isFromCi ? { producers: ["ci-*"] } : {}),
        ...(isOfItsSubject ? { subject: SUBJECT_OF_KIND[evidence] } : {}),
      }),
    ),
)
