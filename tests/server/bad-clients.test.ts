import { readdirSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf, peakMemory, type Client } from "./support/client.ts"
import { head, raw, statuses } from "./support/raw.ts"
import { counted } from "./support/reports.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`
const MEGABYTE = 1_048_576
const UPLOAD = "POST /v1/applications/shop/releases/v1/evidence?environment=dev"

describe("bad clients", () => {
  let server: TestServer
  let shop: Client
  let url: URL
  let bearer: string

  beforeAll(async () => {
    server = await startServer()
    url = new URL(server.url)
    bearer = `authorization: Bearer ${server.adminToken}`
    shop = clientOf(askOver(server.url, server.adminToken))
    await shop.policy(POLICY)
    await shop.register("v1")
  })
  afterAll(() => server.stop())

  const incoming = () => readdirSync(join(server.dataFolder, "blobs", "tmp"))
  const othersAreAnswered = async () => {
    expect((await shop.ask("GET", "/v1/session")).status).toBe(200)
  }

  test("who sends a head a byte at a time is told so and closed; others are answered meanwhile", async () => {
    const slow = await Promise.all(Array.from({ length: 20 }, () => raw(url)))
    for (const { write } of slow) await write("GET /v1/session HTTP/1.1\r\nhost: here\r\nx-slow: ")
    const dripping = setInterval(() => slow.forEach(({ socket }) => void socket.write("x")), 500)
    await othersAreAnswered()
    const heard = await Promise.all(slow.map(({ ended }) => ended))
    clearInterval(dripping)
    expect(new Set(heard.flatMap(statuses))).toEqual(new Set([408]))
    await othersAreAnswered()
  })

  test("an upload that stalls holds up nobody, and leaves nothing when it is broken off", async () => {
    const before = (await shop.items("/v1/evidence")).length
    const stalled = await Promise.all(Array.from({ length: 20 }, () => raw(url)))
    for (const { write } of stalled) await write(`${head(UPLOAD, bearer, "content-length: 1000")}<testsuite>`)
    await shop.register("v-else")
    expect((await shop.report("v-else", "environment=dev", counted(10))).status).toBe(201)
    expect((await shop.gate("v-else", "prod")).status).toBe(200)
    expect(incoming().length).toBe(20)
    for (const { socket } of stalled) socket.destroy()
    // The next upload is written after the server heard of the ends, which came first.
    expect((await shop.report("v-else", "environment=dev", counted(9))).status).toBe(201)
    await expect.poll(incoming).toEqual([])
    expect((await shop.items("/v1/evidence")).length).toBe(before + 2)
  })

  test("an upload larger than the limit is refused before it is sent, when it says how large it is", async () => {
    const large = await raw(url)
    await large.write(head(UPLOAD, bearer, `content-length: ${513 * MEGABYTE}`))
    expect(await large.until(/\}$/)).toContain("/problems/too-large")
    large.socket.destroy()
    expect(incoming()).toEqual([])
  })

  test("one that does not say is refused as soon as it is too large, in little memory, and leaves nothing", async () => {
    const before = (await shop.items("/v1/evidence")).length
    const zeros = new Uint8Array(4 * MEGABYTE)
    let sent = 0
    const endless = async function* () {
      for (;;) {
        sent += zeros.length
        yield zeros
      }
    }
    const answer = await shop.report("v1", "environment=dev", endless())
    expect([answer.status, answer.body["type"]]).toEqual([413, "/problems/too-large"])
    expect(answer.body["detail"]).toMatch(/512 ?MB|536870912/)
    expect(sent).toBeGreaterThan(512 * MEGABYTE)
    expect(incoming()).toEqual([])
    expect((await shop.items("/v1/evidence")).length).toBe(before)
    expect(await peakMemory(server.pid)).toBeLessThan(1_024 * MEGABYTE)
    await othersAreAnswered()
  })

  test("a body shorter than it said records nothing", async () => {
    const before = (await shop.items("/v1/evidence")).length
    const short = await raw(url)
    await short.write(`${head(UPLOAD, bearer, "content-length: 5000")}${counted(1)}`)
    short.socket.end()
    await short.ended
    expect((await shop.items("/v1/evidence")).length).toBe(before)
  })

  test("a body longer than it said is cut there, and the rest is no request", async () => {
    const report = counted(3)
    const long = await raw(url)
    await long.write(`${head(UPLOAD, bearer, `content-length: ${report.length}`)}${report}<more/>\r\n\r\n`)
    expect(statuses(await long.ended).at(-1)).toBe(400)
  })

  test("chunks, pipelined requests and a body in pieces are what HTTP says they are", async () => {
    const report = counted(4)
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
    const chunked = await raw(url)
    await chunked.write(head(UPLOAD, bearer, "transfer-encoding: chunked", "connection: close"))
    for (const letter of report.slice(0, 5)) await chunked.write(chunk(letter))
    await chunked.write(`${chunk(report.slice(5))}0\r\n\r\n`)
    expect(statuses(await chunked.ended)).toEqual([201])

    const pipelined = await raw(url)
    const session = head("GET /v1/session", bearer)
    await pipelined.write(session.repeat(9) + head("GET /v1/session", bearer, "connection: close"))
    expect(statuses(await pipelined.ended)).toEqual(Array.from({ length: 10 }, () => 200))
  })

  test.for([
    { what: "both lengths", headers: ["content-length: 4", "transfer-encoding: chunked"] },
    { what: "two lengths", headers: ["content-length: 4", "content-length: 5"] },
    { what: "a length that is none", headers: ["content-length: +4"] },
    { what: "an encoding that hides", headers: ["transfer-encoding: xchunked"] },
    { what: "chunked twice over", headers: ["transfer-encoding: chunked, identity"] },
    { what: "a header that is folded", headers: ["x-a: b\r\n c"] },
    { what: "a space before the colon", headers: ["content-length : 4"] },
    { what: "a NUL in a header", headers: ["x-a: a\0b"] },
    { what: "a bare line feed", headers: ["x-a: b\ntransfer-encoding: chunked"] },
  ])("a head with $what is refused, and its connection closed", async ({ headers }) => {
    const smuggler = await raw(url)
    await smuggler.write(`${head(UPLOAD, bearer, ...headers)}0\r\n\r\n${head("GET /v1/session", bearer)}`)
    const heard = await smuggler.ended
    expect(statuses(heard)).toEqual([400])
    expect(heard).toContain("application/problem+json")
  })

  test("a head of 64 kB is refused", async () => {
    const large = await raw(url)
    await large.write(head("GET /v1/session", bearer, `x-a: ${"a".repeat(65_536)}`))
    const heard = await large.ended
    expect(statuses(heard)).toEqual([431])
    expect(heard).toContain("application/problem+json")
  })

  test("what is not HTTP at all is refused and closed", async () => {
    const stranger = await raw(url)
    await stranger.write("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03")
    expect(statuses(await stranger.ended)).toEqual([400])
  })

  test.for([
    { path: "/v1/applications/..%2f..%2fetc/releases" },
    { path: "/v1/applications/shop/releases/%2e%2e%2f%2e%2e%2fv1" },
    { path: "/v1/sample/files/..%2fplan.json" },
    { path: "/v1/sample/files/..%5c..%5cpackage.json" },
    { path: "/v1/applications/shop%00/releases" },
    { path: "/v1/applications/%zz/releases" },
    { path: "/v1/applications/%ff%fe/releases" },
    { path: `/v1/applications/${"a".repeat(10_000)}/releases` },
    { path: `/v1/applications/shop/releases/${"v".repeat(10_000)}` },
    { path: "/v1/applications/__proto__" },
    { path: "/v1/evidence?release=__proto__&__proto__=1&limit=constructor" },
    { path: "/v1/evidence?limit=1&limit=2" },
    { path: "/v1/evidence?limit=-1" },
    { path: "/v1/evidence?limit=1e3" },
    { path: "/v1/audit?after=../../x&limit=501" },
    { path: "/v1/decisions/../../../etc/passwd" },
    { path: "/../../../etc/passwd" },
    { path: "/assets/..%2f..%2f..%2fetc%2fpasswd" },
    { path: "//v1/session" },
  ])("GET $path is refused as a problem", async ({ path }) => {
    const client = await raw(url)
    await client.write(head(`GET ${path}`, bearer, "connection: close"))
    const heard = await client.ended
    const [status = 0] = statuses(heard)
    expect([400, 404, 422]).toContain(status)
    expect(heard).toContain("application/problem+json")
    expect(heard).not.toContain("root:")
  })

  test.for(["PUT", "PATCH", "OPTIONS", "DELETE", "TRACE"])(
    "%s on a route that has none is a problem",
    async (method) => {
      const client = await raw(url)
      await client.write(head(`${method} /v1/session`, bearer, "connection: close"))
      const heard = await client.ended
      expect([404, 405]).toContain(statuses(heard)[0])
      expect(heard).toContain("application/problem+json")
    },
  )

  test("HEAD answers what GET would, without a body; and not for what never ends", async () => {
    const client = await raw(url)
    await client.write(head("HEAD /v1/session", bearer, "connection: close"))
    const heard = await client.ended
    expect(statuses(heard)).toEqual([200])
    expect(heard.endsWith("\r\n\r\n")).toBe(true)
    const live = await raw(url)
    await live.write(head("HEAD /v1/live", bearer, "connection: close"))
    expect(statuses(await live.ended)).toEqual([404])
  })

  test("an idempotency key that is none is refused: it would not protect from a second write", async () => {
    for (const key of ["", "k".repeat(201), "with space"]) {
      const answer = await shop.ask("POST", `${shop.home}/releases/v1/deployments`, {
        json: { environment: "dev", status: "succeeded" },
        headers: { "idempotency-key": key },
      })
      expect([key, answer.status, answer.body["type"]]).toEqual([key, 422, "/problems/invalid-request"])
    }
  })

  test("after all of it the ledger verifies", async () => {
    expect(await shop.verified()).toBe(true)
  })
})

describe("too many requests", () => {
  let server: TestServer
  let other: string
  beforeAll(async () => {
    server = await startServer({ environment: { PROMOTRAIL_RATE_LIMIT: "20" } })
    const json = { name: "other", scopes: ["read"] }
    const made = await askOver(server.url, server.adminToken)("POST", "/v1/tokens", { json })
    other = String(made.body["secret"])
  })
  afterAll(() => server.stop())

  test("of one token are answered 429 with when to come back; another token is not held up", async () => {
    const ask = askOver(server.url, server.adminToken)
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask("GET", "/v1/session")))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(20)
    expect(refused[0]?.body["type"]).toBe("/problems/rate-limited")
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0)
    expect((await askOver(server.url, other)("GET", "/v1/session")).status).toBe(200)
  })

  test("without a valid token are limited by address, and valid tokens from there are not locked out", async () => {
    const tries = Array.from({ length: 130 }, (_, at) => askOver(server.url, `wrong-${at}`)("GET", "/v1/session"))
    const answers = await Promise.all(tries)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]))
    const refused = answers.find(({ status }) => status === 429)
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0)
    expect((await askOver(server.url, "wrong-again")("GET", "/v1/live")).status).toBe(429)
    expect((await askOver(server.url, other)("GET", "/v1/session")).status).toBe(200)
  })
})
