import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { startPostgres, type Postgres } from "../../tools/postgres.ts"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf, type Client } from "./support/client.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: { minimum: 80 }, upstream: { severity: observe } } }
`
/** Ten tests, the first of which failed. */
const suite = (failed: number): string =>
  `<testsuite name="s">${Array.from({ length: 10 }, (_, at) => `<testcase classname="C" name="t${at}">${at < failed ? "<failure/>" : ""}</testcase>`).join("")}</testsuite>`

describe.skipIf(missingPart("postgresql") !== undefined)("replaying from the ledger in PostgreSQL", () => {
  let postgres: Postgres
  let folder: string
  let server: TestServer
  let shop: Client

  beforeAll(async () => {
    const started = await startPostgres()
    if ("missing" in started) throw new Error(started.missing)
    postgres = started
    folder = await mkdtemp(join(tmpdir(), "promotrail-replayed-"))
    server = await startServer({ dataFolder: folder, environment: { PROMOTRAIL_DATABASE_URL: postgres.url } })
    shop = clientOf(askOver(server.url, server.adminToken))
    await shop.policy(POLICY)
    for (const version of ["v1", "v2"]) {
      await shop.register(version)
      await shop.gate(version, "prod")
      await shop.report(version, `environment=dev&category=unit&file=${version}.xml`, suite(version === "v1" ? 1 : 3))
      await shop.gate(version, "prod")
      await shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: "s::C::t9", reason: "gone" } })
      await shop.gate(version, "prod")
      await shop.deploy(version, "prod")
    }
  }, 120_000)
  afterAll(async () => {
    await server.stop()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test("another policy is answered by inputs that are made again, as the gate answers once it is in force", async () => {
    const other = POLICY.replace(
      "path:",
      "tests: { retired: [{ test: 's::C::t0', reason: gone }, { test: 's::C::t1', reason: gone }] }\npath:",
    )
    const { body } = await shop.ask("POST", `${shop.home}/policy/replay`, {
      body: other,
      headers: { "content-type": "application/yaml" },
    })
    expect(body).toMatchObject({ looked: 6, same: 4, unanswered: 0, remade: 6, changed: { allow: 2 } })
    expect(body["decisions"]).toMatchObject([
      { release: "v2", before: "deny", after: "allow" },
      { release: "v2", before: "deny", after: "allow" },
    ])
    expect((await shop.look("v2", "prod")).body["verdict"]).toBe("deny")
    await shop.policy(other)
    expect((await shop.look("v2", "prod")).body["verdict"]).toBe("allow")
  })

  test("every input comes out byte for byte from the raw files, and a changed file is named", async () => {
    const deep = () => shop.ask("POST", "/v1/decisions/replay?deep=true")
    expect((await deep()).body).toMatchObject({ replayed: 6, agree: 6, differences: [] })
    const [evidence] = await shop.items("/v1/evidence?application=shop&release=v1")
    const hex = String(evidence?.["raw"]).slice("sha256:".length)
    await writeFile(join(folder, "blobs", "sha256", hex.slice(0, 2), hex), suite(9))
    const { body } = await deep()
    // The two of v1 that rest on it, and those of v2 beside the one that ran.
    expect([body["replayed"], body["agree"]]).toEqual([6, 1])
    for (const { deep: found } of body["differences"] as readonly { deep: { files: unknown } }[]) {
      expect(found.files).toMatchObject([{ file: "v1.xml", says: expect.stringContaining("another one") }])
    }
  })
})
