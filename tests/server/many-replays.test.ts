import { expect, test } from "vitest"
import { startServer } from "../support/server.ts"
import { askOver, clientOf, peakMemory } from "./support/client.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates:
  default: { coverage: { minimum: 80 } }
`
const DECISIONS = 2_000
const AT_ONCE = 50
const MB = 1_048_576

test("two thousand decisions are replayed in memory that does not grow with them, and all agree", async () => {
  const server = await startServer({ environment: { PROMOTRAIL_RATE_LIMIT: "100000" } })
  try {
    const shop = clientOf(askOver(server.url, server.adminToken))
    await shop.policy(POLICY)
    await shop.register("v1")
    const tests = Array.from({ length: 200 }, (_, at) => `<testcase classname="C" name="t${at}"/>`)
    await shop.report("v1", "environment=dev", `<testsuite name="s">${tests.join("")}</testsuite>`)
    for (let asked = 0; asked < DECISIONS; asked += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => shop.gate("v1", "prod")))
    }
    const replayedAll = async (): Promise<number> => {
      let agree = 0
      let after = ""
      do {
        const { body } = await shop.ask("POST", `/v1/decisions/replay?limit=100${after}`)
        agree += Number(body["agree"])
        after = body["next"] === null ? "" : `&after=${body["next"] as string}`
      } while (after !== "")
      return agree
    }
    expect(await replayedAll()).toBe(DECISIONS)
    const before = await peakMemory(server.pid)
    for (let again = 0; again < 3; again++) expect(await replayedAll()).toBe(DECISIONS)
    expect(((await peakMemory(server.pid)) - before) / MB).toBeLessThan(64)
  } finally {
    await server.stop()
  }
}, 120_000)
