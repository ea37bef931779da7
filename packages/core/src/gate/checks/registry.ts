import type { CheckKindName } from "../../catalog/policy.ts"
import { accessibility } from "./accessibility.ts"
import { cel } from "./cel.ts"
import type { CheckKind } from "./check-kind.ts"
import { codeCoverage } from "./code-coverage.ts"
import { codeCoverageRegression } from "./code-coverage-regression.ts"
import { coverage } from "./coverage.ts"
import { coverageRegression } from "./coverage-regression.ts"
import { evidence } from "./evidence.ts"
import { findings } from "./findings.ts"
import { licences } from "./licences.ts"
import { performance } from "./performance.ts"
import { provenance } from "./provenance.ts"
import { releaseBlocked } from "./release-blocked.ts"
import { signature } from "./signature.ts"
import { unavailable } from "./unavailable.ts"
import { upstream } from "./upstream.ts"
import { vulnerabilities } from "./vulnerabilities.ts"

/** Every kind of check, one line each. A kind without a line does not compile. */
export const CHECK_KINDS: { readonly [Kind in CheckKindName]: CheckKind<Kind> } = {
  coverage,
  "coverage.regression": coverageRegression,
  evidence,
  "code-coverage": codeCoverage,
  "code-coverage.regression": codeCoverageRegression,
  findings,
  vulnerabilities,
  licences,
  performance,
  accessibility,
  signature,
  provenance,
  cel,
  upstream,
  "release.blocked": releaseBlocked,
  unavailable,
}
