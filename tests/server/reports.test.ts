import { describe, expect, test } from "vitest"
import { checksOf, verdict } from "./support/decisions.ts"
import type { Answer } from "./support/client.ts"
import { cycloneDx, finding, k6, openVex, sarif, trivy } from "./support/reports-of-kinds.ts"
import { useWorld } from "./support/world.ts"

const policy = (gate: string) => `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates:
  default: { upstream: { severity: observe } }
  staging: ${gate}
  prod: ${gate}
`
const STATIC = policy("{ findings: { static: { critical: 0, high: 0 } } }")

/** What the gate says of one check, and the sentence. */
function check(answer: Answer, id: string): string {
  const found = checksOf(answer).find((one) => one.id === id) as { outcome: string; says?: string } | undefined
  return found === undefined ? "absent" : `${found.outcome}: ${found.says ?? ""}`
}

/** What a person is told to do, the first way out. */
function wayOut(answer: Answer): readonly string[] {
  const [set] = (answer.body["unblock"] ?? []) as readonly { actions: readonly { says: string }[] }[]
  return (set?.actions ?? []).map(({ says }) => says)
}

/** Evidence of every kind, from the raw file to the verdict (decisions §2). */
describe("reports of other kinds than tests", () => {
  const world = useWorld()

  test("nothing has arrived: on hold, never a pass; a clean scan opens the gate", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    const before = await shop.look("v1", "staging")
    expect(verdict(before)).toBe("hold evidence.missing")
    const sent = await shop.report("v1", "environment=dev", sarif([]))
    expect([sent.status, sent.body["kind"], sent.body["subject"], sent.body["category"], sent.body["tool"]]).toEqual([
      201,
      "findings",
      "artifact",
      "static",
      { name: "scanner", version: "1.0" },
    ])
    expect(verdict(await shop.look("v1", "staging"))).toBe("allow")
  })

  test("a finding over the limit denies, by name, and says the way out; its mending allows", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", sarif([finding("sql-injection", "9.8"), finding("style", "2.0")]))
    const denied = await shop.gate("v1", "staging")
    expect([denied.status, verdict(denied)]).toEqual([409, "deny findings.over_limit"])
    expect(check(denied, "findings.static")).toContain("sql-injection")
    expect(wayOut(denied).join()).toContain("critical")
    await shop.report("v1", "environment=dev", sarif([finding("style", "2.0")]))
    expect(verdict(await shop.gate("v1", "staging"))).toBe("allow")
    expect(await shop.verified()).toBe(true)
  })

  test("what was measured on the artifact counts in every environment, what was measured in one place only there", async () => {
    const shop = await world().application(
      policy("{ findings: { static: { critical: 0 } }, performance: { p95: 500ms } }"),
    )
    await shop.register("v1")
    await shop.report("v1", "environment=dev", sarif([]))
    await shop.report("v1", "environment=dev", k6(300))
    expect(verdict(await shop.look("v1", "staging"))).toBe("allow")
    const later = await shop.look("v1", "prod")
    expect([verdict(later), check(later, "findings.static").slice(0, 4)]).toEqual(["hold evidence.missing", "pass"])
    await shop.report("v1", "environment=staging", k6(700))
    const slow = await shop.look("v1", "prod")
    expect(verdict(slow)).toBe("deny performance.over_budget")
    expect(check(slow, "performance")).toContain("700 ms")
  })

  test("a refused report stands in the way until a good one of its kind arrives", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", sarif([]))
    const cut = await shop.report("v1", "environment=dev", sarif([finding("x", "9.8")]).slice(0, -20))
    expect([cut.status, cut.body["outcome"]]).toEqual([422, "rejected"])
    expect(verdict(await shop.look("v1", "staging"))).toBe("hold evidence.rejected")
    await shop.report("v1", "environment=dev", sarif([finding("y", "1.0")]))
    expect(verdict(await shop.look("v1", "staging"))).toBe("allow")
  })

  test("what is readable and proves nothing is kept with its reason, and opens no gate", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    const sent = await shop.report("v1", "environment=dev", JSON.stringify({ version: "2.1.0", runs: [] }))
    expect(sent.body["unfit"]).toContain("no runs")
    expect(verdict(await shop.look("v1", "staging"))).toContain("hold")
  })

  test("two tools of one category stand side by side: the clean one does not hide the other", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", sarif([finding("x", "9.8")], "one"))
    await shop.report("v1", "environment=dev", sarif([], "two"))
    expect(verdict(await shop.look("v1", "staging"))).toBe("deny findings.over_limit")
  })

  test("new only: what runs in the target already has it", async () => {
    const shop = await world().application(policy("{ findings: { static: { critical: 0 }, newOnly: true } }"))
    await shop.register("v1")
    await shop.report("v1", "environment=dev", sarif([finding("old", "9.8")]))
    // Nothing runs there yet, so everything is new.
    expect(verdict(await shop.look("v1", "staging"))).toBe("deny findings.over_limit")
    await shop.deploy("v1", "staging")
    await shop.register("v2")
    await shop.report("v2", "environment=dev", sarif([finding("old", "9.8")]))
    expect(verdict(await shop.look("v2", "staging"))).toBe("allow")
    await shop.report("v2", "environment=dev", sarif([finding("old", "9.8"), finding("fresh", "9.8")]))
    const denied = await shop.look("v2", "staging")
    expect(check(denied, "findings.static")).toContain("fresh")
    expect(check(denied, "findings.static")).not.toContain("old")
  })

  test("VEX hides a vulnerability on its author's word, and only that one", async () => {
    const shop = await world().application(policy("{ vulnerabilities: { high: 0 } }"))
    await shop.register("v1")
    await shop.report("v1", "environment=dev", trivy(["CVE-2026-1", "CVE-2026-2"]))
    expect(verdict(await shop.look("v1", "staging"))).toBe("deny vulnerabilities.over_limit")
    await shop.report("v1", "environment=dev", openVex(["CVE-2026-1"], "security@example.com"))
    const one = await shop.look("v1", "staging")
    expect(check(one, "vulnerabilities")).toContain("CVE-2026-2")
    expect(check(one, "vulnerabilities")).not.toContain("CVE-2026-1")
    await shop.report("v1", "environment=dev", openVex(["CVE-2026-1", "CVE-2026-2"], "security@example.com"))
    expect(verdict(await shop.look("v1", "staging"))).toBe("allow")
  })

  test("licences: an expression is kept by one of its alternatives, and what is unknown is no permission", async () => {
    const shop = await world().application(policy("{ licences: { deny: [GPL-3.0-only, AGPL-3.0-only] } }"))
    await shop.register("v1")
    await shop.report("v1", "environment=dev", cycloneDx({ left: "MIT OR GPL-3.0-only", right: "Apache-2.0" }))
    expect(verdict(await shop.look("v1", "staging"))).toBe("allow")
    await shop.report("v1", "environment=dev", cycloneDx({ left: "MIT AND GPL-3.0-only" }))
    const denied = await shop.look("v1", "staging")
    expect([verdict(denied), check(denied, "licences")]).toEqual([
      "deny licences.denied",
      expect.stringContaining("GPL-3.0-only"),
    ])
    await shop.report("v1", "environment=dev", cycloneDx({ left: null }))
    expect(verdict(await shop.look("v1", "staging"))).toBe("hold licences.unknown")
  })

  test("a decision over reports replays byte for byte, and its matrix row says the same", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", sarif([finding("x", "9.8")]))
    const denied = await shop.gate("v1", "staging")
    const replayed = await shop.ask("POST", `/v1/decisions/${String(denied.body["id"])}/replay`)
    expect(replayed.body["agrees"]).toBe(true)
    const matrix = await shop.ask("GET", `${shop.home}/releases/v1/matrix`)
    const view = matrix.body["view"] as { groups: { title: string; rows: Record<string, unknown>[] }[] }
    expect(view.groups).toMatchObject([
      { title: "Code", rows: [{ key: "findings:static", isWide: true, cells: [{ state: "fail", value: "1 open" }] }] },
    ])
  })

  test("items are listed with the place in the raw file where each stands, the worst first", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    const sent = await shop.report("v1", "environment=dev", sarif([finding("style", "2.0"), finding("sqli", "9.8")]))
    const listed = await shop.items(`/v1/evidence/${String(sent.body["id"])}/items`)
    expect(listed).toMatchObject([
      { type: "finding", rule: "sqli", severity: "critical", pointer: "/runs/0/results/1" },
      { type: "finding", rule: "style", severity: "low", pointer: "/runs/0/results/0" },
    ])
  })

  test("the same file again is the same upload", async () => {
    const shop = await world().application(STATIC)
    await shop.register("v1")
    const first = await shop.report("v1", "environment=dev", sarif([]))
    const again = await shop.report("v1", "environment=dev", sarif([]))
    expect([again.status, again.body["id"], again.body["repeat"]]).toEqual([200, first.body["id"], true])
  })
})
