import { describe, expect, test } from "vitest"
import type { Client } from "./support/client.ts"
import { told, verdict } from "./support/decisions.ts"
import { counted } from "./support/reports.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
lanes: { hotfix: [staging, prod] }
gates: { default: { coverage: {} } }
`

describe("the path of a release", () => {
  const world = useWorld()
  /** Registered, tested in dev and staging, asked and deployed to staging: one step before prod. */
  const inStaging = async (shop: Client, version: string) => {
    await shop.register(version)
    await shop.report(version, "environment=dev", counted(10))
    await shop.report(version, "environment=staging", counted(10))
    await shop.gate(version, "staging")
    await shop.deploy(version, "staging")
  }

  test("goes on only from where it was promoted to and still runs", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", counted(10))
    await shop.report("v1", "environment=staging", counted(10))
    expect(verdict(await shop.look("v1", "prod"))).toBe("hold upstream.not_promoted")
    await shop.gate("v1", "staging")
    expect(verdict(await shop.look("v1", "prod"))).toBe("hold upstream.not_promoted")
    await shop.deploy("v1", "staging", "failed")
    expect(verdict(await shop.look("v1", "prod"))).toBe("hold upstream.not_promoted")
    await shop.deploy("v1", "staging")
    expect(verdict(await shop.look("v1", "prod"))).toBe("allow")
    // A later attempt that fails leaves it running.
    await shop.deploy("v1", "staging", "failed")
    expect(verdict(await shop.look("v1", "prod"))).toBe("allow")
  })

  test("is not entered by what was deployed without an allow", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=staging", counted(10))
    await shop.report("v1", "environment=dev", counted(5, 5))
    expect((await shop.gate("v1", "staging")).body["verdict"]).toBe("deny")
    await shop.deploy("v1", "staging")
    expect(verdict(await shop.look("v1", "prod"))).toContain("upstream.not_promoted")
    // An allow afterwards is not what let it in.
    await shop.report("v1", "environment=dev", counted(10))
    expect((await shop.gate("v1", "staging")).body["verdict"]).toBe("allow")
    expect(verdict(await shop.look("v1", "prod"))).toBe("hold upstream.not_promoted")
    await shop.deploy("v1", "staging")
    expect(verdict(await shop.look("v1", "prod"))).toBe("allow")
  })

  test("an advisory decision never satisfies upstream, neither asked for nor by the policy's rollout", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", counted(10))
    await shop.report("v1", "environment=staging", counted(10))
    const advised = await shop.gate("v1", "staging", { mode: "advisory" })
    expect([advised.status, advised.body["mode"], advised.body["verdict"]]).toEqual([200, "advisory", "allow"])
    await shop.deploy("v1", "staging")
    expect(verdict(await shop.look("v1", "prod"))).toBe("hold upstream.not_promoted")

    const advisory = await world().application(POLICY.replace("path:", "rollout: advisory\npath:"))
    await inStaging(advisory, "v1")
    const next = await advisory.gate("v1", "prod")
    expect([next.status, next.body["mode"], verdict(next)]).toEqual([200, "advisory", "hold upstream.not_promoted"])
  })

  test("is over for a release when another one, or an older one again, runs in the source", async () => {
    const shop = await world().application(POLICY)
    await inStaging(shop, "v1")
    await inStaging(shop, "v2")
    expect(verdict(await shop.look("v1", "prod"))).toBe("hold upstream.not_promoted")
    expect(verdict(await shop.look("v2", "prod"))).toBe("allow")
    await shop.deploy("v1", "staging")
    expect(verdict(await shop.look("v2", "prod"))).toBe("hold upstream.not_promoted")
    expect(verdict(await shop.look("v1", "prod"))).toBe("allow")
  })

  test("a lane has its own first environment, and is asked for by name", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=staging", counted(10))
    expect((await shop.gate("v1", "prod")).body["verdict"]).toBe("hold")
    const hotfix = await shop.gate("v1", "prod", { lane: "hotfix" })
    expect([hotfix.status, hotfix.body["edge"]]).toEqual([
      200,
      { lane: "hotfix", from: "staging", to: "prod", first: true },
    ])
    expect(told(hotfix, "upstream")).toBe("not_applicable")
    expect((await shop.gate("v1", "staging", { lane: "hotfix" })).body["type"]).toBe("/problems/no-gate")
    expect((await shop.gate("v1", "dev", { lane: "hotfix" })).body["type"]).toBe("/problems/not-on-path")
    expect((await shop.gate("v1", "prod", { lane: "none" })).body["type"]).toBe("/problems/unknown-lane")
  })

  test("a blocked release goes nowhere, in no lane, and is free again when the block is lifted", async () => {
    const shop = await world().application(POLICY)
    await inStaging(shop, "v1")
    await shop.ask("POST", `${shop.home}/releases/v1/block`, { json: { reason: "leaks" } })
    for (const rest of [{}, { lane: "hotfix" }]) {
      expect(verdict(await shop.gate("v1", "prod", rest))).toBe("deny release.blocked")
    }
    await shop.ask("POST", `${shop.home}/releases/v1/unblock`, { json: { reason: "fixed" } })
    expect(verdict(await shop.gate("v1", "prod"))).toBe("allow")
  })

  test("results of the entry come from every environment before the target, or from the source alone", async () => {
    const entries = async (executedIn: string) => {
      const shop = await world().application(
        POLICY.replace(
          "coverage: {}",
          `coverage: { executedIn: ${executedIn}, perCategory: false }, upstream: { severity: warn }`,
        ),
      )
      await shop.register("v1")
      await shop.report("v1", "environment=dev", counted(10))
      await shop.report("v1", "environment=staging", counted(5, 5))
      await shop.report("v1", "environment=dev", counted(9, 1))
      return told(await shop.look("v1", "prod"), "coverage.entry")
    }
    // The newest result wins, wherever it ran.
    expect(await entries("upstream")).toBe("warn 9/10")
    expect(await entries("source")).toBe("fail 5/10")
    expect(await entries("[dev]")).toBe("warn 9/10")
  })

  test("a changed policy changes what counts at once, for results that are there already", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev&category=unit", counted(5, 5, "u"))
    await shop.report("v1", "environment=dev&category=smoke", counted(10, 0, "k"))
    expect(verdict(await shop.look("v1", "staging"))).toBe("deny coverage.below_minimum")
    const name = shop.home.split("/").at(-1) ?? ""
    const scoped = POLICY.replace(
      "gates:",
      "tests: { scopes: [{ category: unit, environments: [staging, prod] }] }\ngates:",
    ).replace("application: shop", `application: ${name}`)
    expect((await shop.policy(scoped)).status).toBe(200)
    const answer = await shop.look("v1", "staging")
    expect([verdict(answer), told(answer, "coverage.exit")]).toEqual(["allow", "pass 10/10"])
    expect((await shop.policy(POLICY.replace("application: shop", `application: ${name}`))).status).toBe(200)
    expect(verdict(await shop.look("v1", "staging"))).toBe("deny coverage.below_minimum")
  })
})
