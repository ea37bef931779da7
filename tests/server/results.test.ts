import { describe, expect, test } from "vitest"
import { checksOf, told, verdict } from "./support/decisions.ts"
import { counted, junit, type Result } from "./support/reports.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`

describe("results", () => {
  const world = useWorld()
  const released = async (policy = POLICY) => {
    const shop = await world().application(policy)
    await shop.register("v1")
    return {
      ...shop,
      send: (results: Readonly<Record<string, Result>>, query = "") =>
        shop.report("v1", `environment=dev${query}`, junit(results)),
      exit: async (category = "other") => told(await shop.look("v1", "prod"), `coverage.exit.${category}`),
    }
  }

  test("of a category stay in it within a release: another --category warns, and moves no test", async () => {
    const shop = await released()
    await shop.send({ a: "passed", b: "passed" }, "&category=unit")
    const moved = await shop.send({ a: "failed", c: "passed" }, "&category=smoke")
    expect(moved.status).toBe(201)
    expect(moved.body["warnings"]).toMatchObject([{ code: "category-fixed", count: 1 }])
    expect([await shop.exit("unit"), await shop.exit("smoke")]).toEqual(["fail 1/2", "pass 1/1"])
    expect((await shop.send({ a: "passed" }, "&category=unit")).body["warnings"]).toEqual([])
    expect((await shop.send({ a: "passed", c: "passed" })).body["warnings"]).toEqual([])
  })

  test("may have another category in another release", async () => {
    const shop = await released()
    await shop.send({ a: "passed" }, "&category=unit")
    await shop.register("v2")
    await shop.report("v2", "environment=dev&category=smoke", junit({ a: "passed" }))
    expect(told(await shop.look("v2", "prod"), "coverage.exit.smoke")).toBe("pass 1/1")
    expect(told(await shop.look("v2", "prod"), "coverage.exit.unit")).toBe("absent")
    expect(await shop.exit("unit")).toBe("pass 1/1")
  })

  describe("of several variants", () => {
    test("the worst wins, and the re-run of one variant replaces that one alone", async () => {
      const shop = await released()
      await shop.send({ a: "passed" }, "&variant=chrome")
      await shop.send({ a: "failed" }, "&variant=firefox")
      await shop.send({ a: "passed" }, "&variant=safari")
      expect(await shop.exit()).toBe("fail 0/1")
      await shop.send({ a: "passed", b: "passed" }, "&variant=chrome")
      expect(await shop.exit()).toBe("fail 1/2")
      await shop.send({ a: "passed" }, "&variant=firefox")
      expect(await shop.exit()).toBe("pass 2/2")
    })

    test("an upload without a variant replaces them all, for the tests that it reports", async () => {
      const shop = await released()
      await shop.send({ a: "failed", b: "failed" }, "&variant=chrome")
      await shop.send({ a: "passed" })
      expect(await shop.exit()).toBe("fail 1/2")
      await shop.send({ a: "failed" }, "&variant=firefox")
      expect(await shop.exit()).toBe("fail 0/2")
    })
  })

  test("a failed re-run revokes an earlier pass, and a passed one the failure", async () => {
    const shop = await released()
    await shop.send({ a: "passed" })
    await shop.send({ a: "failed" })
    expect(await shop.exit()).toBe("fail 0/1")
    await shop.send({ a: "passed" })
    expect(await shop.exit()).toBe("pass 1/1")
  })

  test("that passed after a failed attempt in the same run count, and are called flaky", async () => {
    const shop = await released()
    const attempt = '<flakyFailure message="slow"/>'
    await shop.report(
      "v1",
      "environment=dev",
      `<testsuite name="s"><testcase name="a">${attempt}</testcase></testsuite>`,
    )
    const answer = await shop.look("v1", "prod")
    expect(told(answer, "coverage.exit.other")).toBe("pass 1/1")
    expect(checksOf(answer).find(({ id }) => id === "coverage.exit.other")?.measured?.["flaky"]).toBe(1)
  })

  test("skipped and broken tests stay in the denominator", async () => {
    const shop = await released()
    await shop.send({ a: "passed", b: "skipped", c: "broken", d: "passed" })
    expect(await shop.exit()).toBe("fail 2/4")
  })

  test("84.999 % is not 85 %, and exactly 85 % and 90 % are amber and allowed", async () => {
    const shop = await released()
    const rows = [
      { passed: 16_999, failed: 3_001, says: "deny" },
      { passed: 17, failed: 3, says: "allow" },
      { passed: 9, failed: 1, says: "allow" },
    ]
    // Each release has a suite of its own, which the next one is not expected to have.
    for (const [index, { passed, failed, says }] of rows.entries()) {
      const version = `w${index}`
      await shop.register(version)
      await shop.report(version, "environment=dev", counted(passed, failed, version))
      expect([passed, (await shop.look(version, "prod")).body["verdict"]]).toEqual([passed, says])
      await shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: `${version}::**`, reason: "counted" } })
    }
  })

  test("an error of a whole suite counts until the suite is reported without it", async () => {
    const shop = await released()
    const report = (inside: string) =>
      shop.report(
        "v1",
        "environment=dev",
        `<testsuites><testsuite name="s">${inside}</testsuite><testsuite name="z"><testcase classname="c" name="z"/></testsuite></testsuites>`,
      )
    const error = '<error message="did not load"/>'
    await report(`<testcase classname="c" name="a"/>${error}`)
    expect(await shop.exit()).toBe("fail 2/3")
    // Another suite says nothing of it.
    await shop.report("v1", "environment=dev", junit({ other: "passed" }, "elsewhere"))
    expect(await shop.exit()).toBe("fail 3/4")
    await report('<testcase classname="c" name="a"/>')
    expect(await shop.exit()).toBe("pass 3/3")
    await shop.register("v2")
    await shop.report("v2", "environment=dev", junit({ other: "passed" }, "elsewhere"))
    const answer = await shop.look("v2", "prod")
    expect([verdict(answer), told(answer, "coverage.exit.other")]).toEqual([
      "deny coverage.below_minimum coverage.vanished",
      "fail 1/3",
    ])
  })

  describe("of a gate by the clock", () => {
    test("a quarantine ends when it ends, without anybody writing anything", async () => {
      world().setNow("2026-06-01T12:00:00Z")
      const shop = await released()
      await shop.send({ a: "passed", b: "failed" })
      const quarantined = await shop.ask("POST", `${shop.home}/tests/quarantine`, {
        json: { pattern: "s::c::b", owner: "anna", reason: "SHOP-1", until: "2026-06-02T00:00:00.000Z" },
      })
      expect(quarantined.body["matched"]).toBe(1)
      expect(await shop.exit()).toBe("pass 1/1")
      world().setNow("2026-06-01T23:59:59.999Z")
      expect(await shop.exit()).toBe("pass 1/1")
      world().setNow("2026-06-02T00:00:00Z")
      expect(await shop.exit()).toBe("fail 1/2")
    })

    test("evidence that is too old holds, by the older of when it was made and when it came", async () => {
      world().setNow("2026-06-01T12:00:00Z")
      const shop = await released(POLICY.replace("coverage: {}", "coverage: {}, evidence: { tests: { maxAge: 7d } }"))
      await shop.send({ a: "passed" })
      expect((await shop.look("v1", "prod")).body["verdict"]).toBe("allow")
      world().setNow("2026-06-08T12:00:00.001Z")
      expect(verdict(await shop.look("v1", "prod"))).toBe("hold evidence.stale")
      await shop.report(
        "v1",
        "environment=dev",
        `<testsuite name="s" timestamp="2026-05-01T00:00:00Z"><testcase classname="c" name="a"/></testsuite>`,
      )
      expect(verdict(await shop.look("v1", "prod"))).toBe("hold evidence.stale")
      await shop.send({ a: "passed" })
      expect((await shop.look("v1", "prod")).body["verdict"]).toBe("allow")
    })
  })
})

describe("repeated results of one test", () => {
  const world = useWorld()

  test("are tests of their own, unless the upload declares them to be attempts", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    const twice = `<testsuite name="s"><testcase classname="c" name="a"><failure/></testcase><testcase classname="c" name="a"/></testsuite>`
    const apart = await shop.report("v1", "environment=dev", twice)
    expect(apart.body["counts"]).toMatchObject({ tests: 2, passed: 1, failed: 1, flaky: 0 })
    const merged = await shop.report("v1", "environment=dev&retries=merge", twice)
    expect(merged.status).toBe(201)
    expect(merged.body["counts"]).toMatchObject({ tests: 1, passed: 1, failed: 0, flaky: 1 })
  })
})
