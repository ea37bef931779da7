import type { CheckKindName } from "../../catalog/policy.ts"
import type { CheckKind } from "./check-kind.ts"
import { coverage } from "./coverage.ts"
import { coverageRegression } from "./coverage-regression.ts"
import { evidence } from "./evidence.ts"
import { releaseBlocked } from "./release-blocked.ts"
import { unavailable } from "./unavailable.ts"
import { upstream } from "./upstream.ts"

/** Every kind of check, one line each. A kind without a line does not compile. */
export const CHECK_KINDS: { readonly [Kind in CheckKindName]: CheckKind<Kind> } = {
  coverage,
  "coverage.regression": coverageRegression,
  evidence,
  upstream,
  "release.blocked": releaseBlocked,
  unavailable,
}
