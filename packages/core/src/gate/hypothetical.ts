import { OTHER, type CategoryName, type EnvironmentName } from "../catalog/names.ts"
import type { CountedGroup } from "../coverage/snapshot.ts"
import type { Remedy } from "./checks/check-kind.ts"
import type { EvidenceState, GateInput, UploadState } from "./input.ts"

/** The input after fresh and complete reports of `category` in the source: all that stood there of it is superseded. */
export function withFreshEvidence(input: GateInput, category: CategoryName): GateInput {
  return withEvidence(input, category, (_before, now) => now)
}

/** The input after one more accepted upload of `category` in the source. Older results stay, and so does their age. */
function withUpload(input: GateInput, category: CategoryName): GateInput {
  return withEvidence(input, category, (before, now) => before?.oldest ?? now)
}

function withEvidence(
  input: GateInput,
  category: CategoryName,
  oldestOf: (before: EvidenceState | undefined, now: UploadState) => UploadState,
): GateInput {
  const before = input.evidence.find((state) => state.category === category)
  const now: UploadState = { id: "hypothetical", receivedAt: input.now, producedAt: null }
  const after: EvidenceState = {
    kind: "tests",
    category,
    uploads: Math.max(1, before?.uploads ?? 0),
    digest: before?.digest ?? input.policy,
    oldest: oldestOf(before, now),
    refused: null,
  }
  return { ...input, evidence: [...input.evidence.filter((state) => state !== before), after] }
}

/** The input after `count` tests of the group at `index` of the counted groups passed where they count. */
export function withPassing(input: GateInput, index: number, count: number): GateInput {
  const group = input.coverage.counted[index]
  if (group === undefined || count === 0) return input
  // The rest stays at its index, also when nothing is left of it: other hypotheticals name groups by index.
  const counted = [...input.coverage.counted]
  counted[index] = { ...group, count: group.count - count }
  // A mended suite-level error is gone; it does not become a passing test.
  if (!group.suiteLevel) counted.push(passed(group, count))
  const after = { ...input, coverage: { ...input.coverage, counted } }
  // Where the exit is mended, or lies among the places, the run is one more upload in the source.
  return group.runIn.includes(input.edge.from) ? withUpload(after, group.category) : after
}

function passed(group: CountedGroup, count: number): CountedGroup {
  const { exit, entry } = group.passing ?? {
    exit: group.exit === null ? null : "passed",
    entry: group.entry === null ? null : "passed",
  }
  return { ...group, exit, entry, runIn: [], alsoRunIn: [], vanished: false, count, flaky: 0, tests: [] }
}

/** The remedy of having no test to go by: one that passes and counts in `environment` is reported. */
export function reportTests(category: CategoryName | null, environment: EnvironmentName): Remedy {
  return {
    key: `report-tests:${category ?? ""}`,
    most: 1,
    apply: (input, count) => (count === 0 ? input : withReportedTest(input, category ?? OTHER)),
    describe: () => ({ action: "report-tests", who: "pipeline", category, environment }),
  }
}

function withReportedTest(input: GateInput, category: CategoryName): GateInput {
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
  const counted = [...input.coverage.counted, reported]
  return withUpload({ ...input, coverage: { ...input.coverage, counted } }, category)
}
