import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { promotrail, type Ran } from "./support/command.ts"

const POLICY = `schema: promotrail/policy/v1
application: shop
environments:
  dev: { tier: development, purpose: every merge, owners: [team:shop] }
  prod: { tier: production, purpose: customers, owners: [team:sre] }
path: [dev, prod]
tests:
  scopes:
    - { category: unit, environments: [dev] }
gates:
  default:
    coverage: { minimum: 85 }
`
const DIGEST = `sha256:${"a".repeat(64)}`
const OTHER = `sha256:${"b".repeat(64)}`

const suite = (passed: number, failed: number): string => {
  const test = (name: string, inside: string) => `<testcase classname="C" name="${name}">${inside}</testcase>`
  const cases = [
    ...Array.from({ length: passed }, (_, at) => test(`p${at}`, "")),
    ...Array.from({ length: failed }, (_, at) => test(`f${at}`, "<failure message='no'/>")),
  ]
  return `<testsuite name="s">${cases.join("")}</testsuite>`
}

/** Each step stands on the one before, as in a pipeline. */
describe("against the real server", () => {
  let server: TestServer
  const folder = mkdtempSync(join(tmpdir(), "promotrail-cli-"))

  const run = (args: readonly string[], token = server.adminToken): Promise<Ran> =>
    promotrail(args, { folder, env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: token, PROMOTRAIL_APP: "shop" } })
  const done = async (...args: readonly string[]): Promise<string> => {
    const ran = await run(args)
    expect(ran, args.join(" ")).toMatchObject({ code: 0 })
    return ran.out
  }
  const refusal = (code: number, said: string) => ({ code, out: "", said: expect.stringContaining(said) as string })

  beforeAll(async () => {
    server = await startServer()
    writeFileSync(join(folder, "policy.yaml"), POLICY)
    writeFileSync(join(folder, "broken.yaml"), POLICY.replace("85", "185").replace("[dev, prod]", "[dev, prd]"))
    writeFileSync(join(folder, "short.xml"), suite(8, 2))
    writeFileSync(join(folder, "whole.xml"), suite(10, 0).replaceAll('"p8"', '"f0"').replaceAll('"p9"', '"f1"'))
    writeFileSync(join(folder, "cut.xml"), suite(8, 2).slice(0, 100))
    writeFileSync(join(folder, "list.txt"), "s::C::p0\ns::C::planned\n")
  }, 60_000)
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test("nothing is known of an application without a policy", async () => {
    expect(await run(["gate", "--release", "v1", "--to", "prod"])).toStrictEqual(refusal(64, "shop"))
  })

  test("a policy with mistakes is refused with each of them; a good one comes into force once", async () => {
    const checked = await run(["policy", "check", "broken.yaml"])
    expect(await run(["policy", "apply", "broken.yaml"])).toStrictEqual(
      refusal(65, checked.out.split("\n")[0]?.replace(/^\S+ /, "") ?? ""),
    )
    expect(await run(["policy", "apply", "policy.yaml", "--app", "other"])).toStrictEqual(refusal(65, "shop"))
    expect(await done("policy", "apply", "policy.yaml")).toContain("shop is now judged by sha256:")
    expect(await done("policy", "apply", "policy.yaml")).toContain("shop has this policy already")
  })

  test("a release is bound to its digests for ever", async () => {
    const register = ["release", "register", "v1", "--artifact"]
    expect(await done(...register, `web@${DIGEST}`, "--issue", "S-1")).toContain("shop v1 is registered")
    expect(await done(...register, `web@${DIGEST}`, "--issue", "S-1")).toContain("was registered before")
    expect(await run([...register, `web@${OTHER}`])).toStrictEqual(refusal(65, "v1"))
    expect(await done("release", "show", "v1")).toContain(`web@${DIGEST}`)
    expect(JSON.parse(await done("release", "show", "v1", "--json"))).toMatchObject({ version: "v1", issues: ["S-1"] })
  })

  test("unknown names are wrong usage", async () => {
    expect(await run(["gate", "--release", "v9", "--to", "prod"])).toStrictEqual(refusal(64, "v9"))
    expect(await run(["gate", "--release", "v1", "--to", "nowhere"])).toStrictEqual(refusal(64, "nowhere"))
    expect(await run(["gate", "--release", "v1", "--to", "dev"])).toStrictEqual(refusal(64, "dev"))
    expect(await run(["gate", "--release", "v1", "--to", "prod", "--lane", "upside"])).toStrictEqual(
      refusal(64, "upside"),
    )
    expect(await run(["why", "01JD00000000000000000000AA"])).toStrictEqual(refusal(64, "01JD00000000000000000000AA"))
  })

  test("no report yet: hold", async () => {
    expect(await run(["gate", "--release", "v1", "--to", "prod"])).toMatchObject({ code: 11 })
  })

  test("a cut file is refused and counts nothing; the others are taken", async () => {
    const ran = await run([
      "report",
      "cut.xml",
      "short.xml",
      "--release",
      "v1",
      "--environment",
      "dev",
      "--category",
      "unit",
    ])
    expect(ran).toMatchObject({ code: 65, said: "" })
    expect(ran.out).toMatch(/✗ rejected {2}cut\.xml\n {4}.*cut off/)
    expect(ran.out).toContain("coverage of unit in dev: 0/0 (–) → 8/10 (80 %)")
  })

  test("80 % is denied for a reason to act on, by exit code and by word", async () => {
    const ran = await run(["gate", "--release", "v1", "--to", "prod"])
    expect(ran).toMatchObject({ code: 10, said: "" })
    expect(ran.out).toContain("8/10 passed (80 %, minimum 85 %)")
    expect(ran.out).toContain("make 1 of these 2 failing unit tests pass in dev")
  })

  test("an advisory is recorded and exits 0", async () => {
    const ran = await run(["gate", "--release", "v1", "--to", "prod", "--advisory", "--json"])
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.out)).toMatchObject({ mode: "advisory", verdict: "deny", recorded: true })
  })

  test("mended and reported again it is allowed, and the record can be read and replayed", async () => {
    const report = ["report", "whole.xml", "--release", "v1", "--environment", "dev", "--category", "unit"]
    expect(await done(...report)).toContain("8/10 (80 %) → 10/10 (100 %)")
    expect(await done(...report)).toContain("nothing changed")
    const { id } = JSON.parse(await done("gate", "--release", "v1", "--to", "prod", "--json")) as { id: string }
    expect(await done("why", id)).toMatch(/^✓ ALLOW {2}v1 from dev to prod: allowed\./)
    expect(await done("replay", id)).toMatch(/^✓ agrees/)
    const all = await done("replay", "--all")
    expect(all).toMatch(
      /^✓ agrees {2}all \d+ decisions agree, byte for byte\n {4}recorded {2}promotrail .*\n {4}replayed/,
    )
    expect(await done("replay", "--all", "--last", "1", "--app", "shop")).toContain("all 1 decisions agree")
    expect(await done("replay", "--all", "--since", "2999-01-01")).toContain("no decision was replayed")
    expect(JSON.parse(await done("replay", "--all", "--json"))).toMatchObject({ recordedBy: [expect.any(String)] })
    expect(await run(["replay", "--all", "--app", "shpo"])).toMatchObject({ code: 64 })
    expect(await run(["replay", "--all", id])).toMatchObject({ code: 64 })
    expect(await run(["replay"])).toMatchObject({ code: 64 })
    expect(await run(["replay", id, "--since", "2026-11-01"])).toMatchObject({ code: 64 })
    expect(
      await done("record-deployment", "--release", "v1", "--environment", "prod", "--status", "succeeded"),
    ).toContain(`let in by decision ${id}`)
  })

  test("the matrix, in every form", async () => {
    expect(await done("matrix", "--release", "v1")).toMatch(/unit +✓ 100 %/)
    expect(JSON.parse(await done("matrix", "--release", "v1", "--json"))).toMatchObject({ view: { release: "v1" } })
    expect(await done("matrix", "--release", "v1", "--svg")).toMatch(/^<svg /)
    expect(await done("matrix", "--release", "v1", "--html")).toMatch(/<table/)
    expect(await done("matrix", "--release", "v1", "--markdown")).toMatch(/^\| v1/)
  })

  test("an inventory adds a test that has not run; quarantine and retirement take it out", async () => {
    const inventory = [
      "report",
      "list.txt",
      "--inventory",
      "--release",
      "v1",
      "--environment",
      "dev",
      "--category",
      "unit",
    ]
    expect(await done(...inventory)).toContain("10/10 (100 %) → 10/11 (90.9 %)")
    const quarantine = ["tests", "quarantine", "s::C::planned", "--owner", "anna", "--reason", "S-2", "--until"]
    expect(await run([...quarantine, "2020-01-01"])).toStrictEqual(refusal(65, "2020"))
    expect(await done(...quarantine, "2099-01-01")).toContain("matches 1 known test")
    expect(await done("tests", "list", "--filter", "quarantined")).toContain("s::C::planned")
    expect(await done("tests", "retire", "s::C::planned", "--reason", "never written")).toContain(
      "matches 1 known test",
    )
    expect(await done("tests", "list", "--filter", "retired")).toContain("never written")
  })

  test("a blocked release is denied until the block is lifted", async () => {
    await done("release", "block", "v1", "--reason", "bad batch")
    expect(await run(["release", "block", "v1", "--reason", "again"])).toStrictEqual(refusal(65, "v1"))
    const ran = await run(["gate", "--release", "v1", "--to", "prod"])
    expect(ran.code).toBe(10)
    expect(ran.out).toContain("bad batch")
    await done("release", "unblock", "v1", "--reason", "fine after all")
    expect(await run(["gate", "--release", "v1", "--to", "prod", "--quiet"])).toMatchObject({ code: 0 })
  })

  test("a token may what its scopes say, until it is revoked", async () => {
    const made = await run(["token", "create", "reporter", "--scope", "read", "--scope", "report"])
    const secret = made.out.trim()
    const id = /Token (\w{26})/.exec(made.said)?.[1] ?? ""
    expect(made.said).not.toContain(secret)
    expect(await run(["matrix", "--release", "v1"], secret)).toMatchObject({ code: 0 })
    expect(await run(["gate", "--release", "v1", "--to", "prod"], secret)).toMatchObject({ code: 64, out: "" })
    expect(await done("token", "list")).toMatch(new RegExp(`${id} +read,report +all`))
    await done("token", "revoke", id)
    expect(await run(["matrix", "--release", "v1"], secret)).toMatchObject({ code: 64, out: "" })
    expect(await run(["matrix", "--release", "v1"], "x".repeat(40))).toMatchObject({ code: 64, out: "" })
  })

  test("login keeps a token that the server confirms", async () => {
    const env = { PROMOTRAIL_URL: server.url, XDG_CONFIG_HOME: join(folder, "settings") }
    const ran = await promotrail(["login", "--token-stdin"], { folder, env, input: server.adminToken })
    expect(ran).toMatchObject({ code: 0 })
    expect(await promotrail(["token", "list"], { folder, env })).toMatchObject({ code: 0 })
  })

  test("the ledger agrees with the state", async () => {
    expect(await done("ledger", "verify")).toMatch(/^✓ agrees/)
  })
})
