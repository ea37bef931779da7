import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"

const issue = (code: string, over: object = {}) => ({
  code,
  type: "error",
  typeCode: 1,
  message: `About ${code}`,
  context: "<p>",
  selector: "html > p",
  runner: "htmlcs",
  runnerExtras: {},
  ...over,
})

const readJson = (value: unknown) => read(JSON.stringify(value))

describe("issues are counted by rule and page", () => {
  test("a list of issues is of one page, and issues of one rule are its places", () => {
    const { report, items } = readJson([issue("H37"), issue("G18"), issue("H37")])
    expect(report).toMatchObject({
      format: "pa11y-json",
      outcome: "accepted",
      counts: { pages: 1, violations: 2, nodes: 3 },
    })
    expect(items).toMatchObject([
      { rule: "H37", nodes: 2, page: "", impact: "unknown", pointer: "/0", title: "About H37" },
      { rule: "G18", nodes: 1, pointer: "/1" },
    ])
  })

  test("the object of the API names its page, wherever in it", () => {
    const { items, report } = readJson({ issues: [issue("H37")], documentTitle: "Shop", pageUrl: "https://shop.test/" })
    expect(report.counts).toMatchObject({ pages: 1, violations: 1 })
    expect(items).toMatchObject([{ page: "https://shop.test/", pointer: "/issues/0" }])
  })

  test("pa11y-ci lists pages by address", () => {
    const { report, items } = readJson({
      total: 3,
      passes: 1,
      errors: 3,
      results: {
        "https://a.test/": [],
        "https://b.test/": [issue("H37"), issue("H37")],
        "https://c.test/": [issue("H37")],
      },
    })
    expect(report.counts).toMatchObject({ pages: 3, violations: 2, nodes: 3 })
    expect(items).toMatchObject([
      { page: "https://b.test/", nodes: 2, pointer: "/results/https:~1~1b.test~1/0" },
      { page: "https://c.test/", nodes: 1 },
    ])
  })

  test("several pages in an array", () => {
    const pages = [
      { pageUrl: "https://a.test/", issues: [] },
      { pageUrl: "https://b.test/", issues: [issue("H37")] },
    ]
    expect(readJson(pages)).toMatchObject({
      report: { outcome: "accepted", counts: { pages: 2, violations: 1 } },
      items: [{ page: "https://b.test/", pointer: "/1/issues/0" }],
    })
  })

  test("warnings and notices are for a person to look at", () => {
    const { report, items } = readJson([
      issue("H37", { type: "warning" }),
      issue("H37"),
      issue("G1", { type: "notice" }),
    ])
    expect(report.counts).toMatchObject({ violations: 1, incomplete: 2, warnings: 1, notices: 1 })
    expect(items).toMatchObject([{ needsReview: true }, { needsReview: false }, { rule: "G1", needsReview: true }])
  })

  test("a type that is not known is an error, with a warning", () => {
    const { report } = readJson([issue("H37", { type: "blunder" })])
    expect(report.counts).toMatchObject({ violations: 1, incomplete: 0 })
    expect(report.warnings).toMatchObject([{ code: "unknown-severity" }])
  })

  test("the axe runner's impact is kept, of several the worst", () => {
    const axe = (impact: string) => issue("label", { runner: "axe", runnerExtras: { impact } })
    expect(readJson([axe("minor"), axe("critical"), axe("moderate")]).items).toMatchObject([{ impact: "critical" }])
  })

  test("a page without issues is clean, because it is named", () => {
    expect(readJson({ documentTitle: "Shop", pageUrl: "https://shop.test/", issues: [] }).report).toMatchObject({
      outcome: "accepted",
      counts: { pages: 1, violations: 0 },
    })
  })
})

describe("what proves nothing is no evidence", () => {
  test.for([
    ["an empty list, which could be of anything", [], "unsupported"],
    ["pa11y-ci without a page", { total: 0, passes: 0, errors: 0, results: {} }, "unfit"],
    ["about:blank", { pageUrl: "about:blank", issues: [] }, "unfit"],
    ["the browser's error page", [{ pageUrl: "chrome-error://chromewebdata/", issues: [] }], "unfit"],
    [
      "a page that pa11y-ci could not load",
      { total: 1, passes: 0, errors: 1, results: { "https://a.test/": [{ message: "net::ERR_CONNECTION_REFUSED" }] } },
      "unfit",
    ],
    ["an error that came out empty", { total: 1, passes: 0, errors: 1, results: { "https://a.test/": [{}] } }, "unfit"],
    ["a page without its list", { total: 1, passes: 1, errors: 0, results: { "https://a.test/": null } }, "unfit"],
    ["an issue without a rule", [issue("H37"), { type: "error", selector: "p" }], "unfit"],
    ["a page among pages without its list", [{ pageUrl: "https://a.test/", issues: [] }, { issues: null }], "unfit"],
  ] as const)("%s", ([, value, outcome]) => {
    expect(standingOf(readJson(value))).toBe(outcome)
  })

  test("what is listed beside it is counted", () => {
    const failed = {
      "https://b.test/": [{ message: "net::ERR_CONNECTION_REFUSED" }],
      "https://a.test/": [issue("H37")],
    }
    const found = readJson({ total: 2, passes: 0, errors: 2, results: failed })
    expect(found.report).toMatchObject({ counts: { violations: 1, pages: 2 }, unfit: expect.stringContaining("pa11y") })
  })

  test("pages that are stated and not listed are told of", () => {
    const { report } = readJson({ total: 2, passes: 2, errors: 0, results: { "https://a.test/": [] } })
    expect(report.warnings).toMatchObject([{ code: "summary-disagrees" }])
  })
})

describe("laws", () => {
  test("every error is a place of one violation, however the file arrives", () => {
    const codes = fc.array(fc.constantFrom("H37", "G18", "__proto__"), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(
        fc.dictionary(fc.webUrl(), codes, { minKeys: 1 }),
        fc.integer({ min: 1, max: 40 }),
        (pages, chunk) => {
          const results = Object.fromEntries(
            Object.entries(pages).map(([url, found]) => [url, found.map((code) => issue(code))]),
          )
          const file = JSON.stringify({ total: Object.keys(pages).length, passes: 0, errors: 1, results })
          const { report, items } = read(file, { chunk })
          const all = Object.values(pages)
          expect(report.counts).toMatchObject({
            nodes: all.flat().length,
            violations: all.reduce((sum, found) => sum + new Set(found).size, 0),
            pages: all.length,
          })
          expect(items).toEqual(read(file).items)
        },
      ),
      { numRuns: 50 },
    )
  })

  test("a cut file is refused", () => {
    const file = JSON.stringify({ pageUrl: "https://a.test/", issues: [issue("H37")] })
    for (let length = 1; length < file.length; length++) {
      expect(read(file.slice(0, length)).report.outcome).not.toBe("accepted")
    }
  })
})
