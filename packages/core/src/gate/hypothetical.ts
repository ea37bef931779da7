import { OTHER, type CategoryName, type EnvironmentName } from "../catalog/names.ts"
import type { CountedGroup } from "../coverage/snapshot.ts"
import type { Remedy } from "./checks/check-kind.ts"
import type { GateInput } from "./input.ts"

/** The input after good, fresh uploads of `category` in the source: all that stood there of it is superseded. */
export function withFreshEvidence(input: GateInput, category: CategoryName): GateInput {
  const before = input.evidence.find((state) => state.category === category)
  return {
    ...input,
    evidence: [
      ...input.evidence.filter((state) => state !== before),
      {
        kind: "tests",
        category,
        uploads: Math.max(1, before?.uploads ?? 0),
        digest: before?.digest ?? input.policy,
        oldest: { id: "hypothetical", receivedAt: input.now, producedAt: null },
        refused: null,
      },
    ],
  }
}

/** The input after `count` tests of the group at `index` of the counted groups passed where they count. */
export function withPassing(input: GateInput, index: number, count: number): GateInput {
  const group = input.coverage.counted[index]
  if (group === undefined || count === 0) return input
  const passing: CountedGroup = {
    ...group,
    exit: group.exit === null ? null : "passed",
    entry: group.entry === null ? null : "passed",
    vanished: false,
    count,
    flaky: 0,
    tests: [],
  }
  // A mended suite-level error is gone; it does not become a passing test.
  const added = group.suiteLevel ? [] : [passing]
  // The rest stays at its index, also when nothing is left of it: other hypotheticals name groups by index.
  const counted = input.coverage.counted.map((other, at) =>
    at === index ? { ...other, count: other.count - count } : other,
  )
  return { ...input, coverage: { ...input.coverage, counted: [...counted, ...added] } }
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
    runIn: [input.edge.from],
    alsoRunIn: [],
    vanished: false,
    suiteLevel: false,
    count: 1,
    flaky: 0,
    tests: [],
  }
  const counted = [...input.coverage.counted, reported]
  return withFreshEvidence({ ...input, coverage: { ...input.coverage, counted } }, category)
}
