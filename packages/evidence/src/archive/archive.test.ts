import { gzipSync, zstdCompressSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { joined, type Member, tar, TAR_END, tarHeader, tarMember, zip } from "../../testing/archives.ts"
import { bytesOf, read, tally } from "../../testing/reading.ts"

const suite = (...cases: string[]) => `<testsuite name="s">${cases.join("")}</testsuite>`
const passes = (name: string) => `<testcase classname="c" name="${name}"/>`
const fails = (name: string) => `<testcase classname="c" name="${name}"><failure/></testcase>`
const bom = (...names: string[]) =>
  JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: names.map((name) => ({ type: "library", name })),
  })
const gzip = (bytes: Uint8Array | string) => new Uint8Array(gzipSync(bytes))
const zstd = (bytes: Uint8Array | string) => new Uint8Array(zstdCompressSync(bytes))

const A: Member = ["a.xml", suite(passes("one"), fails("two"))]
const B: Member = ["sub/b.xml", suite(passes("three"))]
/** `isChecked`: whether the format has a checksum of its content. Where it has none, damage is as in a file by itself. */
const PACKED: readonly { how: string; pack: (...members: Member[]) => Uint8Array; isChecked: boolean }[] = [
  { how: "tar", pack: tar, isChecked: false },
  { how: "tar.gz", pack: (...members) => gzip(tar(...members)), isChecked: true },
  { how: "tar.zst", pack: (...members) => zstd(tar(...members)), isChecked: false },
  { how: "zip, deflated", pack: (...members) => zip(members), isChecked: true },
  { how: "zip, stored", pack: (...members) => zip(members, { isStored: true }), isChecked: true },
  { how: "zip, written to a pipe", pack: (...members) => zip(members, { isStreamed: true }), isChecked: true },
]

describe.for(PACKED)("$how", ({ pack, isChecked }) => {
  test("its entries are one report, and each fact says from which", () => {
    const told = read(pack(A, B))
    expect(told.report).toMatchObject({
      format: "junit-xml",
      kind: "tests",
      outcome: "accepted",
      counts: { tests: 3, entries: 2 },
      warnings: [],
    })
    expect(tally(told)).toBe("2/1/0/0")
    expect(told.facts.map(({ id, entry }) => `${id} in ${entry}`)).toEqual([
      "s::c::one in a.xml",
      "s::c::two in a.xml",
      "s::c::three in sub/b.xml",
    ])
  })

  test("reads the same in any chunks", () => {
    const bytes = pack(A, ["x.png", "\u0089PNG"], B)
    const whole = read(bytes)
    for (const chunk of [1, 7, 511, 513]) expect(read(bytes, { chunk })).toEqual(whole)
  })

  test("cut anywhere it is never accepted", () => {
    const bytes = pack(A, B)
    for (let at = 0; at < bytes.length - 1024; at += 3)
      expect(read(bytes.subarray(0, at)).report.outcome, `cut at ${at}`).not.toBe("accepted")
    for (let at = Math.max(1, bytes.length - 40); at < bytes.length && !isTarEnd(bytes, at); at++) {
      expect(read(bytes.subarray(0, at)).report.outcome, `cut at ${at}`).not.toBe("accepted")
    }
  })

  test("damage is refused, or what was read is as it was", () => {
    const bytes = pack(A, B)
    const whole = read(bytes)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice()
        damaged[at]! ^= change
        const told = read(damaged)
        const isRefused = told.report.outcome !== "accepted" && told.report.reason !== null
        const isSame = tally(told) === tally(whole)
        // What an entry is has no checksum in a zip: one byte makes a link of a file, and links are passed over.
        const isLink = told.report.warnings.some(({ code }) => code === "entries-passed-over")
        expect(isRefused || isSame || isLink || !isChecked).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

/** The end of a tar archive is emptiness, of which one block is enough. */
const isTarEnd = (bytes: Uint8Array, at: number) => bytes.subarray(at - 1).every((byte) => byte === 0)

describe("one packed file", () => {
  test.for([
    { how: "gzip", bytes: gzip(A[1]) },
    { how: "gzip in two members", bytes: joined([gzip(A[1].slice(0, 50)), gzip(A[1].slice(50))]) },
    { how: "zstd", bytes: zstd(A[1]) },
    { how: "zstd in two frames", bytes: joined([zstd(A[1].slice(0, 50)), zstd(A[1].slice(50))]) },
  ])("$how is that file", ({ bytes }) => {
    const told = read(bytes)
    expect(tally(told)).toBe("1/1/0/0")
    expect(told.facts[0]).not.toHaveProperty("entry")
    for (const chunk of [1, 9]) expect(read(bytes, { chunk })).toEqual(told)
  })

  test("what is wrong with it is the answer", () => {
    expect(read(gzip("hello")).report).toMatchObject({ outcome: "unsupported", code: "not-recognised" })
    expect(read(gzip("<testsuite>")).report).toMatchObject({ outcome: "rejected", code: "truncated" })
    expect(read(gzip(suite())).report).toMatchObject({ outcome: "empty", code: "no-tests" })
    expect(read(gzip("")).report).toMatchObject({ outcome: "empty", code: "nothing-received" })
  })

  test("another length or checksum than stated is refused", () => {
    const bytes = gzip(A[1])
    for (const from of [8, 4]) {
      const damaged = bytes.slice()
      damaged[bytes.length - from]! ^= 1
      expect(read(damaged).report).toMatchObject({ outcome: "rejected", code: "broken-archive" })
    }
    expect(read(joined([bytes, bytesOf("more")])).report.outcome).toBe("rejected")
    expect(read(joined([zstd(A[1]), bytesOf("more of it")])).report).toMatchObject({ code: "broken-archive" })
  })

  test("a zstd frame that asks for more memory than there is, or for a dictionary, is refused", () => {
    const frame = (...bytes: number[]) =>
      Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, ...bytes, ...Array.from({ length: 30 }, () => 0))
    expect(read(frame(0x00, 0xff)).report.reason).toContain("memory")
    expect(read(frame(0x01, 0x08, 0x01)).report.reason).toContain("dictionary")
  })
})

describe("what is in an archive", () => {
  test.for<[what: string, member: Member]>([
    ["a picture", ["x.png", "\u0089PNG"]],
    ["a page", ["index.html", "<html></html>"]],
    ["a page without its ending", ["page", "<!doctype html><html></html>"]],
    ["a log that looks like TAP", ["build.log", "ok 1\nnot ok 2"]],
    ["a log that looks like broken JSON", ["out.txt", "[12:00] started"]],
    ["a film, whose first bytes look like UTF-32", ["v.bin", Uint8Array.of(0, 0, 0, 0x20, 0x66)]],
    ["a hidden file", [".DS_Store", "\0\0\0\u0001Bud1"]],
    ["what macOS adds", ["__MACOSX/._a.xml", "\0\u0005\u0016\u0007"]],
    ["an attachment of Allure", ["7f-attachment.xml", "<testsuite"]],
    ["a configuration", ["settings.env", "# c\nexport A=1"]],
    ["an empty text", ["stderr.txt", ""]],
  ])("%s is passed over, and said", ([, member]) => {
    const told = read(zip([A, member]))
    expect(tally(told)).toBe("1/1/0/0")
    expect(told.report).toMatchObject({ counts: { entries: 1 }, warnings: [{ code: "entries-passed-over", count: 1 }] })
    expect(told.report.warnings[0]?.text).toContain(JSON.stringify(member[0]))
  })

  test("folders are nothing, not even passed over", () => {
    expect(read(tar(["d/", ""], A)).report.warnings).toEqual([])
    expect(read(zip([["d/", ""], A])).report.warnings).toEqual([])
  })

  test.for<[what: string, member: Member, outcome: string, says: string]>([
    ["a cut report", ["b.xml", "<testsuite><testcase"], "rejected", "cut off"],
    ["a broken report", ["b.xml", "<testsuite><testcase></testsuite>"], "rejected", "broken"],
    ["an empty file that is called a report", ["TEST-b.xml", ""], "empty", "holds nothing"],
    ["broken JSON that is called a report", ["b.json", '{"a":'], "rejected", "cut off"],
    [
      "a report of which the suites failed",
      ["b.xml", '<testsuite name="x"><error message="no"/></testsuite>'],
      "empty",
      "failed before",
    ],
    ["a report that promises tests", ["b.xml", '<testsuite tests="3"/>'], "empty", "promises 3"],
    [
      "a report in a format that is not read",
      ["b.txt", "##teamcity[testSuiteStarted name='x']"],
      "unsupported",
      "recognised but not read",
    ],
  ])("%s refuses the whole archive by its name", ([, member, outcome, says]) => {
    for (const members of [
      [A, member],
      [member, A],
    ]) {
      const { report } = read(zip(members))
      expect(report).toMatchObject({ outcome, code: "archive-entry" })
      expect(report.reason).toContain(JSON.stringify(member[0]))
      expect(report.reason).toContain(says)
    }
  })

  test("a shard without tests is said while others have some, and refused when none has", () => {
    const shard: Member = ["b.xml", suite()]
    expect(read(zip([shard, A])).report).toMatchObject({
      outcome: "accepted",
      counts: { tests: 2, entries: 1 },
      warnings: [{ code: "entries-without-tests" }],
    })
    expect(read(zip([shard])).report).toMatchObject({ outcome: "empty", code: "archive-entry" })
  })

  test("without a report an archive proves nothing", () => {
    for (const bytes of [zip([]), zip([["a.txt", "hello"]]), tar(["d/", ""]), tar(["a.txt", "hello"])]) {
      expect(read(bytes).report).toMatchObject({ outcome: "empty", code: "no-reports", format: null })
    }
  })

  test("reports of different kinds are to be uploaded by themselves", () => {
    const { report } = read(zip([A, ["bom.json", bom("a")]]))
    expect(report).toMatchObject({ outcome: "unsupported", code: "mixed-archive" })
    expect(report.reason).toContain("tests, sbom")
  })

  test("items say their entry, counts are added, the oldest time counts", () => {
    const dated = (name: string, timestamp: string) =>
      bom(name).replace('"components"', `"metadata":{"timestamp":"${timestamp}"},"components"`)
    const told = read(
      zip([
        ["a.json", dated("a", "2026-01-03T00:00:00Z")],
        ["b.json", dated("b", "2026-01-02T00:00:00Z")],
      ]),
    )
    expect(told.report).toMatchObject({
      format: "cyclonedx-json",
      producedAt: "2026-01-02T00:00:00.000Z",
      counts: { components: 2, entries: 2 },
    })
    expect(told.items.map(({ entry }) => entry)).toEqual(["a.json", "b.json"])
  })

  test("several formats of one kind are added up, with a warning", () => {
    const spdx = JSON.stringify({ spdxVersion: "SPDX-2.3", packages: [{ SPDXID: "SPDXRef-b", name: "b" }] })
    expect(
      read(
        zip([
          ["a.json", bom("a")],
          ["b.json", spdx],
        ]),
      ).report,
    ).toMatchObject({
      format: "cyclonedx-json",
      counts: { components: 2 },
      warnings: [{ code: "several-formats" }],
    })
  })

  test("a test that stands in two entries is numbered over both, or merged if that is asked for", () => {
    const bytes = zip([
      ["a.xml", suite(fails("x"))],
      ["b.xml", suite(passes("x"))],
    ])
    expect(read(bytes).facts.map(({ id }) => id)).toEqual(["s::c::x", "s::c::x#2"])
    expect(read(bytes).report.warnings).toMatchObject([{ code: "duplicate-identity", count: 1 }])
    const merged = read(bytes, { retries: "merge" })
    expect(merged.report).toMatchObject({
      counts: { tests: 1, passed: 1, flaky: 1 },
      warnings: [{ code: "retries-merged" }],
    })
  })
})

describe("a folder of Allure results", () => {
  const result = (name: string, status: string, stop: number, historyId = name): Member => [
    `${name}-${stop}-result.json`,
    JSON.stringify({ uuid: `${name}${stop}`, historyId, name, fullName: `C#${name}`, status, start: stop - 1, stop }),
  ]
  const container = (...befores: object[]): Member => [
    "1-container.json",
    JSON.stringify({ uuid: "1", name: "around", children: ["x"], befores, afters: [], start: 1, stop: 2 }),
  ]

  test("is one report; the newest attempt of a test judges, whatever stands first", () => {
    const members = [result("a", "failed", 10), result("a", "passed", 20), result("b", "passed", 30)]
    for (const bytes of [tar(...members), zip(members.toReversed())]) {
      const told = read(bytes)
      expect(told.report).toMatchObject({
        format: "allure-result-json",
        outcome: "accepted",
        counts: { tests: 2, passed: 2, flaky: 1, entries: 3 },
      })
      expect(told.report.warnings.map(({ code, count }) => [code, count])).toEqual([["retries-merged", 1]])
    }
    expect(tally(read(zip([result("a", "passed", 10), result("a", "failed", 20)])))).toBe("0/1/0/0")
  })

  test("containers list no test, and their fixtures that failed are not lost", () => {
    expect(read(zip([result("a", "passed", 10), container()])).report).toMatchObject({
      outcome: "accepted",
      counts: { tests: 1, suiteErrors: 0, containers: 1 },
      warnings: [],
    })
    const failed = container({ name: "setUp", status: "broken" })
    expect(read(zip([result("a", "passed", 10), failed])).report).toMatchObject({
      counts: { tests: 1, suiteErrors: 1 },
    })
    expect(read(zip([container()])).report.outcome).not.toBe("accepted")
  })

  test("errors of the whole run stand beside its results", () => {
    const errors = JSON.stringify({ attachments: [], errors: [{ message: "no database", timestamp: 1 }] })
    const globals: Member = ["1-globals.json", errors]
    expect(read(zip([globals, result("a", "passed", 10)])).report).toMatchObject({
      outcome: "accepted",
      counts: { tests: 1, passed: 1, suiteErrors: 1 },
    })
    expect(read(zip([globals])).report.outcome).not.toBe("accepted")
  })
})

describe("hostile archives", () => {
  test.for(["../../etc/passwd.xml", "/abs.xml", "C:\\x.xml", "a\u0007\u202eb.xml", "__proto__", "x".repeat(90)])(
    "the name %j is shown, cleaned, and never a path",
    (name) => {
      const [fact] = read(zip([[name, A[1]]])).facts
      expect(fact?.entry).toBe(name.replaceAll("\u0007", "\ufffd").replaceAll("\u202e", "\ufffd"))
    },
  )

  test.for<[what: string, bytes: Uint8Array, says: string]>([
    ["two members of one name", zip([A, A]), "one name"],
    [
      "members that share bytes",
      zip([["outer.txt", zip([B], { isStored: true })], B], { isStored: true, beginsAt: new Map([[B[0], 39]]) }),
      "share bytes",
    ],
    ["an encrypted member", zip([A], { flags: 1 }), "encrypted"],
    ["a method nobody has here", zip([A], { method: 12 }), "method 12"],
    ["another checksum", zip([A], { crc: 1 }), "checksum"],
    ["more content than stated", zip([A], { size: 3 }), "longer than it states"],
    ["less content than stated", zip([A], { size: 3000 }), "checksum"],
    ["another name in the member itself", zip([A], { localName: "b.xml" }), "another name"],
    ["a damaged tar header", joined([tarHeader("a", 0).fill(0x41, 0, 1).fill(0x42, 1, 2), TAR_END]), "damaged"],
    ["more behind the end of a tar archive", joined([tar(A), tarMember("b.xml", suite())]), "more behind its end"],
    ["a tar archive without an end", tarMember("a.xml", A[1]), "cut off"],
    ["a sparse file", joined([tarMember("a.xml", "", "S"), TAR_END]), "sparse"],
    ["a damaged pax header", joined([tarMember("p", "99 path=x\n", "x"), tarMember("a.xml", A[1]), TAR_END]), "pax"],
  ])("%s is refused", ([what, bytes, says]) => {
    const head = what.startsWith("a damaged tar") ? joined([tarMember("z.txt", "x"), bytes]) : bytes
    const { report } = read(head)
    expect(report.outcome).toBe("rejected")
    expect(report.reason).toContain(says)
  })

  test("links are passed over, and lead nowhere", () => {
    expect(read(joined([tarMember("l.xml", "", "2"), tar(A)])).report).toMatchObject({
      outcome: "accepted",
      counts: { entries: 1 },
    })
    expect(read(zip([A], { attributes: 0o120777 * 65536 })).report.code).toBe("no-reports")
  })

  test("names come from pax headers and GNU long names", () => {
    const long = `${"d".repeat(120)}/a.xml`
    const record = ` path=${long}\n`
    const pax = `${record.length + 3}${record}`
    for (const about of [tarMember("p", pax, "x"), tarMember("././@LongLink", `${long}\0`, "L")]) {
      expect(read(joined([about, tarMember("short", A[1]), TAR_END])).facts[0]?.entry).toBe(long)
    }
  })

  test("something small that becomes large is refused before it does", () => {
    const large = joined([bytesOf("<testsuite>"), new Uint8Array(30_000_000).fill(0x20)])
    const bomb = gzip(large)
    expect(read(bomb).report).toMatchObject({ outcome: "rejected", code: "broken-archive" })
    expect(read(zip([["a.xml", large]])).report.reason).toContain("200 times")
    expect(read(zip([["a.gz", bomb]])).report.reason).toContain("200 times")
    expect(read(zstd(large)).report.reason).toContain("200 times")
  })

  test("every limit is named", () => {
    expect(read(zip([A, B]), { limits: { entries: 1 } }).report.outcome).toBe("rejected")
    expect(read(tar(A, B), { limits: { entries: 1 } }).report).toMatchObject({ code: "too-large" })
    expect(read(gzip(A[1]), { limits: { bytes: 80 } }).report).toMatchObject({ code: "too-large" })
    expect(read(zip([A, B]), { limits: { heldBytes: 100 } }).report).toMatchObject({ code: "too-large" })
    expect(
      read(
        zip([
          ["a.json", bom("a")],
          ["b.json", bom("b")],
        ]),
        { limits: { items: 1 } },
      ).report.reason,
    ).toContain("items")
  })

  test("archives may stand in each other twice; a compressed tar archive is one", () => {
    const once = zip([A])
    const twice = zip([["in.zip", once]])
    expect(tally(read(twice))).toBe("1/1/0/0")
    expect(read(twice).facts[0]?.entry).toBe("in.zip/a.xml")
    expect(tally(read(zip([["in.tar.gz", gzip(tar(A))]])))).toBe("1/1/0/0")
    expect(read(zip([["in.zip", twice]])).report).toMatchObject({ outcome: "rejected", code: "too-large" })
    expect(read(gzip(gzip(gzip(A[1])))).report).toMatchObject({ outcome: "rejected", code: "too-large" })
  })
})
