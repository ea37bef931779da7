import type { ProvenanceParameters } from "../../catalog/policy-reports.ts"
import { isBelow } from "../../kernel/below.ts"
import { epochMs } from "../../kernel/instant.ts"
import { agedFrom } from "../../reports/age.ts"
import type { AttestationState } from "../../reports/attestation.ts"
import type { Facts } from "../facts.ts"
import type { Reason } from "../outcome.ts"
import {
  allowedBy,
  judgeAttested,
  lackOfSignature,
  maySign,
  policyAnswer,
  PROVENANCE,
  SIGNATURE_RANK,
  type Lack,
  type Signers,
} from "./attested.ts"
import type { CheckKind } from "./check-kind.ts"
import { askReports, remediesOfReports, type ReportQuestion } from "./report-check.ts"
import { isSource } from "./source-address.ts"
import { levelShown } from "./slsa-level.ts"
import { faultOfSummary, isVerifier, type SummaryFault } from "./summary-verdict.ts"

/**
 * Whether every artifact of the release has provenance: signed by whom it may be, of a builder, from a source and of a
 * level that the policy accepts; or the summary of a verifier that the policy listens to.
 */
export const provenance: CheckKind<"provenance"> = {
  kind: "provenance",
  title:
    "Every artifact of the release was built where, from what and as carefully as the policy asks, on signed word.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters, facts), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters, facts), facts),
}

function questionOf(parameters: ProvenanceParameters, facts: Facts): ReportQuestion<"provenance"> {
  const { maxAgeMs: _ofEach, ...others } = parameters
  const lackOf = lackBy(parameters, facts)
  const { builders, sources, verifiers } = parameters
  return {
    name: "provenance",
    kind: "provenance",
    // Age is asked of each attestation: one that is old beside a fresh one does no harm.
    parameters: others,
    wanted: [PROVENANCE],
    judgesOthers: false,
    wants: {
      signedBy: allowedBy(parameters),
      builtBy: [...builders.map(({ id }) => id), ...verifiers],
      builtFrom: sources,
    },
    missing: () => nothing([], "no-attestation"),
    judge: (state) =>
      judgeAttested(state, {
        lackOf,
        objection: (about) => objectionOf(about, parameters),
        nothing,
        answersTo: (attestation) => answersTo(attestation, parameters),
      }),
    remedies: () => [],
  }
}

/** Ranks of what only the policy can find, above all of a signature. */
const RANK = { predicate: 1, builder: SIGNATURE_RANK.stranger + 1, source: 7, level: 8, age: 9 } as const

const SLSA = /^https:\/\/slsa\.dev\/provenance\/v(?:0\.1|0\.2|1|1\.\d+)$/
const SUMMARY = /^https:\/\/slsa\.dev\/verification_summary\/v1(?:\.\d+)?$/

/** Whether an attestation is of a kind that the policy takes for provenance. */
function isProvenance({ predicateType, summary }: AttestationState, parameters: ProvenanceParameters): boolean {
  const { predicates, verifiers } = parameters
  if (predicates.length > 0) return predicates.some((pattern) => isBelow(pattern)(predicateType))
  return SLSA.test(predicateType) || (verifiers.length > 0 && summary !== null && SUMMARY.test(predicateType))
}

/** Whose signature will do. Where the policy names nobody: an own key, or the builder itself. */
function signersOf(parameters: ProvenanceParameters): Signers {
  if (parameters.signers.length > 0 || parameters.keys.length > 0) {
    return { isSigner: maySign(parameters), allowed: allowedBy(parameters) }
  }
  const builders = parameters.builders.map(({ id }) => isBelow(id))
  return {
    isSigner: (signer) => signer.by === "key" || builders.some((isBuilder) => isBuilder(signer.subject)),
    allowed: parameters.builders.map(({ id }) => id),
  }
}

function lackBy(parameters: ProvenanceParameters, { now }: Facts): (attestation: AttestationState) => Lack | undefined {
  const signers = signersOf(parameters)
  return (attestation) => {
    const { predicateType, evidence } = attestation
    if (!isProvenance(attestation, parameters)) {
      return {
        rank: RANK.predicate,
        settles: "unknown",
        reason: (artifacts) => ({
          code: "provenance.missing",
          category: PROVENANCE,
          artifacts,
          evidence,
          because: "other-predicate",
          detail: predicateType,
        }),
      }
    }
    return (
      lackOfSignature(attestation, parameters, PROVENANCE, signers) ??
      (attestation.summary === null ? lackOfBuild(attestation, parameters) : lackOfSummary(attestation, parameters)) ??
      lackOfAge(attestation, parameters, now)
    )
  }
}

/** Where and from what it was built, by the word of whoever signed. */
function lackOfBuild(attestation: AttestationState, parameters: ProvenanceParameters): Lack | undefined {
  const { builder, buildType, evidence } = attestation
  const { builders, buildTypes, sources, level } = parameters
  const wrong = (rank: number, problem: BuilderProblem, found: string | null, wanted: readonly string[]): Lack => ({
    rank,
    settles: "fail",
    reason: (artifacts) => builderReason(artifacts, evidence, { problem, found: found ?? "", wanted }),
  })
  if (!isBuilder(attestation, parameters)) {
    return wrong(
      RANK.builder,
      "builder",
      builder,
      builders.map(({ id }) => id),
    )
  }
  if (buildTypes.length > 0 && !buildTypes.some((type) => buildType !== null && isBelow(type)(buildType))) {
    return wrong(RANK.builder, "build-type", buildType, buildTypes)
  }
  const foreign = foreignSource(attestation, parameters)
  if (foreign !== undefined) {
    return {
      rank: RANK.source,
      settles: "fail",
      reason: (artifacts) => ({
        code: "provenance.source",
        category: PROVENANCE,
        artifacts,
        evidence,
        found: foreign,
        wanted: sources,
      }),
    }
  }
  const shown = levelShown(attestation, builders)
  return level !== null && shown < level ? wrong(RANK.level, "level", String(shown), [String(level)]) : undefined
}

function isBuilder({ builder }: AttestationState, { builders }: ProvenanceParameters): boolean {
  return builders.length === 0 || builders.some(({ id }) => builder !== null && isBelow(id)(builder))
}

/** The source that it was built from and that is not one of the policy's; `undefined`: it is. Every word counts. */
function foreignSource({ source, signers }: AttestationState, { sources }: ProvenanceParameters): string | undefined {
  if (sources.length === 0) return undefined
  const certified = signers.flatMap((signer) => (signer.by === "certificate" ? (signer.repository ?? []) : []))
  // A reusable workflow has a certificate of its own, in which stands for whom it ran.
  return [source ?? "", ...certified].find((one) => !sources.some((wanted) => isSource(wanted)(one)))
}

function lackOfSummary(attestation: AttestationState, parameters: ProvenanceParameters): Lack | undefined {
  const { summary, evidence } = attestation
  const fault = summary === null ? undefined : faultOfSummary(summary, parameters)
  if (fault === undefined) return undefined
  return {
    rank: fault.problem === "verifier" ? RANK.builder : RANK.level,
    settles: "fail",
    reason: (artifacts) => builderReason(artifacts, evidence, fault),
  }
}

function lackOfAge(
  attestation: AttestationState,
  { maxAgeMs }: ProvenanceParameters,
  now: Facts["now"],
): Lack | undefined {
  const { evidence } = attestation
  const since = madeAt(attestation)
  if (maxAgeMs === undefined || epochMs(now) - epochMs(since) <= maxAgeMs) return undefined
  return {
    rank: RANK.age,
    settles: "unknown",
    reason: () => ({ code: "evidence.stale", kind: "provenance", category: PROVENANCE, evidence, since, maxAgeMs }),
  }
}

/** When it was made, by the best word there is, and never younger than its arrival makes it. */
function madeAt({ signedAt, producedAt, receivedAt }: AttestationState) {
  return agedFrom({ producedAt: signedAt ?? producedAt, receivedAt })
}

/** The newest word of a verifier that the policy listens to is its word: a later FAILED takes an earlier PASSED back. */
function objectionOf(about: readonly AttestationState[], parameters: ProvenanceParameters): Lack | undefined {
  const signers = signersOf(parameters)
  const heard = about.filter(
    ({ summary, ...attestation }) =>
      summary !== null &&
      isVerifier(summary, parameters.verifiers) &&
      lackOfSignature({ summary, ...attestation }, parameters, PROVENANCE, signers) === undefined,
  )
  for (const words of Map.groupBy(heard, ({ summary }) => summary?.verifier).values()) {
    const last = words.map(saidAt).toSorted().at(-1)
    const failed = words.find((word) => saidAt(word) === last && word.summary?.result !== "PASSED")
    const lack = failed === undefined ? undefined : lackOfSummary(failed, parameters)
    if (lack !== undefined) return lack
  }
  return undefined
}

function saidAt({ summary, signedAt, receivedAt }: AttestationState): string {
  return summary?.verifiedAt ?? signedAt ?? receivedAt
}

function answersTo(attestation: AttestationState, parameters: ProvenanceParameters) {
  const { summary, signers } = attestation
  const builder = summary === null ? isBuilder(attestation, parameters) : isVerifier(summary, parameters.verifiers)
  const asksBuilder = summary !== null || parameters.builders.length > 0
  const asksSource = summary === null && parameters.sources.length > 0
  return {
    identity: policyAnswer(attestation, signers.some(signersOf(parameters).isSigner)),
    builder: asksBuilder ? policyAnswer(attestation, builder) : "none",
    source: asksSource ? policyAnswer(attestation, foreignSource(attestation, parameters) === undefined) : "none",
  } as const
}

type BuilderProblem = Extract<Reason, { code: "provenance.builder" }>["problem"]

function builderReason(
  artifacts: readonly string[],
  evidence: string,
  fault:
    | SummaryFault
    | { readonly problem: BuilderProblem; readonly found: string; readonly wanted: readonly string[] },
): Reason {
  return { code: "provenance.builder", category: PROVENANCE, artifacts, evidence, ...fault }
}

function nothing(artifacts: readonly string[], because: "no-artifact" | "no-attestation"): Reason {
  return { code: "provenance.missing", category: PROVENANCE, artifacts, evidence: null, because, detail: null }
}
