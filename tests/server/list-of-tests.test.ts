import { describe, expect, test } from "vitest"
import { told, verdict } from "./support/decisions.ts"
import { junit } from "./support/reports.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates: { default: { coverage: { perCategory: false }, upstream: { severity: warn } } }
`
const AB = junit({ a: "passed", b: "passed" })
const A = junit({ a: "passed" })

/** Where the list of tests comes from (decisions §1): a vanished test cannot make a gate greener. */
describe("the tests that a release is expected to have", () => {
  const world = useWorld()

  test("are its predecessor's too: one that is no longer reported has vanished, and stays in the denominator", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", AB)
    await shop.register("v2")
    expect(told(await shop.look("v2", "staging"), "coverage.exit")).toBe("unknown 0/2")
    await shop.report("v2", "environment=dev", A)
    const answer = await shop.look("v2", "staging")
    expect([verdict(answer), told(answer, "coverage.exit")]).toEqual([
      "deny coverage.below_minimum coverage.vanished",
      "fail 1/2",
    ])
  })

  test("follow a late report to the predecessor, through releases in between", async () => {
    const shop = await world().application(POLICY)
    for (const version of ["v1", "v2", "v3"]) await shop.register(version)
    await shop.report("v3", "environment=dev", A)
    expect(told(await shop.look("v3", "staging"), "coverage.exit")).toBe("pass 1/1")
    await shop.report("v1", "environment=dev", AB)
    expect(told(await shop.look("v3", "staging"), "coverage.exit")).toBe("fail 1/2")
  })

  test("come from what runs in the environment when it was registered, elsewhere from the release before it", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=staging", junit({ a: "passed", old: "passed" }))
    await shop.deploy("v1", "staging")
    await shop.register("v2")
    await shop.report("v2", "environment=staging", junit({ a: "passed", new: "passed" }))
    await shop.register("v3")
    // Deployed after v3 was registered: too late to be its predecessor.
    await shop.deploy("v2", "staging")
    await shop.report("v3", "environment=dev", A)
    await shop.report("v3", "environment=staging", A)
    // In dev nothing ran: v2 came before, which is expected to have what v1 had.
    expect(told(await shop.look("v3", "staging"), "coverage.exit")).toBe("fail 1/3")
    // In staging v1 ran: `old` has vanished there, `new` was never expected there.
    expect(told(await shop.look("v3", "prod"), "coverage.exit")).toBe("fail 1/2")
  })

  test("an inventory adds tests that have not run, and never takes one away", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", AB)
    await shop.register("v2")
    await shop.report("v2", "environment=dev", AB)
    const listed = await shop.report("v2", "environment=dev&inventory=true", "s::c::a\ns::c::x\n")
    expect(listed.status).toBe(201)
    const answer = await shop.look("v2", "staging")
    expect([verdict(answer), told(answer, "coverage.exit")]).toEqual(["deny coverage.below_minimum", "fail 2/3"])
  })

  test("an inventory that names a vanished test makes it one that has not run", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", AB)
    await shop.register("v2")
    await shop.report("v2", "environment=dev", A)
    expect(verdict(await shop.look("v2", "staging"))).toContain("coverage.vanished")
    await shop.report("v2", "environment=dev&inventory=true", "s::c::b\n")
    const answer = await shop.look("v2", "staging")
    expect([verdict(answer), told(answer, "coverage.exit")]).toEqual(["deny coverage.below_minimum", "fail 1/2"])
  })

  test("leave with a word and a reason: retired tests are listed and not counted, also in later releases", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", AB)
    await shop.register("v2")
    await shop.report("v2", "environment=dev", A)
    const retired = await shop.ask("POST", `${shop.home}/tests/retire`, {
      json: { pattern: "s::c::b", reason: "removed with the old checkout" },
    })
    expect(retired.body["matched"]).toBe(1)
    expect(told(await shop.look("v2", "staging"), "coverage.exit")).toBe("pass 1/1")
    await shop.register("v3")
    await shop.report("v3", "environment=dev", A)
    expect(told(await shop.look("v3", "staging"), "coverage.exit")).toBe("pass 1/1")
    const cell = await shop.ask("GET", `${shop.home}/releases/v3/cells/dev/other?state=all`)
    expect(cell.body["excluded"]).toMatchObject([{ reason: "retired", count: 1 }])
  })

  test("are found by the page of tests as vanished", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", AB)
    await shop.register("v2")
    await shop.report("v2", "environment=dev", A)
    const vanished = await shop.items(`${shop.home}/tests?filter=vanished`)
    expect(vanished.map(({ id }) => id)).toEqual(["s::c::b"])
  })
})
