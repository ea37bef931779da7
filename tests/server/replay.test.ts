import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { Answer, Client } from "./support/client.ts"
import { finding, sarif } from "./support/reports-of-kinds.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates:
  default: { upstream: { severity: observe } }
  staging: { coverage: { minimum: 80 }, findings: { static: { critical: 0 } } }
  prod: { coverage: { minimum: 80 } }
`
const suite = (passed: number, failed: number): string => {
  const name = (at: number) => `<testcase classname="C" name="t${at}"`
  const all = Array.from({ length: passed + failed }, (_, at) => at)
  return `<testsuite name="s">${all.map((at) => (at < passed ? `${name(at)}/>` : `${name(at)}><failure/></testcase>`)).join("")}</testsuite>`
}

type Replay = Readonly<Record<string, unknown>> & { readonly finding: string; readonly says: string }
const replaysOf = (answer: Answer) => answer.body["differences"] as readonly Replay[]

describe("replaying decisions", () => {
  const world = useWorld()

  /** An application with three decisions: denied, allowed, on hold. */
  async function decided(): Promise<{ readonly shop: Client; readonly ids: readonly string[] }> {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev&category=unit", suite(7, 3))
    await shop.report("v1", "environment=dev", sarif([finding("style", "2.0")]))
    const ids = [await shop.gate("v1", "staging")]
    await shop.report("v1", "environment=dev&category=unit", suite(9, 1))
    ids.push(await shop.gate("v1", "staging"), await shop.gate("v1", "prod"))
    expect(ids.map(({ body }) => body["verdict"])).toEqual(["deny", "allow", "hold"])
    return { shop, ids: ids.map(({ body }) => String(body["id"])) }
  }
  const nameOf = (shop: Client) => shop.home.slice("/v1/applications/".length)
  const all = (shop: Client, query = "") => shop.ask("POST", `/v1/decisions/replay?application=${nameOf(shop)}${query}`)

  /** Changes the database as somebody with the file in their hands would, and puts it back. */
  async function behindOurBack(sql: string, parameters: readonly string[], look: () => Promise<void>): Promise<void> {
    const database = new DatabaseSync(join(world().folder, "promotrail.db"), { enableForeignKeyConstraints: false })
    try {
      database.exec(
        "create temp table kept_object as select * from object; create temp table kept_decision as select * from decision",
      )
      expect(Number(database.prepare(sql).run(...parameters).changes)).toBe(1)
      await look()
    } finally {
      for (const table of ["object", "decision"])
        database.exec(`delete from main.${table}; insert into main.${table} select * from temp.kept_${table}`)
      database.close()
    }
  }

  test("every decision of an application agrees, and says which engine recorded and which replayed", async () => {
    const { shop } = await decided()
    const { status, body } = await all(shop)
    expect([status, body["replayed"], body["agree"], body["differences"], body["next"]]).toEqual([200, 3, 3, [], null])
    expect(body["recordedBy"]).toEqual([body["replayedBy"]])
  })

  test("pages go back from the newest one, each once, and stop at an instant", async () => {
    const { shop } = await decided()
    const first = await all(shop, "&limit=2")
    const second = await all(shop, `&limit=2&after=${String(first.body["next"])}`)
    expect([first.body["replayed"], second.body["replayed"], second.body["next"]]).toEqual([2, 1, null])
    expect((await all(shop, "&since=2999-01-01T00:00:00Z")).body["replayed"]).toBe(0)
    expect((await all(shop, "&since=1999-01-01T00:00:00Z")).body["replayed"]).toBe(3)
  })

  const changes: readonly (readonly [what: string, sql: string, finding: string, says: RegExp])[] = [
    [
      "the input is gone",
      "delete from object where digest = (select input from decision where id = ?)",
      "gone",
      /input sha256:\S+ is gone/,
    ],
    [
      "the outcome is gone",
      "delete from object where digest = (select outcome from decision where id = ?)",
      "gone",
      /outcome sha256:\S+ is gone/,
    ],
    [
      "the policy is gone",
      "delete from object where digest = (select policy from decision where id = ?)",
      "gone",
      /policy sha256:\S+ is gone/,
    ],
    [
      "the input is another one",
      "update object set packed = 0, bytes = x'7b7d' where digest = (select input from decision where id = ?)",
      "changed",
      /stored input/,
    ],
    [
      "the input cannot be unpacked",
      "update object set packed = 1, bytes = x'ffff' where digest = (select input from decision where id = ?)",
      "changed",
      /stored input/,
    ],
    [
      "the outcome is another one",
      "update object set packed = 0, bytes = x'7b7d' where digest = (select outcome from decision where id = ?)",
      "changed",
      /stored outcome/,
    ],
    [
      "the verdict in the record is another one",
      "update decision set verdict = 'allow' where id = ?",
      "changed",
      /says allow, its outcome deny/,
    ],
    [
      "the record names another release",
      "update decision set release = 'v9' where id = ?",
      "changed",
      /the release is not the same/,
    ],
    [
      "the record names another outcome",
      "update decision set outcome = input where id = ?",
      "differs",
      /the record was changed/,
    ],
    [
      "another engine recorded another outcome",
      `update decision set outcome = input, engine = '{"digest":"sha256:00","name":"promotrail","version":"0.0.9"}' where id = ?`,
      "differs",
      /decided by another engine/,
    ],
  ]
  test.for(changes)("names the decision and what of it, and does not agree: %s", async ([, sql, how, says]) => {
    const { shop, ids } = await decided()
    await behindOurBack(sql, [ids[0] ?? ""], async () => {
      const one = await shop.ask("POST", `/v1/decisions/${ids[0]}/replay`)
      expect([one.status, one.body["agrees"], one.body["finding"]]).toEqual([200, false, how])
      expect(one.body["says"]).toMatch(says)
      const page = await all(shop)
      const named = replaysOf(page).filter(({ decision }) => decision === ids[0])
      expect(named).toEqual([one.body])
      // Whoever takes the policy away takes it from every decision it judged.
      expect(page.body["agree"]).toBe(sql.includes("select policy") ? 0 : 2)
    })
    expect((await all(shop)).body["agree"]).toBe(3)
  })

  test("a token sees its own applications alone", async () => {
    const { shop, ids } = await decided()
    const other = await world().application(POLICY)
    const made = await world().askAs(world().token)("POST", "/v1/tokens", {
      json: { name: `other-${nameOf(other)}`, scopes: ["read"], applications: [nameOf(other)] },
    })
    const ask = world().askAs(String(made.body["secret"]))
    expect((await ask("POST", "/v1/decisions/replay")).body["replayed"]).toBe(0)
    expect((await ask("POST", `/v1/decisions/replay?application=${nameOf(shop)}`)).body["replayed"]).not.toBe(3)
    expect((await ask("POST", `/v1/decisions/${ids[0]}/replay`)).status).toBe(404)
  })
})
