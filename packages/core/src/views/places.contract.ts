import type { ApplicationName, CategoryName } from "../catalog/names.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { CountedGroup } from "../coverage/snapshot.ts"
import type { MatrixInput, MatrixPlace } from "./matrix.ts"
import {
  category,
  coverageRule,
  digest,
  environment,
  evidenceRule,
  excluded,
  group,
  instant,
  NOW,
  policy,
  release,
  WEEK_MS,
} from "../gate/situations.contract.ts"

/** Tests of a category in one environment, by how they ended. */
export type Ran = Partial<Record<TestState, number>>

export function ran(of: string, counts: Ran, over: Partial<CountedGroup> = {}): CountedGroup[] {
  return Object.entries(counts).map(([state, count]) => group(of, state as TestState, count, over))
}

export function place(name: string, over: Partial<MatrixPlace> = {}): MatrixPlace {
  return {
    environment: environment(name),
    counted: [],
    excluded: [],
    reports: [],
    receivedAt: new Map(),
    running: null,
    reached: false,
    decision: null,
    before: new Map(),
    ...over,
  }
}

export const at = (...categories: readonly string[]): ReadonlyMap<CategoryName, typeof NOW> =>
  new Map(categories.map((name) => [category(name), instant("2026-11-20T08:00:00.000Z")]))

export function matrixInput(places: readonly MatrixPlace[], over: Partial<MatrixInput> = {}): MatrixInput {
  return {
    application: "checkout" as ApplicationName,
    release: release("v2.5.0"),
    policy: policy([coverageRule(), evidenceRule(undefined, WEEK_MS)]),
    policyDigest: digest("b"),
    at: NOW,
    comparedWith: release("v2.4.0"),
    places,
    ...over,
  }
}

/** The worked example of decisions §1, deployed to staging, before v2.4.0 leaves prod. */
export function workedExample(): MatrixInput {
  const before = new Map([[category("functional"), { passed: 91, inScope: 95 }]])
  const later = ["smoke", "functional", "performance"]
  const counts = (name: string) => ({ smoke: 12, functional: 95, performance: 15 })[name] ?? 0
  const pending = later.flatMap((name) => ran(name, { not_run: counts(name) }))
  const v240 = release("v2.4.0")
  const notLater = [excluded("unit", "out-of-scope", 145), excluded("integration", "out-of-scope", 40)]
  return matrixInput([
    place("dev", {
      counted: [
        ...ran("unit", { passed: 145 }),
        ...ran("integration", { passed: 34, failed: 6 }),
        ...ran("smoke", { passed: 12 }, { flaky: 1 }),
      ],
      excluded: [excluded("functional", "not-due", 95), excluded("performance", "not-due", 15)],
      receivedAt: at("unit", "integration", "smoke"),
      running: release("v2.5.0"),
      reached: true,
    }),
    place("staging", {
      counted: [
        ...ran("smoke", { passed: 12 }),
        ...ran("functional", { passed: 89, failed: 6 }),
        ...ran("performance", { passed: 15 }),
      ],
      excluded: notLater,
      receivedAt: at(...later),
      running: release("v2.5.0"),
      reached: true,
      decision: { id: "01K0000000000000000000ALLW", verdict: "allow", at: NOW },
      before,
    }),
    place("preprod", { counted: pending, excluded: notLater, running: v240 }),
    place("prod", { counted: pending, excluded: notLater, running: v240 }),
  ])
}
