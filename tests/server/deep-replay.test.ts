import { rmSync, readFileSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import type { ApplicationName, CategoryName, Digest } from "@promotrail/core"
import { describe, expect, test } from "vitest"
import type { Client } from "./support/client.ts"
import { finding, sarif } from "./support/reports-of-kinds.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging } }
path: [dev, staging]
gates:
  default: { coverage: { minimum: 80 }, findings: { static: { critical: 0 } }, upstream: { severity: observe } }
`
const suite = (passed: number, failed: number): string => {
  const all = Array.from({ length: passed + failed }, (_, at) => at)
  const test = (at: number) => `<testcase classname="C" name="t${at}"`
  return `<testsuite name="s">${all.map((at) => (at < passed ? `${test(at)}/>` : `${test(at)}><failure/></testcase>`)).join("")}</testsuite>`
}

describe("replaying decisions from their raw evidence", () => {
  const world = useWorld()
  const deep = async (shop: Client, id: string) =>
    (await shop.ask("POST", `/v1/decisions/${id}/replay?deep=true`)).body as {
      readonly agrees: boolean
      readonly finding: string
      readonly deep: {
        readonly agrees: boolean
        readonly says: string
        readonly filesRead: number
        readonly files: readonly { readonly file: string; readonly raw: string; readonly says: string }[]
        readonly differences: readonly string[]
      }
    }
  const pathOf = (raw: string) => world().services.deps.blobs.pathOf(raw as Digest)

  /** Two releases, the first one in staging; much happens before, between and after the decisions. */
  async function decided(): Promise<{ readonly shop: Client; readonly ids: readonly string[] }> {
    const shop = await world().application(POLICY)
    const ids: string[] = []
    const ask = async (version: string) => void ids.push(String((await shop.gate(version, "staging")).body["id"]))
    await shop.register("v1")
    await ask("v1")
    await shop.report("v1", "environment=dev&category=unit&file=first.xml", suite(7, 3))
    await ask("v1")
    await shop.report("v1", "environment=dev&category=unit&file=second.xml", suite(10, 0))
    await shop.report("v1", "environment=dev&file=scan.sarif", sarif([finding("style", "2.0")]))
    await ask("v1")
    await shop.deploy("v1", "staging")
    await shop.register("v2")
    await shop.report("v2", "environment=dev&category=unit&file=v2.xml", suite(9, 1))
    await shop.report("v2", "environment=dev&file=broken.xml", "<testsuite")
    await ask("v2")
    await shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: "s::C::t9", reason: "gone" } })
    await ask("v2")
    await shop.policy(POLICY.replace("application: shop", `application: ${shop.home.slice(17)}`).replace("80", "90"))
    await shop.ask("POST", `${shop.home}/releases/v2/block`, { json: { reason: "leaks" } })
    await ask("v2")
    return { shop, ids }
  }

  test("every input comes out byte for byte, whatever was recorded later", async () => {
    const { shop, ids } = await decided()
    for (const id of ids) {
      const found = await deep(shop, id)
      expect([found.deep.differences, found.deep.files, found.deep.says]).toEqual([
        [],
        [],
        expect.stringContaining("came out byte for byte."),
      ])
      expect(found.agrees).toBe(true)
    }
    expect((await deep(shop, ids[5] ?? "")).deep.filesRead).toBe(5)
    const page = await shop.ask("POST", `/v1/decisions/replay?deep=true&application=${shop.home.slice(17)}`)
    expect([page.body["replayed"], page.body["agree"]]).toEqual([6, 6])
  })

  test("of many tests the same ones are named, in whatever order their reports were read", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    const tests = Array.from({ length: 30 }, (_, at) => `t${29 - at}`)
    // What a report says that is read now and recorded later.
    const application = shop.home.slice(17) as ApplicationName
    const named = tests.map((name) => ({ id: `s::C::${name}`, suite: "s", class: "C", name, suiteLevel: false }))
    await world().services.deps.store.catalogue.resolve(application, "unit" as CategoryName, named)
    await shop.report("v1", "environment=dev&category=unit", suite(0, 30))
    const id = String((await shop.gate("v1", "staging")).body["id"])
    const found = await deep(shop, id)
    expect([found.deep.differences, found.agrees]).toEqual([[], true])
  })

  test("a raw file that is gone, or has another byte, is named and is no agreement", async () => {
    const { shop, ids } = await decided()
    const evidence = await shop.items(`/v1/evidence?application=${shop.home.slice(17)}&release=v1`)
    const { raw } = evidence.find(({ file }) => file === "second.xml") as { raw: string }
    const kept = readFileSync(pathOf(raw))
    writeFileSync(pathOf(raw), Buffer.from(kept).fill("x", 40, 41))
    const changed = await deep(shop, ids[2] ?? "")
    expect([changed.agrees, changed.finding, changed.deep.agrees]).toEqual([false, "agrees", false])
    expect(changed.deep.files).toMatchObject([
      { file: "second.xml", raw, says: expect.stringContaining("another one") },
    ])
    rmSync(pathOf(raw))
    const gone = await deep(shop, ids[2] ?? "")
    expect([gone.agrees, gone.deep.files[0]?.says]).toEqual([false, expect.stringContaining("gone")])
    // A decision from before it does not rest on it.
    expect((await deep(shop, ids[1] ?? "")).agrees).toBe(true)
    writeFileSync(pathOf(raw), kept)
  })

  test("a stored input that does not follow from the evidence is found, by the place where it differs", async () => {
    const { shop, ids } = await decided()
    const input = (await shop.ask("GET", `/v1/decisions/${ids[1]}/input`)).text
    const forged = input.replace('"count":3', '"count":2')
    expect(forged).not.toBe(input)
    const { createHash } = await import("node:crypto")
    const digest = `sha256:${createHash("sha256").update(forged).digest("hex")}`
    const database = new DatabaseSync(join(world().folder, "promotrail.db"), { enableForeignKeyConstraints: false })
    database
      .prepare("insert into object (digest, size, packed, bytes) values (?, ?, 0, ?)")
      .run(digest, forged.length, Buffer.from(forged))
    database.prepare("update decision set input = ? where id = ?").run(digest, ids[1] ?? "")
    database.close()
    const found = await deep(shop, ids[1] ?? "")
    expect([found.agrees, found.deep.agrees]).toEqual([false, false])
    expect(found.deep.differences).toEqual([
      expect.stringMatching(/^coverage\.counted\.\d+\.count: 2 was recorded, 3 comes out$/),
    ])
  })
})
