import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf, type Client } from "./support/client.ts"
import { filesNaming, tablesNaming } from "./support/naming.ts"
import { SMALL_POLICY } from "./support/small-policy.ts"

const NAME = "Gudrun Ölçerzweig"
const suite = `<testsuite name="s"><testcase classname="C" name="t0"/><testcase classname="C" name="t1"/></testsuite>`

describe("erasing a person", () => {
  let server: TestServer
  let admin: ReturnType<typeof askOver>
  let shop: Client
  let person = ""
  let decision = ""
  let bundleBefore = ""
  const decisions = async () =>
    (await admin("GET", "/v1/decisions?limit=10")).body["items"] as readonly { id: string; release: string }[]

  beforeAll(async () => {
    server = await startServer()
    admin = askOver(server.url, server.adminToken)
    const made = await admin("POST", "/v1/tokens", { json: { name: NAME, scopes: ["admin"] } })
    person = String((made.body["token"] as { id: string }).id)
    shop = clientOf(askOver(server.url, String(made.body["secret"])))
    await shop.policy(SMALL_POLICY)
    for (const version of ["v1", "v2"]) await shop.register(version)
    await shop.report("v1", "environment=dev&category=unit", suite)
    decision = String((await shop.gate("v1", "prod")).body["id"])
    await shop.ask("POST", `${shop.home}/releases/v2/block`, {
      json: { reason: `${NAME} found a leak` },
      headers: { "idempotency-key": "block-v2" },
    })
    await shop.gate("v2", "prod")
    await shop.ask("POST", `${shop.home}/tests/retire`, {
      json: { pattern: "old::*", reason: `says ${NAME.toUpperCase()}` },
    })
    await admin("POST", "/v1/applications/shop/releases/v1/block", { json: { reason: `ask ${NAME} about it` } })
    // The server has read by now what the next gate would be made of.
    await shop.gate("v1", "prod")
    bundleBefore = (await admin("GET", `/v1/decisions/${decision}/decision.sigstore.json`)).text
    return async () => server.stop()
  })

  test("begins with what would be erased, and takes nothing yet", async () => {
    const plan = await admin("POST", "/v1/erasures/preview", { json: { person } })
    expect(plan.status).toBe(200)
    const found = plan.body["disclosures"] as readonly { name: string; value: string }[]
    expect(found.map(({ name, value }) => `${name}: ${value}`).toSorted()).toStrictEqual(
      [
        `actor: ${NAME}`,
        `name: ${NAME}`,
        `reason: ${NAME} found a leak`,
        `reason: ask ${NAME} about it`,
        `reason: says ${NAME.toUpperCase()}`,
      ].toSorted(),
    )
    expect(plan.body["stays"]).toStrictEqual([])
    // What is looked for afterwards is found now.
    expect(tablesNaming(server.dataFolder, `${person}:block-v2`)).toStrictEqual(["idempotency"])
    expect(tablesNaming(server.dataFolder, NAME)).toEqual(
      expect.arrayContaining(["disclosure", "ledger", "object", "token"]),
    )
    expect(filesNaming(server.dataFolder, NAME).some((file) => file.startsWith("promotrail.db"))).toBe(true)
  })

  test("takes no policy for evidence, and nobody's name because of another's", async () => {
    const policy = String((await admin("GET", `/v1/decisions/${decision}`)).body["policy"])
    const taken = await admin("POST", "/v1/erasures", { json: { text: NAME, basis: "x1", evidence: [policy] } })
    expect([taken.status, taken.body["detail"]]).toEqual([404, expect.stringContaining("no raw evidence")])
    const plan = await admin("POST", "/v1/erasures/preview", { json: { text: NAME } })
    const found = plan.body["disclosures"] as readonly { name: string }[]
    expect(found.map(({ name }) => name)).not.toContain("actor")
  })

  test("is refused while the person may still write, and for nobody", async () => {
    const active = await admin("POST", "/v1/erasures", { json: { person, basis: "gdpr-art-17" } })
    expect([active.status, active.body["detail"]]).toEqual([409, expect.stringContaining("revoke it first")])
    const nobody = await admin("POST", "/v1/erasures/preview", { json: { text: "nobody of that name" } })
    expect(nobody.status).toBe(404)
    const short = await admin("POST", "/v1/erasures/preview", { json: { text: "ab" } })
    expect(short.status).toBe(422)
    const read = askOver(
      server.url,
      String((await admin("POST", "/v1/tokens", { json: { name: "reader", scopes: ["read"] } })).body["secret"]),
    )
    expect((await read("POST", "/v1/erasures", { json: { person, basis: "x1" } })).status).toBe(403)
  })

  test("leaves the name in no file, no table and no answer", async () => {
    await admin("DELETE", `/v1/tokens/${person}`)
    const erased = await admin("POST", "/v1/erasures", { json: { person, basis: "gdpr-art-17" } })
    expect([erased.status, erased.body["isFinished"]]).toEqual([201, true])
    expect(erased.text).not.toContain("Gudrun")
    expect(tablesNaming(server.dataFolder, NAME)).toStrictEqual([])
    expect(filesNaming(server.dataFolder, NAME)).toStrictEqual([])
    expect(filesNaming(server.dataFolder, NAME.toUpperCase())).toStrictEqual([])
    for (const path of [
      "/v1/audit?limit=200",
      "/v1/audit/export?format=csv",
      "/v1/audit/export?format=jsonl",
      "/v1/tokens",
      "/v1/decisions?limit=100",
      "/v1/applications/shop/releases",
      "/v1/applications/shop/releases/v2",
      "/v1/ledger/records?limit=200",
    ]) {
      const { status, text } = await admin("GET", path)
      expect([path, status]).toEqual([path, 200])
      expect(text, path).not.toMatch(/Gudrun|zweig/i)
    }
    const told = (await admin("GET", "/v1/audit?limit=200")).text
    expect(told).toContain("(erased)")
    expect(told).toContain("gdpr-art-17")
    // Nor is there a digest of what they asked, which whoever knows the name could guess.
    expect(tablesNaming(server.dataFolder, `${person}:block-v2`)).toStrictEqual([])
  })

  test("breaks no proof: the ledger verifies, and a record is the record it was", async () => {
    const verified = await admin("POST", "/v1/ledger/verify")
    const { state, objects, evidence } = verified.body as never
    expect({
      state: (state as { differences: string[] }[]).flatMap(({ differences }) => differences),
      objects,
      evidence,
    }).toMatchObject({
      state: [],
      objects: { broken: [] },
      evidence: { broken: [] },
    })
    expect(verified.body["agrees"]).toBe(true)
    const after = JSON.parse((await admin("GET", `/v1/decisions/${decision}/decision.sigstore.json`)).text) as {
      dsseEnvelope: unknown
    }
    expect(after.dsseEnvelope).toStrictEqual((JSON.parse(bundleBefore) as { dsseEnvelope: unknown }).dsseEnvelope)
  })

  test("says of a decision that named the sender of its evidence that it cannot be replayed any more, and by which notice", async () => {
    const [notice] = (await admin("GET", "/v1/erasures")).body["items"] as readonly { notice: string }[]
    const replayed = await admin("POST", `/v1/decisions/${decision}/replay`)
    expect([replayed.status, replayed.body["agrees"], replayed.body["finding"]]).toEqual([200, false, "gone"])
    expect(replayed.text).toContain(`erased by notice ${notice?.notice ?? "?"}`)
    const input = await admin("GET", `/v1/decisions/${decision}/input`)
    expect([input.status, input.body["type"]]).toEqual([410, "/problems/erased"])
    expect(input.text).toContain(`erased by notice ${notice?.notice ?? "?"}`)
  })

  test("leaves decisions that a block decided replayable: they name the entry, and what it said is gone", async () => {
    const blocked = (await decisions()).find(({ release }) => release === "v2")?.id ?? ""
    const looked = await admin("GET", `/v1/decisions/${blocked}`)
    expect([looked.status, looked.text.includes("blocked by (erased): (erased)")]).toEqual([200, true])
    const replayed = await admin("POST", `/v1/decisions/${blocked}/replay?deep=true`)
    expect([replayed.status, replayed.body["agrees"]]).toEqual([200, true])
    expect((await admin("GET", "/v1/applications/shop/releases/v2/matrix")).status).toBe(200)
  })

  test("leaves nothing in memory of which a later gate could be made", async () => {
    await admin("POST", "/v1/applications/shop/releases/v2/gate", { json: { to: "prod" } })
    await admin("POST", "/v1/applications/shop/releases/v1/gate", { json: { to: "prod" } })
    expect(tablesNaming(server.dataFolder, NAME)).toStrictEqual([])
  })

  test("holds after a restart", async () => {
    const { dataFolder, adminToken } = server
    await server.kill()
    server = await startServer({ dataFolder, adminToken })
    admin = askOver(server.url, adminToken)
    expect((await admin("POST", "/v1/ledger/verify")).body["agrees"]).toBe(true)
    expect(filesNaming(dataFolder, NAME)).toStrictEqual([])
  })
})

describe("what is past its time", () => {
  test("is erased at a start that is told so: texts by their age, people once they left, and nobody who is here", async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), "promotrail-retention-"))
    const first = await startServer({ dataFolder })
    const { adminToken } = first
    let admin = askOver(first.url, adminToken)
    const leaving = await admin("POST", "/v1/tokens", { json: { name: NAME, scopes: ["admin"] } })
    const shop = clientOf(askOver(first.url, String(leaving.body["secret"])))
    await shop.policy(SMALL_POLICY)
    await shop.register("v1")
    await admin("POST", "/v1/applications/shop/releases/v1/block", { json: { reason: "a reason in words" } })
    await admin("DELETE", `/v1/tokens/${(leaving.body["token"] as { id: string }).id}`)
    await first.stop()
    // Everything was half a year ago.
    const database = new DatabaseSync(join(dataFolder, "promotrail.db"))
    database.exec(
      "update disclosure set at = '2026-01-01T00:00:00.000Z'; update token set revoked_at = '2026-01-01T00:00:00.000Z' where revoked_at is not null",
    )
    database.close()

    const kept = await startServer({ dataFolder, adminToken, environment: { PROMOTRAIL_KEEP_NAMES_DAYS: "36500" } })
    admin = askOver(kept.url, adminToken)
    expect((await admin("GET", "/v1/audit?limit=100")).text).toContain("a reason in words")
    await kept.stop()

    const second = await startServer({ dataFolder, adminToken, environment: { PROMOTRAIL_KEEP_NAMES_DAYS: "100" } })
    admin = askOver(second.url, adminToken)
    const trail = (await admin("GET", "/v1/audit?limit=100")).text
    expect(trail).not.toContain("a reason in words")
    expect(trail).not.toContain(NAME)
    expect(trail).toContain("administrator")
    expect(trail).toContain("retention")
    expect(filesNaming(dataFolder, NAME)).toStrictEqual([])
    await second.stop()
    rmSync(dataFolder, { recursive: true })
  })
})
