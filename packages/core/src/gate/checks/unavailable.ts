import { finding, type CheckKind } from "./check-kind.ts"

/** A kind of check that the policy may name and this version cannot evaluate: never a pass. */
export const unavailable: CheckKind<"unavailable"> = {
  kind: "unavailable",
  title: "A kind of check that this version does not evaluate.",
  evaluate: ({ parameters: { wanted } }) => [finding(wanted, "unknown", [{ code: "check.not_available", wanted }])],
  remedies: () => [],
}
