import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { codes, measured } from "../../testing/measured.ts"
import { read, standingOf } from "../../testing/reading.ts"

const HEADER = "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,bytes"
const BEGIN = 1_393_227_741_000
const row = (elapsed: number, label: string, success = "true", message = "OK", start = BEGIN) =>
  `${start},${elapsed},${label},200,${message},Threads 1-1,text,${success},120`
const transaction = (elapsed: number, label: string, success = "true") =>
  row(elapsed, label, success, '"Number of samples in transaction : 2, number of failing samples : 0"')
const csv = (...rows: string[]) => [HEADER, ...rows, ""].join("\n")

describe("JMeter's CSV", () => {
  test("requests, failures and exact percentiles of the run and of each label", () => {
    const found = read(
      csv(
        row(100, "login"),
        row(300, "login", "false", "OK", BEGIN + 1700),
        row(200, "cart", "true", "OK", BEGIN + 500),
      ),
    )
    expect(found.report).toMatchObject({
      format: "jmeter-csv",
      outcome: "accepted",
      counts: { requests: 3, failures: 1, labels: 2, durationMs: 2000 },
      producedAt: "2014-02-24T07:42:23.000Z",
    })
    expect(measured(found)).toEqual({
      requests: 3,
      failures: 1,
      "error-rate": 333_334,
      duration: 2_000_000,
      throughput: 1_500_000,
      min: 100_000,
      mean: 200_000,
      max: 300_000,
      p50: 200_000,
      p75: 300_000,
      p90: 300_000,
      p95: 300_000,
      p99: 300_000,
    })
    expect(measured(found, "login")).toMatchObject({ requests: 2, failures: 1, p50: 100_000, p95: 300_000 })
    expect(found.items.find((item) => item.type === "measure" && item.scope === "cart")).toMatchObject({ at: 4 })
  })

  test.for([
    ["without a header", [row(100, "login"), row(200, "cart", "false")].join("\n")],
    ["with semicolons", csv(row(100, "login"), row(200, "cart", "false")).replaceAll(",", ";")],
    ["with tabs", csv(row(100, "login"), row(200, "cart", "false")).replaceAll(",", "\t")],
    ["with bars", csv(row(100, "login"), row(200, "cart", "false")).replaceAll(",", "|")],
    ["with CRLF and blank lines", csv(row(100, "login"), "", row(200, "cart", "false")).replaceAll("\n", "\r\n")],
    ["appended to an older run", csv(row(100, "login"), HEADER, row(200, "cart", "false"))],
    ["with few columns, in another order", "label,success,elapsed\nlogin,true,100\ncart,FALSE,200"],
    ["with quotes", csv(row(100, '"login"'), row(200, '"cart, ""mine""\nline 2"', "false"))],
  ] as const)("reads the same %s", ([, file]) => {
    const found = read(file)
    expect(found.report).toMatchObject({ format: "jmeter-csv", outcome: "accepted" })
    expect(measured(found)).toMatchObject({ requests: 2, failures: 1, p50: 100_000, max: 200_000 })
  })

  test("a transaction beside its samples counts for its label only", () => {
    const found = read(csv(row(10, "a"), row(20, "b"), transaction(30, "T")))
    expect(measured(found)).toMatchObject({ requests: 2, max: 20_000 })
    expect(measured(found, "T")).toMatchObject({ requests: 1, max: 30_000 })
  })

  test("transactions alone are the requests", () => {
    expect(measured(read(csv(transaction(30, "T"), transaction(50, "T", "false"))))).toMatchObject({
      requests: 2,
      failures: 1,
      max: 50_000,
    })
  })

  test("a transaction that failed although no listed sample did is a failure", () => {
    expect(read(csv(row(10, "a"), transaction(30, "T", "false"))).report.counts).toMatchObject({
      requests: 1,
      failures: 1,
    })
  })

  test("a word that is neither true nor false is a failure, with a warning", () => {
    const found = read(csv(row(10, "a", "maybe")))
    expect(found.report.counts).toMatchObject({ requests: 1, failures: 1 })
    expect(codes(found)).toEqual(["unknown-status"])
  })

  test("formatted times are read, and what cannot be is no duration", () => {
    const at = (time: string) => `${time},100,a,200,OK,t,text,true,1`
    expect(read(csv(at("2024/02/24 07:42:21.000"), at("2024/02/24 07:42:22.900"))).report).toMatchObject({
      counts: { durationMs: 2000 },
      producedAt: "2024-02-24T07:42:23.000Z",
    })
    const odd = read(csv(at("2024/02/24 07:42:21.000"), at("2024/24/02 07:42:22.900")))
    expect(odd.report.outcome).toBe("accepted")
    expect(odd.report.counts).not.toHaveProperty("durationMs")
    expect(odd.report).not.toHaveProperty("producedAt")
    expect(codes(odd)).toContain("unreadable-time")
  })

  test("a negative duration is 0, with a warning", () => {
    const found = read(csv(row(-5, "a")))
    expect(measured(found)).toMatchObject({ max: 0 })
    expect(codes(found)).toEqual(["negative-number"])
  })

  test("labels without end are told apart up to a limit, and all of them counted", () => {
    const rows = Array.from({ length: 10_050 }, (_, i) => row(i % 7, `r${i}`))
    const found = read(csv(...rows))
    expect(found.report.counts).toMatchObject({ requests: 10_050, labels: 10_000 })
    expect(codes(found)).toEqual(["labels-left-out"])
  })

  test.for([
    ["a header alone", csv(), "unfit"],
    ["no column for success", "timeStamp,elapsed,label\n1,2,a", "rejected"],
    ["rows that do not say whether they succeeded", `${BEGIN},12,a,200,OK\n`, "rejected"],
    ["a row that is cut", csv(row(10, "a"), row(10, "a").slice(0, 40)), "rejected"],
    ["an elapsed time that is none", csv(row(10, "a").replace(",10,", ",fast,")), "rejected"],
    ["a quote that is not closed", csv(row(10, '"a')), "rejected"],
  ] as const)("is no evidence with %s", ([, file, outcome]) => {
    const found = read(file)
    expect(found.report.format).toBe("jmeter-csv")
    expect(standingOf(found)).toBe(outcome)
  })

  test("more pairs of label and duration than there is room for are refused", () => {
    const rows = Array.from({ length: 30 }, (_, i) => row(i, "a"))
    expect(read(csv(...rows), { limits: { items: 20 } }).report).toMatchObject({ code: "too-large" })
  })
})

const sample = (attributes: string, inside = "") =>
  `<httpSample t="100" ts="${BEGIN}" ${attributes}>${inside}</httpSample>`
const jtl = (...samples: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n${samples.join("\n")}\n</testResults>\n`
const assertion = (failure: string) =>
  `<assertionResult><name>n</name><failure>${failure}</failure><error>false</error></assertionResult>`

describe("JMeter's XML", () => {
  test.for([
    ["samples of both kinds", jtl(sample('s="true" lb="a"'), '<sample t="300" ts="1393227741000" s="false" lb="b"/>')],
    [
      "the long names of JTL 1.1",
      `<testResults><sampleResult timeStamp="${BEGIN}" time="100" label="a" success="true"/>
       <sampleResult timeStamp="${BEGIN}" time="300" label="b" success="false"/></testResults>`,
    ],
    [
      "sub-results",
      jtl(
        sample('s="true" lb="a"', sample('s="false" lb="inner"')),
        '<sample t="300" ts="1393227741000" s="false" lb="b"/>',
      ),
    ],
    [
      "white space before the declaration",
      `\n \r\n${jtl(sample('s="true" lb="a"'), '<sample t="300" ts="1393227741000" s="false" lb="b"/>')}`,
    ],
  ] as const)("reads %s", ([, file]) => {
    const found = read(file)
    expect(found.report).toMatchObject({
      format: "jmeter-jtl-xml",
      outcome: "accepted",
      counts: { requests: 2, failures: 1, labels: 2, durationMs: 300 },
    })
    expect(measured(found)).toMatchObject({ p50: 100_000, p95: 300_000 })
  })

  test("lines are those of the file, also behind white space", () => {
    expect(read(`\n\n${jtl(sample('s="true" lb="a"'))}`).items.at(-1)).toMatchObject({ scope: "a", at: 5 })
  })

  test("an assertion that failed makes the sample a failure, whatever it says of itself", () => {
    expect(read(jtl(sample('s="true" lb="a"', assertion("true")))).report.counts).toMatchObject({ failures: 1 })
    expect(read(jtl(sample('s="true" lb="a"', assertion("false")))).report.counts).toMatchObject({ failures: 0 })
  })

  test("a transaction beside its samples counts for its label only", () => {
    const sum = sample('s="true" lb="T" rm="Number of samples in transaction : 1, number of failing samples : 0"')
    expect(read(jtl(sample('s="true" lb="a"'), sum)).report.counts).toMatchObject({ requests: 1, labels: 2 })
  })

  test.for([
    ["no sample", jtl(), "unfit"],
    ["a sample without a time", jtl('<sample s="true" lb="a"/>'), "rejected"],
    ["a sample that does not say whether it succeeded", jtl(sample('lb="a"')), "rejected"],
    ["its end cut off", jtl(sample('s="true" lb="a"')).replace("</testResults>\n", ""), "rejected"],
    ["a second run behind it", jtl(sample('s="true"')) + jtl(sample('s="true"')), "rejected"],
  ] as const)("is no evidence with %s", ([, file, outcome]) => {
    const found = read(file)
    expect(found.report.format).toBe("jmeter-jtl-xml")
    expect(standingOf(found)).toBe(outcome)
  })
})

describe("laws", () => {
  const someSamples = fc.array(
    fc.record({
      elapsed: fc.nat({ max: 500 }),
      label: fc.constantFrom("a", "b", "__proto__", "constructor"),
      success: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )

  test("CSV and XML of the same run read the same, however they arrive", () => {
    fc.assert(
      fc.property(someSamples, fc.integer({ min: 1, max: 60 }), (samples, chunk) => {
        const lines = csv(...samples.map(({ elapsed, label, success }) => row(elapsed, label, String(success))))
        const xml = jtl(
          ...samples.map(
            ({ elapsed, label, success }) => `<sample t="${elapsed}" ts="${BEGIN}" s="${success}" lb="${label}"/>`,
          ),
        )
        const values = ({ items }: ReturnType<typeof read>) =>
          items.map((item) => (item.type === "measure" ? [item.scope, item.metric, item.value] : []))
        const one = read(lines, { chunk })
        const other = read(xml, { chunk })
        expect(values(other)).toEqual(values(one))
        expect(other.report.counts).toEqual(one.report.counts)
        expect(one.report.counts).toMatchObject({
          requests: samples.length,
          failures: samples.filter(({ success }) => !success).length,
        })
      }),
      { numRuns: 60 },
    )
  })

  test("a file that is cut inside a row is refused, or was cut in a field we do not take", () => {
    const file = csv(row(10, "a", "false"), row(20, "b"))
    const accepted = Array.from(
      { length: file.length - HEADER.length - 1 },
      (_, i) => read(file.slice(0, HEADER.length + 1 + i)).report,
    ).filter(({ outcome, unfit }) => outcome === "accepted" && unfit === null)
    expect(accepted.filter(({ counts }) => counts["failures"] !== 1)).toEqual([])
    const xml = jtl(sample('s="true" lb="a"'))
    for (let length = 1; length < xml.trimEnd().length; length++) {
      expect(read(xml.slice(0, length)).report.outcome).not.toBe("accepted")
    }
  })
})
