import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Blobs } from "../../ports/blobs.ts"
import type { Store } from "../../ports/store.ts"
import type { StateVerification } from "../../ports/verification.ts"
import { folderBlobs } from "../blobs/folder-blobs.ts"
import { openSqliteStore } from "../sqlite/store.ts"
import { app, event, newId, version, worldOf } from "../world.contract.ts"
import { verifyState } from "./verify.ts"

/** What a change behind our back is found as: the words that the finding must contain. */
const changes: readonly { readonly change: string; readonly sql: string; readonly found: string }[] = [
  {
    change: "an entry's body",
    sql: "update ledger set body = replace(body, 'v1', 'v2') where idx = 3",
    found: "ledger: entry 3: the body is not what was hashed",
  },
  {
    change: "an entry's hash",
    sql: "update ledger set hash = '00' where idx = 3",
    found: "ledger: entry 3: the body is not what was hashed",
  },
  {
    change: "an entry's actor column",
    sql: "update ledger set actor = 'otto' where idx = 3",
    found: 'ledger: entry 3: actor is "otto"; its body says "anna"',
  },
  { change: "an entry is gone", sql: "delete from ledger where idx = 3", found: "ledger: entry 3: it is missing" },
  {
    change: "the last entry is gone",
    sql: "delete from ledger where idx = (select max(idx) from ledger)",
    found: "ledger_head: it counts",
  },
  { change: "the head", sql: "update ledger_head set size = size + 1", found: "ledger_head: it counts" },
  {
    change: "the head's subtrees",
    sql: `update ledger_head set roots = '["00"]'`,
    found: "ledger_head: its subtrees are not",
  },
  {
    change: "who did it",
    sql: "update disclosure set text = (select text from disclosure where name = 'reason') where name = 'actor'",
    found: "is something else",
  },
  { change: "who did it is gone", sql: "delete from disclosure where name = 'actor'", found: "and was not erased" },
  {
    change: "what a record says",
    sql: `update record set payload = replace(payload, '"allow"', '"deny"') where predicate like '%decision%'`,
    found: "it is not what stands in the log",
  },
  {
    change: "a record's signature",
    sql: "update record set signature = (select signature from record where idx = 2) where idx = 3",
    found: "record: record 3: it is not what stands in the log",
  },
  { change: "a record is gone", sql: "delete from record where idx = 3", found: "record 3 is missing before it" },
  {
    change: "the last record is gone",
    sql: "delete from record where idx = (select max(idx) from record)",
    found: "log_head: ",
  },
  {
    change: "a record hides",
    sql: "update record set entry = null where entry = 3",
    found: "its entry is stored as another one",
  },
  {
    change: "a record in another stream",
    sql: "update record set stream = 'shop/prod' where stream = 'shop/staging'",
    found: "its stream is stored as another one",
  },
  {
    change: "a record's kind",
    sql: "update record set predicate = 'x' where idx = 3",
    found: "its kind is stored as x",
  },
  {
    change: "a record's leaf",
    sql: "update record set hash = '00' where idx = 3",
    found: "not what stands in the log",
  },
  { change: "the head of the log", sql: "update log_head set size = size - 1", found: "log_head: " },
  {
    change: "the checkpoint",
    sql: `update log_head set note = replace(note, char(10) || size, char(10) || '1')`,
    found: "its checkpoint is not signed by its key",
  },
  {
    change: "the name of the log",
    sql: "update log_head set origin = 'other.example'",
    found: "it speaks of the log",
  },
  {
    change: "the key that signs records",
    sql: "update signing_key set id = 'SHA256:other' where kind = 'record'",
    found: "is not known",
  },
  { change: "the installation", sql: "update meta set value = 'x' where key = 'installation'", found: "meta" },
  { change: "an application's policy", sql: "update application set policy = 'x'", found: "application" },
  { change: "an application comes back", sql: "update application set archived = 1", found: "application" },
  { change: "an application's version", sql: "update application set version = version - 1", found: "application" },
  { change: "a policy's author", sql: `update policy_version set actor = '{}'`, found: "policy_version" },
  { change: "a policy version is gone", sql: "delete from policy_version", found: "policy_version" },
  { change: "a release is unblocked", sql: "update release set blocked = null", found: "release" },
  { change: "a release's digests", sql: "update release set artifacts = '[]' where number = 1", found: "release" },
  { change: "a release's predecessor", sql: "update predecessor set predecessor = 9", found: "predecessor" },
  {
    change: "an upload's outcome",
    sql: "update evidence set outcome = 'rejected' where number = 1",
    found: "evidence",
  },
  { change: "an upload is gone", sql: "delete from evidence where number = 2", found: "evidence" },
  { change: "a decision's verdict", sql: "update decision set verdict = 'deny'", found: "decision" },
  { change: "a decision is gone", sql: "delete from decision", found: "decision" },
  {
    change: "a decision from nowhere",
    sql: `insert into decision select 'forged', application, release, environment, artifacts, edge, mode, verdict, reasons, policy, input, outcome, engine, at, actor, idx from decision limit 1`,
    found: 'decision: id "forged" is in no entry',
  },
  {
    change: "a deployment's release",
    sql: "update deployment set release = 'v2', release_number = 2",
    found: "deployment",
  },
  { change: "what runs", sql: "update environment_state set running = null", found: "environment_state" },
  { change: "a retirement's pattern", sql: "update mark set pattern = '*'", found: "mark" },
  { change: "a token's scopes", sql: `update token set scopes = '["admin"]'`, found: "token" },
  { change: "a token's hash", sql: "update token set hash = 'ab'", found: "token" },
  { change: "a test's name", sql: "update test_case set name = 'other' where ordinal = 0", found: "test_case" },
  { change: "a test's id", sql: "update test_case set id = 'x::y::z' where ordinal = 0", found: "test_case" },
  { change: "a test's tags", sql: `update test_case set tags = '["smoke"]' where ordinal = 0`, found: "test_case" },
  { change: "a test is gone", sql: "delete from test_case where ordinal = 2", found: "test_case" },
  { change: "the number of tests", sql: "update catalogue set tests = tests - 1", found: "catalogue" },
  { change: "a category's name", sql: "update category_code set category = 'renamed' where code = 1", found: "known" },
  {
    change: "who knows a test",
    sql: "update known set vector = (select vector from known where environment = '*') where environment = ''",
    found: "known",
  },
  { change: "known tests are gone", sql: "delete from known where environment = ''", found: "known" },
  { change: "results in another lane", sql: "update status set variant = 'firefox'", found: "status" },
  { change: "results are gone", sql: "delete from status", found: "status" },
  { change: "results of garbage", sql: "update status set vector = x'00'", found: "status" },
  { change: "a failure's message", sql: "update result_detail set message = 'all is well'", found: "result_detail" },
  { change: "a failure's details are gone", sql: "delete from result_detail", found: "result_detail" },
  {
    change: "an object's bytes",
    sql: "update object set bytes = x'7b7d', packed = 0 where digest = (select input from decision)",
    found: "is something else",
  },
  {
    change: "an object is gone",
    sql: "delete from object where digest = (select outcome from decision)",
    found: "is missing (entry",
  },
  {
    change: "a policy text is gone",
    sql: "delete from object where digest = (select policy from application)",
    found: "is missing (entry 1 names it)",
  },
  {
    change: "an upload's facts",
    sql: "update object set bytes = zeroblob(size) where digest = (select facts from evidence where number = 1)",
    found: "cannot be replayed",
  },
]

describe("verification", () => {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-verify-"))
  let store: Store
  let blobs: Blobs

  beforeAll(async () => {
    store = await openSqliteStore({ folder })
    blobs = await folderBlobs(folder)
    const world = worldOf(store, blobs)
    await world.policy()
    await world.release("v1")
    await world.upload({
      release: "v1",
      tests: { "s::c::a": { status: "failed", message: "no" }, "s::c::b": "passed" },
    })
    await world.upload({ release: "v1", tests: { "s::c::c": { status: "passed", tags: ["slow"] } }, category: "smoke" })
    await world.deploy("v1", "dev")
    await world.release("v2")
    await world.upload({ release: "v2", tests: { "s::c::b": "passed" }, inventory: true })
    await world.decide("v1")
    const release = { application: app(), release: version("v2"), reason: "CVE" }
    await world.done({ event: event("release.blocked", release) })
    await world.done({ event: event("tests.retired", { application: app(), pattern: "legacy::*", reason: "gone" }) })
    const token = { token: newId(), name: "ci", hash: "cd", scopes: ["read" as const], applications: [] }
    await world.done({ event: event("token.created", token) })
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  test("agrees with what was written, and says how much it looked at", async () => {
    const steps: number[] = []
    const found = await verifyState(store, blobs, (done) => steps.push(done))
    expect(found).toMatchObject({
      agrees: true,
      size: 12,
      firstBroken: null,
      objects: { checked: 6 },
      evidence: { checked: 3 },
    })
    expect(found.root).toBe(found.recomputedRoot)
    expect(Object.fromEntries(found.state.map(({ table, rows }) => [table, rows]))).toMatchObject({
      ledger: 12,
      release: 2,
      known: 4,
      status: 1,
      test_case: 3,
      result_detail: 1,
    })
    expect(steps.at(-1)).toBe(12)
  })

  test("what is written while it runs is not looked at, and not missed", async () => {
    const world = worldOf(store, blobs)
    const running = verifyState(store, blobs)
    for (let at = 0; at < 20; at++) await world.decide("v1")
    expect(await running).toMatchObject({ agrees: true })
  })

  test.for(changes)("names the table: $change", async ({ sql, found }) => {
    await behindOurBack(sql, async () => {
      const verification = await verifyState(store, blobs)
      expect(verification.agrees).toBe(false)
      expect(wordsOf(verification)).toEqual(expect.arrayContaining([expect.stringContaining(found)]))
    })
  })

  test("a byte of a raw file is named by its digest, and so is a file that is gone", async () => {
    const [upload] = await store.read.evidenceOf(app(), version("v1"))
    const path = blobs.pathOf(upload?.raw ?? ("" as never))
    const kept = readFileSync(path)
    writeFileSync(path, Buffer.from(kept.map((byte, at) => (at === 3 ? byte ^ 1 : byte))))
    expect(wordsOf(await verifyState(store, blobs))).toEqual([`${upload?.raw} is something else`])
    rmSync(path)
    expect(wordsOf(await verifyState(store, blobs))).toEqual([
      `${upload?.raw} is missing (entry ${upload?.ledgerIndex} names it)`,
    ])
    writeFileSync(path, kept)
  })

  /** Changes the database as somebody with the file in their hands would, and puts it back. */
  async function behindOurBack(sql: string, look: () => Promise<void>): Promise<void> {
    const database = join(folder, "promotrail.db")
    const other = new DatabaseSync(database, { enableForeignKeyConstraints: false })
    other.exec("pragma wal_checkpoint(truncate)")
    const kept = other.prepare("select name from sqlite_schema where type = 'table'").all() as { name: string }[]
    for (const { name } of kept) other.exec(`create temp table "kept_${name}" as select * from main."${name}"`)
    try {
      expect(Number(other.prepare(sql).run().changes)).toBeGreaterThan(0)
      await look()
    } finally {
      other.exec("begin immediate")
      for (const { name } of kept)
        other.exec(`delete from main."${name}"; insert into main."${name}" select * from temp."kept_${name}"`)
      other.exec("commit")
      other.close()
    }
  }
})

function wordsOf({ state, objects, evidence }: StateVerification): readonly string[] {
  const differences = state.flatMap(({ table, differences: told }) => told.map((what) => `${table}: ${what}`))
  return [...differences, ...objects.broken, ...evidence.broken]
}
