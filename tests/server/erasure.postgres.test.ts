import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client as PostgresClient } from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { unpackObject } from "@promotrail/server"
import { missingPart } from "../../tools/optional-parts.ts"
import { findPostgres, startPostgres, type Postgres } from "../../tools/postgres.ts"
import { findProgram } from "../../tools/programs.ts"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf } from "./support/client.ts"
import { filesNaming, spellings } from "./support/naming.ts"
import { SMALL_POLICY } from "./support/small-policy.ts"

const NAME = "Gudrun Ölçerzweig"
const suite = `<testsuite name="s"><testcase classname="C" name="t0"/><testcase classname="C" name="t1"/></testsuite>`
const pgDump = findProgram(["pg_dump"], [findPostgres() ?? "/nowhere"])

describe.skipIf(missingPart("postgresql") !== undefined)("erasing a person from PostgreSQL", () => {
  let postgres: Postgres
  let folder: string
  let server: TestServer
  let database: PostgresClient
  let admin: ReturnType<typeof askOver>
  let person = ""

  beforeAll(async () => {
    const started = await startPostgres()
    if ("missing" in started) throw new Error(started.missing)
    postgres = started
    folder = await mkdtemp(join(tmpdir(), "promotrail-erased-"))
    server = await startServer({ dataFolder: folder, environment: { PROMOTRAIL_DATABASE_URL: postgres.url } })
    database = new PostgresClient({ connectionString: postgres.url })
    await database.connect()
    admin = askOver(server.url, server.adminToken)
    const made = await admin("POST", "/v1/tokens", { json: { name: NAME, scopes: ["admin"] } })
    person = (made.body["token"] as { id: string }).id
    const shop = clientOf(askOver(server.url, String(made.body["secret"])))
    await shop.policy(SMALL_POLICY)
    for (const version of ["v1", "v2"]) await shop.register(version)
    await shop.report("v1", "environment=dev&category=unit", suite)
    await shop.gate("v1", "prod")
    await shop.ask("POST", `${shop.home}/releases/v2/block`, { json: { reason: `${NAME} found a leak` } })
    await shop.gate("v2", "prod")
    await shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: "old::*", reason: `says ${NAME}` } })
    // What the planner knows of a table quotes it.
    await database.query("analyze")
  })
  afterAll(async () => {
    await database.end()
    await server.stop()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Tables and views of ours and of the planner's in which the name stands. */
  const tablesNaming = async (): Promise<readonly string[]> => {
    const { rows } = await database.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' union select 'pg_stats'",
    )
    const found: string[] = []
    for (const { name } of rows) {
      const all = await database.query<Record<string, unknown>>(`select * from ${name}`)
      const text = all.rows
        .map((row) =>
          Object.values(row)
            .map((value) => textOf(row, value))
            .join("\n"),
        )
        .join("\n")
      if (isNamedIn(Buffer.from(text))) found.push(name)
    }
    return found.toSorted()
  }
  const textOf = (row: Record<string, unknown>, value: unknown): string =>
    value instanceof Uint8Array ? Buffer.from(bytesOf(row, value)).toString("utf8") : JSON.stringify(value)
  const bytesOf = (row: Record<string, unknown>, value: Uint8Array): Uint8Array =>
    "packed" in row
      ? unpackObject({ packed: Number(row["packed"]), size: Number(row["size"]), bytes: value } as never)
      : value
  const isNamedIn = (bytes: Buffer): boolean => spellings(NAME).some((spelling) => bytes.includes(spelling))

  /** Files of tables and their indexes in which the name stands. The log of writes is recycled by PostgreSQL in its time. */
  const filesOfTables = async (): Promise<readonly string[]> => {
    await database.query("checkpoint")
    const { rows } = await database.query<{ data_directory: string }>("show data_directory")
    const base = join(rows[0]?.data_directory ?? "", "base")
    return readdirSync(base, { recursive: true })
      .map(String)
      .filter((file) => /\/\d/.test(file) && isNamedIn(readIfThere(join(base, file))))
  }
  const readIfThere = (path: string): Buffer => {
    try {
      return readFileSync(path)
    } catch {
      return Buffer.alloc(0)
    }
  }
  const dumped = (): Buffer => {
    const { stdout, status, stderr } = spawnSync(pgDump ?? "", [postgres.url], { maxBuffer: 1e9 })
    expect([status, String(stderr)]).toEqual([0, ""])
    return stdout
  }

  test("finds it before, where it is looked for afterwards", async () => {
    expect(await tablesNaming()).toEqual(
      expect.arrayContaining(["disclosure", "ledger", "object", "pg_stats", "token"]),
    )
    expect((await filesOfTables()).length).toBeGreaterThan(1)
  })

  test("leaves it in no row, no statistic, no file of a table and no file of ours, and every proof stands", async () => {
    await admin("DELETE", `/v1/tokens/${person}`)
    const erased = await admin("POST", "/v1/erasures", { json: { person, basis: "gdpr-art-17" } })
    expect([erased.status, erased.body["isFinished"]]).toEqual([201, true])
    expect(await tablesNaming()).toStrictEqual([])
    expect(await filesOfTables()).toStrictEqual([])
    expect(filesNaming(folder, NAME)).toStrictEqual([])
    expect((await admin("POST", "/v1/ledger/verify")).body["agrees"]).toBe(true)
    const { items } = (await admin("GET", "/v1/erasures")).body as { items?: readonly { isFinished: boolean }[] }
    expect(items?.map(({ isFinished }) => isFinished)).toStrictEqual([true])
  })

  test.skipIf(pgDump === undefined)("leaves it in no dump", () => {
    const dump = dumped()
    expect(dump.includes("CREATE TABLE public.disclosure")).toBe(true)
    expect(isNamedIn(dump)).toBe(false)
  })

  test("is ended by the next start where a server died between the entry and the last byte", async () => {
    // As a server leaves it that died before its tables were written anew.
    await database.query("update ledger_head set scrubbed = 0")
    const unfinished = (await admin("GET", "/v1/erasures")).body as { items?: readonly { isFinished: boolean }[] }
    expect(unfinished.items?.map(({ isFinished }) => isFinished)).toStrictEqual([false])
    await server.kill()
    const { adminToken } = server
    server = await startServer({
      dataFolder: folder,
      adminToken,
      environment: { PROMOTRAIL_DATABASE_URL: postgres.url },
    })
    const { rows } = await database.query<{ scrubbed: number }>("select scrubbed from ledger_head")
    expect(Number(rows[0]?.scrubbed)).toBe(1)
  })
})
