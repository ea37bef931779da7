import type { Change, PopulationReport } from "@promotrail/contract"
import type { Report, Sheet } from "./report.ts"

const NOT_RECORDED = "not recorded by this version"

/** The population of changes: a row for each, a sheet for each that was sampled. */
export function populationReport(
  report: PopulationReport,
  asked: { readonly sample: string; readonly seed: string },
): Report {
  const { log, says, changes, sample, unallowed } = report
  const sampled = new Set(sample)
  return {
    title: "Change population",
    says: [
      says,
      `Log ${log.origin}, ${log.size} records, root ${log.root}.`,
      ...explainUnallowed(unallowed),
      ...(sample.length === 0
        ? []
        : [
            `Sample of ${sample.length} (asked for ${asked.sample}) with the seed "${asked.seed}": the first in the order of SHA-256 over SEED:LEAF in hex.`,
          ]),
    ],
    columns: [
      "record",
      "decided at",
      "application",
      "release",
      "from",
      "to",
      "mode",
      "verdict",
      "requester",
      "change",
      "deployment",
      "sampled",
      "decision",
      "leaf",
    ],
    rows: changes.map((change) => [
      String(change.record),
      change.at,
      change.application,
      change.release,
      change.from,
      change.to,
      change.mode,
      change.verdict,
      change.requester,
      change.issues.join(" "),
      change.deployment === null ? "none" : `${change.deployment.status} ${change.deployment.at}`,
      sampled.has(change.decision) ? "yes" : "",
      change.decision,
      change.leaf,
    ]),
    sheets: sample.flatMap((id) =>
      changes.filter(({ decision }) => decision === id).map((change) => sheetOf(change, report)),
    ),
  }
}

/** Deployments that no gate let through, apart from those into environments that have none. */
function explainUnallowed(unallowed: PopulationReport["unallowed"]): readonly string[] {
  const told = (some: PopulationReport["unallowed"]): string =>
    some
      .map(
        ({ application, release, environment, record }) =>
          `${application} ${release} to ${environment} (record ${record})`,
      )
      .join("; ")
  const [past, ungated] = [unallowed.filter(({ isGated }) => isGated), unallowed.filter(({ isGated }) => !isGated)]
  return [
    past.length === 0
      ? "Every successful deployment through a gate has an enforced allow behind it."
      : `Deployments without an enforced allow: ${told(past)}.`,
    ...(ungated.length === 0
      ? []
      : [`Into environments whose gate was never asked (the first of a path has none): ${told(ungated)}.`]),
  ]
}

/** Everything an auditor asks of one change; what is not known is said. */
function sheetOf(change: Change, { log }: PopulationReport): Sheet {
  const { deployment } = change
  const outcomes = change.checks.map(
    ({ id, severity, outcome }) => `${id}: ${outcome}${severity === "block" ? "" : ` (${severity})`}`,
  )
  return {
    title: `${change.application} ${change.release} into ${change.to}: ${change.verdict}`,
    facts: [
      ["Change", change.issues.length === 0 ? "no ticket was named" : change.issues.join(", ")],
      ["Artifacts", change.artifacts.map(({ name, digest }) => `${name} ${digest}`).join("; ")],
      ["Source revision", change.commit ?? "not named at registration"],
      ["Authors", NOT_RECORDED],
      ["Requester", `${change.requester} at ${change.at}`],
      ["Approvers", `${NOT_RECORDED}; none were asked for`],
      [
        "Decision",
        `${change.decision}: ${change.verdict}, ${change.mode}${change.reasons.length === 0 ? "" : `, because ${change.reasons.join(", ")}`}`,
      ],
      ["Tests and checks", outcomes.join("; ")],
      ["Policy", change.policy],
      ["Security impact", NOT_RECORDED],
      ["Way back", NOT_RECORDED],
      ["Override", "none: this version has none"],
      [
        "Deployment",
        deployment === null
          ? "none was recorded for this decision"
          : `${deployment.deployment}: ${deployment.status} at ${deployment.at} (record ${deployment.record}); its start and what was observed to run are ${NOT_RECORDED}`,
      ],
      [
        "Proof",
        `record ${change.record}, leaf ${change.leaf}, in ${log.origin} under the root ${log.root} of ${log.size} records`,
      ],
      [
        "Check it",
        `promotrail ledger proof ${change.record} --bundle --output change.sigstore.json, then promotrail verify change.sigstore.json --policy policy.txt`,
      ],
    ],
  }
}
