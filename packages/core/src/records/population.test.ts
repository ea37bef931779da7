import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { CONTROLS } from "./controls.ts"
import { populationOf, sampleOf, type ReportedRecord } from "./population.ts"
import { PREDICATES } from "./predicate-types.ts"

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

type Told = {
  readonly to?: string
  readonly verdict?: string
  readonly mode?: string
  readonly day?: number
  readonly app?: string
}
const STREAM = "shop/prod"

function decided(
  index: number,
  { to = "prod", verdict = "allow", mode = "enforce", day = index + 1, app = "shop" }: Told = {},
): ReportedRecord {
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
      release: `v${index}`,
      from: { environment: "staging" },
      to: { environment: to, tier: "production" },
      commit: "c0ffee",
      change: [{ id: "CHK-1" }],
    },
    requester: { id: "act_1" },
    policy: { digest: { sha256: "aa" } },
    checks: [{ id: "coverage", severity: "block", outcome: "pass", reasonCodes: [] }],
  }
  const payload = JSON.stringify({ subject: [{ name: "web", digest: { sha256: "bb" } }], predicate })
  return {
    index,
    hash: sha256(String(index)),
    stream: STREAM,
    sequence: index + 1,
    predicate: PREDICATES.decision,
    payload,
  }
}

function deployed(index: number, decision: string | null, status = "succeeded"): ReportedRecord {
  const predicate = {
    at: "2026-11-20T13:00:00.000Z",
    application: "shop",
    release: "v0",
    deployment: `P${index}`,
    environment: "prod",
    status,
    decision,
  }
  return {
    index,
    hash: sha256(String(index)),
    stream: STREAM,
    sequence: index + 1,
    predicate: PREDICATES.outcome,
    payload: JSON.stringify({ predicate }),
  }
}

describe("the population of changes", () => {
  test("has every decision of the period, with the deployment that followed", async () => {
    const records = [decided(0), deployed(1, "D0", "failed"), decided(2, { verdict: "deny" }), decided(3, { day: 30 })]
    const { changes, streams } = await populationOf(records, { to: "2026-11-30T00:00:00.000Z" })
    expect(changes.map(({ decision, verdict, deployment }) => [decision, verdict, deployment?.status])).toStrictEqual([
      ["D0", "allow", "failed"],
      ["D2", "deny", undefined],
    ])
    expect(changes[0]).toMatchObject({ record: 0, issues: ["CHK-1"], commit: "c0ffee", tier: "production" })
    expect(streams).toStrictEqual([{ stream: STREAM, last: 4, isWhole: true }])
  })

  test.for([
    ["no decision", [deployed(0, null)], ["P0"]],
    ["a denied one", [decided(0, { verdict: "deny" }), deployed(1, "D0")], ["P1"]],
    ["an advisory one", [decided(0, { mode: "advisory" }), deployed(1, "D0")], ["P1"]],
    ["a decision that comes later", [deployed(0, "D1"), decided(1)], ["P0"]],
    ["an allow", [decided(0), deployed(1, "D0")], []],
    ["a deny, but it failed", [decided(0, { verdict: "deny" }), deployed(1, "D0", "failed")], []],
  ] as const)("names deployments with %s behind them", async ([, records, expected]) => {
    const { unallowed } = await populationOf(records, {})
    expect(unallowed.map(({ deployment }) => deployment)).toStrictEqual(expected)
  })

  test("tells deployments past a gate from those into an environment that never had one", async () => {
    const { unallowed } = await populationOf([deployed(0, null), decided(1, { to: "staging" })], {})
    expect(unallowed).toMatchObject([{ deployment: "P0", isGated: false }])
    const later = await populationOf([deployed(0, null), decided(1)], {})
    expect(later.unallowed).toMatchObject([{ deployment: "P0", isGated: true }])
  })

  test("says which stream a record is missing of, also before the period", async () => {
    const all = Array.from({ length: 9 }, (_, at) => decided(at))
    await fc.assert(
      fc.asyncProperty(fc.nat(7), async (hidden) => {
        const { streams } = await populationOf(all.toSpliced(hidden, 1), { from: "2026-11-09T00:00:00.000Z" })
        expect(streams).toStrictEqual([{ stream: STREAM, last: 9, isWhole: false }])
      }),
    )
    expect((await populationOf(all, {})).streams[0]?.isWhole).toBe(true)
  })

  test("counts records that are known by their leaf alone", async () => {
    const { lost } = await populationOf(
      [{ ...decided(0), payload: null, stream: null, sequence: null }, decided(1)],
      {},
    )
    expect(lost).toBe(1)
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

test("every control names records there are, once, and says what is not covered", () => {
  const known = Object.values(PREDICATES) as readonly string[]
  expect(new Set(CONTROLS.map(({ id }) => id)).size).toBe(CONTROLS.length)
  for (const { id, records, gaps } of CONTROLS) {
    expect(records.length, id).toBeGreaterThan(0)
    expect(
      records.every((predicate) => known.includes(predicate)),
      id,
    ).toBe(true)
    expect(gaps, id).not.toBe("")
  }
})
