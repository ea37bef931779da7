import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Client } from "./support/client.ts"
import { verdict } from "./support/decisions.ts"
import { action, play, registerAll } from "./support/histories.ts"
import { useWorld } from "./support/world.ts"

const rule = fc.record({
  categories: fc.constantFrom(
    "",
    "{ name: t1*, category: late }",
    "{ name: [t2, t3], category: smoke, critical: true }",
  ),
  scopes: fc.constantFrom(
    "",
    "{ category: unit, environments: [dev] }",
    "{ category: smoke, environments: [staging, prod] }, { category: unit, environments: [prod] }",
  ),
  retired: fc.constantFrom("", "{ test: 's::C::t4', reason: gone }"),
  quarantine: fc.constantFrom("", "{ test: 's::C::t5', owner: us, reason: flaky, until: 2099-01-01 }"),
  path: fc.constantFrom("dev, staging, prod", "dev, prod, staging", "staging, prod", "prod, dev, staging"),
  executedIn: fc.constantFrom("upstream", "source", "[dev]"),
  minimum: fc.constantFrom(30, 50, 80),
})
type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never
const NONE: Rule = {
  categories: "",
  scopes: "",
  retired: "",
  quarantine: "",
  path: "dev, staging, prod",
  executedIn: "upstream",
  minimum: 50,
}

const policy = (name: string, { minimum, path, executedIn, ...tests }: Rule): string => `
schema: promotrail/policy/v1
application: ${name}
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [${path}]
tests: { ${["categories", "scopes", "retired", "quarantine"].map((of) => `${of}: [${tests[of as "scopes"]}]`).join(", ")} }
gates:
  default:
    coverage: { minimum: ${minimum}, executedIn: ${path.split(", ").includes("dev") ? executedIn : "upstream"}, regression: { tolerance: 2 } }
    findings: { static: { high: 1 } }
    upstream: { severity: observe }
`
const nameOf = ({ home }: Client): string => home.slice("/v1/applications/".length)

type Reconsidered = { readonly decision: string; readonly after: string | null; readonly says: string }

describe("past decisions under another policy", () => {
  const world = useWorld()

  test("end as those of a world that had the policy from its first day", async () => {
    let [compared, gateless, remade] = [0, 0, 0]
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          action.filter((one) => one.do !== "policy"),
          { minLength: 10, maxLength: 25 },
        ),
        rule,
        async (actions, other) => {
          const was = await world().application(policy("shop", NONE))
          const is = await world().application(policy("shop", other))
          for (const shop of [was, is]) await registerAll(shop)
          const really = new Map<string, string | null>()
          for (const one of actions) {
            const [before, after] = [await play(was, one, () => ""), await play(is, one, () => "")]
            if (one.do !== "gate") continue
            really.set(
              String(before.body["id"]),
              after.body["verdict"] === undefined ? null : (verdict(after).split(" ")[0] ?? ""),
            )
          }
          const { body } = await was.ask("POST", `${was.home}/policy/replay?deep=true`, {
            body: policy(nameOf(was), other),
            headers: { "content-type": "application/yaml" },
          })
          const told = new Map((body["decisions"] as readonly Reconsidered[]).map((one) => [one.decision, one]))
          const verdicts = new Map<string, unknown>()
          for (const id of really.keys()) {
            const own = (await was.ask("GET", `/v1/decisions/${id}`)).body["verdict"]
            const found = told.get(id)
            verdicts.set(id, found === undefined ? own : found.after)
          }
          expect(verdicts).toEqual(really)
          const untold = [...told.values()].filter(({ after }) => after === null)
          expect(untold.filter(({ says }) => !says.includes("no gate into"))).toEqual([])
          compared += really.size
          gateless += [...really.values()].filter((one) => one === null).length
          remade += Number(body["remade"])
        },
      ),
      { numRuns: 15 },
    )
    // Not a claim about nothing.
    expect([compared > 0, gateless < compared, remade > 0]).toEqual([true, true, true])
  }, 240_000)
})
