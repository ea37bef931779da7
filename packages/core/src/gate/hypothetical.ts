import { OTHER, type CategoryName, type EnvironmentName } from "../catalog/names.ts"
import type { CountedGroup } from "../coverage/snapshot.ts"
import type { Remedy } from "./checks/check-kind.ts"
import { joined, moved, type Facts } from "./facts.ts"
import type { UploadState } from "../reports/state.ts"
import type { EvidenceState } from "./input.ts"

/** The facts after fresh and complete reports of `category` in the source: all that stood there of it is superseded. */
export function withFreshEvidence(facts: Facts, category: CategoryName): Facts {
  return withEvidence(facts, category, (_before, now) => now)
}

/** The facts after one more accepted upload of `category` in the source. Older results stay, and so does their age. */
function withUpload(facts: Facts, category: CategoryName): Facts {
  const before = facts.evidence.find((state) => state.category === category)
  if (before !== undefined && before.oldest !== null && before.refused === null) return facts
  return withEvidence(facts, category, (state, now) => state?.oldest ?? now)
}

function withEvidence(
  facts: Facts,
  category: CategoryName,
  oldestOf: (before: EvidenceState | undefined, now: UploadState) => UploadState,
): Facts {
  const before = facts.evidence.find((state) => state.category === category)
  const now: UploadState = { id: "hypothetical", receivedAt: facts.now, producedAt: null }
  const after: EvidenceState = {
    kind: "tests",
    category,
    uploads: Math.max(1, before?.uploads ?? 0),
    digest: before?.digest ?? facts.policy,
    oldest: oldestOf(before, now),
    refused: null,
  }
  return { ...facts, evidence: [...facts.evidence.filter((state) => state !== before), after] }
}

/** The facts after `count` tests of a group passed where they count. */
export function withPassing(facts: Facts, group: CountedGroup, count: number): Facts {
  if (count === 0) return facts
  // A mended error of a suite is gone; it does not become a passing test.
  const to = group.suiteLevel ? { exit: null, entry: null } : (group.passing ?? passedWhereItCounts(group))
  const after = { ...facts, coverage: moved(facts.coverage, group, to, count) }
  // Only a result that can come from nowhere but the source is one more upload there for certain.
  const isFromSource = !group.suiteLevel && group.runIn.every((environment) => environment === facts.edge.from)
  return isFromSource ? withUpload(after, group.category) : after
}

function passedWhereItCounts({ exit, entry }: CountedGroup) {
  return { exit: exit === null ? null : "passed", entry: entry === null ? null : "passed" } as const
}

/** The remedy of having no test to go by: one that passes and counts in `environment` is reported. */
export function reportTests(category: CategoryName | null, environment: EnvironmentName): Remedy {
  return {
    key: `report-tests:${category ?? ""}`,
    most: 1,
    apply: (facts, count) => (count === 0 ? facts : withReportedTest(facts, category ?? OTHER)),
    describe: () => ({ action: "report-tests", who: "pipeline", category, environment }),
  }
}

function withReportedTest(facts: Facts, category: CategoryName): Facts {
  const reported: CountedGroup = {
    category,
    critical: false,
    exit: "passed",
    entry: null,
    runIn: [],
    alsoRunIn: [],
    vanished: false,
    suiteLevel: false,
    count: 1,
    flaky: 0,
    tests: [],
  }
  return withUpload({ ...facts, coverage: joined(facts.coverage, reported) }, category)
}
