import { describe, expect, test } from "vitest"
import type { Item } from "../catalog/items.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { digestOf } from "../kernel/digest.ts"
import { reportStates } from "./report-states.ts"
import type { StateOf } from "./state.ts"
import {
  componentItem,
  coverageItem,
  findingItem,
  measureItem,
  NOW,
  OLD,
  reportsOf,
  STAGING,
  thresholdItem,
  uploadOf,
  vexItem,
  violationItem,
  vulnerabilityItem,
} from "./uploads.contract.ts"
import type { CurrentUpload, RefusedUpload, ReleaseReports } from "./uploads.ts"
import type { ReportKind } from "../catalog/evidence-kind.ts"

// Long enough to tell texts apart.
const sha256 = (text: string | Uint8Array) => String(text.length).padStart(64, "0")
const fold = (reports: ReleaseReports) => reportStates(reports, { environment: STAGING }, sha256)
const baseline = (...uploads: CurrentUpload[]) => ({ baseline: { release: "v2.4.0" as never, uploads } })

function only<Kind extends ReportKind>(kind: Kind, reports: ReleaseReports): StateOf<Kind> {
  const state = fold(reports).find((one): one is StateOf<Kind> => one.kind === kind)
  if (state === undefined) throw new Error(`no state of ${kind}`)
  return state
}

describe("how reports stand", () => {
  const upload = (id: string, over: Partial<CurrentUpload> = {}) => uploadOf("findings", [], { id, ...over })

  test("one state for each kind and category, in a fixed order", () => {
    const states = fold(
      reportsOf([
        uploadOf("vex", []),
        upload("a", { category: "static" as never }),
        upload("b", { category: "dynamic" as never }),
        uploadOf("code-coverage", []),
      ]),
    )
    expect(states.map(({ kind, category }) => `${kind} ${category}`)).toStrictEqual([
      "code-coverage code-coverage",
      "findings dynamic",
      "findings static",
      "vex vex",
    ])
  })

  test("the oldest decides, by the older of its two times, and counts are added up", () => {
    const { oldest, measured, uploads, producers, digest } = only(
      "findings",
      reportsOf([
        upload("a", { counts: { rules: 3, files: 1 }, producer: "ci-2" }),
        upload("b", { producedAt: OLD, counts: { rules: 4 }, producer: "ci-1" }),
        upload("c", { counts: { rules: 1 }, producer: "ci-2" }),
      ]),
    )
    expect(oldest).toStrictEqual({ id: "b", receivedAt: NOW, producedAt: OLD })
    expect(measured).toStrictEqual({ files: 1, rules: 8 })
    expect(uploads).toBe(3)
    expect(producers).toStrictEqual(["ci-1", "ci-2"])
    expect(digest).toBe(digestOf(`sha256:${"c".repeat(64)}\n`.repeat(3), sha256))
  })

  test("it is of the environment as soon as one upload is", () => {
    const of = (...subjects: CurrentUpload["subject"][]) =>
      only("findings", reportsOf(subjects.map((subject, at) => upload(String(at), { subject })))).subject
    expect([of("artifact"), of("artifact", "environment")]).toStrictEqual(["artifact", "environment"])
  })

  test("requests that are measured and not counted are how much was measured", () => {
    const of = (counts: Record<string, number>) =>
      only("performance", reportsOf([uploadOf("performance", [measureItem("requests", 7)], { counts })])).measured
    expect([of({}), of({ requests: 9 })]).toStrictEqual([{ requests: 7 }, { requests: 9 }])
  })

  const refused = (over: Partial<RefusedUpload>): RefusedUpload => ({
    id: "r",
    kind: "findings",
    category: "static" as never,
    environment: STAGING,
    outcome: "rejected",
    reason: "truncated",
    ...over,
  })

  test("a refused newest upload stands beside what was accepted before", () => {
    const state = only("findings", reportsOf([upload("a")], { refused: [refused({})] }))
    expect([state.oldest?.id, state.refused]).toStrictEqual([
      "a",
      { id: "r", outcome: "rejected", reason: "truncated" },
    ])
  })

  test("where nothing was accepted there is a state without content", () => {
    expect(only("findings", reportsOf([], { refused: [refused({})] }))).toMatchObject({
      uploads: 0,
      oldest: null,
      refused: { id: "r" },
      groups: [],
    })
  })

  test("one that was not recognised stands against all of its category, and against the kind whose category it is", () => {
    const kinds = (category: string, ...uploads: CurrentUpload[]) =>
      fold(reportsOf(uploads, { refused: [refused({ kind: null, category: category as never })] }))
        .filter((state) => state.refused !== null)
        .map(({ kind }) => kind)
    expect(kinds("static")).toStrictEqual(["findings"])
    expect(kinds("dynamic", upload("a", { category: "dynamic" as never }))).toStrictEqual(["findings"])
    expect(kinds("unit")).toStrictEqual([])
  })

  test("what no canonical text can hold, and what is far too long, is cut", () => {
    const items = [findingItem("rule\ud800", { file: "x".repeat(5_000) })]
    const states = fold(reportsOf([uploadOf("findings", items)]))
    expect(canonicalJson(states as unknown as Json).length).toBeLessThan(2_000)
  })
})

describe("findings", () => {
  const groups = (...lists: (readonly Item[])[]) =>
    only("findings", reportsOf(lists.map((items, at) => uploadOf("findings", items, { id: `u${at}` })))).groups.map(
      ({ severity, state, isNew, by, count }) => ({ severity, state, isNew, by, count }),
    )
  const one = { severity: "high", state: "open", isNew: true, by: null, count: 1 }

  test("an upload's own findings are all counted, also where two look alike", () => {
    expect(groups([findingItem("a"), findingItem("a"), findingItem("b")])).toStrictEqual([{ ...one, count: 3 }])
  })

  test("two uploads that list the same count it once", () => {
    expect(groups([findingItem("a"), findingItem("b")], [findingItem("a")])).toStrictEqual([{ ...one, count: 2 }])
  })

  test("an open one outranks a suppressed one, then the worse severity counts", () => {
    const low = findingItem("a", { severity: "low" })
    const suppressed = findingItem("a", { severity: "critical", state: "suppressed" })
    expect(groups([low], [suppressed])).toStrictEqual([{ ...one, severity: "low" }])
    expect(groups([low], [findingItem("a")])).toStrictEqual([one])
  })

  test("an unknown severity is not made known by another tool's word", () => {
    expect(groups([findingItem("a", { severity: "unknown" })], [findingItem("a", { severity: "low" })])).toStrictEqual([
      { ...one, severity: "low" },
      { ...one, severity: "unknown" },
    ])
  })

  test("suppressed ones are counted by who did it; absent ones are not there", () => {
    expect(
      groups([
        findingItem("a", { state: "suppressed", suppressedBy: "inSource" }),
        findingItem("b", { state: "suppressed" }),
        findingItem("c", { state: "absent" }),
      ]),
    ).toStrictEqual([
      { ...one, state: "suppressed", by: "inSource" },
      { ...one, state: "suppressed" },
    ])
  })

  test("the first twenty are named, in one order", () => {
    const items = Array.from({ length: 30 }, (_, at) =>
      findingItem(`r${String(29 - at).padStart(2, "0")}`, { line: at }),
    )
    const [group] = only("findings", reportsOf([uploadOf("findings", items)])).groups
    expect([group?.count, group?.items.length, group?.items[0]]).toStrictEqual([
      30,
      20,
      { rule: "r00", file: null, line: 29, url: null, evidence: "upload-findings" },
    ])
  })

  describe("are new", () => {
    const before = (...items: Item[]) => baseline(uploadOf("findings", items))
    test.for<{ when: string; item?: Item; over: Partial<ReleaseReports>; isNew: boolean }>([
      { when: "nothing runs in the target", over: {}, isNew: true },
      { when: "it was not there", over: before(), isNew: true },
      { when: "it was there", over: before(findingItem("a")), isNew: false },
      { when: "it was suppressed there", over: before(findingItem("a", { state: "suppressed" })), isNew: true },
      {
        when: "it was there in another category",
        over: baseline(uploadOf("findings", [findingItem("a")], { category: "dynamic" as never })),
        isNew: true,
      },
      {
        when: "the file says it is old, and nothing runs in the target",
        item: findingItem("a", { isNew: false }),
        over: {},
        isNew: true,
      },
      {
        when: "the file says it is new, and it was there",
        item: findingItem("a", { isNew: true }),
        over: before(findingItem("a")),
        isNew: true,
      },
      {
        when: "the file says it is old, and it was there",
        item: findingItem("a", { isNew: false }),
        over: before(findingItem("a")),
        isNew: false,
      },
    ])("$when: $isNew", ({ item = findingItem("a"), over, isNew }) => {
      const [group] = only("findings", reportsOf([uploadOf("findings", [item])], over)).groups
      expect(group?.isNew).toBe(isNew)
    })
  })
})

describe("vulnerabilities", () => {
  const groups = (uploads: readonly CurrentUpload[], over: Partial<ReleaseReports> = {}) =>
    only("vulnerabilities", reportsOf(uploads, over)).groups
  const cve = (over: Parameters<typeof vulnerabilityItem>[1] = {}) => vulnerabilityItem("CVE-2026-1", over)
  const scan = (...items: Item[]) => uploadOf("vulnerabilities", items)

  test("one with a fix in any upload is fixable", () => {
    const uploads = [scan(cve()), { ...scan(cve({ fixedIn: ["3.0.2"] })), id: "b" }]
    expect(groups(uploads)).toMatchObject([{ isFixable: true, count: 1, items: [{ fixedIn: ["3.0.2"] }] }])
  })

  test("two versions side by side are two, and both are old where one was", () => {
    const found = groups([scan(cve(), cve({ version: "2.0.0" }))], baseline(scan(cve({ version: "1.0.0" }))))
    expect(found).toMatchObject([{ count: 2, isNew: false }])
  })

  test("what a VEX hides is counted apart, with the record", () => {
    const found = groups([scan(cve(), vulnerabilityItem("CVE-2026-2")), uploadOf("vex", [vexItem("CVE-2026-1")])])
    expect(found).toMatchObject([
      { state: "open", count: 1, by: null },
      { state: "vex", count: 1, by: { author: "security", status: "not_affected", evidence: "upload-vex" } },
    ])
  })

  test("what a VEX hid in the running release is new where nothing hides it now", () => {
    const before = baseline(scan(cve()), uploadOf("vex", [vexItem("CVE-2026-1")]))
    expect(groups([scan(cve())], before)).toMatchObject([{ state: "open", isNew: true }])
  })
})

describe("components", () => {
  const licences = (...lists: (readonly Item[])[]) =>
    only("sbom", reportsOf(lists.map((items, at) => uploadOf("sbom", items, { id: `u${at}` })))).licences.map(
      (group) => [group.licences.map(({ text }) => text).join("+"), group.count],
    )

  test("are grouped by licences; none stated is a group of its own", () => {
    expect(licences([componentItem("a", "MIT"), componentItem("b", "MIT"), componentItem("c", null)])).toStrictEqual([
      ["MIT", 2],
      ["", 1],
    ])
  })

  test("NOASSERTION says nothing, and NONE is no licence but a word", () => {
    expect(licences([componentItem("a", "NOASSERTION"), componentItem("b", "NONE")])).toStrictEqual([
      ["NONE", 1],
      ["", 1],
    ])
  })

  test("what several documents say of one component all counts", () => {
    expect(licences([componentItem("a", "MIT")], [componentItem("a", "GPL-3.0-only")])).toStrictEqual([
      ["GPL-3.0-only+MIT", 1],
    ])
  })

  test("the product itself is left out, but not where several claim to be it", () => {
    const product = (name: string) => componentItem(name, null, { depth: 0 })
    expect(licences([product("shop"), componentItem("a", "MIT")])).toStrictEqual([["MIT", 1]])
    expect(licences([product("shop"), product("other"), componentItem("a", "MIT")])).toStrictEqual([
      ["MIT", 1],
      ["", 2],
    ])
  })
})

describe("measures", () => {
  const measures = (...lists: (readonly Item[])[]) =>
    only("performance", reportsOf(lists.map((items, at) => uploadOf("performance", items, { id: `u${at}` })))).measures

  test("the worst of several uploads counts, whichever way is worse", () => {
    const run = (p95: number, score: number) => [measureItem("p95", p95), measureItem("score-performance", score)]
    expect(measures(run(100, 900), run(300, 800), run(200, 950))).toMatchObject([
      { metric: "p95", value: 300 },
      { metric: "score-performance", value: 800 },
    ])
  })

  test("a whole stands for its labels; pages without a whole stand for themselves", () => {
    expect(measures([measureItem("p95", 1), measureItem("p95", 2, "pay")])).toMatchObject([
      { scope: "", isGeneral: true },
      { scope: "pay", isGeneral: false },
    ])
    expect(measures([measureItem("lcp", 1, "/a"), measureItem("lcp", 2, "/b")])).toMatchObject([
      { scope: "/b", isGeneral: true },
      { scope: "/a", isGeneral: true },
    ])
    // Another run's whole does not speak for these pages.
    expect(measures([measureItem("p95", 1)], [measureItem("p95", 9, "pay")])).toMatchObject([
      { scope: "", isGeneral: true },
      { scope: "pay", isGeneral: true },
    ])
  })

  test("of very many labels the worst are kept, and the whole", () => {
    const labels = Array.from({ length: 1_000 }, (_, at) => measureItem("p95", at + 1, `label-${at}`))
    const kept = measures([...labels, measureItem("p95", 0)])
    expect([kept.length, kept[0]?.scope, kept[1]?.value, kept.at(-1)?.value]).toStrictEqual([201, "", 1_000, 801])
  })

  test("thresholds are counted, and the crossed ones named", () => {
    const items = [thresholdItem("p(95)<500", false), thresholdItem("rate<0.01", true)]
    expect(only("performance", reportsOf([uploadOf("performance", items)])).thresholds).toStrictEqual({
      judged: 2,
      crossed: 1,
      names: ["p(95)<500"],
    })
  })
})

test("violations are counted by rule and page, their places by the most of any upload; reviews stand apart", () => {
  const uploads = [
    uploadOf("accessibility", [violationItem("a", { nodes: 1 }), violationItem("a", { page: "/pay" })]),
    uploadOf("accessibility", [violationItem("a", { nodes: 5 }), violationItem("b", { needsReview: true })], {
      id: "z",
    }),
  ]
  expect(only("accessibility", reportsOf(uploads)).groups).toMatchObject([
    { needsReview: false, impact: "serious", count: 2, nodes: 7 },
    { needsReview: true, impact: "serious", count: 1, nodes: 2 },
  ])
})

describe("code coverage", () => {
  const ratios = (uploads: readonly CurrentUpload[], over: Partial<ReleaseReports> = {}) =>
    only("code-coverage", reportsOf(uploads, over)).ratios

  test("uploads stay apart, files and empty totals are left out, and the worse of two statements counts", () => {
    const uploads = [
      uploadOf("code-coverage", [
        coverageItem("line", 8, 10),
        coverageItem("line", 7, 10),
        coverageItem("branch", 0, 0),
      ]),
      uploadOf("code-coverage", [{ ...coverageItem("line", 1, 9), scope: "a.ts" }, coverageItem("line", 9, 10)], {
        id: "z",
        tool: "other",
      }),
    ]
    expect(ratios(uploads).map(({ metric, covered, total }) => [metric, covered, total])).toStrictEqual([
      ["line", 7, 10],
      ["line", 9, 10],
    ])
  })

  test("the baseline is the same tool in the same format", () => {
    const now = uploadOf("code-coverage", [coverageItem("line", 8, 10)])
    const before = (over: Partial<CurrentUpload>) =>
      ratios([now], baseline(uploadOf("code-coverage", [coverageItem("line", 9, 10)], over)))[0]?.before
    expect([before({}), before({ tool: "other" }), before({ variant: "web" })]).toStrictEqual([
      { covered: 9, total: 10 },
      null,
      null,
    ])
  })
})
