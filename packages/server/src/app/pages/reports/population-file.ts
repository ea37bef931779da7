import type { Change, PopulationReport, UnallowedDeployment } from "@promotrail/contract"
import type { ReportFile, Sheet } from "./file.ts"
import { WHY } from "./overrides.ts"
import { counted } from "./words.ts"

const NOT_RECORDED = "not recorded by this version"

/** The population of changes as a file: a row for each, a page for each that was sampled. `server`: what its pages are below. */
export function populationFile(
  report: PopulationReport,
  question: { readonly sample: number; readonly seed: string },
  server: string,
): ReportFile<Change> {
  const { log, earlier, asked, says, changes, sample, unallowed, streams, isComplete, counts } = report
  const sampled = new Set(sample)
  const byId = new Map(changes.map((change) => [change.decision, change]))
  const names = new Map(report.people.map(({ id, name }) => [id, name]))
  return {
    title: "Change population",
    says: [
      asked,
      says,
      ...explainEnvironments(report),
      ...explainUnallowed(unallowed),
      ...streams.map(explainStream),
      ...(sample.length === 0
        ? []
        : [
            `Sample of ${sample.length} (asked for ${question.sample}) with the seed "${question.seed}": the first in the order of SHA-256 over SEED:LEAF in hex.`,
          ]),
    ],
    logs: [...earlier, log],
    columns: [
      ["record", ({ record }) => String(record)],
      ["decided at", ({ at }) => at],
      ["application", ({ application }) => application],
      ["release", ({ release }) => release],
      ["from", ({ from }) => from],
      ["to", ({ to }) => to],
      ["tier", ({ tier }) => tier ?? "not known"],
      ["mode", ({ mode }) => mode],
      ["verdict", ({ verdict }) => verdict],
      ["requester", ({ requester }) => names.get(requester) ?? "not known"],
      ["requester's id", ({ requester }) => requester],
      ["change", ({ issues }) => issues.join(" ")],
      ["deployment", ({ deployment }) => deployment?.status ?? "none"],
      ["deployed at", ({ deployment }) => deployment?.at ?? ""],
      ["sampled", ({ decision }) => (sampled.has(decision) ? "yes" : "")],
      ["decision", ({ decision }) => decision],
      ["log", (change) => change.log],
      ["leaf", ({ leaf }) => leaf],
    ],
    items: changes,
    also: { isComplete, counts, streams, unallowed, sample, seed: question.seed },
    sheets: sheets(),
  }

  function* sheets(): Generator<Sheet> {
    for (const id of sample) {
      const change = byId.get(id)
      if (change !== undefined) yield sheetOf(change, report, names.get(change.requester), server)
    }
  }
}

/** Which environments it is about, and what it leaves out. */
function explainEnvironments({ environments, others }: PopulationReport): readonly string[] {
  const named = environments.map(({ environment, tier }) => `${environment} (${tier ?? "tier not known"})`)
  return [
    ...(named.length === 0 ? [] : [`Changes into ${named.join(", ")}.`]),
    ...(others === 0
      ? []
      : [
          `${counted(others, "change")} of the period into environments of other tiers ${others === 1 ? "is" : "are"} not in it; ask for all of them.`,
        ]),
    ...(environments.some(({ tier }) => tier === null)
      ? ["Where no record says the tier of an environment, its changes are in it."]
      : []),
  ]
}

/** Deployments that no gate let through, apart from those into environments that have none. */
function explainUnallowed(unallowed: readonly UnallowedDeployment[]): readonly string[] {
  const told = (some: readonly UnallowedDeployment[]): string =>
    some
      .map(
        ({ application, release, environment, log, record, why }) =>
          `${application} ${release} to ${environment} (record ${record} of ${log}: ${WHY[why]})`,
      )
      .join("; ")
  const [past, ungated] = [unallowed.filter(({ isGated }) => isGated), unallowed.filter(({ isGated }) => !isGated)]
  return [
    past.length === 0
      ? "Every successful deployment through a gate has an enforced allow of its own behind it."
      : `Deployments without an enforced allow: ${told(past)}.`,
    ...(ungated.length === 0
      ? []
      : [`Into environments whose gate was never asked (the first of a path has none): ${told(ungated)}.`]),
  ]
}

function explainStream({ stream, isWhole, logs }: PopulationReport["streams"][number]): string {
  const ranges = logs.map(({ log, first, last }) => `${first} to ${last} in ${log}`).join(", ")
  return `Stream ${stream}: ${ranges}${isWhole ? "" : "; NUMBERS ARE MISSING"}.`
}

/** Everything an auditor asks of one change; what is not known is said. */
function sheetOf(
  change: Change,
  { log, earlier }: PopulationReport,
  requester: string | undefined,
  server: string,
): Sheet {
  const { deployment } = change
  const outcomes = change.checks.map(
    ({ id, severity, outcome }) => `${id}: ${outcome}${severity === "block" ? "" : ` (${severity})`}`,
  )
  const stand = [...earlier, log].find(({ origin }) => origin === change.log)
  return {
    title: `${change.application} ${change.release} into ${change.to}: ${change.verdict}`,
    facts: [
      ["Change", change.issues.length === 0 ? "no ticket was named" : change.issues.join(", ")],
      [
        "Artifacts",
        change.artifacts.length === 0
          ? "none was named"
          : change.artifacts.map(({ name, digest }) => `${name} ${digest}`).join("; "),
      ],
      ["Source revision", change.commit ?? "not named at registration"],
      ["Authors", NOT_RECORDED],
      ["Requester", `${requester ?? "name not known"}, ${change.requester}, at ${change.at}`],
      ["Approvers", `${NOT_RECORDED}; none were asked for`],
      [
        "Decision",
        `${change.decision}: ${change.verdict}, ${change.mode}${change.reasons.length === 0 ? "" : `, because ${change.reasons.join(", ")}`}`,
      ],
      ["Tests and checks", outcomes.length === 0 ? "the policy had none" : outcomes.join("; ")],
      ["Its evidence", `${server}/decisions/${change.decision}`],
      ["Policy", change.policy],
      ["Security impact", NOT_RECORDED],
      ["Way back", NOT_RECORDED],
      ["Override", "none: this version has none"],
      [
        "Deployment",
        deployment === null
          ? "none was recorded for this decision"
          : `${deployment.deployment}: ${deployment.status} at ${deployment.at} (record ${deployment.record} of ${deployment.log}); its start and what was observed to run are ${NOT_RECORDED}`,
      ],
      [
        "Proof",
        `record ${change.record} of ${change.log}, leaf ${change.leaf}, under the root ${stand?.root ?? "(not known)"} of ${stand?.size ?? 0} records`,
      ],
      [
        "Check it",
        `promotrail ledger proof ${change.record} --origin ${change.log} --bundle --output change.sigstore.json, then promotrail verify change.sigstore.json --policy policy.txt`,
      ],
    ],
  }
}
