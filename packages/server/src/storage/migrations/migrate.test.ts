import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { app, version, worldOf } from "../world.contract.ts"
import { folderBlobs } from "../blobs/folder-blobs.ts"
import { keysForTests } from "../shared/log/start.contract.ts"
import { connect } from "../sqlite/connection.ts"
import { openSqliteStore } from "../sqlite/store.ts"
import { writingOver } from "../sqlite/writing.ts"
import { verifyState } from "../verify/verify.ts"
import { MIGRATIONS, migrate } from "./migrate.ts"

// One database as each released version left it, made by `make-fixture.ts`; never made again.
const FIXTURES = fileURLToPath(new URL("./fixtures", import.meta.url))
const fixtures = existsSync(FIXTURES) ? readdirSync(FIXTURES).toSorted() : []

describe("a database of an earlier version", () => {
  test("is kept for every migration there is", () => {
    expect(fixtures).toStrictEqual(MIGRATIONS.map(({ name }) => `${name}.db`))
  })

  test.for(fixtures)("opens, keeps everything and takes new entries: %s", async (fixture) => {
    const folder = mkdtempSync(join(tmpdir(), "promotrail-migrate-"))
    copyFileSync(join(FIXTURES, fixture), join(folder, "promotrail.db"))
    // Its keys are nobody's any more: another log succeeds the one it has.
    const { record, log } = keysForTests()
    const signer = { kind: "given", recordKey: record, logKey: log } as const
    const store = await openSqliteStore({ folder, signing: { signer, origin: "successor.example" } })
    const blobs = await folderBlobs(folder)
    const world = worldOf(store, blobs)
    expect(await store.read.release(app(), version("v1"))).toMatchObject({ number: 1 })
    const tests = (await store.read.evidenceOf(app(), version("v1"))).filter(({ kind }) => kind === "tests")
    expect(tests).toMatchObject([{ subject: "environment" }, { subject: "environment" }])
    expect(await world.states("v1")).toStrictEqual({ "s::c::a": "failed", "s::c::b": "passed" })
    await world.release("v3")
    const found = await verifyState(store, blobs)
    expect(found.state.flatMap(({ differences }) => differences)).toStrictEqual([])
    // Raw files are not part of the fixture.
    expect(found.evidence.broken.every((what) => what.includes("is missing"))).toBe(true)
    await store.close()
    rmSync(folder, { recursive: true })
  })
})

describe("migrating", () => {
  const inMemory = () => writingOver(connect(":memory:", "write"), ":memory:")
  const next = { name: "9999-later", statements: () => ["create table later (id integer)"] }

  test("takes each step once", async () => {
    const memory = inMemory()
    for (let round = 0; round < 2; round++)
      await memory.transaction((tx) => migrate(tx.db, "sqlite", [...MIGRATIONS, next]))
    const tables = (await memory.db.introspection.getTables()).map(({ name }) => name)
    expect(tables).toEqual(expect.arrayContaining(["ledger", "later"]))
    await memory.close()
  })

  test("refuses a database that is newer than this server, and says what to start", async () => {
    const memory = inMemory()
    await memory.transaction((tx) => migrate(tx.db, "sqlite", [...MIGRATIONS, next]))
    await expect(memory.transaction((tx) => migrate(tx.db, "sqlite"))).rejects.toThrow(
      "The database is newer than this server: it took the step 9999-later",
    )
    await memory.close()
  })

  test("a step that fails leaves the database as it was", async () => {
    const memory = inMemory()
    const broken = { name: "9999-broken", statements: () => ["create table half (id integer)", "create nonsense"] }
    await expect(memory.transaction((tx) => migrate(tx.db, "sqlite", [...MIGRATIONS, broken]))).rejects.toThrow(
      "nonsense",
    )
    expect(await memory.db.introspection.getTables()).toStrictEqual([])
    await memory.close()
  })
})
