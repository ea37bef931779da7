import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { ApplicationName } from "@promotrail/core"
import type { ApplicationRow } from "../../ports/rows.ts"
import type { Reads } from "../../ports/store.ts"
import { connect, type SqliteConnection } from "./connection.ts"
import { remembering } from "./remembering.ts"

const SHOP = "shop" as ApplicationName
let folder: string
let writing: SqliteConnection
let reading: SqliteConnection

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promotrail-remembering-"))
  writing = connect(join(folder, "database"), "write")
  writing.native.exec(
    "create table application (name text, version integer); insert into application values ('shop', 1)",
  )
  reading = connect(join(folder, "database"), "read")
})
afterEach(() => {
  reading.close()
  writing.close()
  rmSync(folder, { recursive: true })
})

/** Reads over the one table, and how often it was asked. */
function counted() {
  let asked = 0
  const application = async (name: string) => {
    asked++
    return reading.prepare("select * from application where name = ?").get(name) as ApplicationRow | undefined
  }
  const read = remembering({ application } as Partial<Reads> as Reads, reading)
  return { read, asked: () => asked }
}

test("a row is read once for as long as nothing is committed", async () => {
  const { read, asked } = counted()
  const rows = [await read.application(SHOP), await read.application(SHOP), await read.application(SHOP)]
  expect(rows.map((row) => row?.version)).toStrictEqual([1, 1, 1])
  expect(asked()).toBe(1)
})

test("a commit is seen by the next read", async () => {
  const { read } = counted()
  await read.application(SHOP)
  writing.native.exec("update application set version = 2")
  expect((await read.application(SHOP))?.version).toBe(2)
})

test("what is not there is looked for again", async () => {
  const { read, asked } = counted()
  const unknown = "unknown" as ApplicationName
  expect([await read.application(unknown), await read.application(unknown)]).toStrictEqual([undefined, undefined])
  expect(asked()).toBe(2)
})
