import { spawn } from "node:child_process"
import { randomInt } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import pg from "pg"
import { describe, expect, onTestFinished, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { startPostgres } from "../../tools/postgres.ts"
import { askOver, clientOf } from "../server/support/client.ts"
import { filesNaming, spellings } from "../server/support/naming.ts"
import { ROOT } from "../../tools/repository.ts"
import { startServer } from "../support/server.ts"
import { SMALL_POLICY } from "../server/support/small-policy.ts"

const ERASING = join(ROOT, "packages/server/src/app/erasing/stopped-erasure.contract.ts")
const NAME = "Gudrun Ölçerzweig"
/** Ten tables are written anew one after the other. */
const SCRUBBING_MS = 150
const suite = `<testsuite name="s"><testcase classname="C" name="t"><system-out>${NAME}</system-out></testcase></testsuite>`

describe.skipIf(missingPart("postgresql") !== undefined)("an erasure from PostgreSQL that is killed", () => {
  test.each<{ step: string; left: "nothing" | "everything" }>([
    { step: "before the entry", left: "nothing" },
    { step: "after the entry", left: "everything" },
    { step: "while scrubbing", left: "everything" },
  ])("$step has erased $left after the next start", async ({ step, left }) => {
    const postgres = await startPostgres()
    if ("missing" in postgres) throw new Error(postgres.missing)
    onTestFinished(() => postgres.stop())
    const dataFolder = mkdtempSync(join(tmpdir(), "promotrail-erasing-"))
    onTestFinished(() => rmSync(dataFolder, { recursive: true }))
    const environment = { PROMOTRAIL_DATABASE_URL: postgres.url }
    const first = await startServer({ dataFolder, environment })
    const { adminToken } = first
    let admin = askOver(first.url, adminToken)
    const made = await admin("POST", "/v1/tokens", { json: { name: NAME, scopes: ["admin"] } })
    const { id } = made.body["token"] as { id: string }
    const shop = clientOf(askOver(first.url, String(made.body["secret"])))
    await shop.policy(SMALL_POLICY)
    await shop.register("v1")
    const { raw = "none" } = (await shop.report("v1", "environment=dev", suite)).body as { raw?: string }
    await shop.gate("v1", "prod")
    await admin("DELETE", `/v1/tokens/${id}`)
    await first.stop()

    const child = spawn(process.execPath, [ERASING, dataFolder, step, id, raw], {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    })
    const ended = new Promise((resolve) => child.once("close", (_, signal) => resolve(signal)))
    const said = await new Promise<string>((resolve) => child.stdout.setEncoding("utf8").once("data", resolve))
    expect(said.split("\n")[0]).toBe(step)
    if (step === "while scrubbing") await setTimeout(randomInt(SCRUBBING_MS))
    child.kill("SIGKILL")
    expect(await ended).toBe("SIGKILL")

    const second = await startServer({ dataFolder, adminToken, environment })
    onTestFinished(() => second.stop())
    admin = askOver(second.url, adminToken)
    const { items } = (await admin("GET", "/v1/erasures")).body as { items?: readonly { isFinished: boolean }[] }
    expect(items?.map(({ isFinished }) => isFinished)).toStrictEqual(left === "everything" ? [true] : [])
    expect((await admin("POST", "/v1/ledger/verify")).body["agrees"]).toBe(true)
    expect(filesNaming(dataFolder, NAME).length).toBe(left === "everything" ? 0 : 1)
    const database = new pg.Client({ connectionString: postgres.url })
    await database.connect()
    onTestFinished(() => database.end())
    const named: string[] = []
    for (const table of ["disclosure", "token", "ledger", "evidence", "decision", "release", "policy_version"]) {
      const { rows } = await database.query<Record<string, unknown>>(`select * from ${table}`)
      if (spellings(NAME).some((spelling) => Buffer.from(JSON.stringify(rows)).includes(spelling))) named.push(table)
    }
    expect(named.includes("disclosure"), named.join()).toBe(left === "nothing")
    expect(named.length > 0).toBe(left === "nothing")
  })
})
