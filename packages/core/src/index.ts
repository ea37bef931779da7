export * from "./kernel/result.ts"
export * from "./kernel/instant.ts"
export * from "./kernel/ratio.ts"
export * from "./kernel/digest.ts"
export * from "./kernel/canonical-json.ts"
export * from "./kernel/ulid.ts"
export * from "./kernel/glob.ts"
export type { Brand } from "./kernel/brand.ts"
export * from "./catalog/names.ts"
export * from "./catalog/test-case.ts"
export * from "./catalog/evidence-kind.ts"
export * from "./catalog/items.ts"
export * from "./catalog/policy.ts"
export * from "./catalog/policy-reports.ts"
export * from "./coverage/vectors.ts"
export * from "./coverage/tally.ts"
export * from "./coverage/snapshot.ts"
export {
  isVerified,
  notVerified,
  TRUST_STEPS,
  type AttestationState,
  type Signer,
  type TrustAnswer,
  type TrustStep,
  type Verification,
  type VerifiedAttestation,
} from "./reports/attestation.ts"
export * from "./reports/uploads.ts"
export * from "./reports/state.ts"
export * from "./reports/age.ts"
export { reportStates, type Place } from "./reports/report-states.ts"
export * from "./gate/input.ts"
export * from "./gate/outcome.ts"
export * from "./gate/reason-codes.ts"
export * from "./gate/engine.ts"
export { CHECK_KINDS } from "./gate/checks/registry.ts"
export { evaluateGate } from "./gate/evaluate.ts"
export * from "./gate/report-checks.ts"
export * from "./gate/decision.ts"
export * from "./gate/explain.ts"
export {
  nameOfComponent,
  nameOfFinding,
  nameOfReport,
  nameOfViolation,
  nameOfVulnerability,
} from "./gate/explain-reports.ts"
export { renderDuration, renderMeasure } from "./gate/words.ts"
export * from "./gate/counts.ts"
export * from "./gate/verdict.ts"
export * from "./ledger/merkle.ts"
export * from "./events/event.ts"
export * from "./events/codec.ts"
export type * from "./views/matrix-view.ts"
export { compileMatcher, type MatchedTest } from "./catalog/matcher.ts"
export { classify, type Classification } from "./catalog/policy-classify.ts"
export { explainMistake, type PolicyMistake, type PolicyMistakeCode } from "./catalog/policy-mistake.ts"
export { readPolicy, type PolicyRead } from "./catalog/policy-read.ts"
export { policyJsonSchema } from "./catalog/policy-schema.ts"
export * from "./views/item-view.ts"
export * from "./views/measurement-view.ts"
export * from "./views/matrix.ts"
export * from "./views/state-words.ts"
export { checksOf, reportRows, type ReportRow } from "./views/report-rows.ts"
export { reportValue, type ReportValue } from "./views/report-value.ts"
export { reportRequirement } from "./views/report-requirement.ts"
export * from "./views/threshold.ts"
export * from "./views/matrix-svg.ts"
export * from "./views/matrix-html.ts"
export * from "./views/matrix-text.ts"
export * from "./views/palette.ts"
