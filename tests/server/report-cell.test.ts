import { describe, expect, test } from "vitest"
import type { Client } from "./support/client.ts"
import { checksOf } from "./support/decisions.ts"
import { finding, k6, openVex, sarif, trivy } from "./support/reports-of-kinds.ts"
import { useWorld } from "./support/world.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates:
  default: { upstream: { severity: observe } }
  staging: { findings: { static: { high: 3 } }, vulnerabilities: { high: 1 } }
  prod: { findings: { static: { high: 0 } }, vulnerabilities: { high: 1 }, performance: { p95: 500ms } }
`

type Said = {
  readonly status: number
  readonly gate: string
  readonly subject: string | null
  readonly checks: readonly { readonly id: string; readonly outcome: string; readonly says: string }[]
  readonly uploads: readonly { readonly id: string }[]
  readonly refused: { readonly id: string } | null
  readonly hidden: readonly Record<string, unknown>[]
  readonly ways: readonly { readonly format: string; readonly command: string }[]
}

async function cell(shop: Client, release: string, reports: string, environment: string): Promise<Said> {
  const answer = await shop.ask("GET", `${shop.home}/releases/${release}/reports/${reports}?environment=${environment}`)
  return { ...(answer.body as unknown as Said), status: answer.status }
}

const outcomes = ({ checks }: Said) => checks.map(({ id, outcome }) => `${id} ${outcome}`)

/** Where a cell of the matrix comes from that is about reports. */
describe("a cell of reports", () => {
  const world = useWorld()

  test("says what the gate says that leaves the environment, in its words; the last one's own gate at the end", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", sarif([finding("x", "8.0")]))
    const told = await Promise.all(
      ["dev", "staging", "prod"].map(async (name) => {
        const said = await cell(shop, "v1", "findings/static", name)
        return `${name}, judged by ${said.gate}: ${outcomes(said).join()}`
      }),
    )
    expect(told).toEqual([
      "dev, judged by staging: findings.static pass",
      "staging, judged by prod: findings.static fail",
      "prod, judged by prod: findings.static fail",
    ])
    const gate = checksOf(await shop.look("v1", "prod")).find(({ id }) => id === "findings.static")
    const own = (await cell(shop, "v1", "findings/static", "staging")).checks[0]
    expect(own).toEqual(gate)
  })

  test("lists the uploads that count there, newest first, and the refused one that came after them", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    const one = await shop.report("v1", "environment=dev", sarif([], "one"))
    const two = await shop.report("v1", "environment=dev", sarif([], "two"))
    const cut = await shop.report("v1", "environment=dev", sarif([], "three").slice(0, -9))
    const said = await cell(shop, "v1", "findings/static", "staging")
    expect(said.uploads.map(({ id }) => id)).toEqual([two.body["id"], one.body["id"]])
    expect([said.refused?.id, said.subject, ...outcomes(said)]).toEqual([
      cut.body["id"],
      "artifact",
      "findings.static unknown",
    ])
  })

  test("what was measured in one place is not there in another", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", k6(300))
    const [dev, staging] = await Promise.all(
      ["dev", "staging"].map((name) => cell(shop, "v1", "performance/performance", name)),
    )
    expect([dev?.uploads.length, dev?.subject, staging?.uploads.length, staging?.subject]).toEqual([
      1,
      "environment",
      0,
      null,
    ])
    expect(staging === undefined ? [] : outcomes(staging)).toEqual(["performance unknown"])
  })

  test("what a VEX hides is told apart: how many, on whose word, in which document", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    await shop.report("v1", "environment=dev", trivy(["CVE-2026-1", "CVE-2026-2"]))
    const vex = await shop.report("v1", "environment=dev", openVex(["CVE-2026-1"], "security@example.com"))
    const { hidden } = await cell(shop, "v1", "vulnerabilities/vulnerabilities", "dev")
    expect(hidden).toMatchObject([
      { how: "vex", by: "security@example.com", count: 1, evidence: vex.body["id"], since: expect.any(String) },
    ])
    expect(hidden[0]?.["items"]).toEqual([expect.stringContaining("CVE-2026-1 in openssl")])
  })

  test("where nothing is there, it says what writes such a report, each with its command", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    const ways = async (reports: string) => (await cell(shop, "v1", reports, "dev")).ways
    expect((await ways("vulnerabilities/vulnerabilities")).map(({ format }) => format)).toContain("trivy-json")
    expect((await ways("performance/checkout")).every(({ command }) => command.length > 0)).toBe(true)
    const dynamic = (await ways("findings/dynamic")).map(({ format }) => format)
    expect([dynamic.includes("zap-json"), dynamic.includes("eslint-json")]).toEqual([true, false])
  })

  test("tests are no reports, and a place nobody knows is refused", async () => {
    const shop = await world().application(POLICY)
    await shop.register("v1")
    const statuses = await Promise.all([
      cell(shop, "v1", "tests/unit", "dev"),
      cell(shop, "v1", "findings/static", "nowhere"),
      cell(shop, "v9", "findings/static", "dev"),
    ])
    const codes = statuses.map(({ status }) => status)
    expect(codes.every((status) => status >= 400 && status < 500)).toBe(true)
  })
})
