import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf, type Client } from "./support/client.ts"
import { counted } from "./support/reports.ts"
import { listen, type Message } from "./support/stream.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`
const kinds = (messages: readonly Message[]) => messages.map(({ data }) => data["kind"])

describe("the live stream", () => {
  let server: TestServer
  let shop: Client
  beforeAll(async () => {
    server = await startServer()
    shop = clientOf(askOver(server.url, server.adminToken))
    await shop.policy(POLICY)
  })
  afterAll(() => server.stop())

  const newToken = async (applications: readonly string[] = []) => {
    const made = await shop.ask("POST", "/v1/tokens", { json: { name: "eyes", scopes: ["read"], applications } })
    return { secret: String(made.body["secret"]), id: String((made.body["token"] as { id: string }).id) }
  }
  const named = () => `v-${randomBytes(4).toString("hex")}`

  test("tells of every write, once and in ledger order", async () => {
    const version = named()
    const live = await listen(server.url, server.adminToken)
    expect((await live.next())?.event).toBe("hello")
    await shop.register(version)
    await shop.report(version, "environment=dev", counted(10))
    await shop.gate(version, "prod")
    await shop.deploy(version, "prod")
    await shop.ask("POST", `${shop.home}/releases/${version}/block`, { json: { reason: "leaks" } })
    await shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: "x", reason: "gone" } })
    const heard = await live.until("tests.retired")
    expect(kinds(heard)).toEqual([
      "release.registered",
      "evidence.recorded",
      "decision.recorded",
      "deployment.recorded",
      "release.blocked",
      "tests.retired",
    ])
    const indices = heard.map(({ data }) => Number(data["index"]))
    expect(indices).toEqual(indices.map((_, at) => (indices[0] ?? 0) + at))
    expect(heard.map(({ id }) => Number(id))).toEqual(indices)
    expect(heard[0]?.data).toMatchObject({ application: "shop", release: version })
  })

  test("resumes after the last id without a gap and without a repeat, also when it breaks off at once", async () => {
    const first = await listen(server.url, server.adminToken)
    const hello = await first.next()
    first.leave()
    const versions = Array.from({ length: 30 }, named)
    for (const version of versions) await shop.register(version)

    const second = await listen(server.url, server.adminToken, hello?.id)
    const again = await second.next()
    // All it got is the greeting: what was to come is still to come.
    second.leave()
    expect(again?.id).toBe(hello?.id)

    const third = await listen(server.url, server.adminToken, again?.id)
    await third.next()
    const heard: Message[] = []
    for (let at = 0; at < 12; at++) heard.push(...[await third.next()].filter((message) => message !== undefined))
    third.leave()
    const fourth = await listen(server.url, server.adminToken, heard.at(-1)?.id)
    await fourth.next()
    while (heard.length < 30) heard.push(...[await fourth.next()].filter((message) => message !== undefined))
    expect(heard.map(({ data }) => data["release"])).toEqual(versions)
  })

  test.for(["-1", "x", "1e3", "999999999", ""])("starts with now after the id %j, which is none", async (id) => {
    const live = await listen(server.url, server.adminToken, id)
    const hello = await live.next()
    const { body } = await shop.ask("GET", "/v1/ledger")
    expect([hello?.event, hello?.id]).toEqual(["hello", String(Number(body["entries"]) - 1)])
  })

  test("tells a token of its own applications alone", async () => {
    const { secret } = await newToken(["shop"])
    const other = clientOf(shop.ask, "other")
    const live = await listen(server.url, secret)
    await live.next()
    await other.policy(POLICY.replace("shop", "other"))
    await other.register("v1")
    await newToken()
    const version = named()
    await shop.register(version)
    expect((await live.next())?.data).toMatchObject({ application: "shop", release: version })
  })

  test("ends with its token: who was revoked hears no more", async () => {
    const { secret, id } = await newToken()
    const live = await listen(server.url, secret)
    await live.next()
    await shop.ask("DELETE", `/v1/tokens/${id}`)
    expect(await live.next()).toBeUndefined()
    expect((await listen(server.url, secret)).status).toBe(401)
  })

  test("asks for a token, and answers a problem without a good one", async () => {
    for (const ask of [askOver(server.url, undefined), askOver(server.url, "wrong")]) {
      const answer = await ask("GET", "/v1/live")
      expect([answer.status, answer.body["type"]]).toEqual([401, "/problems/unauthenticated"])
    }
  })

  test("hundreds of listeners hear of the same write", async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => listen(server.url, server.adminToken)))
    await Promise.all(all.map(({ next }) => next()))
    const version = named()
    await shop.register(version)
    const heard = await Promise.all(all.map(({ next }) => next()))
    expect(new Set(heard.map((message) => message?.data["release"]))).toEqual(new Set([version]))
  })

  test("ends when the server stops", async () => {
    const stopping = await startServer()
    const live = await listen(stopping.url, stopping.adminToken)
    await live.next()
    const ended = live.next()
    await stopping.stop()
    expect(await ended).toBeUndefined()
  })
})
