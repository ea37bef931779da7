import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { codes, measured, thresholds } from "../../testing/measured.ts"
import { read, standingOf } from "../../testing/reading.ts"

const TREND = { avg: 20.5, min: 1, med: 18, max: 300.25, "p(90)": 40, "p(95)": 55.125, "p(99)": 90 }
type Values = Readonly<Record<string, number>>
const metric = (type: string, values: Values, over: object = {}) => ({
  type,
  contains: type === "trend" ? "time" : "default",
  values,
  ...over,
})

/** What `handleSummary` is given. */
const summary = (metrics: object = {}) => ({
  root_group: { name: "", path: "", groups: [], checks: [] },
  options: { summaryTrendStats: ["avg"], summaryTimeUnit: "" },
  state: { testRunDurationMs: 5000.5 },
  metrics: {
    http_reqs: metric("counter", { count: 1000, rate: 200 }),
    http_req_duration: metric("trend", TREND),
    http_req_waiting: metric("trend", TREND),
    http_req_failed: metric("rate", { rate: 0.25, passes: 250, fails: 750 }),
    iterations: metric("counter", { count: 500, rate: 100 }),
    vus: metric("gauge", { value: 1, min: 1, max: 10 }),
    checks: metric("rate", { rate: 0.9, passes: 900, fails: 100 }),
    ...metrics,
  },
})

/** The same as `--summary-export` writes it. */
const exported = (metrics: object = {}) => ({
  root_group: { name: "", path: "", groups: {}, checks: {} },
  metrics: {
    http_reqs: { count: 1000, rate: 200 },
    http_req_duration: TREND,
    http_req_failed: { value: 0.25, passes: 250, fails: 750 },
    iterations: { count: 500, rate: 100 },
    checks: { value: 0.9, passes: 900, fails: 100 },
    ...metrics,
  },
})

/** The same as k6 1.5 writes it with `--new-machine-readable-summary`. */
const machineReadable = (...metrics: object[]) => ({
  version: "1.0.0",
  config: { duration: 5.0005, execution: "local", script: "script.js" },
  metadata: { generatedAt: "2026-01-15T10:30:45.123Z", k6Version: "1.5.0" },
  results: {
    checks: { metrics: [], results: [] },
    metrics: [
      { name: "http_reqs", type: "counter", contains: "default", values: { count: 1000 } },
      { name: "http_req_duration", type: "trend", contains: "time", values: TREND },
      { name: "http_req_failed", type: "rate", contains: "default", values: { matches: 250, total: 1000, rate: 0.25 } },
      ...metrics,
    ],
  },
})

const readJson = (value: unknown) => read(JSON.stringify(value))

describe("every shape of a summary tells the same", () => {
  test.for([
    ["handleSummary", summary()],
    ["--summary-export", exported()],
    ["the machine-readable summary", machineReadable()],
  ] as const)("%s", ([, value]) => {
    const found = readJson(value)
    expect(found.report).toMatchObject({
      format: "k6-summary-json",
      outcome: "accepted",
      counts: { requests: 1000, failures: 250 },
    })
    expect(measured(found)).toMatchObject({
      requests: 1000,
      failures: 250,
      "error-rate": 250_000,
      min: 1000,
      mean: 20_500,
      p50: 18_000,
      p90: 40_000,
      p95: 55_125,
      p99: 90_000,
      max: 300_250,
    })
  })

  test("how long it took is stated, or follows from a count and its rate", () => {
    expect(measured(readJson(summary()))["duration"]).toBe(5_000_500)
    expect(measured(readJson(machineReadable()))["duration"]).toBe(5_000_500)
    expect(measured(readJson(exported()))["duration"]).toBe(5_000_000)
  })

  test("version and time of the machine-readable summary", () => {
    expect(readJson(machineReadable()).report).toMatchObject({
      formatVersion: "1.0.0",
      tool: { name: "k6", version: "1.5.0" },
      producedAt: "2026-01-15T10:30:45.123Z",
    })
  })
})

describe("what a threshold says depends on who wrote it", () => {
  test("handleSummary: ok is good", () => {
    const http_req_duration = metric("trend", TREND, {
      thresholds: { "p(95)<500": { ok: true }, "max<100": { ok: false } },
    })
    const found = readJson(summary({ http_req_duration }))
    expect(thresholds(found)).toEqual({ "http_req_duration: p(95)<500": true, "http_req_duration: max<100": false })
    expect(found.report.counts).toMatchObject({ thresholds: 2, thresholdsCrossed: 1 })
  })

  test("--summary-export: true is crossed", () => {
    const found = readJson(
      exported({ http_req_duration: { ...TREND, thresholds: { "p(95)<500": false, "max<100": true } } }),
    )
    expect(thresholds(found)).toEqual({ "http_req_duration: p(95)<500": true, "http_req_duration: max<100": false })
  })

  test.for([
    ["a truth beside values", metric("trend", TREND, { thresholds: { "p(95)<500": true } })],
    ["another truth beside values", metric("trend", TREND, { thresholds: { "p(95)<500": false } })],
    ["an object without ok", metric("trend", TREND, { thresholds: { "p(95)<500": {} } })],
    ["a word", metric("trend", TREND, { thresholds: { "p(95)<500": "passed" } })],
  ] as const)("%s was not judged, and is not passed", ([, http_req_duration]) => {
    const found = readJson(summary({ http_req_duration }))
    expect(thresholds(found)).toEqual({ "http_req_duration: p(95)<500": false })
    expect(codes(found)).toEqual(["unknown-status"])
  })

  test("a threshold over requests that were never made is not counted as passed", () => {
    const nothing = { avg: 0, min: 0, med: 0, max: 0, "p(95)": 0 }
    const found = readJson(
      summary({
        "http_req_duration{name:typo}": metric("trend", nothing, { thresholds: { "p(95)<500": { ok: true } } }),
        "http_req_failed{name:typo}": metric(
          "rate",
          { rate: 0, passes: 0, fails: 0 },
          { thresholds: { "rate<0.1": { ok: true } } },
        ),
        "checks{name:typo}": metric(
          "rate",
          { rate: 0, passes: 0, fails: 0 },
          { thresholds: { "rate>0.9": { ok: false } } },
        ),
      }),
    )
    expect(thresholds(found)).toEqual({ "checks{name:typo}: rate>0.9": false })
    expect(codes(found)).toEqual(["threshold-without-data"])
    expect(measured(found, "name:typo")).toEqual({})
  })

  test("that nothing was counted may be what a threshold asks for", () => {
    const errors = metric("counter", { count: 0, rate: 0 }, { thresholds: { "count<1": { ok: true } } })
    expect(thresholds(readJson(summary({ errors })))).toEqual({ "errors: count<1": true })
  })
})

describe("what is measured", () => {
  test("passes of http_req_failed are failures, also when the stated rate is kinder", () => {
    const found = readJson(summary({ http_req_failed: metric("rate", { rate: 0.02, passes: 980, fails: 20 }) }))
    expect(found.report.counts).toMatchObject({ failures: 980 })
    expect(measured(found)).toMatchObject({ "error-rate": 980_000 })
    expect(codes(found)).toEqual(["totals-disagree"])
  })

  test("sub-metrics have the scope of their tags, trends of the script that of their name", () => {
    const found = readJson(
      summary({
        "http_req_duration{name:login}": metric("trend", { ...TREND, "p(95)": 9 }),
        "http_reqs{name:login}": metric("counter", { count: 40, rate: 8 }),
        "http_req_failed{name:login}": metric("rate", { rate: 0.5, passes: 20, fails: 20 }),
        checkout_time: metric("trend", { ...TREND, "p(95)": 7 }),
        payload: metric("trend", TREND, { contains: "data" }),
      }),
    )
    expect(measured(found, "name:login")).toMatchObject({
      p95: 9_000,
      requests: 40,
      failures: 20,
      "error-rate": 500_000,
    })
    expect(measured(found, "checkout_time")).toMatchObject({ p95: 7_000 })
    expect(measured(found, "payload")).toEqual({})
    expect(measured(found)).toMatchObject({ p95: 55_125 })
  })

  test("dropped iterations are told of: the load was not applied", () => {
    const found = readJson(summary({ dropped_iterations: metric("counter", { count: 7, rate: 1 }) }))
    expect(measured(found)).toMatchObject({ "dropped-iterations": 7 })
    expect(found.report.counts).toMatchObject({ droppedIterations: 7 })
    expect(codes(found)).toEqual(["load-not-applied"])
  })

  test("failures that k6 did not count are absent, not none", () => {
    const found = readJson({ root_group: {}, metrics: { http_reqs: { count: 9, rate: 3 }, http_req_duration: TREND } })
    expect(found.report.outcome).toBe("accepted")
    expect(found.report.counts).not.toHaveProperty("failures")
    expect(measured(found)).not.toHaveProperty("error-rate")
  })

  test("one failure in ten million is more than none", () => {
    const http_req_failed = metric("rate", { rate: 1e-7, passes: 1, fails: 9_999_999 })
    expect(measured(readJson(summary({ http_req_failed })))).toMatchObject({ "error-rate": 1 })
  })

  test("web vitals of the browser module, of which the 75th percentile counts", () => {
    const lcp = { avg: 1000, min: 900, med: 1000, max: 2000, "p(75)": 1200, "p(95)": 1900 }
    const found = readJson({
      metrics: {
        iterations: metric("counter", { count: 5, rate: 1 }),
        browser_web_vital_lcp: metric("trend", lcp),
        browser_web_vital_cls: metric("trend", { avg: 0.01, max: 0.1, "p(90)": 0.05 }, { contains: "default" }),
      },
    })
    expect(found.report.outcome).toBe("accepted")
    expect(measured(found)).toMatchObject({ lcp: 1_200_000, cls: 50_000 })
  })

  test("requests of a browser are those of the run, unless the script makes its own", () => {
    const browser = {
      browser_http_req_duration: { ...TREND, "p(95)": 460 },
      browser_http_req_failed: { passes: 1, fails: 241, value: 1 / 242 },
    }
    const alone = readJson({ root_group: {}, metrics: { ...browser, iterations: { count: 1, rate: 0.1 } } })
    expect(alone.report.counts).toMatchObject({ requests: 242, failures: 1 })
    expect(measured(alone)).toMatchObject({ requests: 242, failures: 1, "error-rate": 4133, p95: 460_000 })
    const beside = readJson(exported(browser))
    expect(beside.report.counts).toMatchObject({ requests: 1000, failures: 250 })
    expect(measured(beside)).toMatchObject({ requests: 1000, p95: 55_125 })
    expect(measured(beside, "browser")).toMatchObject({ requests: 242, p95: 460_000 })
  })

  test("a test of another protocol is evidence without requests", () => {
    const found = readJson({
      metrics: { iterations: metric("counter", { count: 5, rate: 1 }), grpc_req_duration: metric("trend", TREND) },
    })
    expect(found.report.outcome).toBe("accepted")
    expect(found.report.counts).not.toHaveProperty("requests")
    expect(measured(found)).toMatchObject({ p95: 55_125 })
  })
})

describe("what proves nothing is no evidence", () => {
  const idle = {
    iterations: metric("counter", { count: 5, rate: 1 }),
    vus: metric("gauge", { value: 1, min: 1, max: 1 }),
  }
  test.for([
    ["iterations that requested nothing", { metrics: idle }],
    ["0 requests", { metrics: { ...idle, http_reqs: metric("counter", { count: 0, rate: 0 }) } }],
    [
      "0 requests, with checks",
      {
        metrics: {
          ...idle,
          http_reqs: metric("counter", { count: 0, rate: 0 }),
          checks: metric("rate", { rate: 1, passes: 3, fails: 0 }),
        },
      },
    ],
    ["no metrics", { metrics: {}, root_group: {} }],
    ["no metrics in the machine-readable summary", { ...machineReadable(), results: { metrics: [] } }],
  ] as const)("%s", ([, value]) => {
    const found = readJson(value)
    expect(found.report.format).toBe("k6-summary-json")
    expect(standingOf(found)).toBe("unfit")
  })

  test("a negative number of requests is refused", () => {
    const noValues = summary({
      http_reqs: metric("counter", { count: 9, rate: 1 }),
      http_req_failed: metric("rate", {}),
    })
    expect(readJson(noValues).report.code).toBe("invalid")
    expect(readJson(summary({ http_reqs: metric("counter", { count: -1, rate: 1 }) })).report.code).toBe("invalid")
  })
})

describe("laws", () => {
  const shuffled = (value: object, seed: number) =>
    Object.fromEntries(
      Object.entries(value).sort(([one], [other]) => ((one.length * seed) % 7) - ((other.length * seed) % 7)),
    )

  test("neither the order of keys nor the way it arrives makes a difference", () => {
    const whole = summary({ dropped_iterations: metric("counter", { count: 7, rate: 1 }) })
    const expected = readJson(whole)
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 200 }), (seed, chunk) => {
        const turned = shuffled({ ...whole, metrics: shuffled(whole.metrics, seed + 1) }, seed)
        const found = read(JSON.stringify(turned), { chunk })
        expect(found.report.counts).toEqual(expected.report.counts)
        expect(measured(found)).toEqual(measured(expected))
      }),
      { numRuns: 40 },
    )
  })

  test("a cut file is refused", () => {
    const file = JSON.stringify(exported())
    for (let length = 1; length < file.length; length++) {
      expect(read(file.slice(0, length)).report.outcome).not.toBe("accepted")
    }
  })
})
