import { describe, expect, test } from "vitest"
import type { Policy } from "../catalog/policy.ts"
import {
  category,
  coverageRule,
  environment,
  excluded,
  instant,
  NOW,
  policy,
  release,
} from "../gate/situations.contract.ts"
import { currentOf, matrixOf } from "./matrix.ts"
import { STATE_WORDS, SYMBOLS } from "./state-words.ts"
import type { CellState } from "./matrix-view.ts"
import { at, matrixInput, place, ran, workedExample } from "./places.contract.ts"

const cellIn = (input: Parameters<typeof matrixOf>[0], row: string, column: number) => {
  const rows = matrixOf(input).groups.flatMap((one) => one.rows)
  const found = rows.find((one) => one.category === row)?.cells[column]
  if (found === undefined) throw new Error(`no cell ${row} in column ${column}`)
  return found
}

describe("a cell", () => {
  type Row = {
    readonly when: string
    readonly counted?: ReturnType<typeof ran>
    readonly listed?: ReturnType<typeof excluded>
    readonly rules?: Policy
    readonly column?: number
    readonly shows: readonly [CellState, string, string, string]
  }
  const half = policy([coverageRule({ perCategory: false })])
  test.for<Row>([
    {
      when: "above the target",
      counted: ran("smoke", { passed: 91, failed: 9 }),
      shows: ["pass", "green", "91 %", "91 / 100"],
    },
    {
      when: "exactly the target",
      counted: ran("smoke", { passed: 90, failed: 10 }),
      shows: ["warn", "amber", "90 %", "90 / 100"],
    },
    {
      when: "exactly the minimum",
      counted: ran("smoke", { passed: 34, failed: 6 }),
      shows: ["warn", "amber", "85 %", "34 / 40"],
    },
    {
      when: "below the minimum",
      counted: ran("smoke", { passed: 33, failed: 7 }),
      shows: ["fail", "red", "82.5 %", "33 / 40"],
    },
    {
      when: "84.999 % does not read as 85 %",
      counted: ran("smoke", { passed: 84_999, failed: 15_001 }),
      shows: ["fail", "red", "84.99 %", "84999 / 100000"],
    },
    {
      when: "a critical test failed",
      counted: [...ran("smoke", { passed: 99 }), ...ran("smoke", { failed: 1 }, { critical: true })],
      shows: ["fail", "red", "99 %", "99 / 100, critical"],
    },
    {
      when: "flaky and not run are told",
      counted: [...ran("smoke", { passed: 95 }, { flaky: 2 }), ...ran("smoke", { not_run: 5 })],
      shows: ["pass", "green", "95 %", "95 / 100, 5 not run, 2 flaky"],
    },
    {
      when: "vanished is told with its word",
      counted: [...ran("smoke", { passed: 95 }), ...ran("smoke", { not_run: 5 }, { vanished: true })],
      shows: ["pass", "green", "95 %", "95 / 100, 5 vanished"],
    },
    {
      when: "due and nothing arrived",
      counted: ran("smoke", { not_run: 12 }),
      shows: ["missing", "grey", "No evidence", "12 tests expected"],
    },
    {
      when: "due and everything skipped",
      counted: ran("smoke", { skipped: 1 }),
      shows: ["missing", "grey", "Not executed", "1 test expected"],
    },
    {
      when: "not deployed there yet",
      counted: ran("smoke", { not_run: 12 }),
      column: 1,
      shows: ["pending", "grey", "Pending", "after deploy"],
    },
    {
      when: "not deployed there yet, and results came all the same",
      counted: ran("smoke", { passed: 12 }),
      column: 1,
      shows: ["pass", "green", "100 %", "12 / 12"],
    },
    {
      when: "no test counts there",
      listed: excluded("smoke", "out-of-scope"),
      shows: ["not-applicable", "not-applicable", "n/a", "does not count here"],
    },
    {
      when: "all quarantined",
      listed: excluded("smoke", "quarantined"),
      shows: ["not-applicable", "not-applicable", "n/a", "all quarantined"],
    },
    {
      when: "all retired",
      listed: excluded("smoke", "retired"),
      shows: ["not-applicable", "not-applicable", "n/a", "all retired"],
    },
    {
      when: "everything under a target of 100 %",
      rules: policy([coverageRule({ target: 10_000 })]),
      counted: ran("smoke", { passed: 3 }),
      shows: ["pass", "green", "100 %", "3 / 3"],
    },
    {
      when: "not one pass under a minimum of 0",
      rules: policy([coverageRule({ minimum: 0, target: 0 })]),
      counted: ran("smoke", { failed: 3 }),
      shows: ["fail", "red", "0 %", "0 / 3"],
    },
    {
      when: "below a minimum that only warns",
      rules: policy([coverageRule({}, "warn")]),
      counted: ran("smoke", { passed: 1, failed: 1 }),
      shows: ["warn", "red", "50 %", "1 / 2"],
    },
    {
      when: "below a minimum that is not gated by category",
      rules: half,
      counted: ran("smoke", { passed: 1, failed: 1 }),
      shows: ["warn", "red", "50 %", "1 / 2"],
    },
    {
      when: "critical tests stop there, too",
      rules: half,
      counted: ran("smoke", { passed: 1, failed: 1 }, { critical: true }),
      shows: ["fail", "red", "50 %", "1 / 2, critical"],
    },
    {
      when: "no minimum at all",
      rules: policy("none"),
      counted: ran("smoke", { passed: 1, failed: 1 }),
      shows: ["warn", "grey", "50 %", "1 / 2"],
    },
  ])("$when: $shows.0", ({ counted = [], listed, rules, column = 0, shows }) => {
    const there = { counted, excluded: listed === undefined ? [] : [listed] }
    const places = [
      place("dev", column === 0 ? { ...there, reached: true } : { reached: true }),
      place("staging", column === 1 ? there : {}),
    ]
    const cell = cellIn(matrixInput(places, rules === undefined ? {} : { policy: rules }), "smoke", column)
    expect([cell.state, cell.band, cell.value, cell.detail]).toStrictEqual(shows)
    expect([cell.symbol, cell.word]).toStrictEqual([SYMBOLS[cell.state], STATE_WORDS[cell.state]])
  })

  test("says when its evidence came, that it is stale, and what changed", () => {
    const fresh = {
      counted: ran("smoke", { passed: 9, failed: 1 }),
      receivedAt: at("smoke"),
      before: new Map([[category("smoke"), { passed: 29, inScope: 30 }]]),
    }
    const old = { ...fresh, receivedAt: new Map([[category("smoke"), instant("2026-11-01T00:00:00.000Z")]]) }
    expect(cellIn(matrixInput([place("dev", fresh)]), "smoke", 0)).toMatchObject({
      stale: false,
      change: -666,
      receivedAt: "2026-11-20T08:00:00.000Z",
    })
    expect(cellIn(matrixInput([place("dev", old)]), "smoke", 0)).toMatchObject({ stale: true })
    expect(cellIn(matrixInput([place("dev", { counted: ran("smoke", { not_run: 1 }) })]), "smoke", 0)).toMatchObject({
      change: null,
      receivedAt: null,
      stale: false,
    })
  })
})

test("each of the seven states has a symbol and a word of its own", () => {
  expect(new Set(Object.values(SYMBOLS)).size).toBe(7)
  expect(new Set(Object.values(STATE_WORDS)).size).toBe(7)
  expect(Object.values(SYMBOLS).every((symbol) => symbol.length === 1)).toBe(true)
})

describe("a column", () => {
  const good = ran("smoke", { passed: 12 })
  const decided = (verdict: "allow" | "deny" | "hold" | "error") => ({ id: "1", verdict, at: NOW })
  const v1 = release("v2.5.0")

  test.for([
    {
      when: "nothing reached",
      places: [place("dev", { counted: good }), place("staging"), place("prod")],
      words: ["Ready", "Next", "Later"],
    },
    {
      when: "it runs in staging",
      places: [
        place("dev", { reached: true }),
        place("staging", { reached: true, running: v1, counted: good }),
        place("prod"),
      ],
      words: ["Promoted", "Runs here", "Next"],
    },
    {
      when: "another release replaced it",
      places: [place("dev", { reached: true, running: release("v2.6.0") }), place("prod")],
      words: ["Promoted", "Next"],
    },
    {
      when: "two categories stop it",
      places: [
        place("dev", { reached: true, counted: [...ran("smoke", { failed: 1 }), ...ran("unit", { failed: 1 })] }),
        place("prod"),
      ],
      words: ["2 checks block", "Next"],
    },
    {
      when: "something is missing",
      places: [place("dev", { reached: true, counted: ran("smoke", { not_run: 1 }) }), place("prod")],
      words: ["1 missing", "Next"],
    },
    ...(["allow", "deny", "hold", "error"] as const).map((verdict, index) => ({
      when: `the next one was asked: ${verdict}`,
      places: [place("dev", { reached: true, counted: good }), place("prod", { decision: decided(verdict) })],
      words: ["Promoted", ["Allowed", "Denied", "On hold", "Not evaluated"][index] ?? ""],
    })),
  ])("$when: $words", ({ places, words }) => {
    expect(matrixOf(matrixInput(places)).columns.map(({ word }) => word)).toStrictEqual(words)
  })

  test("counts what is met of what applies", () => {
    const [, staging] = matrixOf(workedExample()).columns
    expect(staging).toMatchObject({ met: 3, applicable: 3, current: true, state: "pass" })
  })

  test("the release is in the last environment that it reached", () => {
    expect(currentOf([])).toBe(0)
    expect(currentOf([{ reached: true }, { reached: false }, { reached: true }, { reached: false }])).toBe(2)
  })
})

test("a row says what is asked, and where something else is", () => {
  const rules = policy([coverageRule()])
  const stricter = coverageRule({ categories: [{ category: category("smoke"), minimum: 9_900, target: 9_950 }] })
  const gates = rules.gates.map((gate) =>
    gate.environment === environment("prod") ? { ...gate, checks: [stricter] } : gate,
  )
  const [group] = matrixOf(
    matrixInput([place("dev", { counted: ran("smoke", { passed: 1 }) })], { policy: { ...rules, gates } }),
  ).groups
  expect(group?.rows.map(({ requirement }) => requirement)).toStrictEqual(["85 % pass, preprod 99 %, prod 99 %"])
})

test("rows stand as people read: small tests first, then by what they are about", () => {
  const counted = ["performance", "zeta", "smoke", "security", "unit", "alpha"].flatMap((name) =>
    ran(name, { passed: 1 }),
  )
  expect(
    matrixOf(matrixInput([place("dev", { counted })])).groups.map(({ title, rows }) => [
      title,
      rows.map((row) => row.category),
    ]),
  ).toStrictEqual([
    ["Tests", ["unit", "smoke", "alpha", "zeta"]],
    ["Security", ["security"]],
    ["Experience", ["performance"]],
  ])
})

test("the total is judged by the rule with which the policy puts categories together", () => {
  const counted = [...ran("unit", { passed: 157 }), ...ran("integration", { passed: 33, failed: 7 })]
  const total = (rule: "pooled" | "min") =>
    matrixOf(matrixInput([place("dev", { counted })], { policy: policy([coverageRule({ aggregate: { rule } })]) }))
      .totals[0]
  expect(total("pooled")).toMatchObject({ state: "pass", value: "96.44 %", detail: "190 / 197" })
  expect(total("min")).toMatchObject({ state: "fail", value: "96.44 %" })
})

test("the worked example", () => {
  const view = matrixOf(workedExample())
  expect(view.totals.map(({ value, detail }) => [value, detail])).toStrictEqual([
    ["96.95 %", "191 / 197, 1 flaky"],
    ["95.08 %", "116 / 122"],
    ["Pending", "after deploy"],
    ["Pending", "after deploy"],
  ])
})
