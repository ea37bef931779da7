import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { codes, measured } from "../../testing/measured.ts"
import { read, standingOf } from "../../testing/reading.ts"

const lines = (...all: string[]) => `${all.join("\n")}\n`

const LOCUST = [
  "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%",
  'GET,"/a,b",60,1,100,110.5,10.25,900,1,3.5,0.1,100,120,130,140,190,250,300,400,800,900,900',
  "POST,/login,40,4,200,210,20,1900,1,1.5,0.2,200,220,230,240,290,350,400,500,900,1900,1900",
  ",Aggregated,100,5,140,150.25,10.25,1900,1,5.0,0.3,140,150,160,170,240,290,350,450,850,1900,1900",
]

describe("Locust's CSV", () => {
  test("the row for all is the run, the others are its requests", () => {
    const found = read(lines(...LOCUST))
    expect(found.report).toMatchObject({
      format: "locust-csv",
      outcome: "accepted",
      counts: { requests: 100, failures: 5, labels: 2 },
    })
    expect(measured(found)).toEqual({
      requests: 100,
      failures: 5,
      "error-rate": 50_000,
      throughput: 5_000_000,
      min: 10_250,
      mean: 150_250,
      max: 1_900_000,
      p50: 140_000,
      p75: 160_000,
      p90: 240_000,
      p95: 290_000,
      p99: 450_000,
    })
    expect(measured(found, "GET /a,b")).toMatchObject({ requests: 60, failures: 1, p95: 250_000 })
  })

  test("versions before 1.0 called the columns otherwise", () => {
    const found = read(
      lines(
        '"Method","Name","# requests","# failures","Median response time","Average response time","Min response time","Max response time","Average Content Size","Requests/s"',
        '"GET","/",60,1,100,110,10,900,1,3.5',
        '"None","Total",60,1,100,110,10,900,1,3.5',
      ),
    )
    expect(found.report).toMatchObject({ format: "locust-csv", counts: { requests: 60, failures: 1, labels: 1 } })
    expect(measured(found)).toMatchObject({ p50: 100_000, max: 900_000 })
  })

  test("of a history the last row counts, and percentiles of its last seconds do not", () => {
    const found = read(
      lines(
        "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size",
        "1700000000,1,,Aggregated,0,0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,0,0,0,0,0,0,0",
        "1700000010,5,,Aggregated,7,1,1,1,1,1,1,1,1,1,1,1,1,70,3,120,130,10,800,1",
      ),
    )
    expect(found.report.counts).toMatchObject({ requests: 70, failures: 3, durationMs: 10_000 })
    expect(measured(found)).toMatchObject({ p50: 120_000, max: 800_000, mean: 130_000 })
    expect(measured(found)).not.toHaveProperty("p95")
  })

  test("of totals that disagree the worse one is taken", () => {
    const found = read(lines(...LOCUST.map((line) => line.replace("Aggregated,100,5", "Aggregated,100,3"))))
    expect(found.report.counts).toMatchObject({ failures: 5 })
    expect(codes(found)).toEqual(["totals-disagree"])
  })

  test.for([
    ["a header alone", lines(LOCUST[0]!), "unfit"],
    ["no row for all", lines(...LOCUST.slice(0, 3)), "rejected"],
    ["a row that is cut", lines(...LOCUST).slice(0, -40), "rejected"],
    ["no request", lines(LOCUST[0]!, LOCUST[3]!.replace("100,5", "0,0")), "unfit"],
    ["a row without its numbers", lines(LOCUST[0]!, LOCUST[3]!.replace("100,5", "many,few")), "rejected"],
  ] as const)("%s proves nothing", ([, file, outcome]) => {
    const found = read(file)
    expect(found.report.format).toBe("locust-csv")
    expect(standingOf(found)).toBe(outcome)
  })
})

const AUTOCANNON = {
  url: "http://me:secret@shop.test",
  connections: 10,
  pipelining: 1,
  duration: 10.02,
  start: "2026-01-01T00:00:00.000Z",
  finish: "2026-01-01T00:00:10.020Z",
  errors: 3,
  timeouts: 2,
  mismatches: 1,
  non2xx: 6,
  "1xx": 0,
  "2xx": 994,
  "3xx": 0,
  "4xx": 6,
  "5xx": 0,
  latency: { average: 12.5, min: 1, max: 250, p50: 10, p75: 14, p90: 20, p97_5: 60, p99: 100 },
  requests: { average: 99.8, total: 1000, sent: 1010 },
}

describe("autocannon's JSON", () => {
  test("errors, mismatches and answers other than 2xx are failures", () => {
    const found = read(JSON.stringify(AUTOCANNON))
    expect(found.report).toMatchObject({
      format: "autocannon-json",
      outcome: "accepted",
      producedAt: "2026-01-01T00:00:10.020Z",
      counts: { requests: 1000, failures: 10, durationMs: 10_020 },
    })
    expect(measured(found)).toEqual({
      requests: 1000,
      failures: 10,
      "error-rate": 10_000,
      duration: 10_020_000,
      throughput: 99_800_000,
      min: 1000,
      mean: 12_500,
      max: 250_000,
      p50: 10_000,
      p75: 14_000,
      p90: 20_000,
      p99: 100_000,
    })
    expect(JSON.stringify([found.report, found.items])).not.toContain("secret")
  })

  test("answers by class count where `non2xx` is less", () => {
    expect(read(JSON.stringify({ ...AUTOCANNON, non2xx: 0, "5xx": 4 })).report.counts).toMatchObject({ failures: 14 })
  })

  test.for([
    ["no request", { ...AUTOCANNON, requests: { total: 0 } }, "unfit"],
    ["no number of requests", { ...AUTOCANNON, requests: {} }, "rejected"],
    ["no number of errors", { ...AUTOCANNON, errors: undefined }, "rejected"],
    ["null errors", { ...AUTOCANNON, errors: null }, "rejected"],
    ["null bad answers", { ...AUTOCANNON, non2xx: null }, "rejected"],
  ] as const)("%s proves nothing", ([, value, outcome]) => {
    const found = read(JSON.stringify(value))
    expect(found.report.format).toBe("autocannon-json")
    expect(standingOf(found)).toBe(outcome)
  })
})

const group = (label: string, good: number, bad: number, all = good + bad) =>
  `<Group label="${label}"><throughput value="${all}"><name>throughput</name><value>${all}</value></throughput>
   <succ value="${good}"/><fail><value>${bad}</value></fail><avg_rt value="0.1205"/>
   <perc value="0.01000" param="0.0"/><perc value="0.5" param="95.0"/><perc value="2" param="100.0"/>
   <rc value="1" param="503"/></Group>`
const taurus = (...groups: string[]) => `<FinalStatus><TestDuration>3.5</TestDuration>${groups.join("")}</FinalStatus>`
const TAURUS_CSV = [
  "avg_rt,fail,succ,throughput,perc_0.0,perc_95.0,perc_100.0,rc_503,label",
  "0.1205,3,7,10,0.01,0.5,2,1,",
  "0.2,3,2,5,0.01,0.5,2,,/cart",
]

describe("Taurus' final statistics", () => {
  test("as XML and as CSV, in seconds", () => {
    const xml = read(taurus(group("", 7, 3), group("/cart", 2, 3)))
    const csv = read(lines(...TAURUS_CSV))
    expect(xml.report).toMatchObject({
      format: "taurus-xml",
      outcome: "accepted",
      counts: { requests: 10, failures: 3, labels: 1, durationMs: 3500 },
    })
    expect(csv.report).toMatchObject({ format: "taurus-csv", counts: { requests: 10, failures: 3, labels: 1 } })
    const expected = {
      requests: 10,
      failures: 3,
      "error-rate": 300_000,
      min: 10_000,
      mean: 120_500,
      max: 2_000_000,
      p95: 500_000,
    }
    expect(measured(xml)).toEqual({ ...expected, duration: 3_500_000 })
    expect(measured(csv)).toEqual(expected)
    expect(measured(xml, "/cart")).toMatchObject({ requests: 5, failures: 3 })
  })

  test("of totals that disagree the worse one is taken", () => {
    const found = read(taurus(group("", 7, 3, 20)))
    expect(found.report.counts).toMatchObject({ requests: 20, failures: 13 })
    expect(codes(found)).toEqual(["totals-disagree"])
  })

  test.for([
    ["no group", taurus(), "unfit"],
    ["no sample", taurus(group("", 0, 0)), "unfit"],
    ["no group for the whole run", taurus(group("/cart", 1, 0)), "rejected"],
    ["two groups for the whole run", taurus(group("", 1, 0), group("", 1, 0)), "rejected"],
    ["a group without its numbers", taurus('<Group label=""><avg_rt value="1"/></Group>'), "rejected"],
    ["an end that is cut off", taurus(group("", 1, 0)).slice(0, -5), "rejected"],
    ["a row that is cut", lines(TAURUS_CSV[0]!, "0.1205,3,7,10"), "rejected"],
    ["no row for the whole run", lines(TAURUS_CSV[0]!, TAURUS_CSV[2]!), "rejected"],
  ] as const)("%s proves nothing", ([, file, outcome]) => {
    const found = read(file)
    expect(found.report.kind).toBe("performance")
    expect(standingOf(found)).toBe(outcome)
  })
})

const wrk = (over: { requests?: number; errors?: string; distribution?: string; took?: string } = {}) =>
  lines(
    "Running 30s test @ http://shop.test/?token=secret",
    "  2 threads and 10 connections",
    "  Thread Stats   Avg      Stdev     Max   +/- Stdev",
    "    Latency   635.91us    0.89ms  12.92ms   93.69%",
    "    Req/Sec    56.20k     8.07k   62.00k    86.54%",
    ...(
      over.distribution ??
      "  Latency Distribution\n     50%  500.00us\n     75%    1.20ms\n     90%    1.5s\n     99%    1.5m"
    ).split("\n"),
    `  ${over.requests ?? 1000} requests in ${over.took ?? "30.08s"}, 17.00MB read`,
    ...(over.errors ?? "").split("\n"),
    "Requests/sec:     33.24",
    "Transfer/sec:    606.33MB",
  )

describe("what wrk prints", () => {
  test("mean, most and percentiles, in the unit beside each", () => {
    const found = read(wrk())
    expect(found.report).toMatchObject({
      format: "wrk-text",
      outcome: "accepted",
      counts: { requests: 1000, failures: 0, durationMs: 30_080 },
    })
    expect(measured(found)).toEqual({
      requests: 1000,
      failures: 0,
      "error-rate": 0,
      duration: 30_080_000,
      throughput: 33_240_000,
      mean: 636,
      max: 12_920,
      p50: 500,
      p75: 1200,
      p90: 1_500_000,
      p99: 90_000_000,
    })
    expect(JSON.stringify([found.report, found.items])).not.toContain("secret")
  })

  test("socket errors and bad answers are failures, also when they outnumber the answers", () => {
    const errors = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 990"
    const found = read(wrk({ errors }))
    expect(found.report.counts).toMatchObject({ failures: 1000 })
    expect(measured(read(wrk({ errors, requests: 100 })))).toMatchObject({ failures: 1000, "error-rate": 1_000_000 })
  })

  test("of wrk2 the corrected distribution counts", () => {
    const distribution = [
      "  Latency Distribution (HdrHistogram - Recorded Latency)",
      " 50.000%   10.00ms",
      " 99.000%   90.00ms",
      " 99.900%   95.00ms",
      "  Detailed Percentile spectrum:",
      "       Value   Percentile   TotalCount 1/(1-Percentile)",
      "       1.234     0.000000            1         1.00",
      "#[Mean    =       12.000, StdDeviation   =        1.000]",
      "  Latency Distribution (HdrHistogram - Uncorrected Latency (measured without taking delayed starts into account))",
      " 50.000%    1.00ms",
      " 99.000%    2.00ms",
    ].join("\n")
    expect(measured(read(wrk({ distribution })))).toMatchObject({ p50: 10_000, p99: 90_000 })
  })

  test("runs one after another are one load, whose percentiles nobody knows", () => {
    const found = read(`$ wrk -d30s http://shop.test\n${wrk()}\n${wrk({ requests: 500, took: "1.00m" })}`)
    expect(found.report.counts).toMatchObject({ requests: 1500, durationMs: 90_080, labels: 2 })
    expect(measured(found)).not.toHaveProperty("p99")
    expect(measured(found, "run 2")).toMatchObject({ requests: 500, p50: 500 })
  })

  test.for([
    ["no request", wrk({ requests: 0 }), "unfit"],
    [
      "a figure run into the line before",
      wrk({ errors: "  x" }).replace(" read\n", " read?  Non-2xx or 3xx responses: 12\n"),
      "rejected",
    ],
    [
      "a line that is none of its own",
      wrk({ errors: "  Socket errors:Econnect 0, read 0, write 0, timeout 4" }),
      "rejected",
    ],
    ["a figure that is none of its own", wrk({ errors: "  Xon-2xx or 3xx responses: 12" }), "rejected"],
    ["a run without a request among others", wrk() + wrk({ requests: 0 }), "unfit"],
    ["a run that was interrupted", wrk().slice(0, wrk().indexOf("Transfer")), "rejected"],
    ["a second run that was interrupted", wrk() + wrk().slice(0, 200), "rejected"],
    ["an end without its requests", wrk().replace("1000 requests in", "some requests in"), "rejected"],
  ] as const)("%s proves nothing", ([, file, outcome]) => {
    const found = read(file)
    expect(found.report.format).toBe("wrk-text")
    expect(standingOf(found)).toBe(outcome)
  })
})

const iago = (time: string, stats: object) => `INF [20240611-21:${time}:01.224] stats: ${JSON.stringify(stats)}`
const interval = (requests: number, over: object = {}) => ({
  "client/requests": requests,
  "client/success": requests,
  "client/failures": 0,
  "client/request_latency_ms_count": requests,
  "client/request_latency_ms_sum": requests * 3,
  "client/request_latency_ms_minimum": 1,
  "client/request_latency_ms_maximum": 50,
  "client/request_latency_ms_p95": 9,
  ...over,
})

describe("Iago's log", () => {
  test("intervals are summed, and their percentiles are not those of the run", () => {
    const found = read(
      lines(
        iago("34", interval(10)),
        "INF [20240611-21:34:30.000] parrot: something else",
        iago("35", interval(30, { "client/request_latency_ms_maximum": 70, "client/request_latency_ms_sum": 30 * 7 })),
      ),
    )
    expect(found.report).toMatchObject({
      format: "iago-log",
      outcome: "accepted",
      producedAt: "2024-06-11T21:35:01.224Z",
      counts: { requests: 40, failures: 0, intervals: 2 },
    })
    expect(measured(found)).toEqual({ requests: 40, failures: 0, "error-rate": 0, min: 1000, mean: 6000, max: 70_000 })
  })

  test("one interval is the run", () => {
    expect(measured(read(lines(iago("34", interval(10)))))).toMatchObject({ p95: 9000 })
  })

  test("an answer of status 400 and above is a failure, although Iago calls it a success", () => {
    const found = read(lines(iago("34", interval(10, { "400": 3, "503": 2, "200": 4, "client/success": 9 }))))
    expect(found.report.counts).toMatchObject({ requests: 10, failures: 6 })
  })

  test.for([
    ["no request", lines(iago("34", interval(0))), "unfit"],
    ["statistics that are cut", lines(iago("34", interval(10)), iago("35", interval(9)).slice(0, 80)), "rejected"],
    ["an interval without its number", lines(iago("34", interval(10)), iago("35", {})), "rejected"],
  ] as const)("%s proves nothing", ([, file, outcome]) => {
    const found = read(file)
    expect(found.report.format).toBe("iago-log")
    expect(standingOf(found)).toBe(outcome)
  })
})

describe("laws of all stated loads", () => {
  const FILES: readonly (readonly [string, string])[] = [
    ["Locust", lines(...LOCUST)],
    ["autocannon", JSON.stringify(AUTOCANNON)],
    ["Taurus XML", taurus(group("", 7, 3), group("/cart", 2, 3))],
    ["Taurus CSV", lines(...TAURUS_CSV)],
    ["wrk", wrk({ errors: "  Non-2xx or 3xx responses: 9" })],
    ["Iago", lines(iago("34", interval(10, { "503": 1 })))],
  ]

  test.for(FILES)("%s reads the same in any pieces, with a mark, in UTF-16 and with CRLF", ([, file]) => {
    const expected = read(file)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (chunk) => {
        expect(read(file, { chunk })).toEqual(expected)
      }),
      { numRuns: 20 },
    )
    const wide = new Uint8Array(2 + file.length * 2)
    wide.set([0xff, 0xfe])
    for (let i = 0; i < file.length; i++) new DataView(wide.buffer).setUint16(2 + i * 2, file.charCodeAt(i), true)
    for (const other of [`\uFEFF${file}`, wide, file.replaceAll("\n", "\r\n")]) expect(read(other)).toEqual(expected)
  })

  test.for(FILES)("%s that is cut is refused, or loses no failure of the whole run", ([, file]) => {
    const { failures } = read(file).report.counts
    const accepted = Array.from({ length: file.length - 1 }, (_, i) => read(file.slice(0, i + 1)).report).filter(
      ({ outcome, unfit }) => outcome === "accepted" && unfit === null,
    )
    expect(accepted.filter(({ counts }) => counts["failures"] !== failures)).toEqual([])
  })
})
