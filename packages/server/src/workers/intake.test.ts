import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { stateOf } from "@promotrail/core"
import type { Intake, IntakeJob, ReportIntake } from "../ports/reader.ts"
import type { Store } from "../ports/store.ts"
import { factsOf } from "../storage/shared/facts.ts"
import { itemsOf } from "../storage/shared/items.ts"
import { openSqliteStore } from "../storage/sqlite/store.ts"
import { app, category, worldOf } from "../storage/world.contract.ts"
import { folderBlobs } from "../storage/blobs/folder-blobs.ts"
import { startIntake } from "./intake.ts"

let folder: string
let store: Store
let intake: ReportIntake
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "promotrail-intake-"))
  store = await openSqliteStore({ folder })
  intake = await startIntake({ store: { kind: "sqlite", folder }, workers: 2 })
})
afterEach(async () => {
  await intake.close()
  await store.close()
  rmSync(folder, { recursive: true })
})

let files = 0
function job(content: string | Uint8Array, more: Partial<IntakeJob> = {}): IntakeJob {
  const path = join(folder, `report-${++files}`)
  writeFileSync(path, content)
  return { path, application: app(), category: category("unit"), inventory: false, ...more }
}

const cases = (inside: string): string =>
  `<testsuites><testsuite name="pay" timestamp="2026-11-20T10:00:00Z">${inside}</testsuite></testsuites>`
const REPORT = cases(`
  <testcase classname="Card" name="works" time="0.25" file="card.test.ts"/>
  <testcase classname="Card" name="declines"><failure message="expected 1">was 2</failure></testcase>
  <testcase classname="Card" name="works"/>`)

const statesOf = async ({ results }: Intake): Promise<Record<string, string>> => {
  const rows = await store.read.testsAt(app(), [...(results?.ordinals ?? [])])
  const ids = new Map(rows.map(({ ordinal, id }) => [ordinal, id]))
  return Object.fromEntries(
    [...(results?.ordinals ?? [])].map((ordinal, at) => [ids.get(ordinal), stateOf(results?.slots[at] ?? 0)]),
  )
}

describe("an accepted report", () => {
  test("comes back as ordinals, states, facts and details", async () => {
    const read = await intake.read(job(REPORT))
    expect(read).toMatchObject({
      format: "junit-xml",
      outcome: "accepted",
      code: null,
      reason: null,
      producedAt: "2026-11-20T10:00:00.000Z",
      counts: { tests: 3, passed: 2, failed: 1 },
      reader: "promotrail/0.1.0",
      results: {
        categoryCode: 1,
        details: [{ ordinal: 1, line: 3, message: "expected 1\nwas 2", durationMs: null }],
      },
    })
    expect(read.warnings.map(({ code }) => code)).toContain("duplicate-identity")
    expect(await statesOf(read)).toStrictEqual({
      "pay::Card::works": "passed",
      "pay::Card::declines": "failed",
      "pay::Card::works#2": "passed",
    })
    const bytes = read.facts?.bytes ?? new Uint8Array(0)
    expect(`sha256:${createHash("sha256").update(bytes).digest("hex")}`).toBe(read.facts?.digest)
    expect([...factsOf(bytes)].map(({ id, status, durationMs }) => [id, status, durationMs])).toStrictEqual([
      ["pay::Card::works", "passed", 250],
      ["pay::Card::declines", "failed", undefined],
      ["pay::Card::works#2", "passed", undefined],
    ])
    expect(await store.catalogue.categories(app())).toStrictEqual(["other", "unit"])
  })

  test("read again finds the same tests, and says what changed about them", async () => {
    const first = await intake.read(job(REPORT))
    const second = await intake.read(job(REPORT))
    expect(second.results?.ordinals).toStrictEqual(first.results?.ordinals)
    expect(second.results?.attributes).toBeUndefined()
    const third = await intake.read(job(REPORT.replace("card.test.ts", "moved.test.ts")))
    expect(third.results?.attributes).toBeDefined()
    // It is said, and done by the commit.
    expect((await store.read.testsAt(app(), [0]))[0]?.file).toBe("card.test.ts")
  })

  test("as an inventory lists tests without an outcome", async () => {
    const read = await intake.read(job("pay::Card::works\npay::Card::declines\n", { inventory: true }))
    expect(read).toMatchObject({ outcome: "accepted", results: { slots: new Uint8Array(0), details: [] } })
    expect(Object.keys(await statesOf(read))).toStrictEqual(["pay::Card::works", "pay::Card::declines"])
    expect([...factsOf(read.facts?.bytes ?? new Uint8Array(0))].every(({ status }) => status === undefined)).toBe(true)
  })

  test("of more tests than one transaction adds is complete", async () => {
    const many = Array.from({ length: 12_345 }, (_, at) => `<testcase classname="Card" name="test ${at}"/>`)
    const read = await intake.read(job(cases(many.join(""))))
    expect([...(read.results?.ordinals ?? [])]).toStrictEqual(Array.from({ length: 12_345 }, (_, at) => at))
    expect(read.results?.slots.every((slot) => slot === 1)).toBe(true)
  })

  test("of one file after the other, and several at once, gives the same tests the same ordinals", async () => {
    const names = Array.from({ length: 3_000 }, (_, at) => `<testcase classname="Card" name="test ${at}"/>`)
    const reads = await Promise.all(
      [0, 500, 1_000, 0].map((from) => intake.read(job(cases(names.slice(from, from + 2_000).join(""))))),
    )
    const seen = new Map<string, number>()
    for (const { results, facts } of reads) {
      const ordinals = [...(results?.ordinals ?? [])]
      for (const [at, { id }] of [...factsOf(facts?.bytes ?? new Uint8Array(0))].entries()) {
        expect(seen.get(id) ?? ordinals[at]).toBe(ordinals[at])
        seen.set(id, ordinals[at] ?? -1)
      }
    }
    expect(new Set(seen.values()).size).toBe(3_000)
  })

  test("adds to the size of the catalogue", async () => {
    await worldOf(store, await folderBlobs(folder)).policy()
    expect(await store.read.application(app())).toMatchObject({ tests: 0 })
    await intake.read(job(REPORT))
    expect(await store.read.application(app())).toMatchObject({ tests: 3 })
  })
})

describe("a refused file", () => {
  test.for([
    { file: "that is cut off", content: REPORT.slice(0, -40), outcome: "rejected", code: "truncated" },
    {
      file: "with an entity bomb",
      content: `<!DOCTYPE x [<!ENTITY a "b">]>${REPORT}`,
      outcome: "rejected",
      code: "entity-declaration",
    },
    {
      file: "of tests in which a key means two things",
      content: `{"numTotalTests":1,"success":true,"testResults":[{"name":"a.test.js","status":"passed","assertionResults":[{"title":"a","fullName":"a","ancestorTitles":[],"status":"failed","status":"passed"}]}]}`,
      outcome: "rejected",
      code: "unfit",
    },
    { file: "that is empty", content: "", outcome: "empty", code: "nothing-received" },
    { file: "without a test", content: cases(""), outcome: "empty", code: "no-tests" },
    {
      file: "that is a web page",
      content: "<!doctype html><html><body>502</body></html>",
      outcome: "unsupported",
      code: "web-page",
    },
    {
      file: "of a format that is not read",
      content: '<TestLog><TestSuite name="x"/></TestLog>',
      outcome: "unsupported",
      code: "unsupported-format",
    },
  ])("$file is $outcome, and leaves nothing in the catalogue", async ({ content, outcome, code }) => {
    const read = await intake.read(job(content))
    expect(read).toMatchObject({ outcome, code, facts: null, results: null, reader: "promotrail/0.1.0" })
    expect(read.reason).toMatch(/\.$/)
    expect(await store.read.tests(app(), 0, 1)).toStrictEqual([])
    expect(await store.catalogue.categories(app())).toStrictEqual(["other"])
  })

  test("of a category too many is rejected in words", async () => {
    for (let at = 0; at < 254; at++) await store.catalogue.resolve(app(), category(`c${at}`), [])
    const read = await intake.read(job(REPORT, { category: category("one-more") }))
    expect(read).toMatchObject({ outcome: "rejected", code: "too-many-categories", results: null })
    expect((await intake.read(job(REPORT, { category: category("c7") }))).outcome).toBe("accepted")
  })
})

test("a report that lists no tests is kept item by item, and leaves nothing in the catalogue", async () => {
  const results = [{ ruleId: "sqli", level: "error", message: { text: "here" } }]
  const runs = [{ tool: { driver: { name: "scanner", version: "2" } }, results }]
  const read = await intake.read({ ...job(JSON.stringify({ version: "2.1.0", runs })), category: undefined })
  expect(read).toMatchObject({
    kind: "findings",
    subject: "artifact",
    category: "static",
    tool: { name: "scanner", version: "2" },
    outcome: "accepted",
    unfit: null,
    results: null,
  })
  expect([...itemsOf(read.facts?.bytes ?? new Uint8Array())]).toMatchObject([{ type: "finding", rule: "sqli" }])
  expect(await store.read.tests(app(), 0, 1)).toStrictEqual([])
})

describe("a reader in trouble", () => {
  test("that runs out of memory is answered as a crash, and the next file is read", async () => {
    const small = await startIntake({ store: { kind: "sqlite", folder }, heapMb: 24, patienceMs: 60_000 })
    const many = Array.from({ length: 300_000 }, (_, at) => `<testcase classname="Card" name="test ${at}"/>`)
    const read = await small.read(job(cases(many.join(""))))
    expect(read).toMatchObject({ outcome: "rejected", code: "reader-crashed", results: null, facts: null })
    expect((await small.read(job(REPORT))).outcome).toBe("accepted")
    await small.close()
  })

  test("that takes for ever is stopped, and the next file is read", async () => {
    const hasty = await startIntake({ store: { kind: "sqlite", folder }, patienceMs: 1 })
    expect(await hasty.read(job(REPORT))).toMatchObject({ outcome: "rejected", code: "too-slow", results: null })
    await hasty.close()
    expect((await intake.read(job(REPORT))).outcome).toBe("accepted")
  })

  test("a file that is not there is our mistake, not a refusal", async () => {
    await expect(intake.read({ ...job(REPORT), path: join(folder, "nothing") })).rejects.toThrow("ENOENT")
  })

  test("after it was closed nothing is read any more", async () => {
    const closing = await startIntake({ store: { kind: "sqlite", folder } })
    const running = closing.read(job(REPORT))
    await closing.close()
    expect((await running).outcome).toBe("accepted")
    await expect(closing.read(job(REPORT))).rejects.toThrow("stopping")
  })
})
