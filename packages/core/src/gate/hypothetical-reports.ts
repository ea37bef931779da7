import { CATEGORY_OF_KIND, SUBJECT_OF_KIND, type EvidenceSubject, type ReportKind } from "../catalog/evidence-kind.ts"
import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { Amount } from "../catalog/policy-reports.ts"
import type { ReportContent, StateOf } from "../reports/state.ts"
import type { Remedy } from "./checks/check-kind.ts"
import type { Facts, ReportFact } from "./facts.ts"
import type { AttestedWants } from "./outcome.ts"

/** What is asked of a report that has to be sent. */
export type ReportWants = {
  readonly measured?: readonly Amount[]
  readonly producers?: readonly string[]
  readonly subject?: EvidenceSubject
} & Partial<AttestedWants>

/** An upload that several checks may ask for. */
type UploadRemedy = Remedy & { readonly wants: ReportWants; readonly category: CategoryName | null }

/** The remedy of knowing too little: a report that is accepted, fresh, and everything that is asked of it. */
export function uploadReport(
  kind: ReportKind,
  category: CategoryName | null,
  environment: EnvironmentName,
  wants: ReportWants = {},
): UploadRemedy {
  const of = category ?? (CATEGORY_OF_KIND[kind] as CategoryName)
  const { measured = [], producers = [], subject = null } = wants
  return {
    key: `upload-report:${kind}:${of}`,
    most: 1,
    wants,
    category,
    apply: (facts, count) => (count === 0 ? facts : withReport(facts, kind, of)),
    describe: () => ({
      action: "upload-report",
      who: "pipeline",
      kind,
      category,
      environment,
      measured,
      producers,
      subject,
      ...attestedOf(wants),
    }),
    joinedWith: (other) =>
      isUpload(other)
        ? uploadReport(kind, category ?? other.category, environment, joinedWants(wants, other.wants))
        : other,
  }
}

function isUpload(remedy: Remedy): remedy is UploadRemedy {
  return "wants" in remedy
}

/** The larger amount of each; of the rest what somebody asks for. */
function joinedWants(a: ReportWants, b: ReportWants): ReportWants {
  const amounts = Map.groupBy([...(a.measured ?? []), ...(b.measured ?? [])], ({ what }) => what)
  const measured = [...amounts].map(([what, all]) => ({ what, least: Math.max(...all.map(({ least }) => least)) }))
  const attested = joinedAttested(a, b)
  return { ...a, ...b, ...attested, measured }
}

/** Several checks may ask for several signers: all that any of them names. */
function joinedAttested(a: ReportWants, b: ReportWants): Partial<AttestedWants> {
  const both = (name: keyof AttestedWants) => [...new Set([...(a[name] ?? []), ...(b[name] ?? [])])]
  const isAsked = attestedOf(a).attested !== undefined || attestedOf(b).attested !== undefined
  return isAsked ? { signedBy: both("signedBy"), builtBy: both("builtBy"), builtFrom: both("builtFrom") } : {}
}

function attestedOf({ signedBy, builtBy, builtFrom }: ReportWants): { readonly attested?: AttestedWants } {
  if (signedBy === undefined && builtBy === undefined && builtFrom === undefined) return {}
  return { attested: { signedBy: signedBy ?? [], builtBy: builtBy ?? [], builtFrom: builtFrom ?? [] } }
}

/** The facts after such a report. It lists what was listed before: that less is found nobody can promise. */
function withReport(facts: Facts, kind: ReportKind, category: CategoryName): Facts {
  const before = facts.reports.find((state) => state.kind === kind && state.category === category)
  const after: ReportFact = {
    category,
    subject: SUBJECT_OF_KIND[kind],
    digest: facts.policy,
    producers: [],
    measured: {},
    baseline: null,
    ...CLEAN[kind],
    ...before,
    uploads: Math.max(1, before?.uploads ?? 0),
    oldest: { id: "hypothetical", receivedAt: facts.now, producedAt: null },
    refused: null,
    assumed: true,
  }
  return { ...facts, reports: [...facts.reports.filter((state) => state !== before), after] }
}

/** What a report of something says that has nothing to say. */
const CLEAN: { readonly [Kind in ReportKind]: Extract<ReportContent, { kind: Kind }> } = {
  findings: { kind: "findings", groups: [] },
  vulnerabilities: { kind: "vulnerabilities", groups: [] },
  sbom: { kind: "sbom", components: 0, licences: [] },
  performance: { kind: "performance", measures: [], thresholds: { judged: 0, crossed: 0, names: [] } },
  accessibility: { kind: "accessibility", groups: [] },
  "code-coverage": { kind: "code-coverage", ratios: [] },
  vex: { kind: "vex", statements: [], ignored: [] },
  provenance: { kind: "provenance", attestations: 0 },
}

/** The facts after something changed in the reports of one kind and category. */
export function withState<Kind extends ReportKind>(
  facts: Facts,
  kind: Kind,
  category: CategoryName,
  change: (state: StateOf<Kind>) => StateOf<Kind>,
): Facts {
  const isIt = (state: ReportFact): state is StateOf<Kind> & ReportFact =>
    state.kind === kind && state.category === category
  return { ...facts, reports: facts.reports.map((state) => (isIt(state) ? change(state) : state)) }
}
