import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { digestFor } from "./support/client.ts"
import { told } from "./support/decisions.ts"
import { counted, junit } from "./support/reports.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`
const times = <T>(count: number, make: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)))
const tally = (statuses: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(statuses, (status) => status)].map(([status, all]) => [status, all.length]))

describe("many at the same time", () => {
  const world = useWorld()

  test("a hundred uploads to one release are each counted once", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    const answers = await times(100, (at) => shop.report("v1", "environment=dev", junit({ [`t${at}`]: "passed" })))
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 100 })
    expect(told(await shop.look("v1", "prod"), "coverage.exit")).toBe("pass 100/100")
    expect((await shop.items("/v1/evidence?release=v1&limit=500")).length).toBe(100)
    expect(readdirSync(join(world().folder, "blobs", "tmp"))).toEqual([])
  })

  test("the same registration a hundred times is one, with a hundred answers that say the same", async () => {
    const shop = await world().application(POLICY)
    const answers = await times(100, () => shop.register("v1"))
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 99, 201: 1 })
    expect(new Set(answers.map(({ body }) => body["registeredAt"])).size).toBe(1)
  })

  test("rivals for one version: one digest wins, the others are refused, and it stays", async () => {
    const shop = await world().application(POLICY)
    const answers = await times(20, (at) => shop.register("v1", digestFor(`artifact-${at % 2}`)))
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 9, 201: 1, 409: 10 })
  })

  test("a hundred releases of one application are all registered, and each has a predecessor", async () => {
    const shop = await world().application(POLICY)
    const answers = await times(100, (at) => shop.register(`v${at}`))
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 100 })
    expect((await shop.items(`${shop.home}/releases?limit=500`)).length).toBe(100)
  })

  test("the same idempotency key, sent many times at once, writes one entry", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    const headers = { "idempotency-key": "deploy-7" }
    const json = { environment: "dev", status: "succeeded" }
    const answers = await times(20, () => shop.ask("POST", `${shop.home}/releases/v1/deployments`, { json, headers }))
    expect(new Set(answers.map(({ body }) => body["id"])).size).toBe(1)
    expect((await shop.items(`${shop.home}/deployments`)).length).toBe(1)
  })

  test("gates, uploads, registrations and deployments of one application: every answer is one that stands", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v0")
    await shop.report("v0", "environment=dev", counted(10))
    const answers = await Promise.all([
      times(30, () => shop.gate("v0", "prod")),
      times(30, (at) => shop.report("v0", "environment=dev", at % 2 === 0 ? counted(10) : counted(5, 5))),
      times(30, (at) => shop.register(`v${at + 1}`)),
      times(30, () => shop.deploy("v0", "dev")),
      times(10, (at) => shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: `x${at}`, reason: "gone" } })),
    ])
    const [gates, uploads, registrations, deployments, marks] = answers.map((all) => all.map(({ status }) => status))
    expect(gates?.filter((status) => status !== 200 && status !== 409)).toEqual([])
    expect(uploads?.filter((status) => status !== 201 && status !== 200)).toEqual([])
    expect([tally(registrations ?? []), tally(deployments ?? []), tally(marks ?? [])]).toEqual([
      { 201: 30 },
      { 201: 30 },
      { 200: 10 },
    ])
    for (const { body } of answers[0]) {
      const replayed = await shop.ask("POST", `/v1/decisions/${String(body["id"])}/replay`)
      expect(replayed.body["agrees"]).toBe(true)
    }
    const newest = (await shop.items("/v1/evidence?release=v0&outcome=accepted")).at(0) as {
      counts: { failed: number }
    }
    expect((await shop.look("v0", "prod")).body["verdict"]).toBe(newest.counts.failed === 0 ? "allow" : "deny")
  })

  test("afterwards the ledger verifies, and the state is what the events say", async () => {
    const { token, askAs } = world()
    expect((await askAs(token)("POST", "/v1/ledger/verify")).body).toMatchObject({ agrees: true })
  })
})
