import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { Answer, Client } from "./support/client.ts"
import { verdict } from "./support/decisions.ts"
import { finding, sarif } from "./support/reports-of-kinds.ts"
import { useWorld } from "./support/world.ts"

type Parts = { readonly tests?: string; readonly path?: string; readonly staging?: string; readonly prod?: string }
const policy = ({ tests = "", path = "[dev, staging, prod]", staging = "{}", prod = "{}" }: Parts): string => `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: ${path}
${tests}
gates:
  default: { coverage: { minimum: 80 }, upstream: { severity: observe } }
${[`staging: ${staging}`, `prod: ${prod}`]
  .filter((gate) => path.includes(`, ${gate.split(":")[0]}`))
  .map((gate) => `  ${gate}\n`)
  .join("")}`
const FORMER = policy({})
const suite = (passed: number, failed: number): string => {
  const all = Array.from({ length: passed + failed }, (_, at) => at)
  const test = (at: number) => `<testcase classname="C" name="t${at}"`
  return `<testsuite name="s">${all.map((at) => (at < passed ? `${test(at)}/>` : `${test(at)}><failure/></testcase>`)).join("")}</testsuite>`
}

type Reconsidered = {
  readonly decision: string
  readonly after: string | null
  readonly says: string
  readonly changes: readonly { readonly title: string; readonly after: { readonly says: string } | null }[]
}
const decisionsOf = (answer: Answer) => answer.body["decisions"] as readonly Reconsidered[]

describe("replaying decisions under another policy", () => {
  const world = useWorld()
  const nameOf = (shop: Client) => shop.home.slice("/v1/applications/".length)
  const written = (shop: Client, text: string) => text.replaceAll("application: shop", `application: ${nameOf(shop)}`)
  const replayed = (shop: Client, text: string, query = "") =>
    shop.ask("POST", `${shop.home}/policy/replay${query}`, {
      body: written(shop, text),
      headers: { "content-type": "application/yaml" },
    })

  /** An application with one allowed decision into staging: nine of ten unit tests pass, a scan found two things. */
  async function decided(): Promise<{ readonly shop: Client; readonly id: string }> {
    const shop = await world().application(FORMER)
    await shop.register("v1")
    await shop.report("v1", "environment=dev&category=unit", suite(9, 1))
    await shop.report("v1", "environment=dev", sarif([finding("sql-injection", "9.8"), finding("style", "2.0")]))
    const asked = await shop.gate("v1", "staging")
    expect(verdict(asked)).toBe("allow")
    return { shop, id: String(asked.body["id"]) }
  }

  const answered: readonly (readonly [what: string, parts: Parts, ends: string, because: readonly RegExp[]])[] = [
    ["a higher minimum", { staging: "{ coverage: { minimum: 95 } }" }, "deny", [/minimum 95 %/]],
    ["a lower one", { staging: "{ coverage: { minimum: 50 } }" }, "allow", []],
    ["a limit of findings", { staging: "{ findings: { static: { critical: 0 } } }" }, "deny", [/sql-injection/]],
    ["evidence that never came", { staging: "{ performance: { p95: 500ms } }" }, "hold", [/no accepted/]],
    ["another gate altogether", { prod: "{ coverage: { minimum: 100 } }" }, "allow", []],
    ["no checks", { staging: "{ checks: none }" }, "allow", []],
  ]
  test.for(answered)("%s: says what the gate then says", async ([, parts, ends, because]) => {
    const { shop, id } = await decided()
    const answer = await replayed(shop, policy(parts))
    expect([answer.status, answer.body["looked"], answer.body["unanswered"]]).toEqual([200, 1, 0])
    const [found] = decisionsOf(answer)
    expect(found?.after ?? "allow").toBe(ends)
    expect(decisionsOf(answer).map(({ decision }) => decision)).toEqual(ends === "allow" ? [] : [id])
    const reasons = (found?.changes ?? []).map(({ title, after }) => `${title}: ${after?.says}`).join("\n")
    for (const words of because) expect(reasons).toMatch(words)
    // Put into force, the policy makes the gate say the same of the same evidence.
    expect((await shop.policy(written(shop, policy(parts)))).status).toBe(200)
    expect(verdict(await shop.look("v1", "staging")).split(" ")[0]).toBe(ends)
  })

  const unanswered: readonly (readonly [what: string, parts: Parts, because: RegExp])[] = [
    [
      "scopes are others",
      { tests: "tests: { scopes: [{ category: unit, environments: [prod] }] }" },
      /`tests.scopes` is another one/,
    ],
    [
      "categories are others",
      { tests: "tests: { categories: [{ name: t9, category: late }] }" },
      /`tests.categories` is another one/,
    ],
    ["it is entered from elsewhere", { path: "[prod, staging]" }, /entered from prod now/],
    ["nothing enters it", { path: "[staging, prod]" }, /no gate into staging/],
  ]
  test.for(unanswered)("%s: the frozen input cannot say, and it is not guessed", async ([, parts, because]) => {
    const { shop, id } = await decided()
    const answer = await replayed(shop, policy(parts))
    expect([answer.status, answer.body["same"], answer.body["unanswered"]]).toEqual([200, 0, 1])
    expect(decisionsOf(answer)).toMatchObject([{ decision: id, after: null, says: expect.stringMatching(because) }])
  })

  test("an input that is gone is not answered, nor one that does not replay under its own policy", async () => {
    const { shop, id } = await decided()
    const database = new DatabaseSync(join(world().folder, "promotrail.db"), { enableForeignKeyConstraints: false })
    database.prepare("update decision set verdict = 'deny' where id = ?").run(id)
    const other = decisionsOf(await replayed(shop, FORMER))
    expect(other).toMatchObject([{ after: null, says: expect.stringContaining(`promotrail replay ${id}`) }])
    database.prepare("delete from object where digest = (select input from decision where id = ?)").run(id)
    const gone = decisionsOf(await replayed(shop, FORMER))
    expect(gone).toMatchObject([{ after: null, says: expect.stringMatching(/input sha256:\S+ is gone/) }])
    database.close()
  })

  test("records nothing, looks at as many as wanted, and refuses what is no policy of the application", async () => {
    const { shop } = await decided()
    await shop.gate("v1", "staging")
    await shop.gate("v1", "prod")
    const before = (await shop.ask("GET", "/v1/ledger")).body["size"]
    expect((await replayed(shop, FORMER)).body).toMatchObject({ looked: 3, same: 3, decisions: [] })
    expect((await replayed(shop, FORMER, "?last=2")).body["looked"]).toBe(2)
    expect((await replayed(shop, FORMER, "?to=prod")).body["looked"]).toBe(1)
    expect((await shop.ask("GET", "/v1/ledger")).body["size"]).toBe(before)
    expect((await replayed(shop, FORMER.replace("minimum: 80", "minimum: 180"))).status).toBe(422)
    const other = await world().application(FORMER)
    expect(
      (
        await shop.ask("POST", `${other.home}/policy/replay`, {
          body: written(shop, FORMER),
          headers: { "content-type": "application/yaml" },
        })
      ).body["type"],
    ).toContain("policy-application-mismatch")
  })
})
