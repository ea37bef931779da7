import { randomUUID } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf, type Answer, type Client } from "./support/client.ts"
import { filesNaming, tablesNaming } from "./support/naming.ts"
import { SMALL_POLICY } from "./support/small-policy.ts"

const NAME = "Gudrun Ölçerzweig"
const suite = (name: string) =>
  `<testsuite name="${name}"><testcase classname="C" name="t0"/><testcase classname="C" name="t1"/></testsuite>`

let server: TestServer
let admin: ReturnType<typeof askOver>
let shop: Client

beforeAll(async () => {
  server = await startServer()
  admin = askOver(server.url, server.adminToken)
  shop = clientOf(admin)
  await shop.policy(SMALL_POLICY)
  for (const version of ["v1", "v2"]) await shop.register(version)
  return async () => server.stop()
})

const block = (version: string, reason: string) =>
  admin("POST", `/v1/applications/shop/releases/${version}/block`, { json: { reason } })
const erase = (json: unknown, key?: string) =>
  admin("POST", "/v1/erasures", { json, ...(key === undefined ? {} : { headers: { "idempotency-key": key } }) })
const notices = async (query = "") => (await admin("GET", `/v1/erasures${query}`)).body
const entries = async () =>
  (await admin("GET", "/v1/audit?limit=200")).body["items"] as readonly {
    kind: string
    says: string
    index: number
    erasedBy: readonly { notice: string; ledgerIndex: number }[]
  }[]
const rawOf = ({ body }: Answer) => (body as { readonly raw?: string }).raw ?? "none"

describe("notices of erasure", () => {
  test("are answered once more to the same request, and refuse another one under the same key", async () => {
    await block("v1", `ask ${NAME}`)
    const key = randomUUID()
    const asked = { text: NAME, basis: "gdpr-art-17" }
    const first = await erase(asked, key)
    expect([first.status, first.body["isFinished"]]).toEqual([201, true])
    const again = await erase(asked, key)
    expect([again.status, again.body]).toEqual([201, first.body])
    expect((await entries()).filter(({ kind }) => kind === "erasure.recorded")).toHaveLength(1)
    expect((await erase({ ...asked, basis: "other" }, key)).status).toBe(422)
    // Without a key it is another request, for which nothing is left.
    expect((await erase(asked)).status).toBe(404)
  })

  test("are listed newest first, page by page, with how much went and the record that says so", async () => {
    await admin("POST", "/v1/applications/shop/releases/v1/unblock", { json: { reason: "solved" } })
    await block("v1", "Hedwig said so")
    await erase({ text: "Hedwig", basis: "second" })
    const all = (await notices())["items"] as readonly Record<string, unknown>[]
    expect(all.map(({ basis }) => basis)).toStrictEqual(["second", "gdpr-art-17"])
    expect(all[0]).toMatchObject({ person: "", disclosures: 1, entries: 0, isFinished: true })
    const at = all[0]?.["record"] as { log: number; index: number } | undefined
    const record = await admin("GET", `/v1/ledger/records/${at?.index ?? -1}?log=${at?.log ?? -1}`)
    expect(JSON.stringify(record.body)).toContain(String(all[0]?.["notice"]))
    const page = await notices("?limit=1")
    expect((page["items"] as readonly unknown[])[0]).toStrictEqual(all[0])
    const next = await notices(`?limit=1&after=${String(page["next"])}`)
    expect([next["items"], next["next"]]).toStrictEqual([[all[1]], null])
    const reader = await admin("POST", "/v1/tokens", { json: { name: "reader", scopes: ["read"] } })
    expect((await askOver(server.url, String(reader.body["secret"]))("GET", "/v1/erasures")).status).toBe(403)
  })

  test("are what an erased entry leads to", async () => {
    const [newest] = (await notices())["items"] as readonly { notice: string; ledgerIndex: number }[]
    const erased = (await entries()).filter(({ says }) => says.includes("(erased)"))
    expect(erased.length).toBeGreaterThan(1)
    expect(erased[0]?.erasedBy).toStrictEqual([{ notice: newest?.notice, ledgerIndex: newest?.ledgerIndex }])
    expect((await entries()).filter(({ erasedBy }) => erasedBy.length > 0)).toHaveLength(erased.length)
  })
})

describe("erasing a text", () => {
  test("is refused while a token of that name is in use, and the preview names the token", async () => {
    const made = await admin("POST", "/v1/tokens", { json: { name: "Wilhelmine Active", scopes: ["gate"] } })
    const { id } = made.body["token"] as { id: string }
    await block("v2", "wilhelmine asked")
    const plan = await admin("POST", "/v1/erasures/preview", { json: { text: "wilhelmine" } })
    expect(plan.body["tokens"]).toStrictEqual([{ id, name: "Wilhelmine Active", isActive: true }])
    const refused = await erase({ text: "wilhelmine", basis: "x1" })
    expect([refused.status, refused.body["detail"]]).toEqual([409, expect.stringContaining(id)])
    await admin("DELETE", `/v1/tokens/${id}`)
    // The name of the token itself goes by its id.
    expect((await erase({ text: "wilhelmine", basis: "x1" })).status).toBe(201)
    expect(tablesNaming(server.dataFolder, "Wilhelmine")).not.toStrictEqual([])
    expect((await erase({ person: id, text: "wilhelmine", basis: "x1" })).status).toBe(201)
    for (const name of ["Wilhelmine", "wilhelmine"]) expect(filesNaming(server.dataFolder, name)).toStrictEqual([])
  })
})

describe("raw evidence that was erased", () => {
  test("may be uploaded again: it is recorded anew, kept over restarts, and verifies; else it must stay away", async () => {
    const file = suite("Adelgunde")
    const sent = await shop.report("v1", "environment=dev&category=unit", file)
    const raw = rawOf(sent)
    expect(raw).toMatch(/^sha256:/)
    // What was read out of it stays and is told, whether or not the file goes.
    const plan = await admin("POST", "/v1/erasures/preview", { json: { text: "Adelgunde" } })
    expect((plan.body["stays"] as readonly { what: string }[]).map(({ what }) => what)).toStrictEqual([
      "facts",
      "evidence",
    ])
    const erased = await erase({ text: "Adelgunde", evidence: [raw], basis: "gdpr-art-17" })
    expect([erased.status, erased.body["objects"]]).toEqual([201, [raw]])
    const at = raw.slice("sha256:".length)
    expect(filesNaming(`${server.dataFolder}/blobs`, "Adelgunde")).toStrictEqual([])
    expect(await shop.verified()).toBe(true)
    const asked = await admin("GET", `/v1/evidence/${String(sent.body["id"])}/raw`)
    expect([asked.status, asked.body["detail"]]).toEqual([
      410,
      expect.stringContaining(`erased by notice ${String(erased.body["notice"])}`),
    ])

    const again = await shop.report("v1", "environment=dev&category=unit", file)
    expect([again.status, rawOf(again)]).toEqual([201, raw])
    expect(filesNaming(`${server.dataFolder}/blobs`, "Adelgunde")).toStrictEqual([`sha256/${at.slice(0, 2)}/${at}`])
    expect(await shop.verified()).toBe(true)
    // A later erasure of somebody else, and a restart, leave alone what came after its own notice.
    await admin("POST", "/v1/applications/shop/releases/v2/unblock", { json: { reason: "Irmgard says so" } })
    await erase({ text: "Irmgard", basis: "x1" })
    await server.kill()
    server = await startServer({ dataFolder: server.dataFolder, adminToken: server.adminToken })
    admin = askOver(server.url, server.adminToken)
    shop = clientOf(admin)
    expect(await shop.verified()).toBe(true)
    expect(filesNaming(`${server.dataFolder}/blobs`, "Adelgunde")).toHaveLength(1)

    // And it is asked for once more.
    expect((await erase({ text: "Adelgunde", evidence: [raw], basis: "again" })).status).toBe(201)
    expect(filesNaming(`${server.dataFolder}/blobs`, "Adelgunde")).toStrictEqual([])
    expect(await shop.verified()).toBe(true)
    // What somebody put back behind our back is no upload.
    writeFileSync(join(server.dataFolder, "blobs", "sha256", at.slice(0, 2), at), file)
    const found = (await admin("POST", "/v1/ledger/verify")).body
    expect([found["agrees"], JSON.stringify(found["evidence"])]).toEqual([
      false,
      expect.stringContaining("was erased and is still here"),
    ])
  })
})
