import { describe, expect, test } from "vitest"
import { codes, measured } from "../../testing/measured.ts"
import { read, standingOf } from "../../testing/reading.ts"

type Cell = number | string
const three = (total: Cell, ok: Cell = total, ko: Cell = "-") => ({ total, ok, ko })
const stats = (over: object = {}) => ({
  name: "All Requests",
  numberOfRequests: three(200, 190, 10),
  minResponseTime: three(5),
  maxResponseTime: three(900),
  meanResponseTime: three(120),
  standardDeviation: three(3),
  percentiles1: three(100),
  percentiles2: three(150),
  percentiles3: three(400),
  percentiles4: three(800),
  group1: { name: "t < 800 ms", count: 190, percentage: 95 },
  meanNumberOfRequestsPerSecond: three(12.5),
  ...over,
})
const readJson = (value: unknown) => read(JSON.stringify(value))
const EXPECTED = {
  requests: 200,
  failures: 10,
  "error-rate": 50_000,
  throughput: 12_500_000,
  min: 5000,
  mean: 120_000,
  max: 900_000,
  p50: 100_000,
  p75: 150_000,
  p95: 400_000,
  p99: 800_000,
}

describe("Gatling's statistics", () => {
  test("global_stats.json", () => {
    const found = readJson(stats())
    expect(found.report).toMatchObject({
      format: "gatling-global-stats",
      outcome: "accepted",
      counts: { requests: 200, failures: 10, labels: 0 },
    })
    expect(measured(found)).toEqual(EXPECTED)
  })

  test("stats.json tells each request, in groups, too, and a group is no request", () => {
    const request = (path: string, over: object) => ({ type: "REQUEST", name: "x", path, stats: stats(over) })
    const found = readJson({
      type: "GROUP",
      name: "Global Information",
      path: "",
      stats: stats(),
      contents: {
        req_login: request("login", { percentiles3: three(70) }),
        group_shop: {
          type: "GROUP",
          name: "shop",
          path: "shop",
          stats: stats(),
          contents: { req_cart: request("shop / cart", { percentiles3: three(90) }) },
        },
      },
    })
    expect(found.report.counts).toMatchObject({ requests: 200, labels: 2 })
    expect(measured(found)).toEqual(EXPECTED)
    expect(measured(found, "login")).toMatchObject({ p95: 70_000 })
    expect(measured(found, "shop / cart")).toMatchObject({ p95: 90_000 })
    expect(measured(found, "shop")).toEqual({})
    expect(found.items).toContainEqual(expect.objectContaining({ pointer: "/contents/group_shop/contents/req_cart" }))
  })

  test("numbers as text, with separated thousands, and - for none", () => {
    const found = readJson(
      stats({
        numberOfRequests: { total: "1 200", ok: "1,190", ko: "10" },
        maxResponseTime: three("60,001"),
        percentiles3: three("-"),
        meanNumberOfRequestsPerSecond: three("1,234.5"),
      }),
    )
    expect(measured(found)).toMatchObject({ requests: 1200, failures: 10, max: 60_001_000, throughput: 1_234_500_000 })
    expect(measured(found)).not.toHaveProperty("p95")
  })

  test("the two percentiles of Gatling 2.0 are the 95th and the 99th", () => {
    const { percentiles3: _three, percentiles4: _four, ...two } = stats()
    const found = measured(readJson(two))
    expect(found).toMatchObject({ p95: 100_000, p99: 150_000 })
    expect(found).not.toHaveProperty("p50")
  })

  test("of totals that disagree the worse one is taken", () => {
    const found = readJson(stats({ numberOfRequests: three(200, 150, 10) }))
    expect(found.report.counts).toMatchObject({ failures: 50 })
    expect(codes(found)).toEqual(["totals-disagree"])
  })

  test.for([
    ["no request", stats({ numberOfRequests: three(0, 0, 0) }), "unfit"],
    ["no request, as text", stats({ numberOfRequests: three("0", "0", "0") }), "unfit"],
    ["- requests", stats({ numberOfRequests: three("-", "-", "-") }), "rejected"],
    ["no number of failures", stats({ numberOfRequests: { total: 200 } }), "rejected"],
    ["no number of requests", stats({ numberOfRequests: {} }), "rejected"],
  ] as const)("%s prove nothing", ([, value, outcome]) => {
    const found = readJson(value)
    expect(found.report.format).toBe("gatling-global-stats")
    expect(standingOf(found)).toBe(outcome)
  })
})
