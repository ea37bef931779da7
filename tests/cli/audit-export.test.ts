import { createHash } from "node:crypto"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { promotrail, type Ran } from "./support/command.ts"

const POLICY = `schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, qa: { tier: test }, prod: { tier: production } }
path: [dev, qa, prod]
gates:
  default: { coverage: { minimum: 80, controls: [CC8.1, OURS-1] }, upstream: { severity: observe } }
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
        ["report", version === "v3" ? "bad.xml" : "good.xml", ...release, "--environment", "qa", "--category", "unit"],
        ["gate", ...release, "--to", "prod"],
        ["record-deployment", ...release, "--environment", "prod", "--status", "succeeded"],
      )
    }
    steps.push(["gate", "--app", "shop", "--release", "v1", "--to", "qa"])
    steps.push(
      ["token", "create", "=cmd|'/c calc'!A1", "--scope", "read"],
      ["token", "create", "gone", "--scope", "read"],
    )
    for (const step of steps) {
      const { code, said } = await run(...step)
      if (code !== 0 && code !== 10) throw new Error(`${step.join(" ")}: ${said}`)
    }
    const { out } = await run("token", "list", "--json")
    const { items } = JSON.parse(out) as { items: { id: string; name: string }[] }
    const gone = items.find(({ name }) => name === "gone")
    const revoked = await run("token", "revoke", gone?.id ?? "")
    if (revoked.code !== 0) throw new Error(revoked.said)
  }, 90_000)
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Rows of a CSV as objects; what stands behind them are its sentences. None of these cells has a comma. */
  const rowsOf = (csv: string) => {
    const [header = "", ...lines] = linesOf(csv)
    const names = header.split(",")
    return lines
      .filter((line) => !/^"?# /.test(line))
      .map((line) => {
        const cells = line.split(",")
        return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]))
      })
  }
  const ledger = async () => {
    const answer = await fetch(`${server.url}/v1/ledger`, { headers: { authorization: `Bearer ${server.adminToken}` } })
    return (await answer.json()) as { entries: number; origin: string; root: string; checkpoint: string }
  }

  test("the population has every change, says why none is missing, and names what was deployed without an allow", async () => {
    const csv = await exported("population.csv", "--report", "population")
    const { origin, root, checkpoint } = await ledger()
    const rows = rowsOf(csv)
    expect(rows.map((row) => [row["release"], row["verdict"], row["deployment"], row["log"]])).toEqual([
      ["v1", "allow", "succeeded", origin],
      ["v2", "allow", "succeeded", origin],
      ["v3", "deny", "succeeded", origin],
      ["v4", "allow", "succeeded", origin],
    ])
    expect(csv).toContain("4 changes (3 allow, 1 deny)")
    expect(csv).toContain("streams are numbered without a gap")
    expect(csv).toMatch(/Stream shop\/prod: 1 to 8 in /)
    expect(csv).toMatch(
      /Deployments without an enforced allow: shop v3 to prod \(record \d+ of \S+: the decision it names is no allow\)\./,
    )
    expect(csv).toContain(`root ${root}`)
    // The checkpoint is whole: without the marks in front it is the signed note again.
    const marked = linesOf(csv).map((line) => line.replace(/^"?# /, ""))
    for (const line of checkpoint.trimEnd().split("\n")) expect(marked).toContain(line)
    // A ticket that a spreadsheet would compute.
    expect(rows[0]?.["change"]).toBe("'=CHK-1")
    expect(new Set(rows.map((row) => row["requester"]))).toEqual(new Set(["administrator"]))
  })

  test("a population is of production, and says what it leaves out; all of it is asked for", async () => {
    const production = await exported("production.jsonl", "--report", "population", "--jsonl")
    expect(production.trimEnd().split("\n")).toHaveLength(4 + 1)
    expect(production).toContain("1 change of the period into environments of other tiers is not in it")
    const all = await exported("all.jsonl", "--report", "population", "--jsonl", "--all")
    expect(all.trimEnd().split("\n")).toHaveLength(5 + 1)
    expect(all).toContain("Changes into prod (production), qa (test).")
  })

  test("a sample is drawn by a rule that anybody can follow, each change has a page of its own, and its proof is of that log", async () => {
    const all = (await exported("all.jsonl", "--report", "population", "--format", "jsonl")).trimEnd().split("\n")
    const changes = all.slice(0, -1).map((line) => JSON.parse(line) as { leaf: string; release: string })
    const rank = ({ leaf }: { leaf: string }) => createHash("sha256").update(`Q4:${leaf}`).digest("hex")
    const drawn = changes.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, 2)
    const html = await exported("s.html", "--report", "population", "--html", "--sample", "2", "--seed", "Q4")
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
    const [, check = ""] = /<dd>promotrail (ledger proof .*?), then/.exec(html) ?? []
    const ran = await run(...check.split(" "))
    expect([ran.code, ran.said]).toEqual([0, ""])
    const bundle = readFileSync(join(folder, "change.sigstore.json"), "utf8")
    const { dsseEnvelope } = JSON.parse(bundle) as { dsseEnvelope: { payload: string } }
    expect(Buffer.from(dsseEnvelope.payload, "base64").toString()).toContain(`"release":"${titles[0]}"`)
    const elsewhere = await run("ledger", "proof", "0", "--origin", "other.example", "--output", "no.tlog-proof")
    expect([elsewhere.code, elsewhere.said]).toEqual([64, expect.stringContaining("other.example")])
  })

  test("a period is a half-open one, and what lies outside is not in the report", async () => {
    const none = await exported("none.csv", "--report", "population", "--to", "2020-01-01")
    expect(rowsOf(none)).toEqual([])
    expect(none).toContain("0 changes, out of the")
    expect(none).toContain(
      "Changes of every application into environments of the tier production, before 2020-01-01T00:00:00.000Z.",
    )
    expect(none).not.toContain("is its name right?")
    const ran = await run("audit", "export", "--report", "population", "--environment", "al", "--output", "al.csv")
    expect(ran.out).toContain("Changes of every application into al, of all time. 0 changes, out of the")
    expect(ran.out).toContain("No record is about what was asked for, at any time: is its name right?")
  })

  test("access is as it was: who could do what, by which record, given and taken by whom", async () => {
    const now = rowsOf(await exported("access.csv", "--report", "access"))
    expect(now.some(({ name }) => name === `'=cmd|'/c calc'!A1`)).toBe(true)
    const gone = now.find(({ name }) => name === "gone")
    const { origin } = await ledger()
    expect(gone).toMatchObject({ "created by": "administrator", "revoked by": "administrator", "revoked log": origin })
    expect(Number(gone?.["revoked record"])).toBeGreaterThan(Number(gone?.["created record"]))
    expect(now.filter((row) => row["revoked at"] === "").length).toBe(now.length - 1)
    const before = await exported("access.csv", "--report", "access", "--as-of", "2020-01-01")
    expect(rowsOf(before)).toEqual([])
  })

  test("controls name the records of the period, the checks that name them, and what is not covered", async () => {
    const controls = await exported("controls.csv", "--report", "controls")
    expect(controls).toMatch(/SOC 2,CC8\.1,.*promotion-decision: 5, from record \d+ to \d+/)
    expect(controls).toMatch(/SOC 2,CC8\.1,.*coverage[^"]*: \d+ pass/)
    expect(controls).toMatch(/named by policies,OURS-1,/)
    expect(controls).toContain("not in this version")
    expect(controls).toContain(`${server.url}/audit?kind=decision.recorded`)
    const html = await exported("controls.html", "--report", "controls", "--html", "--to", "2100-01-01")
    const [, page = ""] = /href="([^"]*kind=decision[^"]*)"/.exec(html) ?? []
    const { entries } = await ledger()
    expect(Number(new URL(page.replaceAll("&amp;", "&")).searchParams.get("after"))).toBeLessThanOrEqual(entries)
  })

  test("overrides are read out of the records: what passed without an allow, and that nothing else did", async () => {
    const overrides = await exported("overrides.csv", "--report", "overrides")
    expect(overrides).toContain("5 decisions, read out of")
    expect(overrides).toContain("with 0 overrides and 0 waivers; 1 deployment past a gate")
    expect(rowsOf(overrides)).toMatchObject([{ what: "deployment", release: "v3", environment: "prod" }])
  })

  test("the trail holds every entry in every format, and the record each stands in", async () => {
    const { entries, origin } = await ledger()
    const csv = await exported("trail.csv")
    expect(linesOf(csv).filter((line) => /^\d/.test(line))).toHaveLength(entries)
    const [first = ""] = linesOf(csv).slice(1)
    expect(first).toMatch(new RegExp(`,\\d+,${origin},[0-9a-f]{64}$`))
    expect((await exported("trail.jsonl", "--format", "jsonl")).trimEnd().split("\n")).toHaveLength(entries)
    const html = await exported("trail.html", "--html")
    expect(html.match(/<tr><td>/g)).toHaveLength(entries)
    expect(html).toContain(origin)
  })

  test("with proofs each record of the trail is a bundle that holds offline, under a head that is in the file", async () => {
    const lines = (await exported("proofs.jsonl", "--jsonl", "--proofs")).trimEnd().split("\n")
    const { entries, origin } = await ledger()
    expect(lines).toHaveLength(entries + 1)
    const told = lines
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { hash: string; records: { kind: string; leaf: string; bundle: object }[] })
    const last = JSON.parse(lines.at(-1) ?? "") as { logs: { origin: string; checkpoint: string }[] }
    expect(last.logs.map((log) => log.origin)).toEqual([origin])
    expect(told.every(({ records }) => records.length > 0)).toBe(true)
    const kinds = new Set(told.flatMap(({ records }) => records.map(({ kind }) => kind)))
    for (const kind of ["promotion-decision", "verification-summary", "promotion-outcome"])
      expect(kinds).toContain(kind)
    const decision = told.flatMap(({ records }) => records).findLast(({ kind }) => kind === "promotion-decision")
    writeFileSync(join(folder, "one.sigstore.json"), JSON.stringify(decision?.bundle))
    const headers = { authorization: `Bearer ${server.adminToken}` }
    for (const file of ["policy.txt", "decision.pub"]) {
      const answer = await fetch(`${server.url}/v1/ledger/trust/${file}`, { headers })
      writeFileSync(join(folder, file), await answer.text())
    }
    const verify = (file: string) => run("verify", file, "--policy", "policy.txt", "--key", "decision.pub")
    expect((await verify("one.sigstore.json")).code).toBe(0)
    const broken = JSON.stringify(decision?.bundle).replace(/"hashes":\["./, (found) => `${found.slice(0, -1)}_`)
    writeFileSync(join(folder, "broken.sigstore.json"), broken)
    expect((await verify("broken.sigstore.json")).code).not.toBe(0)
  })

  test("a report goes to standard output, and nothing else does", async () => {
    const asked = ["--report", "access", "--as-of", "2100-01-01", "--csv"]
    const piped = await run("audit", "export", "--output", "-", ...asked)
    expect([piped.code, piped.said]).toEqual([0, ""])
    expect(piped.out).toBe(await exported("access.csv", ...asked))
    expect(existsSync(join(folder, "-"))).toBe(false)
  })

  test.for([
    ["two formats", ["--csv", "--html"], "one format"],
    ["a flag of another report", ["--seed", "x"], "--seed does not belong to the report trail"],
    ["proofs of a page", ["--proofs", "--html"], "--proofs goes with --jsonl"],
    ["one environment and all", ["--report", "population", "--all", "--environment", "qa"], "not both"],
    ["a sample that is no number", ["--report", "population", "--sample", "many"], "0 to 1000"],
  ] as const)("%s: is refused before anything is asked", async ([, flags, says]) => {
    const ran = await run("audit", "export", "--output", "never.csv", ...flags)
    expect([ran.code, ran.said]).toEqual([64, expect.stringContaining(says)])
    expect(existsSync(join(folder, "never.csv"))).toBe(false)
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

test("after a succession of logs every record is named with its log, and its proof is of that one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-succession-"))
  const dataFolder = join(folder, "data")
  writeFileSync(join(folder, "policy.yaml"), POLICY)
  const once = async (origin: string, ...steps: readonly (readonly string[])[]): Promise<string> => {
    const server = await startServer({
      dataFolder,
      adminToken: "t".repeat(40),
      environment: { PROMOTRAIL_LOG_ORIGIN: origin },
    })
    let out = ""
    try {
      for (const step of steps) {
        const env = { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: server.adminToken }
        const ran = await promotrail(step, { folder, env })
        if (ran.code !== 0 && ran.code !== 10 && ran.code !== 11) throw new Error(`${step.join(" ")}: ${ran.said}`)
        out = ran.out
      }
    } finally {
      await server.stop()
    }
    return out
  }
  const digest = createHash("sha256").update("v1").digest("hex")
  const release = ["--app", "shop", "--release", "v1"]
  try {
    await once(
      "one.example",
      ["policy", "apply", "policy.yaml", "--app", "shop"],
      ["release", "register", "v1", "--app", "shop", "--artifact", `app@sha256:${digest}`],
      ["gate", ...release, "--to", "prod"],
    )
    const out = await once(
      "two.example",
      ["gate", ...release, "--to", "prod"],
      ["audit", "export", "--report", "population", "--jsonl", "--output", "all.jsonl"],
      ["audit", "export", "--jsonl", "--proofs", "--output", "trail.jsonl"],
      ["ledger", "proof", "0", "--origin", "one.example", "--bundle", "--output", "genesis.json"],
      ["audit", "export", "--report", "population", "--csv", "--output", "-"],
    )
    const lines = readFileSync(join(folder, "all.jsonl"), "utf8").trimEnd().split("\n")
    const read = (line = "") =>
      JSON.parse(line) as { log: string; isComplete: boolean; streams: { stream: string; logs: object[] }[] }
    expect(lines.slice(0, -1).map((line) => read(line).log)).toEqual(["one.example", "two.example"])
    const last = read(lines.at(-1))
    expect(last.isComplete).toBe(true)
    expect(last.streams.find(({ stream }) => stream === "shop/prod")?.logs).toEqual([
      { log: "one.example", first: 1, last: 1 },
      { log: "two.example", first: 2, last: 2 },
    ])
    for (const origin of ["one.example", "two.example"]) expect(out).toContain(`# Log ${origin}, `)
    expect(readFileSync(join(folder, "genesis.json"), "utf8")).toContain("one.example\\n")
    const trail = readFileSync(join(folder, "trail.jsonl"), "utf8")
    expect(trail).toContain('{"log":"one.example","record":')
    expect(trail).toContain('{"log":"two.example","record":')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
