import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, test } from "vitest"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: { minimum: 50 } } }
`
const REPORTS = ["/v1/audit/population", "/v1/audit/access", "/v1/audit/controls"]

describe("reports for auditors", () => {
  const world = useWorld()

  const made = async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.gate("v1", "prod")
    await shop.gate("v1", "prod")
    return shop
  }

  test("are about every record, and say so", async () => {
    const shop = await made()
    for (const path of REPORTS) expect((await shop.ask("GET", path)).status, path).toBe(200)
    const { body } = await shop.ask("GET", "/v1/audit/population")
    expect(body["isComplete"]).toBe(true)
    expect((body["changes"] as readonly unknown[]).length).toBeGreaterThanOrEqual(2)
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
    const database = new DatabaseSync(join(world().folder, "promotrail.db"))
    database.exec("create temp table kept as select * from record")
    expect(Number(database.prepare(sql).run().changes)).toBeGreaterThan(0)
    try {
      for (const path of REPORTS) {
        const { status, body } = await shop.ask("GET", path)
        expect([path, status, body["type"]]).toEqual([path, 409, "/problems/log-disagrees"])
      }
    } finally {
      database.exec("delete from record; insert into record select * from kept")
      database.close()
    }
  })
})
