import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
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
const suite = (failed: boolean) =>
  `<testsuite name="s"><testcase classname="C" name="t">${failed ? "<failure/>" : ""}</testcase></testsuite>`
const VERSIONS = ["v1", "v2", "v3", "v4"]

describe("reports for auditors", () => {
  let server: TestServer
  const folder = mkdtempSync(join(tmpdir(), "promotrail-reports-"))
  const run = (...args: readonly string[]): Promise<Ran> =>
    promotrail(args, { folder, env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: server.adminToken } })
  const exported = async (name: string, ...flags: readonly string[]): Promise<string> => {
    const ran = await run("audit", "export", "--output", name, "--force", ...flags)
    expect(ran.said).toBe("")
    expect(ran.code).toBe(0)
    return readFileSync(join(folder, name), "utf8")
  }
  const linesOf = (csv: string) => csv.trimEnd().split("\r\n")

  beforeAll(async () => {
    server = await startServer()
    writeFileSync(join(folder, "policy.yaml"), POLICY)
    writeFileSync(join(folder, "good.xml"), suite(false))
    writeFileSync(join(folder, "bad.xml"), suite(true))
    const steps = [["policy", "apply", "policy.yaml", "--app", "shop"]]
    for (const version of VERSIONS) {
      const release = ["--app", "shop", "--release", version]
      const digest = createHash("sha256").update(version).digest("hex")
      steps.push(
        ["release", "register", version, "--app", "shop", "--artifact", `app@sha256:${digest}`, "--issue", "=CHK-1"],
        ["report", version === "v3" ? "bad.xml" : "good.xml", ...release, "--environment", "dev", "--category", "unit"],
        ["gate", ...release, "--to", "prod"],
        ["record-deployment", ...release, "--environment", "prod", "--status", "succeeded"],
      )
    }
    steps.push(["token", "create", "=cmd|'/c calc'!A1", "--scope", "read"])
    for (const step of steps) {
      const { code, said } = await run(...step)
      if (code !== 0 && code !== 10) throw new Error(`${step.join(" ")}: ${said}`)
    }
  }, 90_000)
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test("the population has every change, says why none is missing, and names what was deployed without an allow", async () => {
    const csv = linesOf(await exported("population.csv", "--report", "population"))
    const rows = csv.filter((line) => /^\d/.test(line)).map((line) => line.split(","))
    expect(rows.map((row) => [row[3], row[7], row[10]?.split(" ")[0]])).toEqual([
      ["v1", "allow", "succeeded"],
      ["v2", "allow", "succeeded"],
      ["v3", "deny", "succeeded"],
      ["v4", "allow", "succeeded"],
    ])
    const text = csv.join("\n")
    expect(text).toContain("streams are numbered without a gap")
    expect(text).toMatch(/Deployments without an enforced allow: shop v3 to prod \(record \d+\)\./)
    // A ticket that a spreadsheet would compute.
    expect(rows[0]?.[9]).toBe("'=CHK-1")
  })

  test("a sample is drawn by a rule that anybody can follow, and each change has a page of its own", async () => {
    const all = (await exported("all.jsonl", "--report", "population", "--format", "jsonl")).trimEnd().split("\n")
    const changes = all.slice(0, -1).map((line) => JSON.parse(line) as { leaf: string; release: string })
    const rank = ({ leaf }: { leaf: string }) => createHash("sha256").update(`Q4:${leaf}`).digest("hex")
    const drawn = changes.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, 2)
    const html = await exported(
      "sample.html",
      "--report",
      "population",
      "--format",
      "html",
      "--sample",
      "2",
      "--seed",
      "Q4",
    )
    const titles = Array.from(html.matchAll(/<h2>shop (v\d) into prod/g), ([, version]) => version)
    expect(titles).toEqual(drawn.map(({ release }) => release))
    for (const asked of [
      "Requester",
      "Approvers",
      "Security impact",
      "Way back",
      "Deployment",
      "Proof",
      "not recorded by this version",
    ]) {
      expect(html).toContain(asked)
    }
    expect(html).not.toContain("<script")
  })

  test("a period is a half-open one, and what lies outside is not in the report", async () => {
    const none = await exported("none.csv", "--report", "population", "--to", "2020-01-01")
    expect(linesOf(none).filter((line) => /^\d/.test(line))).toEqual([])
    expect(none).toContain("0 changes, out of the")
  })

  test("access is as it was: who could do what, by which record, on that day", async () => {
    const now = linesOf(await exported("access.csv", "--report", "access"))
    expect(now.some((line) => line.includes(`'=cmd|'/c calc'!A1`))).toBe(true)
    expect(now.filter((line) => line.startsWith("01"))).toHaveLength(2)
    const before = linesOf(await exported("access.csv", "--report", "access", "--as-of", "2020-01-01"))
    expect(before.filter((line) => line.startsWith("01"))).toEqual([])
  })

  test("controls name the records of the period and what is not covered; overrides say that there are none", async () => {
    const controls = await exported("controls.csv", "--report", "controls")
    expect(controls).toMatch(/SOC 2,CC8\.1,.*promotion-decision 4/)
    expect(controls).toContain("not in this version")
    const overrides = await exported("overrides.csv", "--report", "overrides")
    expect(overrides).toContain("neither overrides nor waivers")
  })

  test("the trail holds every entry in every format", async () => {
    const answer = await fetch(`${server.url}/v1/ledger`, { headers: { authorization: `Bearer ${server.adminToken}` } })
    const { entries } = (await answer.json()) as { entries: number }
    expect(linesOf(await exported("trail.csv")).filter((line) => /^\d/.test(line))).toHaveLength(entries)
    expect((await exported("trail.jsonl", "--format", "jsonl")).trimEnd().split("\n")).toHaveLength(entries + 1)
    expect((await exported("trail.html", "--format", "html")).match(/<tr><td>/g)).toHaveLength(entries)
  })

  test("a token of one application gets no report about all of them, and a file that is there stays", async () => {
    const { out } = await run("token", "create", "part", "--scope", "read", "--app", "shop", "--json")
    const secret = (JSON.parse(out) as { secret: string }).secret
    const refused = await promotrail(["audit", "export", "--report", "population", "--output", "x.csv"], {
      folder,
      env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: secret },
    })
    expect([refused.code, refused.said]).toEqual([64, expect.stringContaining("access to every application")])
    const there = await run("audit", "export", "--output", "trail.csv")
    expect(there.code).toBe(64)
    expect((await run("audit", "export", "--output", "y.csv", "--from", "yesterday")).code).toBe(64)
  })
})
