import { randomBytes } from "node:crypto"
import { readdirSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { startPostgres, type Postgres } from "../../tools/postgres.ts"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf, digestFor, type Client } from "./support/client.ts"
import { told } from "./support/decisions.ts"
import { counted, junit } from "./support/reports.ts"
import { listen } from "./support/stream.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`
const tally = (statuses: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(statuses, (status) => status)].map(([status, all]) => [status, all.length]))

describe.skipIf(missingPart("postgresql") !== undefined)("two servers on one database", () => {
  let postgres: Postgres
  let folder: string
  const token = randomBytes(24).toString("hex")
  const servers: TestServer[] = []
  let here: Client
  let there: Client

  const start = async () => {
    // Raw evidence lies in a folder that both see, as a shared volume would be.
    const environment = { PROMOTRAIL_DATABASE_URL: postgres.url }
    const server = await startServer({ dataFolder: folder, adminToken: token, environment })
    servers.push(server)
    return { server, shop: clientOf(askOver(server.url, token)) }
  }
  const application = async (name: string) => {
    const both = [here, there].map(({ ask }) => clientOf(ask, name)) as [Client, Client]
    expect((await both[0].policy(POLICY.replace("shop", name))).status).toBe(200)
    return both
  }

  beforeAll(async () => {
    const started = await startPostgres()
    if ("missing" in started) throw new Error(started.missing)
    postgres = started
    folder = await mkdtemp(join(tmpdir(), "promotrail-shared-"))
    // Both at the same time, on an empty database.
    const [one, two] = await Promise.all([start(), start()])
    here = one.shop
    there = two.shop
  })
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test("are one installation: what one wrote the other answers, and hears of at once", async () => {
    const [one, two] = await application("seen")
    const live = await listen(servers[1]?.url ?? "", token)
    await live.next()
    await one.register("v1")
    await one.report("v1", "environment=dev", counted(10))
    const heard = await live.until("evidence.recorded")
    expect(heard.map(({ data }) => data["kind"])).toEqual(["release.registered", "evidence.recorded"])
    expect((await two.look("v1", "prod")).body["verdict"]).toBe("allow")
    const decided = await two.gate("v1", "prod")
    expect((await one.ask("GET", `/v1/decisions/${String(decided.body["id"])}`)).body).toEqual(decided.body)
    const [session, other] = await Promise.all([one, two].map(({ ask }) => ask("GET", "/v1/session")))
    expect(session?.body["installation"]).toBe(other?.body["installation"])
    await two.report("v1", "environment=dev", counted(5, 5))
    expect((await one.look("v1", "prod")).body["verdict"]).toBe("deny")
  })

  test("let one of two rivals win: one digest for a version, one entry for an idempotency key", async () => {
    const [one, two] = await application("rivals")
    const both = (make: (client: Client, at: number) => Promise<{ readonly status: number }>) =>
      Promise.all(Array.from({ length: 20 }, (_, at) => make(at % 2 === 0 ? one : two, at)))
    const registered = await both((client, at) => client.register("v1", digestFor(`of-${at % 2}`)))
    expect(tally(registered.map(({ status }) => status))).toEqual({ 200: 9, 201: 1, 409: 10 })
    const headers = { "idempotency-key": "deploy-1" }
    const json = { environment: "dev", status: "succeeded" }
    await both((client) => client.ask("POST", `${client.home}/releases/v1/deployments`, { json, headers }))
    expect((await one.items(`${one.home}/deployments`)).length).toBe(1)
  })

  test("do no work twice and lose none: uploads, gates and registrations to both at once", async () => {
    const [one, two] = await application("busy")
    await one.register("v0")
    const turns = Array.from({ length: 30 }, (_, at) => [at % 2 === 0 ? one : two, at] as const)
    const [uploads, gates, releases] = await Promise.all([
      Promise.all(turns.map(([client, at]) => client.report("v0", "environment=dev", junit({ [`t${at}`]: "passed" })))),
      Promise.all(turns.map(([client]) => client.gate("v0", "prod"))),
      Promise.all(turns.map(([client, at]) => client.register(`v${at + 1}`))),
    ])
    expect(tally(uploads.map(({ status }) => status))).toEqual({ 201: 30 })
    expect(tally(releases.map(({ status }) => status))).toEqual({ 201: 30 })
    expect(gates.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([])
    for (const client of [one, two]) expect(told(await client.look("v0", "prod"), "coverage.exit")).toBe("pass 30/30")
    expect((await one.items("/v1/evidence?application=busy&limit=500")).length).toBe(30)
    expect((await one.items(`${one.home}/releases?limit=500`)).length).toBe(31)
    expect((await two.items("/v1/decisions?application=busy&limit=500")).length).toBe(30)
    expect([await one.verified(), await two.verified()]).toEqual([true, true])
  })

  test("share the folder of raw evidence: one that starts leaves alone what another is receiving", async () => {
    const [one, two] = await application("shared")
    await one.register("v1")
    const { promise: goOn, resolve } = Promise.withResolvers<void>()
    const report = new TextEncoder().encode(counted(10))
    const slowly = async function* () {
      yield report.slice(0, 20)
      await goOn
      yield report.slice(20)
    }
    const uploading = one.report("v1", "environment=dev", slowly())
    await expect.poll(() => readdirSync(join(folder, "blobs", "tmp")).length).toBe(1)
    const { server } = await start()
    resolve()
    const uploaded = await uploading
    expect(uploaded.status).toBe(201)
    const raw = await two.ask("GET", `/v1/evidence/${String(uploaded.body["id"])}/raw`)
    expect(raw.text).toBe(counted(10))
    await server.stop()
  })

  test("do not need each other: one is killed in the middle, and the other goes on with all that was acknowledged", async () => {
    const { server, shop } = await start()
    const [one] = await application("left")
    const doomed = clientOf(shop.ask, "left")
    await one.register("v1")
    const acknowledged: string[] = []
    const writing = Array.from({ length: 40 }, async (_, at) => {
      const name = `t${at}`
      const answer = await doomed.report("v1", "environment=dev", junit({ [name]: "passed" })).catch(() => undefined)
      if (answer?.status !== 201) return
      acknowledged.push(name)
      // As soon as some came through, and with others on their way.
      if (acknowledged.length === 5) await server.kill()
    })
    await Promise.all(writing)
    expect(acknowledged.length).toBeGreaterThanOrEqual(5)
    const passed = await one.ask("GET", `${one.home}/releases/v1/cells/dev/other?state=passed&limit=500`)
    const names = (passed.body["tests"] as readonly { readonly id: string }[]).map(({ id }) => id)
    expect(names).toEqual(expect.arrayContaining(acknowledged.map((name) => `s::c::${name}`)))
    expect((await one.report("v1", "environment=dev", counted(50))).status).toBe(201)
    expect(told(await one.look("v1", "prod"), "coverage.exit")).toBe("pass 50/50")
    expect(await one.verified()).toBe(true)
  })
})
