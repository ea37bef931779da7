import fc from "fast-check"
import type { Answer, Client } from "./client.ts"
import { finding, sarif } from "./reports-of-kinds.ts"

const suite = (states: readonly boolean[]): string =>
  `<testsuite name="s">${states.map((isGood, at) => `<testcase classname="C" name="t${at}">${isGood ? "" : "<failure/>"}</testcase>`).join("")}</testsuite>`

const RELEASES = ["v1", "v2", "v3"] as const
const release = fc.constantFrom(...RELEASES)
const place = fc.constantFrom("dev", "staging", "prod")

/** Something that happens to releases v1, v2 and v3 between dev, staging and prod. */
export const action = fc.oneof(
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
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

export async function registerAll(shop: Client): Promise<void> {
  for (const version of RELEASES) await shop.register(version)
}

/** Lets an action happen. `policy`: the text that a change to a minimum comes to. */
export async function play(shop: Client, one: Action, policy: (minimum: number) => string): Promise<Answer> {
  if (one.do === "gate") return shop.gate(one.release, one.to)
  if (one.do === "deploy") return shop.deploy(one.release, one.place)
  if (one.do === "block")
    return shop.ask("POST", `${shop.home}/releases/${one.release}/block`, { json: { reason: "r" } })
  if (one.do === "retire")
    return shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: `s::C::t${one.at}`, reason: "r" } })
  if (one.do === "policy") return shop.policy(policy(one.minimum))
  if (one.do === "broken") return shop.report(one.release, `environment=${one.place}&category=unit`, "<testsuite")
  if (one.do === "scan") {
    const found = Array.from({ length: one.findings }, (_, at) => finding(`rule-${at}`, "8.0"))
    return shop.report(one.release, `environment=${one.place}`, sarif(found))
  }
  return shop.report(one.release, `environment=${one.place}&category=${one.category}`, suite(one.states))
}
