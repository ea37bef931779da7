import type { LicencesParameters } from "../../catalog/policy-reports.ts"
import type { LicenceGroup } from "../../reports/state.ts"
import { withState } from "../hypothetical-reports.ts"
import type { LicenceFound, Reason } from "../outcome.ts"
import type { CheckKind, Remedy } from "./check-kind.ts"
import { licenceJudge, type LicenceVerdict } from "./licence-verdict.ts"
import {
  askReports,
  insufficient,
  remediesOfReports,
  type FactOf,
  type Judged,
  type ReportQuestion,
} from "./report-check.ts"

/** Whether every component of the SBOM is under a licence that the policy accepts. */
export const licences: CheckKind<"licences"> = {
  kind: "licences",
  title: "Every component of the SBOM is under licences that the policy accepts.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: LicencesParameters): ReportQuestion<"sbom"> {
  return {
    name: "licences",
    kind: "sbom",
    parameters,
    wanted: parameters.categories ?? null,
    judgesOthers: false,
    judge: (state) => judged(state, parameters),
    remedies: (state) => remediesOf(state, parameters),
  }
}

function judged(state: FactOf<"sbom">, parameters: LicencesParameters): Judged {
  const { category } = state
  const groups = judgedGroups(state, parameters)
  const denied = reasonOf("licences.denied", "denied", category, groups)
  const unknown = reasonOf("licences.unknown", "unknown", category, groups)
  const { unknown: means } = parameters
  const isEmpty = state.components === 0 && state.assumed !== true
  return {
    fails: [...denied, ...(means === "fail" ? unknown : [])],
    unknowns: [
      ...(means === "hold" ? unknown : []),
      // An SBOM of nothing but the product itself says nothing of what is in it.
      ...(isEmpty ? [insufficient(state, "components", 0, 1)] : []),
    ],
    warns: means === "warn" ? unknown : [],
    measurements: [
      {
        what: "denied",
        value: denied.reduce((sum, { count }) => sum + count, 0),
        unit: "count",
        rule: "at-most",
        limit: 0,
        met: denied.length === 0,
      },
      ...(means === "allow"
        ? []
        : [
            {
              what: "unknown",
              value: unknown.reduce((sum, { count }) => sum + count, 0),
              unit: "count",
              rule: "at-most",
              limit: 0,
              met: unknown.length === 0,
            } as const,
          ]),
    ],
  }
}

const NAMED = 20
const COMPONENTS = 3

type JudgedGroup = { readonly group: LicenceGroup; readonly index: number; readonly verdict: LicenceVerdict }
type LicenceReason = Extract<Reason, { code: "licences.denied" | "licences.unknown" }>

function judgedGroups({ licences: groups }: FactOf<"sbom">, parameters: LicencesParameters): JudgedGroup[] {
  const verdictOf = judgeOf(parameters)
  return groups.flatMap((group, index) => (group.count === 0 ? [] : [{ group, index, verdict: verdictOf(group) }]))
}

const judges = new WeakMap<LicencesParameters, (group: LicenceGroup) => LicenceVerdict>()

/** The search for unblock sets asks the same of the same groups again and again. */
function judgeOf(parameters: LicencesParameters): (group: LicenceGroup) => LicenceVerdict {
  const known = judges.get(parameters)
  if (known !== undefined) return known
  const judge = licenceJudge(parameters)
  const verdicts = new WeakMap<LicenceGroup["licences"], LicenceVerdict>()
  const verdictOf = ({ licences: listed }: LicenceGroup): LicenceVerdict => {
    const verdict = verdicts.get(listed) ?? judge(listed)
    verdicts.set(listed, verdict)
    return verdict
  }
  judges.set(parameters, verdictOf)
  return verdictOf
}

function reasonOf(
  code: LicenceReason["code"],
  wanted: LicenceVerdict,
  category: LicenceReason["category"],
  groups: readonly JudgedGroup[],
): LicenceReason[] {
  const found = groups.filter(({ verdict }) => verdict === wanted)
  if (found.length === 0) return []
  return [
    {
      code,
      category,
      count: found.reduce((sum, { group }) => sum + group.count, 0),
      licences: found.slice(0, NAMED).map(({ group }): LicenceFound => ({
        licence: textOf(group),
        count: group.count,
        components: group.components.slice(0, COMPONENTS),
      })),
    },
  ]
}

function textOf({ licences: listed }: LicenceGroup): string {
  if (listed.length === 1) return listed[0]?.text ?? ""
  return listed.map(({ text }) => (/\s(?:OR|or)\s/.test(text) ? `(${text})` : text)).join(" AND ")
}

function remediesOf(state: FactOf<"sbom">, parameters: LicencesParameters): Remedy[] {
  const { category } = state
  const stops = (verdict: LicenceVerdict) =>
    verdict === "denied" || (verdict === "unknown" && (parameters.unknown === "fail" || parameters.unknown === "hold"))
  return judgedGroups(state, parameters).flatMap(({ group, index, verdict }): Remedy[] => {
    if (!stops(verdict)) return []
    return [
      {
        key: `settle-licence:${category}:${index}`,
        most: 1,
        apply: (facts, count) =>
          count === 0
            ? facts
            : withState(facts, "sbom", category, (now) => ({
                ...now,
                licences: now.licences.map((one, at) => (at === index ? { ...one, count: 0 } : one)),
              })),
        describe: () => ({
          action: "settle-licence",
          who: "developer",
          category,
          problem: verdict === "denied" ? "denied" : "unknown",
          licence: textOf(group),
          of: group.count,
          components: group.components,
          group: index,
        }),
      },
    ]
  })
}
