import { CHECK_KINDS } from "@promotrail/core"
import { code, page, table } from "./page.ts"

/** `docs/reference/checks.md`. */
export function checksPage(): string {
  const kinds = Object.values(CHECK_KINDS).filter(({ kind }) => kind !== "unavailable")
  return page("Checks", "`packages/core/src/gate/checks/registry.ts`", [
    "A gate is made of checks. Each has a stable id, an outcome and, where it does not pass, its [reasons](reason-codes.md).",
    table(
      ["kind", "establishes"],
      kinds.map(({ kind, title }) => [code(kind), title]),
    ),
    "`coverage` makes one check per part (`exit`: what counts where the release comes from; `entry`: what counts where it wants to go) and category, and one per part for all categories.",
    "`upstream` and `release.blocked` stand at every gate without being written.\n`upstream` does not apply at the gate out of a path's first environment; a gate with `checks: none` keeps `release.blocked` alone, so a block stops a release there, too.",
    "A kind that the policy language knows and this version cannot evaluate answers `unknown` with [`check.not_available`](reason-codes.md#checknot_available): it holds the gate rather than being skipped, unless its severity is `warn` or `observe`.",
    "## Outcomes",
    table(
      ["outcome", "means"],
      [
        [code("pass"), "Measured, and good enough."],
        [code("warn"), "Good enough, and below the target. It does not block."],
        [code("fail"), "Measured, and not good enough."],
        [code("unknown"), "It could not be measured: something has not arrived or has not run."],
        [code("error"), "The evaluator failed."],
        [code("waived"), "Failed or unknown, and accepted by a waiver. Waivers come with another version."],
        [code("not_applicable"), "There is nothing to measure here, and nothing was asked for."],
      ],
    ),
    "## Verdict",
    "Only checks of severity `block` are asked.\nAny `fail` is **deny**; else any `error` is an evaluation error, which is no verdict; else any `unknown` is **hold**; else **allow**, if at least one check passed, warned or was waived.\nNo blocking check at all, or none that applies, is **hold** (`policy.no_checks`): no data is never a pass.",
  ])
}
