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
    "## Checks over reports",
    "Evidence that is no test result is folded from the current uploads, by kind and category: what was measured once on the artifact counts at every gate, what was measured in an environment counts there alone.\nEach category makes a check of its own, such as `findings.static`; where it is the kind's own, the check is called by the kind: `vulnerabilities`.",
    table(
      ["of several uploads of one category", "counts"],
      [
        [
          "findings, vulnerabilities, accessibility violations",
          "each once: an open one before a suppressed one, then the worse severity",
        ],
        ["components", "each once, under all licences that any of them names"],
        ["measures", "the worst of each label or page; never an average"],
        ["code coverage", "each on its own: nobody knows whether two tools covered the same lines"],
        ["how much was measured", "the sum of what the readers counted"],
      ],
    ),
    "A finding is **new** unless it was open in what runs in the target, in the same category and by the same fingerprint.\nA file's own word that it is new counts; its word that it is old does not.",
    "A **VEX** statement hides a vulnerability if it names its id or an alias of it and the component as a package URL, or the released artifact by digest or by name and version, with author, date of issue and, for `not_affected`, a justification or impact statement.\nOf several the newest by date of issue wins, and of two from the same moment the worse.\nWhat is hidden is counted apart, with author, date and evidence.",
    "**Licences** are read as SPDX expressions: of `OR` the best counts, of `AND` the worst, and `-or-later` may be any later version.\nAn entry of a list covers a licence with a known exception; an entry with an exception covers nothing else, and wins over one without.\n`allow` makes every other known licence denied.\nNames and references that no list has are unknown.",
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
