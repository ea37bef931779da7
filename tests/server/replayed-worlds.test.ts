import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Client } from "./support/client.ts"
import { action, play, registerAll } from "./support/histories.ts"
import { useWorld } from "./support/world.ts"

const policy = (minimum: number): string => `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates:
  default: { coverage: { minimum: ${minimum}, regression: { tolerance: 2 } }, findings: { static: { high: 1 } } }
`
const nameOf = ({ home }: Client): string => home.slice("/v1/applications/".length)

describe("decisions of any history", () => {
  const world = useWorld()

  test("replay byte for byte, and the newest of them from the raw evidence, too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 8, maxLength: 25 }), async (actions) => {
        const shop = await world().application(policy(80))
        const name = nameOf(shop)
        await registerAll(shop)
        const changed = (minimum: number) => policy(minimum).replace("application: shop", `application: ${name}`)
        for (const one of actions) await play(shop, one, changed)
        await shop.gate("v2", "staging")
        const all = (await shop.ask("POST", `/v1/decisions/replay?application=${name}`)).body
        expect([all["differences"], all["agree"]]).toEqual([[], all["replayed"]])
        const deep = (await shop.ask("POST", `/v1/decisions/replay?deep=true&application=${name}`)).body
        expect([deep["differences"], deep["agree"]]).toEqual([[], all["replayed"]])
        expect(deep["replayed"]).toBeGreaterThan(0)
      }),
      { numRuns: 8 },
    )
  }, 120_000)
})
