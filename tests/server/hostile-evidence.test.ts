import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf, peakMemory, type Client } from "./support/client.ts"
import { counted } from "./support/reports.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`
const MEGABYTE = 1_048_576
const bytes = (text: string) => new TextEncoder().encode(text)
const one = '<testcase classname="c" name="t"/>'
const suite = (inside: string) => `<testsuite name="s">${inside}</testsuite>`

/** A file that is made while it is sent. */
async function* made(before: string, times: number, piece: (at: number) => string, after: string) {
  yield bytes(before)
  for (let at = 0; at < times; at++) yield bytes(piece(at))
  yield bytes(after)
}

const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("")

type Hostile = {
  readonly what: string
  readonly outcome: "rejected" | "unsupported" | "empty"
  readonly says: RegExp
  readonly body: () => string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>
}

const HOSTILE: readonly Hostile[] = [
  {
    what: "nine levels of entities",
    outcome: "rejected",
    says: /entit/i,
    body: () => `<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]>${suite('<testcase name="&l9;"/>')}`,
  },
  {
    what: "one entity, used often",
    outcome: "rejected",
    says: /entit/i,
    body: () =>
      `<!DOCTYPE x [<!ENTITY a "${"a".repeat(30_000)}">]>${suite(`<testcase name="${"&a;".repeat(2_000)}"/>`)}`,
  },
  {
    what: "an entity that is a file",
    outcome: "rejected",
    says: /entit/i,
    body: () => `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${suite('<testcase name="&a;"/>')}`,
  },
  {
    what: "an attribute of 100 MB",
    outcome: "rejected",
    says: /8388608 bytes in one start tag/,
    body: () => made('<testsuite><testcase name="', 100, () => "a".repeat(MEGABYTE), '"/></testsuite>'),
  },
  {
    what: "a name of 100 MB",
    outcome: "rejected",
    says: /\S/,
    body: () => made("<testsuite><", 100, () => "a".repeat(MEGABYTE), "/></testsuite>"),
  },
  {
    what: "a hundred thousand elements within each other",
    outcome: "rejected",
    says: /nest|deep/i,
    body: () => "<testsuite>".repeat(100_000),
  },
  {
    what: "a megabyte of opened lists",
    outcome: "rejected",
    says: /nested/,
    body: () => "[".repeat(MEGABYTE),
  },
  {
    what: "1,000,001 tests",
    outcome: "rejected",
    says: /1,?000,?000/,
    body: () =>
      made(
        "<testsuite>",
        1_001,
        (at) =>
          at === 1_000 ? one : Array.from({ length: 1_000 }, (_, i) => `<testcase name="t${at}-${i}"/>`).join(""),
        "</testsuite>",
      ),
  },
  {
    what: "bytes that are no UTF-8",
    outcome: "rejected",
    says: /\S/,
    body: () => Uint8Array.of(...bytes(suite("")), 0xff, 0xfe),
  },
  {
    what: "bytes that are no UTF-8, within a name",
    outcome: "rejected",
    says: /\S/,
    body: () => Uint8Array.of(...bytes('<testsuite><testcase name="'), 0xc3, 0x28, ...bytes('"/></testsuite>')),
  },
  { what: "an end that is missing", outcome: "rejected", says: /\S/, body: () => counted(10).slice(0, -5) },
  { what: "two documents", outcome: "rejected", says: /\S/, body: () => suite(one) + suite(one) },
  { what: "an attribute twice", outcome: "rejected", says: /\S/, body: () => suite('<testcase name="a" name="b"/>') },
  { what: "nothing", outcome: "empty", says: /\S/, body: () => "" },
  { what: "only blanks", outcome: "empty", says: /\S/, body: () => " \n\t \n" },
  { what: "no test", outcome: "empty", says: /\S/, body: () => '<testsuite name="s" tests="10"/>' },
  {
    what: "a page of a web server",
    outcome: "unsupported",
    says: /\S/,
    body: () => "<!doctype html><html><body>502</body></html>",
  },
  { what: "zeros", outcome: "rejected", says: /\S/, body: () => new Uint8Array(MEGABYTE) },
]

describe("hostile evidence", () => {
  let server: TestServer
  let shop: Client
  beforeAll(async () => {
    server = await startServer()
    shop = clientOf(askOver(server.url, server.adminToken))
    await shop.policy(POLICY)
  })
  afterAll(() => server.stop())

  test.for(HOSTILE)(
    "$what: $outcome with its reason, kept, listed, and no coverage",
    async ({ what, outcome, says, body }) => {
      const version = `v${HOSTILE.findIndex((hostile) => hostile.what === what)}`
      await shop.register(version)
      const refused = await shop.report(version, "environment=dev", body())
      expect([refused.status, refused.body["outcome"]], refused.text.slice(0, 500)).toEqual([422, outcome])
      expect(refused.body["reason"]).toMatch(says)
      expect(Object.values(refused.body["counts"] as Record<string, number>).filter((count) => count > 0)).toEqual([])
      const listed = await shop.items(`/v1/evidence?release=${version}`)
      expect(listed).toMatchObject([{ id: refused.body["id"], outcome, reason: refused.body["reason"] }])
      const gate = await shop.gate(version, "prod")
      expect([gate.status, gate.body["verdict"]]).not.toContain("allow")
      expect(gate.status).toBe(409)
      const { body: cell } = await shop.ask("GET", `${shop.home}/releases/${version}/cells/dev/other?state=all`)
      expect(cell["tests"] ?? []).toEqual([])
    },
  )

  test("a refused file takes nothing away from what was accepted before, and says that it was refused", async () => {
    await shop.register("v-kept")
    await shop.report("v-kept", "environment=dev", counted(10))
    expect((await shop.look("v-kept", "prod")).body["verdict"]).toBe("allow")
    expect((await shop.report("v-kept", "environment=dev", counted(10).slice(0, -3))).status).toBe(422)
    const { body } = await shop.ask("GET", `${shop.home}/releases/v-kept/cells/dev/other?state=all`)
    expect(body["counts"]).toMatchObject({ passed: 10, inScope: 10 })
  })

  test("names are only names: those of prototypes, from right to left, formulas, markup and very long ones", async () => {
    const named = clientOf(shop.ask, "named")
    await named.policy(POLICY.replace("shop", "named"))
    await named.register("v-names")
    const names = [
      "__proto__",
      "constructor",
      "toString",
      "hasOwnProperty",
      "\u202Eevil",
      "a\u200Bb",
      "=1+1",
      "<script>alert(1)</script>",
      "x".repeat(10_000),
      "☃ 😀",
      "' or 1=1 --",
    ]
    const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")
    const cases = names.map((name) => `<testcase classname="${escaped(name)}" name="${escaped(name)}"/>`).join("")
    const file = encodeURIComponent("../../\u202E__proto__.xml")
    const accepted = await named.report("v-names", `environment=dev&file=${file}`, suite(cases))
    expect([accepted.status, accepted.body["counts"]]).toEqual([201, expect.objectContaining({ tests: names.length })])
    expect((await named.look("v-names", "prod")).body["verdict"]).toBe("allow")
    const found = await shop.items(`${named.home}/tests?search=${encodeURIComponent("s::__proto__")}`)
    expect(found.map(({ id }) => id)).toEqual(["s::__proto__::__proto__"])
    const raw = await shop.ask("GET", `/v1/evidence/${String(accepted.body["id"])}/raw`)
    expect(raw.headers.get("content-disposition")).not.toMatch(/\.\.|\u202E/)
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined()
  })

  test.for([
    { what: "an unknown release", query: "environment=dev", version: "v-none", status: 404, type: "unknown-release" },
    {
      what: "an unknown environment",
      query: "environment=moon",
      version: "v-kept",
      status: 404,
      type: "unknown-environment",
    },
    { what: "no environment", query: "", version: "v-kept", status: 422, type: "invalid-request" },
    {
      what: "a category that is no name",
      query: "environment=dev&category=..%2f",
      version: "v-kept",
      status: 422,
      type: "invalid-request",
    },
    {
      what: "a variant that is no name",
      query: "environment=dev&variant=a%00b",
      version: "v-kept",
      status: 422,
      type: "invalid-request",
    },
  ])("for $what is a $status, and nothing is kept", async ({ query, version, status, type }) => {
    const before = await shop.items("/v1/evidence?limit=500")
    const answer = await shop.report(version, query, counted(3))
    expect([answer.status, answer.body["type"]]).toEqual([status, `/problems/${type}`])
    expect(await shop.items("/v1/evidence?limit=500")).toEqual(before)
  })

  test("for an unknown application is a 404", async () => {
    const { status, body } = await clientOf(shop.ask, "none").report("v1", "environment=dev", counted(3))
    expect([status, body["type"]]).toEqual([404, "/problems/unknown-application"])
  })

  test("all of it in less than a gigabyte of memory, and the ledger verifies", async () => {
    expect(await peakMemory(server.pid)).toBeLessThan(1_024 * MEGABYTE)
    expect(await shop.verified()).toBe(true)
    // No test of a refused file is one that a release should have.
    const tests = await shop.items(`${shop.home}/tests?limit=500`)
    expect(new Set(tests.map(({ id }) => id))).toEqual(new Set(Array.from({ length: 10 }, (_, at) => `s::c::t${at}`)))
  })
})
