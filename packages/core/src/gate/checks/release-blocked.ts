import { finding, type CheckKind } from "./check-kind.ts"

/** A block by a person stops the release everywhere. Not being blocked establishes nothing, so it never allows. */
export const releaseBlocked: CheckKind<"release.blocked"> = {
  kind: "release.blocked",
  title: "The release is not blocked.",
  evaluate: (_rule, { blocked }) => [
    blocked === null
      ? finding("release.blocked", "not_applicable")
      : finding("release.blocked", "fail", [{ code: "release.blocked", because: blocked.reason, by: blocked.by }]),
  ],
  remedies: (_rule, { blocked }) =>
    blocked === null
      ? []
      : [
          {
            key: "lift-block",
            most: 1,
            apply: (facts, count) => (count > 0 ? { ...facts, blocked: null } : facts),
            describe: () => ({ action: "lift-block", who: "release manager" }),
          },
        ],
}
