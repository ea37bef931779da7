import { createHash } from "node:crypto"
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
  readonly remade: boolean
  readonly says: string
  readonly changes: readonly { readonly title: string; readonly after: { readonly says: string } | null }[]
}
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex")
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

  test("of the checks, those are named that make the difference: a band of another colour stops nothing", async () => {
    const { shop } = await decided()
    const staging = "{ coverage: { minimum: 80, target: 85 }, findings: { static: { critical: 0 } } }"
    const [found] = decisionsOf(await replayed(shop, policy({ staging })))
    expect(found?.after).toBe("deny")
    expect(found?.changes.map(({ title }) => title)).toEqual(["findings: static"])
  })

  const remade: readonly (readonly [what: string, parts: Parts])[] = [
    ["scopes are others", { tests: "tests: { scopes: [{ category: unit, environments: [prod] }] }" }],
    ["categories are others", { tests: "tests: { categories: [{ name: t9, category: late }] }" }],
    ["a test is retired", { tests: "tests: { retired: [{ test: 's::C::t9', reason: gone }] }" }],
    [
      "a test is in quarantine",
      { tests: "tests: { quarantine: [{ test: '*::t9', owner: us, reason: flaky, until: 2099-01-01 }] }" },
    ],
    ["it is entered from elsewhere", { path: "[prod, staging]" }],
    ["more lies before it", { path: "[prod, dev, staging]" }],
    ["coverage is looked for elsewhere", { staging: "{ coverage: { executedIn: [prod] } }" }],
    [
      "the number of findings in another category",
      { path: "[prod, staging]", staging: "{ findings: { any: { high: 0 } } }" },
    ],
  ]
  test.for(remade)("%s: the input is made again, and says what the gate then says", async ([, parts]) => {
    const { shop } = await decided()
    const strict = { ...parts, staging: parts.staging ?? "{ coverage: { minimum: 91 } }" }
    for (const one of [parts, strict]) {
      const answer = await replayed(shop, policy(one))
      expect([answer.status, answer.body["looked"], answer.body["unanswered"], answer.body["remade"]]).toEqual([
        200, 1, 0, 1,
      ])
      const [found] = decisionsOf(answer)
      const applied = await shop.policy(written(shop, policy(one)))
      expect([applied.status, applied.body["problems"]]).toEqual([200, undefined])
      expect(found?.after ?? "allow").toBe(verdict(await shop.look("v1", "staging")).split(" ")[0])
      await shop.policy(written(shop, FORMER))
    }
  })

  test("a gate that is no more is told as that, whether or not anything can be made again", async () => {
    const { shop, id } = await decided()
    const answer = await replayed(shop, policy({ path: "[staging, prod]" }))
    expect([answer.body["same"], answer.body["unanswered"], answer.body["deferred"]]).toEqual([0, 1, 0])
    expect(decisionsOf(answer)).toMatchObject([
      { decision: id, after: null, remade: false, says: expect.stringContaining("no gate into staging") },
    ])
  })

  test("a lane that goes another way is answered, one that is no more is told as that", async () => {
    const withLane = (way: string) => FORMER.replace("gates:", `lanes: { ${way} }\ngates:`)
    const shop = await world().application(withLane("hotfix: [dev, prod]"))
    await shop.register("v1")
    await shop.report("v1", "environment=dev&category=unit", suite(9, 1))
    expect(verdict(await shop.gate("v1", "prod", { lane: "hotfix" }))).toBe("allow")
    const other = withLane("hotfix: [staging, prod]")
    const [found] = decisionsOf(await replayed(shop, other))
    expect(found).toMatchObject({ remade: true, says: expect.stringContaining("v1 from staging to prod") })
    const gone = decisionsOf(await replayed(shop, FORMER))
    expect(gone).toMatchObject([{ after: null, says: expect.stringContaining("no gate into prod on the lane hotfix") }])
    await shop.policy(written(shop, other))
    const look = await shop.ask("GET", `${shop.home}/releases/v1/gate?to=prod&lane=hotfix`)
    expect(found?.after).toBe(verdict(look).split(" ")[0])
  })

  const OTHER = policy({ tests: "tests: { scopes: [{ category: unit, environments: [prod] }] }" })
  test("where the recorded input does not come out of the ledger nothing is said of another policy", async () => {
    const { shop, id } = await decided()
    const input = (await shop.ask("GET", `/v1/decisions/${id}/input`)).text
    const forged = input.replace('"uploads":1', '"uploads":2')
    expect(forged).not.toBe(input)
    const digest = `sha256:${hashOf(forged)}`
    const database = new DatabaseSync(join(world().folder, "promotrail.db"), { enableForeignKeyConstraints: false })
    database
      .prepare("insert into object (digest, size, packed, bytes) values (?, ?, 0, ?)")
      .run(digest, forged.length, Buffer.from(forged))
    database.prepare("update decision set input = ? where id = ?").run(digest, id)
    expect(decisionsOf(await replayed(shop, OTHER))).toMatchObject([
      { after: null, remade: false, says: expect.stringMatching(/tests.scopes.*does not come out as it was recorded/) },
    ])
    database.prepare("update decision set input = ? where id = ?").run(`sha256:${hashOf(input)}`, id)
    database
      .prepare("delete from object where digest = (select facts from evidence where application = ? limit 1)")
      .run(nameOf(shop))
    expect(decisionsOf(await replayed(shop, OTHER))).toMatchObject([
      { after: null, says: expect.stringMatching(/could not be made again \(entry \d+ cannot be folded/) },
    ])
    database.close()
  })

  test("many inputs are made again only when that is asked for, and otherwise it is said how to ask", async () => {
    const { shop } = await decided()
    for (let more = 0; more < 20; more++) await shop.gate("v1", "staging")
    const shy = await replayed(shop, OTHER)
    expect(shy.body).toMatchObject({ looked: 21, unanswered: 21, deferred: 21, remade: 0 })
    expect(decisionsOf(shy)[0]?.says).toMatch(/Not answerable from the frozen input: .*scopes.* Asked deeply, .* 21 /)
    expect((await replayed(shop, OTHER, "?deep=true")).body).toMatchObject({
      looked: 21,
      deferred: 0,
      remade: 21,
      unanswered: 0,
    })
    expect((await replayed(shop, OTHER, "?last=20")).body).toMatchObject({ looked: 20, deferred: 0, remade: 20 })
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
