import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { populationOf, sampleOf, type PopulationFilter } from "./population.ts"
import { PREDICATES } from "./predicate-types.ts"
import type { ReportedRecord } from "./reported.ts"

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

type Told = {
  readonly to?: string
  readonly tier?: string
  readonly verdict?: string
  readonly mode?: string
  readonly day?: number
  readonly app?: string
  readonly release?: string
  readonly log?: string
}
const STREAM = "shop/prod"

/** A record that follows all those before it in one stream. */
function record(
  index: number,
  predicateType: string,
  predicate: object,
  { log = "one.example" }: { readonly log?: string | undefined } = {},
): ReportedRecord {
  const ledger = {
    stream: STREAM,
    sequence: index + 1,
    previous: index === 0 ? null : { sha256: sha256(String(index - 1)) },
    entry: { index, leaf: { sha256: "ee" } },
  }
  const subject = [{ name: "web", digest: { sha256: "bb" } }]
  const payload = JSON.stringify({ subject, predicateType, predicate: { ...predicate, ledger } })
  return { log, index, hash: sha256(String(index)), payload }
}

function decided(index: number, told: Told = {}): ReportedRecord {
  const { to = "prod", tier = "production", verdict = "allow", mode = "enforce", day = index + 1 } = told
  const { app = "shop", release = "v0", log } = told
  const predicate = {
    decision: {
      id: `D${index}`,
      verdict,
      mode,
      decidedAt: `2026-11-${String(day).padStart(2, "0")}T12:00:00.000Z`,
      reasonCodes: [],
    },
    promotion: {
      application: app,
      release,
      from: { environment: "staging" },
      to: { environment: to, ...(tier === "" ? {} : { tier }) },
      commit: "c0ffee",
      change: [{ id: "CHK-1" }],
    },
    requester: { id: "act_1" },
    policy: { digest: { sha256: "aa" } },
    checks: [{ id: "coverage", severity: "block", outcome: "pass", reasonCodes: [] }],
  }
  return record(index, PREDICATES.decision, predicate, { log })
}

type Deployed = { readonly status?: string; readonly app?: string; readonly release?: string; readonly to?: string }

function deployed(index: number, decision: string | null, told: Deployed = {}): ReportedRecord {
  const { status = "succeeded", app = "shop", release = "v0", to = "prod" } = told
  return record(index, PREDICATES.outcome, {
    at: "2026-11-20T13:00:00.000Z",
    application: app,
    release,
    deployment: `P${index}`,
    environment: to,
    status,
    decision,
  })
}

describe("the population of changes", () => {
  test("has every decision of the period, with the deployment that followed", async () => {
    const records = [
      decided(0),
      deployed(1, "D0", { status: "failed" }),
      decided(2, { verdict: "deny" }),
      decided(3, { day: 30 }),
    ]
    const { changes, streams, counts } = await populationOf(records, { to: "2026-11-30T00:00:00.000Z" })
    expect(changes.map(({ decision, verdict, deployment }) => [decision, verdict, deployment?.status])).toStrictEqual([
      ["D0", "allow", "failed"],
      ["D2", "deny", undefined],
    ])
    expect(changes[0]).toMatchObject({ record: 0, issues: ["CHK-1"], commit: "c0ffee", tier: "production" })
    expect(counts).toStrictEqual([
      { verdict: "allow", mode: "enforce", count: 1 },
      { verdict: "deny", mode: "enforce", count: 1 },
    ])
    const logs = [{ log: "one.example", first: 1, last: 4 }]
    expect(streams).toStrictEqual([{ stream: STREAM, last: 4, isWhole: true, logs }])
  })

  test.for([
    ["no decision", [deployed(0, null)], "no-decision"],
    ["a denied one", [decided(0, { verdict: "deny" }), deployed(1, "D0")], "not-allowed"],
    ["an advisory one", [decided(0, { mode: "advisory" }), deployed(1, "D0")], "advisory"],
    ["a decision that comes later", [deployed(0, "D1"), decided(1)], "unknown-decision"],
    ["an allow of another release", [decided(0, { release: "v1" }), deployed(1, "D0")], "of-another"],
    ["an allow into another environment", [decided(0, { to: "qa" }), deployed(1, "D0")], "of-another"],
    ["an allow of another application", [decided(0, { app: "till" }), deployed(1, "D0")], "of-another"],
    ["an allow", [decided(0), deployed(1, "D0")], undefined],
    ["a deny, but it failed", [decided(0, { verdict: "deny" }), deployed(1, "D0", { status: "failed" })], undefined],
  ] as const)("names deployments with %s behind them", async ([, records, why]) => {
    const { unallowed } = await populationOf(records, {})
    expect(unallowed.map((each) => each.why)).toStrictEqual(why === undefined ? [] : [why])
  })

  test("gives a change no deployment of another release", async () => {
    const { changes } = await populationOf([decided(0), deployed(1, "D0", { release: "v9" })], {})
    expect(changes[0]?.deployment).toBeNull()
  })

  test("says of every record in which log it stands, also where another one succeeded", async () => {
    const { changes, streams } = await populationOf([decided(0), decided(1, { log: "two.example" })], {})
    expect(changes.map(({ log, record: at }) => [log, at])).toStrictEqual([
      ["one.example", 0],
      ["two.example", 1],
    ])
    expect(streams[0]).toMatchObject({
      isWhole: true,
      logs: [
        { log: "one.example", first: 1, last: 1 },
        { log: "two.example", first: 2, last: 2 },
      ],
    })
  })

  test("tells deployments past a gate from those into an environment that never had one", async () => {
    const { unallowed } = await populationOf([deployed(0, null), decided(1, { to: "staging" })], {})
    expect(unallowed).toMatchObject([{ deployment: "P0", isGated: false }])
    const later = await populationOf([deployed(0, null), decided(1)], {})
    expect(later.unallowed).toMatchObject([{ deployment: "P0", isGated: true }])
  })

  test("is of one tier, if that is asked for, and leaves out nothing whose tier is not known", async () => {
    const records = [
      decided(0),
      decided(1, { to: "qa", tier: "test" }),
      decided(2, { to: "old", tier: "" }),
      deployed(3, null, { to: "qa" }),
      deployed(4, null, { to: "never-asked" }),
    ]
    const production = await populationOf(records, { tier: "production" })
    expect(production.changes.map(({ to }) => to)).toStrictEqual(["prod", "old"])
    expect(production.environments).toStrictEqual([
      { environment: "old", tier: null },
      { environment: "prod", tier: "production" },
    ])
    expect(production.others).toBe(1)
    expect(production.unallowed.map(({ environment }) => environment)).toStrictEqual(["never-asked"])
    expect((await populationOf(records, {})).changes).toHaveLength(3)
    expect((await populationOf(records, { tier: "production", environment: "qa" })).changes).toHaveLength(1)
  })

  test("says whether anything is on record of what was asked for, in whatever period", async () => {
    const records = [decided(0), deployed(1, null, { to: "dev" })]
    const isKnown = async (filter: PopulationFilter) => (await populationOf(records, filter)).isKnown
    for (const environment of ["prod", "dev"]) {
      expect(await isKnown({ environment, application: "shop", to: "2020-01-01T00:00:00.000Z" })).toBe(true)
    }
    expect(await isKnown({ environment: "all" })).toBe(false)
    expect(await isKnown({ environment: "prod", application: "till" })).toBe(false)
    expect(await isKnown({})).toBe(true)
  })

  test("names no artifact where a decision was about none", async () => {
    const { payload, ...place } = decided(0)
    const about = payload?.replace('"sha256":"bb"', '"sha256":"ee"') ?? null
    expect((await populationOf([{ ...place, payload: about }], {})).changes[0]?.artifacts).toStrictEqual([])
  })

  test("says which stream a record is missing of, also before the period", async () => {
    const all = Array.from({ length: 9 }, (_, at) => decided(at))
    await fc.assert(
      fc.asyncProperty(fc.nat(7), async (hidden) => {
        const { streams } = await populationOf(all.toSpliced(hidden, 1), { from: "2026-11-09T00:00:00.000Z" })
        expect(streams).toMatchObject([{ stream: STREAM, last: 9, isWhole: false }])
      }),
    )
    expect((await populationOf(all, {})).streams[0]?.isWhole).toBe(true)
  })

  test("sees a record in the place of another one of the same number", async () => {
    const other = { ...decided(1), hash: sha256("another") }
    expect((await populationOf([decided(0), other, decided(2)], {})).streams[0]?.isWhole).toBe(false)
  })

  test("counts records that are known by their leaf alone", async () => {
    const { lost } = await populationOf([{ ...decided(0), payload: null }, decided(1)], {})
    expect(lost).toBe(1)
  })

  test("counts each decision once, whatever the verdicts and modes are", async () => {
    const verdict = fc.constantFrom("allow", "deny", "hold", "evaluationError")
    const mode = fc.constantFrom("enforce", "advisory")
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ verdict, mode }), { maxLength: 20 }), async (told) => {
        const { counts, changes } = await populationOf(
          told.map((each, at) => decided(at, each)),
          {},
        )
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(told.length)
        for (const each of counts) {
          const same = told.filter((other) => other.verdict === each.verdict && other.mode === each.mode)
          expect(each.count).toBe(same.length)
        }
        expect(changes).toHaveLength(told.length)
      }),
    )
  })
})

describe("a sample", () => {
  const changes = Array.from({ length: 60 }, (_, at) => ({ leaf: sha256(`leaf ${at}`) }))

  test("is the same for everybody who has the seed, whatever order the changes come in", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 0, max: 80 }),
        fc.shuffledSubarray(changes, { minLength: 60 }),
        (seed, count, order) => {
          const sample = sampleOf(changes, count, seed, sha256)
          expect(sampleOf(order, count, seed, sha256)).toStrictEqual(sample)
          expect(sample).toHaveLength(Math.min(count, 60))
          expect(new Set(sample).size).toBe(sample.length)
        },
      ),
    )
  })

  test("is another one for another seed", () => {
    expect(sampleOf(changes, 10, "1", sha256)).not.toStrictEqual(sampleOf(changes, 10, "2", sha256))
  })
})
