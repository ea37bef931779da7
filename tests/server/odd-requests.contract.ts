import { beforeAll, describe, expect, test } from "vitest"
import type { Client } from "./support/client.ts"
import { counted } from "./support/reports.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`
const PAGES = [
  "/v1/evidence",
  "/v1/decisions",
  "/v1/audit",
  "/v1/applications/{shop}/releases",
  "/v1/applications/{shop}/deployments",
  "/v1/applications/{shop}/tests",
]
const PLACES = ["x", "-1", "1.5", "1e3", "Infinity", "NaN", "9".repeat(30), "%00", "'", "../x", "%F0%9F%98%80"]
const FILTERS = [
  "/v1/audit?kind=",
  "/v1/audit?actor=",
  "/v1/audit?release=",
  "/v1/evidence?category=",
  "/v1/evidence?outcome=",
  "/v1/decisions?to=",
  "/v1/applications/{shop}/tests?search=",
  "/v1/applications/{shop}/tests?category=",
  "/v1/applications/{shop}/releases/v1/gate?to=",
  "/v1/applications/{shop}/releases/v1/cells/dev/other?state=",
]
const WORDS = ["%00", "a%00b", "'%20or%201=1%20--", "%25", "_", "%5C", "__proto__", "%ED%A0%80", "x".repeat(300)]
const BROKEN = "\ud800"

/** What nobody in their right mind asks: answered or refused, on every storage, and never an error of ours. */
export function oddRequests(storage: string, settings: () => Readonly<Record<string, string>>): void {
  describe(`odd requests on ${storage}`, () => {
    const world = useWorld(settings)
    let shop: Client
    const at = (path: string) => path.replace("/v1/applications/{shop}", shop.home)

    beforeAll(async () => {
      shop = await world().application(POLICY)
      await shop.register("v1")
      await shop.report("v1", "environment=dev", counted(3))
      await shop.gate("v1", "prod")
      await shop.deploy("v1", "prod")
    })

    test.for(PAGES)("%s begins nowhere but where a page ended", async (page) => {
      for (const place of PLACES) {
        const { status, body } = await shop.ask("GET", `${at(page)}?after=${place}`)
        expect([place, status, body["type"]]).toEqual([place, 422, "/problems/invalid-request"])
      }
    })

    test.for(FILTERS)("%s… finds, finds nothing or refuses, whatever is asked", async (filter) => {
      for (const word of WORDS) {
        const { status } = await shop.ask("GET", at(filter) + word)
        expect([200, 400, 404, 422], `${filter}${word}: ${status}`).toContain(status)
      }
    })

    test.for([
      { what: "a NUL", word: "a\0b" },
      { what: "half a character", word: `a${BROKEN}b` },
      { what: "a bell", word: "a\u0007b" },
    ])("words of people with $what are refused before anything is written", async ({ word }) => {
      const size = async () => (await shop.ask("GET", "/v1/ledger")).body["size"]
      const before = await size()
      const artifacts = [{ name: "shop", digest: `sha256:${"1".repeat(64)}` }]
      const release = `${shop.home}/releases`
      const asked: readonly (readonly [string, unknown])[] = [
        [`${release}/v1/block`, { reason: word }],
        [`${shop.home}/archive`, { reason: word }],
        [`${shop.home}/tests/retire`, { pattern: "x", reason: word }],
        [`${shop.home}/tests/retire`, { pattern: word, reason: "x" }],
        [`${shop.home}/tests/quarantine`, { pattern: "x", owner: word, reason: "x", until: "2999-01-01T00:00:00Z" }],
        [release, { version: "v2", artifacts, commit: word }],
        [release, { version: "v2", artifacts, issues: [word] }],
        [release, { version: "v2", artifacts: [{ ...artifacts[0], name: word }] }],
        ["/v1/tokens", { name: word, scopes: ["read"] }],
      ]
      for (const [path, json] of asked) {
        const { status, body } = await shop.ask("POST", path, { json })
        expect([path, json, status, body["type"]]).toEqual([path, json, 422, "/problems/invalid-request"])
      }
      expect(await size()).toBe(before)
    })

    test("release notes are any text, and come back as they were", async () => {
      const artifacts = [{ name: "shop", digest: `sha256:${"2".repeat(64)}` }]
      const notes = "# Notes\r\n\ttab, ☃ 😀, <b>bold</b>"
      const made = await shop.ask("POST", `${shop.home}/releases`, { json: { version: "v-notes", artifacts, notes } })
      expect([made.status, made.body["notes"]]).toEqual([201, notes])
    })

    test.for(["%00", "a%00b.xml", "%0d%0aset-cookie:%20x", "", "x".repeat(501)])(
      "the file name %j of an upload is refused",
      async (file) => {
        const { status, body } = await shop.report("v1", `environment=dev&file=${file}`, counted(3))
        expect([status, body["type"]]).toEqual([422, "/problems/invalid-request"])
      },
    )

    test.for(["..%2f..%2fx", "%22;%20filename=y", "%E2%80%AEx", "a%0Ab"])(
      "the file name %s of an upload is a name, wherever it is said",
      async (file) => {
        // Another one each time: the same again would only be a repeat.
        const report = counted(3, 0, encodeURIComponent(file))
        const { status, body } = await shop.report("v1", `environment=dev&file=${file}`, report)
        expect([status, body["file"]]).toEqual([201, decodeURIComponent(file)])
        const raw = await shop.ask("GET", `/v1/evidence/${String(body["id"])}/raw`)
        expect([raw.status, raw.text]).toEqual([200, report])
        expect(raw.headers.get("content-disposition")).toMatch(/^attachment; filename\*=UTF-8''[\w.%!~*'()-]+$/)
      },
    )

    test("a list of tests whose names hold what no storage should, is kept or refused", async () => {
      for (const name of ["a\0b", "a\u0007b", "\u202Eb", "\uFFFE", "x".repeat(100_000)]) {
        const listed = await shop.report("v1", "environment=dev&inventory=true", `s::c::${name}\n`)
        expect([201, 422], `${JSON.stringify(name.slice(0, 9))}: ${listed.text}`).toContain(listed.status)
      }
    })

    test.for([
      { what: "JSON", type: "application/json", body: '{"schema":"promotrail/policy/v1"}' },
      { what: "nothing", type: "application/yaml", body: "" },
      { what: "no type", type: "", body: "x" },
      { what: "a list", type: "application/yaml", body: "[1, 2]" },
      { what: "a NUL", type: "application/yaml", body: "a: \0" },
      { what: "anchors that multiply", type: "application/yaml", body: anchors() },
    ])("a policy of $what is refused in words", async ({ type, body }) => {
      const answer = await shop.ask("POST", `${shop.home}/policy`, { body, headers: { "content-type": type } })
      expect([400, 415, 422]).toContain(answer.status)
      expect(answer.body["detail"]).toMatch(/\S/)
    })

    test("a body without a request for one, and none where one is needed, are refused", async () => {
      for (const path of [`${shop.home}/releases`, `${shop.home}/releases/v1/gate`, "/v1/tokens"]) {
        for (const body of ["", "null", "[]", '"x"', "1"]) {
          const headers = { "content-type": "application/json" }
          const { status } = await shop.ask("POST", path, { body, headers })
          expect([400, 422], `${path} ${body}: ${status}`).toContain(status)
        }
        expect([400, 415, 422]).toContain((await shop.ask("POST", path)).status)
      }
    })

    test("after all of it the ledger verifies, and nothing was an error of ours", async () => {
      expect(await shop.verified()).toBe(true)
      const { text } = await shop.ask("GET", "/metrics")
      const failed = text.split("\n").filter((line) => /_count\{.*status="5\d\d"/.test(line))
      expect(failed).toEqual([])
    })
  })
}

/** The classic: nine levels, ten times each. */
function anchors(): string {
  const levels = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(10)}]`)
  return ["l0: &l0 x", ...levels].join("\n")
}
