import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { promotrail, type Ran } from "./support/command.ts"

const POLICY = `schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates:
  default: { coverage: { minimum: 80 }, upstream: { severity: observe } }
`
const PASSING = `<testsuite name="s">${Array.from({ length: 9 }, (_, at) => `<testcase classname="C" name="t${at}"/>`).join("")}<testcase classname="C" name="t9"><failure/></testcase></testsuite>`

describe("replaying from the command line", () => {
  let server: TestServer
  let ids: readonly string[]
  const folder = mkdtempSync(join(tmpdir(), "promotrail-replay-"))
  const run = (...args: readonly string[]): Promise<Ran> =>
    promotrail(args, { folder, env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: server.adminToken } })

  beforeAll(async () => {
    server = await startServer()
    writeFileSync(join(folder, "policy.yaml"), POLICY)
    writeFileSync(join(folder, "strict.yaml"), POLICY.replace("80", "95"))
    writeFileSync(join(folder, "report.xml"), PASSING)
    const release = ["--app", "shop", "--release", "v1"]
    const digest = `app@sha256:${"a".repeat(64)}`
    const decided: string[] = []
    const steps = [
      ["policy", "apply", "policy.yaml", "--app", "shop"],
      ["release", "register", "v1", "--app", "shop", "--artifact", digest],
      ["gate", ...release, "--to", "prod", "--json"],
      ["report", "report.xml", ...release, "--environment", "dev", "--category", "unit"],
      ["gate", ...release, "--to", "prod", "--json"],
    ]
    for (const step of steps) {
      const { code, out, said } = await run(...step)
      if (code !== 0 && code !== 11) throw new Error(`${step.join(" ")}: ${said}`)
      if (step[0] === "gate") decided.push((JSON.parse(out) as { id: string }).id)
    }
    ids = decided
  }, 60_000)
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test("another policy: a table, each decision that would end otherwise with its reason, and 65 only on wish", async () => {
    const told = await run("policy", "replay", "strict.yaml")
    expect(told.code).toBe(0)
    expect(told.out).toMatch(/^2 decisions of shop under sha256:/)
    expect(told.out).toMatch(/end the same +1\n +would be denied +1\n/)
    expect(told.out).toContain(`✗ ${ids[1]}  allow → deny`)
    expect(told.out).toContain("9/10 passed (90 %, minimum 95 %)")
    expect((await run("policy", "replay", "strict.yaml", "--fail-on-change")).code).toBe(65)
    expect((await run("policy", "replay", "policy.yaml", "--fail-on-change", "--last", "1")).code).toBe(0)
    expect(JSON.parse((await run("policy", "replay", "strict.yaml", "--json")).out)).toMatchObject({ looked: 2 })
    expect((await run("policy", "replay", "strict.yaml", "--app", "other")).code).toBe(65)
  })

  test("a policy of other test rules: inputs are made again, and it says so", async () => {
    const scoped = POLICY.replace("gates:", "tests: { scopes: [{ category: unit, environments: [prod] }] }\ngates:")
    writeFileSync(join(folder, "scoped.yaml"), scoped)
    const told = await run("policy", "replay", "scoped.yaml")
    expect([told.code, told.out]).toEqual([0, expect.stringContaining("by inputs made again out of the ledger")])
    expect(told.out).not.toContain("not answerable")
    expect((await run("policy", "replay", "scoped.yaml", "--deep")).out).toBe(told.out)
  })

  test("deeply: the input is made again from the raw file, one decision or all; a file that is gone is named", async () => {
    const one = await run("replay", ids[1] ?? "", "--deep")
    expect([one.code, one.out]).toEqual([0, expect.stringMatching(/✓ agrees deeply {2}1 raw file was read again/)])
    expect((await run("replay", "--all", "--deep")).code).toBe(0)
    const blobs = join(server.dataFolder, "blobs")
    renameSync(blobs, `${blobs}.away`)
    const all = await run("replay", "--all", "--deep")
    renameSync(`${blobs}.away`, blobs)
    expect([all.code, all.out.includes("1 of 2 decisions agree")]).toEqual([65, true])
    expect(all.out).toMatch(/report\.xml \(evidence \S+, sha256:\S+\): the raw file is gone/)
  })

  test("what is gone is named with its decision and is no agreement, in words and as JSON", async () => {
    expect((await run("replay", "--all")).code).toBe(0)
    const database = new DatabaseSync(join(server.dataFolder, "promotrail.db"), { enableForeignKeyConstraints: false })
    database.prepare("delete from object where digest = (select input from decision where id = ?)").run(ids[0] ?? "")
    database.close()
    const all = await run("replay", "--all")
    expect(all.code).toBe(65)
    expect(all.out).toMatch(new RegExp(`✗ ${ids[0]} {2}shop v1 into prod, .*\\n {4}The input sha256:\\S+ is gone`))
    expect(all.out).toContain("✗ does not agree  1 of 2 decisions agree")
    const lines = (await run("replay", "--all", "--json")).out.trimEnd().split("\n")
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { decision: ids[0], finding: "gone" },
      { replayed: 2, agree: 1 },
    ])
    const one = await run("replay", ids[0] ?? "")
    expect([one.code, one.out.includes("nothing to evaluate")]).toEqual([65, true])
    expect((await run("replay", "--all", "--last", "1")).code).toBe(0)
  })
})
