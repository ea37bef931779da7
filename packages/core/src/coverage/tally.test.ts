import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { snapshotOf, standings, type World } from "./naive.contract.ts"
import { NOW, PATH, worlds } from "./worlds.contract.ts"

/** Groups put side by side as counts by all that tells them apart. */
function countsBy<Group>(
  groups: readonly Group[],
  keyOf: (group: Group) => unknown,
  countOf: (group: Group) => number,
) {
  const counts = new Map<string, number>()
  for (const group of groups) {
    const key = JSON.stringify(keyOf(group))
    counts.set(key, (counts.get(key) ?? 0) + countOf(group))
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

test("the fast count agrees with the straightforward one over random catalogues, scopes, predecessors and histories", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const told = standings(world)
      const { counted, excluded } = snapshotOf(world)
      expect(
        countsBy(
          counted,
          ({ category, critical, exit, entry }) => [category, critical, exit, entry],
          ({ count }) => count,
        ),
      ).toStrictEqual(
        countsBy(
          told.filter(({ excluded: reason }) => reason === null),
          ({ test: { category, critical }, exit, entry }) => [category, critical, exit, entry],
          () => 1,
        ),
      )
      expect(
        countsBy(
          excluded,
          ({ category, reason }) => [category, reason],
          ({ count }) => count,
        ),
      ).toStrictEqual(
        countsBy(
          told.filter(({ excluded: reason }) => reason !== null),
          ({ test: { category }, excluded: reason }) => [category, reason],
          () => 1,
        ),
      )
    }),
    { numRuns: 2_000 },
  )
})

test("a test that is neither reported nor in an inventory, and was the predecessor's, is vanished and did not run", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const reported = new Set(world.results.map(({ test: name }) => name))
      const gone = new Set(
        world.tests.filter(({ name, known }) => known !== "own" && !reported.has(name)).map(({ name }) => name),
      )
      for (const { vanished, tests, exit, entry } of snapshotOf(world).counted) {
        expect(tests.every((name) => gone.has(name) === vanished)).toBe(true)
        expect(!vanished || [exit, entry].every((state) => state === null || state === "not_run")).toBe(true)
      }
    }),
  )
})

test("the same facts give the same bytes, whatever order the tests became known in", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const turned: World = { ...world, tests: world.tests.toReversed() }
      expect(JSON.stringify(snapshotOf(turned))).toBe(JSON.stringify(snapshotOf(world)))
    }),
  )
})

describe("where a passing run would help", () => {
  const [dev, staging] = PATH
  const told = (over: Partial<World> & Pick<World, "tests">) =>
    snapshotOf({ path: PATH, at: 1, executedIn: "upstream", results: [], now: NOW, ...over }).counted.map(
      ({ runIn, alsoRunIn, passing }) => ({ runIn, alsoRunIn, passing }),
    )
  const simple = {
    name: "t",
    category: "smoke",
    critical: false,
    suiteLevel: false,
    scope: "all",
    known: "own",
  } as const
  const of = (over: object) => [{ ...simple, ...over }] as unknown as World["tests"]
  const result = (environment: unknown, state: string) =>
    ({ test: "t", environment, state, flaky: false, isOld: false }) as World["results"][number]

  test.for([
    {
      when: "what did not run in the source",
      over: {},
      expected: [{ runIn: [staging], alsoRunIn: [], passing: undefined }],
    },
    {
      when: "what passed in the source and failed upstream since: anywhere upstream",
      over: { results: [result(staging, "passed"), result(dev, "failed")] },
      expected: [{ runIn: [dev, staging], alsoRunIn: [], passing: undefined }],
    },
    {
      when: "an entry that looks elsewhere: in both",
      over: { executedIn: [dev] },
      expected: [{ runIn: [staging], alsoRunIn: [dev], passing: undefined }],
    },
    {
      when: "what passed in the source and not where the entry looks: there alone",
      over: { executedIn: [dev], results: [result(staging, "passed"), result(dev, "failed")] },
      expected: [{ runIn: [dev], alsoRunIn: [], passing: undefined }],
    },
    {
      when: "an entry that looks where the test may not run: only the exit can be helped",
      over: { executedIn: [dev], tests: of({ scope: ["staging", "preprod"] }) },
      expected: [{ runIn: [staging], alsoRunIn: [], passing: { exit: "passed", entry: "not_run" } }],
    },
    {
      when: "an entry that looks where the test may not run, and no exit: nothing helps",
      over: { executedIn: "source", tests: of({ scope: ["dev", "preprod"] }) },
      expected: [{ runIn: [], alsoRunIn: [], passing: { exit: null, entry: "not_run" } }],
    },
    {
      when: "what only the target's predecessor has counts in the source once it is reported",
      over: { tests: of({ known: "target" }) },
      expected: [{ runIn: [staging], alsoRunIn: [], passing: { exit: "passed", entry: "passed" } }],
    },
    {
      when: "what only the source's predecessor has is due in the target once it is reported",
      over: { tests: of({ known: "source" }) },
      expected: [{ runIn: [staging], alsoRunIn: [], passing: { exit: "passed", entry: "passed" } }],
    },
  ] as const)("$when", ({ over, expected }) => {
    expect(told({ tests: of({}), ...(over as Partial<World>) })).toStrictEqual(expected)
  })
})
