import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { beforeAll, describe, expect, test } from "vitest"
import { ROOT } from "../../tools/repository.ts"
import { startServer, type TestServer } from "../support/server.ts"
import { askOver, clientOf } from "./support/client.ts"
import { filesNaming } from "./support/naming.ts"
import { SMALL_POLICY } from "./support/small-policy.ts"

const [NAME, REASON, RETIRED, OWNER] = [
  "Gudrun Ölçerzweig",
  "Leak in the till",
  "Replaced by another",
  "team-of-Irmgard",
]
/** Enters a decision as earlier versions made it, in a data folder that no server has open. */
const EARLIER = join(ROOT, "packages/server/src/app/erasing/earlier-decision.contract.ts")
const suite = `<testsuite name="s"><testcase classname="C" name="t0"/><testcase classname="C" name="t1"/><testcase classname="C" name="t2"/></testsuite>`

describe("what is past its time", () => {
  let folder = ""
  let server: TestServer
  let admin: ReturnType<typeof askOver>
  /** One that an earlier version made, and one of this version, of the same release. */
  let [earlier, decision] = ["", ""]

  const write = (sql: string): void => {
    const database = new DatabaseSync(join(folder, "promotrail.db"))
    database.exec(sql)
    database.close()
  }
  const restarted = async (keep: string, between: () => void = () => undefined): Promise<void> => {
    await server.stop()
    between()
    const { adminToken } = server
    server = await startServer({ dataFolder: folder, adminToken, environment: { PROMOTRAIL_KEEP_NAMES_DAYS: keep } })
    admin = askOver(server.url, adminToken)
  }
  const trail = async (): Promise<string> => (await admin("GET", "/v1/audit?limit=200")).text
  const replayed = async (id: string) => {
    const { body } = await admin("POST", `/v1/decisions/${id}/replay?deep=true`)
    return [body["finding"], (body["deep"] as { agrees: boolean } | null)?.agrees]
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "promotrail-retention-"))
    server = await startServer({ dataFolder: folder })
    admin = askOver(server.url, server.adminToken)
    const made = await admin("POST", "/v1/tokens", { json: { name: NAME, scopes: ["admin"] } })
    const person = (made.body["token"] as { id: string }).id
    const leaving = clientOf(askOver(server.url, String(made.body["secret"])))
    const shop = clientOf(admin)
    await shop.policy(SMALL_POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev&category=unit", suite)
    const until = new Date(Date.now() + 86_400_000).toISOString()
    await shop.ask("POST", `${shop.home}/tests/retire`, { json: { pattern: "*t1", reason: RETIRED } })
    const quarantine = { pattern: "*t2", owner: OWNER, reason: "flaky on Mondays", until }
    await shop.ask("POST", `${shop.home}/tests/quarantine`, { json: quarantine })
    await leaving.ask("POST", `${shop.home}/releases/v1/block`, { json: { reason: REASON } })
    decision = String((await shop.gate("v1", "prod")).body["id"])
    await admin("DELETE", `/v1/tokens/${person}`)
    await server.stop()
    earlier = execFileSync(process.execPath, [EARLIER, folder, "shop", "v1", "prod", person, NAME], {
      encoding: "utf8",
    })
    // All of it was written half a year ago.
    write("update disclosure set at = '2026-01-01T00:00:00.000Z'")
    server = await startServer({ dataFolder: folder, adminToken: server.adminToken })
    admin = askOver(server.url, server.adminToken)
    return async () => {
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  })

  test("stands in what an earlier version froze, and in what this one froze only by the entry that says it", async () => {
    const [old, now] = await Promise.all([earlier, decision].map((id) => admin("GET", `/v1/decisions/${id}/input`)))
    for (const word of [REASON, RETIRED, OWNER, NAME]) {
      expect([word, old?.text.includes(word), now?.text.includes(word)]).toEqual([word, true, false])
    }
    expect(now?.text).toMatch(/entry:\d+\/reason/)
    // People read the words, of either.
    for (const id of [earlier, decision]) {
      expect((await admin("GET", `/v1/decisions/${id}`)).text).toContain(`blocked by ${NAME}: ${REASON}`)
      expect(await replayed(id)).toEqual(["agrees", true])
    }
  })

  test("stays where nothing is said of its class, or its days are not over", async () => {
    for (const keep of ["36500", "actor=36500,text=36500"]) {
      await restarted(keep)
      for (const word of [REASON, RETIRED, OWNER, NAME]) expect(await trail()).toContain(word)
    }
  })

  test("goes as a text where only texts have a time, also out of what an earlier version froze; names stay", async () => {
    await restarted("text=30")
    expect(await trail()).toContain(NAME)
    for (const word of [REASON, RETIRED, OWNER]) {
      expect(await trail()).not.toContain(word)
      expect(filesNaming(folder, word)).toStrictEqual([])
    }
    const gone = await admin("POST", `/v1/decisions/${earlier}/replay`)
    expect(gone.body).toMatchObject({
      agrees: false,
      finding: "gone",
      says: expect.stringContaining("erased by notice") as string,
    })
    expect(await replayed(decision)).toEqual(["agrees", true])
    expect((await admin("GET", `/v1/decisions/${decision}`)).text).toContain(`blocked by ${NAME}: (erased)`)
    expect((await admin("POST", "/v1/ledger/verify")).body["agrees"]).toBe(true)
  })

  test("goes as a name where people have a time, once they left", async () => {
    const left = "update token set revoked_at"
    write("create table revoked as select id, revoked_at from token where revoked_at is not null")
    await restarted("actor=100", () => write(`${left} = '2026-01-01T00:00:00.000Z' where revoked_at is not null`))
    expect(await trail()).not.toContain(NAME)
    expect(await trail()).toContain("administrator")
    expect(filesNaming(folder, NAME)).toStrictEqual([])
    expect(await replayed(decision)).toEqual(["agrees", true])
    write(`${left} = (select revoked_at from revoked where revoked.id = token.id); drop table revoked`)
    expect((await admin("POST", "/v1/ledger/verify")).body["agrees"]).toBe(true)
    const { items } = (await admin("GET", "/v1/erasures")).body as {
      items?: readonly { basis: string; isFinished: boolean }[]
    }
    expect(items?.map(({ basis, isFinished }) => `${basis} ${isFinished}`)).toStrictEqual([
      "retention true",
      "retention true",
    ])
  })
})
