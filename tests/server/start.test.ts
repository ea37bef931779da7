import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { askOver, clientOf } from "./support/client.ts"
import { launch, MAIN, newFolder } from "./support/launched.ts"
import { counted } from "./support/reports.ts"

const SECRET = /pt_[\w-]{43}/g
const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`

/** Root may write anywhere, so the server is started as nobody, where nobody may read it. */
const unprivileged = ((): { readonly uid?: number } | undefined => {
  if (process.getuid?.() !== 0) return {}
  const nobody = { uid: 65_534, gid: 65_534, cwd: "/" }
  const { status } = spawnSync(process.execPath, ["-e", "fs.accessSync(process.argv[1])", MAIN], nobody)
  return status === 0 ? nobody : undefined
})()

describe("the first administrator's token", () => {
  test("is printed on the first start alone, works, and is in no log and no file", async () => {
    const folder = await newFolder()
    const environment = { PROMOTRAIL_DATA: folder, PROMOTRAIL_LOG_LEVEL: "debug" }
    const first = launch(environment)
    const url = await first.url
    const [secret = "", ...others] = first.said().match(SECRET) ?? []
    expect(others).toEqual([])
    expect((await askOver(url, secret)("GET", "/v1/tokens")).status).toBe(200)
    expect((await askOver(url, `${secret}x`)("GET", "/v1/tokens")).status).toBe(401)
    first.signal("SIGTERM")
    expect(await first.ended).toEqual({ code: 0, signal: null })
    expect(first.said().match(SECRET)).toEqual([secret])
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const { parentPath, name } of files) {
      expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false)
    }

    const second = launch(environment)
    expect((await askOver(await second.url, secret)("GET", "/v1/tokens")).status).toBe(200)
    second.signal("SIGTERM")
    await second.ended
    expect(second.said()).not.toMatch(SECRET)
    expect(second.said()).not.toContain("shown this once")
  })

  test("may be given, and another one on a later start is an administrator's too; neither is ever said", async () => {
    const folder = await newFolder()
    const given = ["a".repeat(32), "!~".repeat(16)]
    for (const secret of given) {
      const server = launch({ PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: secret, PROMOTRAIL_LOG_LEVEL: "debug" })
      expect((await askOver(await server.url, secret)("GET", "/v1/tokens")).status).toBe(200)
      server.signal("SIGTERM")
      await server.ended
      expect(server.said()).not.toContain(secret)
      expect(server.said()).not.toContain(createHash("sha256").update(secret).digest("hex"))
    }
  })

  test("of 31 characters is refused with every other mistake, and nothing is made", async () => {
    const folder = await newFolder()
    const data = join(folder, "data")
    const environment = { PROMOTRAIL_DATA: data, PROMOTRAIL_ADMIN_TOKEN: "x".repeat(31), PROMOTRAIL_PORT: "many" }
    const server = launch(environment)
    expect(await server.ended).toEqual({ code: 64, signal: null })
    expect(server.said()).toContain("PROMOTRAIL_ADMIN_TOKEN must be 32")
    expect(server.said()).toContain("PROMOTRAIL_PORT")
    expect(readdirSync(folder)).toEqual([])
  })
})

describe("a place that is taken", () => {
  test("a second server on the same data folder is refused with the reason, and the first goes on", async () => {
    const folder = await newFolder()
    const environment = { PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: "a".repeat(32) }
    const first = launch(environment)
    const shop = clientOf(askOver(await first.url, "a".repeat(32)))
    await shop.policy(POLICY)
    const second = launch(environment)
    expect(await second.ended).toEqual({ code: 69, signal: null })
    expect(second.said()).toContain("in use by another Promotrail server")
    expect(second.said()).toContain("PROMOTRAIL_DATA")
    expect((await shop.register("v1")).status).toBe(201)
    expect(await shop.verified()).toBe(true)
  })

  test("an address in use is said, with what to set", async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await new Promise((resolve) => other.once("listening", resolve))
    const address = other.address()
    const port = typeof address === "object" ? String(address?.port) : ""
    const server = launch({ PROMOTRAIL_DATA: await newFolder(), PROMOTRAIL_PORT: port })
    expect((await server.ended).code).toBe(70)
    expect(server.said()).toContain("PROMOTRAIL_PORT")
    other.close()
  })

  test.for([
    { what: "is a file", place: (folder: string) => join(folder, "file") },
    { what: "lies below a file", place: (folder: string) => join(folder, "file", "data") },
    { what: "has a file where the evidence goes", place: (folder: string) => folder },
  ])("a data folder that $what ends the start, and does not hang", async ({ place }) => {
    const folder = await newFolder()
    writeFileSync(join(folder, "file"), "")
    writeFileSync(join(folder, "blobs"), "")
    const server = launch({ PROMOTRAIL_DATA: place(folder) })
    expect([69, 70]).toContain((await server.ended).code)
    expect(server.said()).toContain(`Promotrail cannot start: `)
    expect(server.said()).toContain(folder)
  })

  test.skipIf(unprivileged === undefined)("a data folder it may not write to is called read-only", async () => {
    const folder = await newFolder()
    chmodSync(folder, 0o555)
    const server = launch({ PROMOTRAIL_DATA: folder }, unprivileged)
    expect((await server.ended).code).toBe(69)
    expect(server.said()).toContain(`${folder} is read-only`)
  })
})

test("without the built page it serves the API, and says how to build the page", async () => {
  const server = launch({ PROMOTRAIL_DATA: await newFolder(), PROMOTRAIL_PAGE: await newFolder() })
  const ask = askOver(await server.url, undefined)
  const page = await ask("GET", "/", { headers: { accept: "text/html" } })
  expect([page.status, page.body["detail"]]).toEqual([404, expect.stringContaining("npm run build:web")])
  expect((await ask("GET", "/healthz")).status).toBe(200)
})

test("an existing folder is opened again with everything in it", async () => {
  const folder = await newFolder()
  const token = "a".repeat(32)
  const environment = { PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: token }
  const first = launch(environment)
  const before = clientOf(askOver(await first.url, token))
  await before.policy(POLICY)
  await before.register("v1")
  await before.report("v1", "environment=dev", counted(9, 1))
  const decided = await before.gate("v1", "prod")
  const head = await before.ask("GET", "/v1/ledger")
  first.signal("SIGKILL")
  await first.ended

  const second = launch(environment)
  const after = clientOf(askOver(await second.url, token))
  expect((await after.ask("GET", "/v1/ledger")).body).toEqual(head.body)
  expect((await after.ask("GET", `/v1/decisions/${String(decided.body["id"])}`)).body).toEqual(decided.body)
  expect(await after.verified()).toBe(true)
})
