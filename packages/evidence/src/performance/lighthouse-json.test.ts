import { describe, expect, test } from "vitest"
import { codes, measured, thresholds } from "../../testing/measured.ts"
import { read, standingOf } from "../../testing/reading.ts"

type Over = Readonly<Record<string, unknown>>
const audit = (numericValue: number) => ({ score: 1, numericValue, numericUnit: "millisecond" })
const result = (over: Over = {}, lcp = 2500, performance: number | null = 0.9) => ({
  lighthouseVersion: "12.8.2",
  requestedUrl: "https://shop.test/",
  finalUrl: "https://shop.test/",
  fetchTime: "2026-03-01T08:00:00.000Z",
  userAgent: "secret agent",
  configSettings: { formFactor: "mobile" },
  audits: {
    "first-contentful-paint": audit(1200.4),
    "largest-contentful-paint": audit(lcp),
    "cumulative-layout-shift": { score: 1, numericValue: 0.0123, numericUnit: "unitless" },
    "total-byte-weight": { score: 1, numericValue: 1000, details: { items: [{ url: "x", totalBytes: 1000 }] } },
    "http-status-code": { score: 1 },
  },
  categories: { performance: { id: "performance", score: performance }, seo: { id: "seo", score: null } },
  ...over,
})

const readJson = (value: unknown) => read(JSON.stringify(value))

describe("a result is read in every wrapper", () => {
  test.for([
    ["alone", result()],
    ["in PageSpeed Insights' answer", { captchaResult: "x", id: "https://shop.test/", lighthouseResult: result() }],
    ["in an array", [result()]],
    ["in an array of answers", [{ lighthouseResult: result() }]],
    ["in a user flow", { name: "flow", steps: [{ name: "load", lhr: result() }] }],
  ] as const)("%s", ([, value]) => {
    const found = readJson(value)
    expect(found.report).toMatchObject({
      format: "lighthouse-json",
      outcome: "accepted",
      formatVersion: "12.8.2",
      tool: { name: "Lighthouse", version: "12.8.2" },
      producedAt: "2026-03-01T08:00:00.000Z",
      counts: { pages: 1, runs: 1 },
    })
    const values = { fcp: 1_200_400, lcp: 2_500_000, cls: 12_300, "page-weight": 1000, "score-performance": 900_000 }
    expect(measured(found, "https://shop.test/")).toEqual(values)
    expect(measured(found)).toEqual(values)
  })

  test("a number stands where the file has it", () => {
    expect(readJson([result()]).items.find((item) => item.type === "measure" && item.metric === "lcp")).toMatchObject({
      at: 1,
      pointer: "/0/audits/largest-contentful-paint/numericValue",
    })
  })

  test("Lighthouse 3 and 4 called the number otherwise", () => {
    const audits = { "largest-contentful-paint": { score: 1, rawValue: 1500 } }
    expect(measured(readJson(result({ lighthouseVersion: "4.3.1", audits })))).toMatchObject({ lcp: 1_500_000 })
  })
})

describe("runs and pages", () => {
  test("a page without an address is told once, as the whole report", () => {
    const { items } = readJson(result({ requestedUrl: undefined, finalUrl: undefined }))
    expect(items.filter((item) => item.type === "measure" && item.metric === "lcp")).toHaveLength(1)
  })

  test("of three runs of a page the one in the middle counts, for each number", () => {
    const found = readJson([result({}, 3000, 0.7), result({}, 1000, 0.9), result({}, 2000, 0.8)])
    expect(measured(found, "https://shop.test/")).toMatchObject({ lcp: 2_000_000, "score-performance": 800_000 })
    expect(found.report.counts).toMatchObject({ pages: 1, runs: 3 })
  })

  test("of two runs the worse counts", () => {
    expect(measured(readJson([result({}, 1000, 0.9), result({}, 2000, 0.8)]))).toMatchObject({
      lcp: 2_000_000,
      "score-performance": 800_000,
    })
  })

  test("the whole report is as good as its worst page", () => {
    const cart = { requestedUrl: "https://shop.test/cart", finalUrl: "https://shop.test/cart" }
    const found = readJson([result({}, 1000, 0.7), result(cart, 4000, 0.95)])
    expect(measured(found)).toMatchObject({ lcp: 4_000_000, "score-performance": 700_000 })
    expect(measured(found, "https://shop.test/cart")).toMatchObject({ lcp: 4_000_000, "score-performance": 950_000 })
  })

  test.for([
    ["form factors", { configSettings: { formFactor: "desktop" } }],
    ["major versions", { lighthouseVersion: "11.0.0" }],
    ["parts of a flow", { gatherMode: "snapshot" }],
  ] as const)("runs of different %s are not put together", ([, over]) => {
    const found = readJson([result({}, 1000), result(over, 5000)])
    expect(found.report.counts).toMatchObject({ pages: 2, runs: 2 })
    expect(measured(found)).toMatchObject({ lcp: 5_000_000 })
  })

  test("a run that failed is left out, with a warning, if another run of its page did not", () => {
    const found = readJson([result({}, 1000), result({ runtimeError: { code: "NO_FCP", message: "x" } }, 1)])
    expect(found.report.outcome).toBe("accepted")
    expect(measured(found)).toMatchObject({ lcp: 1_000_000 })
    expect(codes(found)).toEqual(["runs-failed"])
  })

  test("a page that led elsewhere is told of", () => {
    const found = readJson(result({ finalUrl: "https://login.test/?back=shop" }))
    expect(codes(found)).toEqual(["redirected"])
    expect(codes(readJson(result({ requestedUrl: "http://www.shop.test" })))).toEqual([])
  })

  test("credentials in an address are not kept", () => {
    const found = readJson(result({ requestedUrl: "https://me:pw@shop.test/" }))
    expect(JSON.stringify([found.items, found.report])).not.toContain("pw@")
  })
})

describe("scores and budgets", () => {
  test("a score of null was not computed: that is no 0, and no score", () => {
    const found = measured(readJson(result({}, 1000, null)))
    expect(found).not.toHaveProperty("score-performance")
    expect(found).not.toHaveProperty("score-seo")
  })

  test("a budget that was exceeded is a threshold crossed", () => {
    const items = [
      { resourceType: "script", label: "Script", transferSize: 9, sizeOverBudget: 512 },
      { resourceType: "image", label: "Image", countOverBudget: "2 requests" },
      { resourceType: "font", label: "Font", transferSize: 1 },
    ]
    const timing = [{ metric: "interactive", label: "Time to Interactive", measurement: 1, overBudget: 100 }]
    const audits = {
      ...result().audits,
      "performance-budget": { score: null, details: { items } },
      "timing-budget": { score: null, details: { items: timing } },
    }
    const found = readJson(result({ audits }))
    expect(thresholds(found)).toEqual({ Script: false, Image: false, Font: true, "Time to Interactive": false })
    expect(found.report.counts).toMatchObject({ thresholds: 4, thresholdsCrossed: 3 })
  })
})

describe("what proves nothing is no evidence", () => {
  const cart = { requestedUrl: "https://shop.test/cart", finalUrl: "https://shop.test/cart" }
  test.for([
    ["a run that failed", result({ runtimeError: { code: "ERRORED_DOCUMENT_REQUEST", message: "x" } }), "empty"],
    ["a page of which every run failed", [result(), result({ ...cart, runtimeError: { code: "NO_FCP" } })], "empty"],
    ["an error status", result({ audits: { ...result().audits, "http-status-code": { score: 0 } } }), "empty"],
    ["the browser's error page", result({ finalUrl: "chrome-error://chromewebdata/" }), "empty"],
    ["no score and no number", result({ audits: {}, categories: {} }), "unfit"],
    ["an entry that came to nothing", [result(), { error: "timeout" }], "rejected"],
    ["an empty answer among answers", [{ lighthouseResult: result() }, { captchaResult: "x" }], "rejected"],
    ["a flow without a step", { ...result(), steps: [] }, "accepted"],
    ["a score of 71", result({}, 1000, 71), "rejected"],
    ["Lighthouse 2", result({ lighthouseVersion: "2.9.1" }), "unsupported"],
    ["the categories of Lighthouse 2", { ...result({ lighthouseVersion: "" }), reportCategories: [] }, "unsupported"],
  ] as const)("%s", ([, value, outcome]) => {
    const found = readJson(value)
    expect(found.report.format).toBe("lighthouse-json")
    expect(standingOf(found)).toBe(outcome)
  })

  test("no error is no error", () => {
    expect(readJson(result({ runtimeError: { code: "NO_ERROR", message: "" } })).report.outcome).toBe("accepted")
    expect(readJson(result({ runtimeError: null })).report.outcome).toBe("accepted")
  })
})

describe("laws", () => {
  test("neither the order of keys nor the way it arrives makes a difference", () => {
    const whole = [result({}, 3000), result({}, 1000), result({ finalDisplayedUrl: "https://login.test/" }, 2000)]
    const expected = readJson(whole)
    const turned = whole.map((one) => Object.fromEntries(Object.entries(one).reverse()))
    for (const chunk of [1, 7, 1000]) {
      const found = read(JSON.stringify(turned), { chunk })
      expect(found.report).toEqual(expected.report)
      expect(measured(found)).toEqual(measured(expected))
    }
  })

  test("a cut file is refused", () => {
    const file = JSON.stringify(result())
    for (let length = 1; length < file.length; length++) {
      expect(read(file.slice(0, length)).report.outcome).not.toBe("accepted")
    }
  })
})
