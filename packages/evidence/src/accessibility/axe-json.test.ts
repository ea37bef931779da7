import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

const rule = (id: string, impact: string | null = "serious", nodes = 1) => ({
  id,
  impact,
  help: `About ${id}`,
  helpUrl: "https://example.test/help",
  tags: [],
  nodes: Array.from({ length: nodes }, () => ({ html: "<a>", target: ["a"], impact })),
})

const page = (over: object = {}) => ({
  testEngine: { name: "axe-core", version: "4.10.0" },
  testRunner: { name: "axe" },
  timestamp: "2026-02-01T10:00:00.000Z",
  url: "https://shop.test/",
  toolOptions: {},
  inapplicable: [rule("video-caption", null, 0)],
  passes: [rule("document-title", null)],
  incomplete: [],
  violations: [],
  ...over,
})

const readJson = (value: unknown) => read(JSON.stringify(value))

describe("what axe found is counted by rule and page", () => {
  test("violations, places, reviews and passes", () => {
    const { report, items } = readJson(
      page({ violations: [rule("color-contrast", "serious", 3)], incomplete: [rule("label", "critical", 2)] }),
    )
    expect(report).toMatchObject({
      format: "axe-json",
      outcome: "accepted",
      producedAt: "2026-02-01T10:00:00.000Z",
      tool: { name: "axe-core", version: "4.10.0" },
      counts: { pages: 1, violations: 1, nodes: 3, incomplete: 1, passes: 1, inapplicable: 1 },
    })
    expect(items).toMatchObject([
      { rule: "label", needsReview: true, nodes: 2, pointer: "/incomplete/0" },
      {
        rule: "color-contrast",
        impact: "serious",
        needsReview: false,
        nodes: 3,
        page: "https://shop.test/",
        title: "About color-contrast",
        at: 1,
        pointer: "/violations/0",
      },
    ])
  })

  test("the same rule on two pages is two violations", () => {
    const pages = [
      page({ violations: [rule("list")] }),
      page({ url: "https://shop.test/cart", violations: [rule("list")] }),
    ]
    expect(readJson(pages).report.counts).toMatchObject({ pages: 2, violations: 2, nodes: 2, passes: 2 })
  })

  test("a bare list of violations has no passes, but its rules", () => {
    const rules = [
      { ...rule("list"), pageUrl: "/" },
      { ...rule("label", "minor", 4), pageUrl: "/cart" },
    ]
    const { report, items } = readJson(rules)
    expect(report.counts).toMatchObject({ pages: 2, violations: 2, nodes: 5, passes: 0 })
    expect(items).toMatchObject([{ page: "/" }, { page: "/cart", impact: "minor", pointer: "/1" }])
  })

  test("pages of which only the violations were kept count when axe is seen to have worked on one", () => {
    const pages = [
      { url: "https://a.test/", violations: [] },
      { url: "https://b.test/", violations: [rule("list")] },
    ]
    expect(readJson(pages).report).toMatchObject({ outcome: "accepted", counts: { pages: 2, violations: 1 } })
  })

  test.for([
    ["critical", "critical"],
    ["moderate", "moderate"],
    ["MINOR", "minor"],
    [null, "unknown"],
    ["cosmetic", "unknown"],
  ] as const)("impact %j is %s", ([word, impact]) => {
    const { items, report } = readJson(page({ violations: [rule("x", word)] }))
    expect(items).toMatchObject([{ impact }])
    expect(report.warnings.map(({ code }) => code)).toEqual(word === "cosmetic" ? ["unknown-severity"] : [])
  })

  test("an address is kept without credentials and home folders", () => {
    const violations = [rule("x")]
    expect(readJson(page({ url: "https://me:pw@shop.test/?a=1", violations })).items).toMatchObject([
      { page: "https://shop.test/?a=1" },
    ])
    expect(readJson(page({ url: `file://${HOME}/alice/site/index.html`, violations })).items).toMatchObject([
      { page: "file:///~/site/index.html" },
    ])
  })
})

describe("what proves nothing is no evidence", () => {
  test.for([
    ["lists that are all empty", page({ passes: [] }), "unfit"],
    ["violations alone, and none", { url: "https://a.test/", violations: [] }, "unfit"],
    ["only pages with violations alone, and none", [{ url: "https://a.test/", violations: [] }], "unfit"],
    ["a page among others that was never looked at", [page(), page({ passes: [] })], "unfit"],
    ["about:blank", page({ url: "about:blank" }), "unfit"],
    ["the browser's error page", page({ url: "chrome-error://chromewebdata/" }), "unfit"],
    ["an error instead of an analysis", [page(), { url: "https://a.test/", error: "timeout" }], "unfit"],
    ["an error object", [page(), { url: "https://a.test/", error: {}, violations: [] }], "unfit"],
    ["no violations, not even none", page({ violations: undefined }), "unfit"],
    ["violations that are no list", page({ violations: null }), "unfit"],
    ["an entry that is no page", [page(), null], "unfit"],
    ["a violation without a rule", page({ violations: [{ impact: "minor", nodes: [] }] }), "unfit"],
  ] as const)("%s", ([, value, outcome]) => {
    const found = readJson(value)
    expect(found.report.format).toBe("axe-json")
    expect(standingOf(found)).toBe(outcome)
  })

  test("what is listed beside it is counted", () => {
    const broken = page({ violations: [{ impact: "minor", nodes: [{}] }] })
    expect(readJson([broken, { url: "https://a.test/", error: "timeout" }]).report).toMatchObject({
      counts: { violations: 1, nodes: 1 },
      unfit: expect.stringContaining("names no rule"),
    })
  })
})

const someRule = fc.record({
  id: fc.constantFrom("list", "label", "__proto__", "constructor"),
  impact: fc.constantFrom("critical", "minor", null),
  help: fc.constant("help"),
  nodes: fc.array(fc.constant({ html: "<b>" }), { maxLength: 3 }),
})
const somePages = fc.array(
  fc.record({
    testEngine: fc.constant({ name: "axe-core", version: "4.1.0" }),
    url: fc.webUrl(),
    passes: fc.array(someRule, { minLength: 1, maxLength: 2 }),
    incomplete: fc.array(someRule, { maxLength: 2 }),
    violations: fc.array(someRule, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 3 },
)

describe("laws", () => {
  test("pages are counted whatever the order of keys and however the file arrives", () => {
    fc.assert(
      fc.property(somePages, fc.integer({ min: 1, max: 50 }), (pages, chunk) => {
        const file = JSON.stringify(pages)
        const turned = JSON.stringify(pages.map((one) => Object.fromEntries(Object.entries(one).reverse())))
        const violations = pages.flatMap((one) => one.violations)
        const { report, items } = read(file, { chunk })
        expect(report.counts).toMatchObject({
          pages: pages.length,
          violations: violations.length,
          nodes: violations.reduce((sum, { nodes }) => sum + nodes.length, 0),
          incomplete: pages.reduce((sum, { incomplete }) => sum + incomplete.length, 0),
        })
        const sorted = (all: readonly object[]) => all.map((item) => JSON.stringify(item)).sort()
        const other = read(turned)
        expect(other.report).toEqual(report)
        expect(sorted(other.items)).toEqual(sorted(items))
      }),
      { numRuns: 50 },
    )
  })

  test("a cut file is refused", () => {
    const file = JSON.stringify([page({ violations: [rule("list")] })])
    for (let length = 40; length < file.length; length++) {
      expect(read(file.slice(0, length)).report.outcome).not.toBe("accepted")
    }
  })
})
