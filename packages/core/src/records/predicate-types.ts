const OURS = "urn:promotrail:attestation:"

/** The predicate types of our records. A later version that means something else gets another number. */
export const PREDICATES = {
  genesis: `${OURS}ledger-genesis:v1`,
  seal: `${OURS}ledger-seal:v1`,
  installation: `${OURS}installation-start:v1`,
  decision: `${OURS}promotion-decision:v1`,
  outcome: `${OURS}promotion-outcome:v1`,
  policy: `${OURS}policy-change:v1`,
  environments: `${OURS}environment-change:v1`,
  access: `${OURS}access-change:v1`,
  application: `${OURS}application-change:v1`,
  release: `${OURS}release-registration:v1`,
  block: `${OURS}release-block:v1`,
  evidence: `${OURS}evidence-receipt:v1`,
  tests: `${OURS}test-exclusion:v1`,
  erasure: `${OURS}erasure-notice:v1`,
  recovery: `${OURS}log-recovery:v1`,
} as const

/** A short word for a predicate type, for lists and file names; the type itself where it is none of ours. */
export function wordOfPredicate(predicateType: string): string {
  return (
    /^urn:promotrail:attestation:([a-z-]+):v[0-9]+$/.exec(predicateType)?.[1] ??
    (predicateType === "https://slsa.dev/verification_summary/v1" ? "verification-summary" : predicateType)
  )
}
