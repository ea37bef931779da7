import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { finding, sarif } from "./support/reports-of-kinds.ts"
import { useWorld } from "./support/world.ts"

const policy = (minimum: number): string => `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates:
  default: { coverage: { minimum: ${minimum}, regression: { tolerance: 2 } }, findings: { static: { high: 1 } } }
`
const suite = (states: readonly boolean[]): string =>
  `<testsuite name="s">${states.map((isGood, at) => `<testcase classname="C" name="t${at}">${isGood ? "" : "<failure/>"}</testcase>`).join("")}</testsuite>`

const release = fc.constantFrom("v1", "v2", "v3")
const place = fc.constantFrom("dev", "staging", "prod")
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("gate" as const), release, to: fc.constantFrom("staging", "prod") }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("tests" as const),
      release,
      place,
      category: fc.constantFrom("unit", "smoke"),
      states: fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("scan" as const), release, place, findings: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("broken" as const), release, place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("deploy" as const), release, place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("retire" as const), at: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("policy" as const), minimum: fc.integer({ min: 1, max: 100 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("block" as const), release }) },
)

describe("decisions of any history", () => {
  const world = useWorld()

  test("replay byte for byte, and the newest of them from the raw evidence, too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 8, maxLength: 25 }), async (actions) => {
        const shop = await world().application(policy(80))
        const name = shop.home.slice("/v1/applications/".length)
        for (const version of ["v1", "v2", "v3"]) await shop.register(version)
        for (const one of actions) {
          if (one.do === "gate") await shop.gate(one.release, one.to)
          else if (one.do === "deploy") await shop.deploy(one.release, one.place)
          else if (one.do === "block")
            await shop.ask("POST", `${shop.home}/releases/${one.release}/block`, { json: { reason: "r" } })
          else if (one.do === "retire")
            await shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: `s::C::t${one.at}`, reason: "r" } })
          else if (one.do === "policy")
            await shop.policy(policy(one.minimum).replace("application: shop", `application: ${name}`))
          else if (one.do === "broken")
            await shop.report(one.release, `environment=${one.place}&category=unit`, "<testsuite")
          else if (one.do === "scan") {
            const found = Array.from({ length: one.findings }, (_, at) => finding(`rule-${at}`, "8.0"))
            await shop.report(one.release, `environment=${one.place}`, sarif(found))
          } else await shop.report(one.release, `environment=${one.place}&category=${one.category}`, suite(one.states))
        }
        await shop.gate("v2", "staging")
        const all = (await shop.ask("POST", `/v1/decisions/replay?application=${name}`)).body
        expect([all["differences"], all["agree"]]).toEqual([[], all["replayed"]])
        const deep = (await shop.ask("POST", `/v1/decisions/replay?deep=true&limit=2&application=${name}`)).body
        expect([deep["differences"], deep["agree"]]).toEqual([[], deep["replayed"]])
        expect(deep["replayed"]).toBeGreaterThan(0)
      }),
      { numRuns: 8 },
    )
  }, 120_000)
})
