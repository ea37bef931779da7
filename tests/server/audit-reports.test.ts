import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, test } from "vitest"
import type { Ask } from "./support/client.ts"
import { useWorld } from "./support/world.ts"
import { SMALL_POLICY } from "./support/small-policy.ts"

const REPORTS = ["/v1/audit/population", "/v1/audit/access", "/v1/audit/controls", "/v1/audit/overrides"]
const FILES = ["csv", "jsonl", "html"].flatMap((format) => REPORTS.map((path) => `${path}/export?format=${format}`))

type Listed = { readonly items: readonly { readonly kind: string }[] }
type Access = {
  readonly isComplete: boolean
  readonly says: string
  readonly tokens: readonly { readonly name: string }[]
}

describe("reports for auditors", () => {
  const world = useWorld()

  const made = async () => {
    const shop = await world().application(SMALL_POLICY)
    await shop.register("v1")
    await shop.gate("v1", "prod")
    await shop.gate("v1", "prod")
    return shop
  }

  test("are about every record, and say so", async () => {
    const shop = await made()
    for (const path of [...REPORTS, ...FILES]) {
      const { status, headers, body } = await shop.ask("GET", path)
      expect([path, status]).toEqual([path, 200])
      const isComplete = path.includes("export") ? headers.get("x-promotrail-complete") : String(body["isComplete"])
      expect([path, isComplete]).toEqual([path, "true"])
    }
    const { body } = await shop.ask("GET", "/v1/audit/population")
    expect(body["isComplete"]).toBe(true)
    expect((body["changes"] as readonly unknown[]).length).toBeGreaterThanOrEqual(2)
  })

  test("count what the ledger holds, neither more nor less", async () => {
    const shop = await made()
    const { body } = await shop.ask("GET", "/v1/audit/population?tier=all")
    const counts = body["counts"] as readonly { readonly count: number }[]
    const decided = (await shop.ask("GET", "/v1/audit?kind=decision.recorded&limit=200")).body as unknown as Listed
    expect((body["changes"] as readonly unknown[]).length).toBe(decided.items.length)
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(decided.items.length)
    const overrides = await shop.ask("GET", "/v1/audit/overrides")
    expect(overrides.body["decisions"]).toBe(decided.items.length)
  })

  test("say that they are not complete where a record is known by its leaf alone", async () => {
    const shop = await made()
    await altered("update record set payload = null where predicate like '%access-change%'", async () => {
      for (const path of REPORTS) {
        const { body } = await shop.ask("GET", path)
        expect([path, body["isComplete"]]).toEqual([path, false])
        expect(body["says"]).toContain("only the leaf is known")
      }
      const file = await shop.ask("GET", "/v1/audit/access/export?format=csv")
      expect(file.headers.get("x-promotrail-complete")).toBe("false")
      expect(file.text).toContain("only the leaf is known")
      // The trail still has the entry, and its proof is what there is.
      const trail = await shop.ask("GET", "/v1/audit/export?format=jsonl&proofs=true")
      expect(trail.text).toContain('"kind":"access-change"')
    })
  })

  test("count by what was signed, not by the columns beside it", async () => {
    const shop = await made()
    const before = await shop.ask("GET", "/v1/audit/population")
    const sql = "update record set predicate = 'x', stream = 'x' || idx, at = '2001-01-01T00:00:00.000Z'"
    await altered(sql, async () => {
      const after = await shop.ask("GET", "/v1/audit/population")
      expect(after.text).toBe(before.text)
    })
  })

  test("name who made a token as far as it is disclosed", async () => {
    const shop = await made()
    const made2 = await shop.ask("POST", "/v1/tokens", { json: { name: "ci-bot", scopes: ["read"], applications: [] } })
    expect(made2.status).toBe(201)
    const named = (await shop.ask("GET", "/v1/audit/access")).body as unknown as Access
    expect(named.tokens.map(({ name }) => name)).toContain("ci-bot")
    await altered(
      "delete from disclosure",
      async () => {
        const erased = (await shop.ask("GET", "/v1/audit/access")).body as unknown as Access
        expect(new Set(erased.tokens.map(({ name }) => name))).toEqual(new Set(["(erased)"]))
      },
      "disclosure",
    )
    await altered(
      "update disclosure set text = (select text from disclosure where name = 'name' limit 1)",
      async () => {
        const swapped = (await shop.ask("GET", "/v1/audit/access")).body as unknown as Access
        // One of two names is its own; the other one is not taken from there.
        expect(swapped.tokens.map(({ name }) => name).filter((name) => name !== "(erased)")).toHaveLength(1)
      },
      "disclosure",
    )
  })

  /** Has the database as somebody changed it behind our back, and puts it back. */
  const altered = async (sql: string, then: () => Promise<void>, table = "record") => {
    const database = new DatabaseSync(join(world().folder, "promotrail.db"))
    database.exec(`create temp table kept as select * from ${table}`)
    try {
      expect(Number(database.prepare(sql).run().changes)).toBeGreaterThan(0)
      await then()
    } finally {
      database.exec(`delete from ${table}; insert into ${table} select * from kept`)
      database.close()
    }
  }

  test("the trail with proofs breaks off where the records are not those of the log, or speak of another entry", async () => {
    const shop = await made()
    const path = "/v1/audit/export?format=csv&proofs=true"
    expect((await shop.ask("GET", path)).text).toContain("# Log ")
    const cut = async () => {
      const answer = await shop.ask("GET", path).catch(() => undefined)
      expect(answer?.text ?? "").not.toContain("# Log ")
    }
    await altered("delete from record where idx = (select max(idx) from record)", cut)
    await altered("update ledger set body = replace(body, '\"v1\"', '\"v2\"')", cut, "ledger")
  })

  test("the trail is of what a token may see and of the period asked for, and says so", async () => {
    const shop = await made()
    await made()
    const application = decodeURIComponent(shop.home.split("/").at(-1) ?? "")
    const token = await shop.ask("POST", "/v1/tokens", {
      json: { name: "part", scopes: ["read"], applications: [application] },
    })
    const part = world().askAs(String(token.body["secret"]))
    type Line = {
      readonly body: { readonly data: { readonly application: string } }
      readonly records: readonly object[]
    }
    const read = async (ask: Ask, query: string) => {
      const { status, text } = await ask("GET", `/v1/audit/export?format=jsonl&proofs=true${query}`)
      expect(status).toBe(200)
      const lines = text.trimEnd().split("\n")
      const { says } = JSON.parse(lines.at(-1) ?? "") as { readonly says: readonly string[] }
      return { says: says[0], entries: lines.slice(0, -1).map((line) => JSON.parse(line) as Line) }
    }
    const seen = await read(part, "")
    expect(new Set(seen.entries.map(({ body }) => body.data.application))).toEqual(new Set([application]))
    expect(seen.entries.every(({ records }) => records.length > 0)).toBe(true)
    expect(seen.says).toContain(`as far as a token of ${application} sees them`)
    const asked = await read(shop.ask, `&application=${application}`)
    expect(asked.entries).toEqual(seen.entries)
    const none = await read(shop.ask, "&to=2020-01-01T00:00:00.000Z")
    expect(none.entries).toEqual([])
    expect(none.says).toMatch(/^Entries, before 2020-01-01T00:00:00\.000Z, out of \d+ entries/)
  })

  test.for([
    ["the newest record is hidden", "delete from record where idx = (select max(idx) from record)"],
    ["a record in the middle is hidden", "delete from record where idx = 2"],
    [
      "a verdict was changed",
      `update record set payload = replace(payload, '"hold"', '"allow"') where predicate like '%decision%'`,
    ],
    ["a leaf was changed", "update record set leaf = (select leaf from record where idx = 1) where idx = 3"],
  ] as const)("are not made where %s", async ([, sql]) => {
    const shop = await made()
    await altered(sql, async () => {
      for (const path of [...REPORTS, ...FILES]) {
        const { status, body } = await shop.ask("GET", path)
        expect([path, status, body["type"]]).toEqual([path, 409, "/problems/log-disagrees"])
      }
    })
  })
})
