import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ROOT } from "../../tools/repository.ts"
import { startServer, type TestServer } from "../support/server.ts"
import { folderWith, promotrail, type Ran } from "./support/command.ts"

const FOREIGN = `schema: promotrail/policy/v1
application: checkout
environments:
  dev: { tier: development, purpose: every merge, owners: [team:checkout] }
  prod: { tier: production, purpose: customers, owners: [team:sre] }
path: [dev, prod]
`
type Plan = {
  readonly application: string
  readonly asks: readonly {
    readonly release: string
    readonly to: string
    readonly expect: "allow" | "deny" | "hold"
  }[]
}
const plan = JSON.parse(readFileSync(join(ROOT, "fixtures/sample/plan.json"), "utf8")) as Plan
const EXIT_OF = { allow: 0, deny: 10, hold: 11 } as const

describe("the sample application", () => {
  let server: TestServer
  const run = (...args: readonly string[]): Promise<Ran> =>
    promotrail(args, { env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: server.adminToken } })
  const entries = async (): Promise<number> => {
    const said = JSON.parse((await run("ledger", "verify", "--json")).out) as { agrees: boolean; size: number }
    expect(said.agrees).toBe(true)
    return said.size
  }

  beforeAll(async () => {
    server = await startServer()
  }, 60_000)
  afterAll(() => server.stop())

  test("is loaded step by step through the ordinary API", async () => {
    const ran = await run("demo")
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.out).toMatch(/^✓ checkout is loaded: 8 releases, /)
    expect(ran.out).toContain(`${server.url}/a/checkout/releases/v2.5.0`)
    expect(ran.said).toMatch(/^ +1\/\d+ apply policy\.yaml\n/)
  })

  test.for(plan.asks)("$release into $to: $expect", async ({ release, to, expect: verdict }) => {
    const ran = await run("gate", "--app", plan.application, "--release", release, "--to", to)
    expect(ran).toMatchObject({ code: EXIT_OF[verdict], said: "" })
    expect(ran.out.includes("To unblock:")).toBe(verdict !== "allow")
  })

  test("is loaded again without a change but the end of its quarantine, archived, and brought back", async () => {
    const before = await entries()
    expect(await run("demo")).toMatchObject({ code: 0 })
    const after = await entries()
    expect(after - before).toBeLessThanOrEqual(1)
    expect(await run("demo", "--remove")).toMatchObject({ code: 0, said: "" })
    expect(await run("matrix", "--app", "checkout", "--release", "v2.5.0")).toMatchObject({ code: 64 })
    expect((await run("demo", "--remove")).out).toContain("nothing to archive")
    expect(await entries()).toBe(after + 1)
    expect(await run("demo")).toMatchObject({ code: 0 })
    expect(await run("matrix", "--app", "checkout", "--release", "v2.5.0")).toMatchObject({ code: 0 })
  })
})

test("the sample is loaded again with a token that loaded nothing before", async () => {
  const server = await startServer()
  const as = (token: string) => ({ env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: token } })
  try {
    expect(await promotrail(["demo"], as(server.adminToken))).toMatchObject({ code: 0 })
    const made = await promotrail(["token", "create", "second", "--scope", "admin"], as(server.adminToken))
    const secret = made.out.trim()
    expect(await promotrail(["demo"], as(secret))).toMatchObject({ code: 0 })
  } finally {
    await server.stop()
  }
})

test("an application of the same name that is not the sample is left alone", async () => {
  const server = await startServer()
  const folder = await folderWith({ "policy.yaml": FOREIGN })
  const given = { folder, env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: server.adminToken } }
  try {
    expect(await promotrail(["policy", "apply", "policy.yaml"], given)).toMatchObject({ code: 0 })
    for (const args of [["demo"], ["demo", "--remove"]]) {
      const ran = await promotrail(args, given)
      expect(ran).toMatchObject({ code: 65, out: "" })
      expect(ran.said).toContain("There is an application checkout that is not the sample. Nothing was done to it.")
    }
    expect((await promotrail(["policy", "apply", "policy.yaml"], given)).out).toContain("has this policy already")
  } finally {
    await server.stop()
  }
})
