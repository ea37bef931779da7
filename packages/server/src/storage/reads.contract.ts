import { beforeEach, describe, expect, test } from "vitest"
import type { Store } from "../ports/store.ts"
import { itemsOf } from "./shared/items.ts"
import { verifiedStore, type Place } from "./verified.contract.ts"
import { app, category, decision, environment, event, version, type World } from "./world.contract.ts"

/** What the readers of every driver answer. */
export function readsContract(driver: string, newPlace: () => Promise<Place>): void {
  describe(`reading from ${driver}`, () => {
    const verified = verifiedStore(newPlace)
    let store: Store
    let world: World
    beforeEach(() => ({ store, world } = verified.current))

    test("pages follow each other without gaps, within the applications one may see", async () => {
      for (const name of ["shop", "bank"]) {
        await world.policy(name)
        for (let at = 1; at <= 5; at++) await world.release(`v${at}`, name)
      }
      const seen: number[] = []
      for (let before = Number.MAX_SAFE_INTEGER, more = true; more;) {
        const page = await store.read.entryList({ within: [app("bank")], beforeIndex: before, limit: 2 })
        seen.push(...page.rows.map(({ index }) => index))
        before = page.rows.at(-1)?.index ?? 0
        more = page.more
      }
      expect(seen).toStrictEqual([12, 11, 10, 9, 8, 7])
      expect(await store.read.entryList({ within: [], limit: 9 })).toStrictEqual({ rows: [], more: false })
      expect(await store.read.releases(app(), { before: 3, limit: 1 })).toMatchObject({
        rows: [{ version: "v2", predecessor: "v1", number: 2 }],
        more: true,
      })
      expect((await store.read.applications()).map(({ name }) => name)).toStrictEqual(["bank", "shop"])
    })

    test("a report of another kind is kept with its kind, tool and items, and touches no test", async () => {
      await world.policy()
      await world.release("v1")
      await world.upload({ release: "v1", tests: { "s::c::a": "passed" } })
      const item = {
        type: "finding",
        rule: "sql-injection",
        severity: "critical",
        native: "error",
        state: "open",
        fingerprint: "sql-injection|a.ts",
        at: 7,
        pointer: "/runs/0/results/0",
      } as const
      await world.report({ release: "v1", kind: "findings", tool: "scanner", items: [item, { ...item, at: 9 }] })
      await world.report({ release: "v1", kind: "sbom", category: "sbom", refused: "nothing in it" })
      const rows = await store.read.evidenceOf(app(), version("v1"))
      expect(rows.map(({ kind, subject, tool, outcome }) => ({ kind, subject, tool, outcome }))).toStrictEqual([
        { kind: "tests", subject: "environment", tool: null, outcome: "accepted" },
        { kind: "findings", subject: "artifact", tool: { name: "scanner", version: "1.0" }, outcome: "accepted" },
        { kind: "sbom", subject: "artifact", tool: { name: "scanner", version: "1.0" }, outcome: "empty" },
      ])
      const facts = rows[1]?.facts
      const bytes = facts === null || facts === undefined ? undefined : await store.read.object(facts)
      expect([...itemsOf(bytes ?? new Uint8Array())]).toStrictEqual([item, { ...item, at: 9 }])
      expect(await world.states("v1")).toStrictEqual({ "s::c::a": "passed" })
      const found = await store.read.evidenceList({ application: app(), kind: "findings", limit: 9 })
      expect(found.rows.map(({ id }) => id)).toStrictEqual([rows[1]?.id])
      const raw = rows[1]?.raw ?? rows[0]!.raw
      expect(await store.read.evidenceWithRaw(app(), version("v1"), raw)).toMatchObject({ id: rows[1]?.id })
      expect(await store.read.evidenceWithRaw(app(), version("v2"), raw)).toBe(undefined)
    })

    test("deployments: the newest, the running and the history of an environment", async () => {
      await world.policy()
      for (const name of ["v1", "v2"]) await world.release(name)
      await world.deploy("v1", "dev")
      await world.deploy("v2", "dev", "failed")
      await world.deploy("v1", "prod", "failed")
      const brief = (rows: readonly { release: string; environment: string }[]) =>
        rows.map((row) => `${row.release} ${row.environment}`)
      expect(brief(await store.read.running(app()))).toStrictEqual(["v1 dev"])
      expect(brief(await store.read.newestDeployments(app()))).toStrictEqual(["v2 dev", "v1 prod"])
      expect(brief(await store.read.deploymentsOf(app(), [version("v1")]))).toStrictEqual(["v1 dev", "v1 prod"])
      const page = await store.read.deploymentList({ application: app(), environment: environment("dev"), limit: 1 })
      expect({ ...page, rows: brief(page.rows) }).toStrictEqual({ rows: ["v2 dev"], more: true })
    })

    test("decisions: one, the newest by target, the newest that is enforced", async () => {
      await world.policy()
      await world.release("v1")
      await world.decide("v1", "staging", "d1")
      await world.decide("v1", "prod", "d2")
      const advisory = decision("v1", "staging", "d3")
      if (advisory.event.kind !== "decision.recorded") throw new Error("not a decision")
      await world.done({
        ...advisory,
        event: { ...advisory.event, data: { ...advisory.event.data, mode: "advisory" } },
      })
      expect(await store.read.decision("d1")).toMatchObject({
        release: "v1",
        verdict: "allow",
        edge: { to: "staging" },
      })
      expect((await store.read.newestDecisions(app(), [version("v1")])).map(({ id }) => id)).toStrictEqual(["d2", "d3"])
      expect(await store.read.newestEnforced(app(), version("v1"), environment("staging"))).toMatchObject({ id: "d1" })
      const page = await store.read.decisionList({ application: app(), to: environment("staging"), limit: 9 })
      expect(page.rows.map(({ id }) => id)).toStrictEqual(["d3", "d1"])
    })

    test("tokens are found by their hash, and revoked once", async () => {
      const created = {
        token: "t1",
        name: "ci",
        hash: "ab".repeat(32),
        scopes: ["report"],
        applications: [app()],
      } as const
      await world.done({ event: event("token.created", created) })
      expect(await store.read.tokenByHash(created.hash)).toMatchObject({
        id: "t1",
        scopes: ["report"],
        revokedAt: null,
      })
      await world.done({ event: event("token.revoked", { token: "t1" }) })
      await world.done({
        event: { ...event("token.revoked", { token: "t1" }), at: "2027-01-01T00:00:00.000Z" as never },
      })
      expect(await store.read.token("t1")).toMatchObject({ revokedAt: "2026-11-20T20:41:00.000Z" })
      expect(await store.read.tokens()).toHaveLength(1)
    })

    test("blocked releases, and people's words on tests", async () => {
      await world.policy()
      await world.release("v1")
      const release = { application: app(), release: version("v1"), reason: "CVE" }
      await world.done({ event: event("release.blocked", release) })
      expect(await store.read.blockedReleases(app())).toMatchObject([{ version: "v1", blocked: { by: "anna" } }])
      await world.done({ event: event("release.unblocked", release) })
      expect(await store.read.blockedReleases(app())).toStrictEqual([])
      await world.done({ event: event("tests.retired", { application: app(), pattern: "legacy::*", reason: "gone" }) })
      expect(await store.read.marks(app())).toMatchObject([{ kind: "retired", owner: null, pattern: "legacy::*" }])
    })

    test("tests are searched by a part of their id, whatever its case", async () => {
      await world.policy()
      await world.release("v1")
      const tests = {
        "Pay::Refund::works": "passed",
        "pay::card::50% off_x": "passed",
        "ship::box::ä": "failed",
      } as const
      await world.upload({ release: "v1", tests })
      const search = async (text: string) => (await store.read.searchTests(app(), text, 0, 9)).map(({ id }) => id)
      expect(await search("PAY::")).toStrictEqual(["Pay::Refund::works", "pay::card::50% off_x"])
      expect(await search("% off_")).toStrictEqual(["pay::card::50% off_x"])
      expect(await search("Ä")).toStrictEqual([])
      expect(await search("ä")).toStrictEqual(["ship::box::ä"])
    })

    test("a search goes through a large catalogue and stops when it has enough", async () => {
      const names = Array.from({ length: 21_000 }, (_, at) => `t${at}`)
      const tests = names.map((name) => ({ id: `s::c::${name}`, suite: "s", class: "c", name, suiteLevel: false }))
      await store.catalogue.resolve(app(), category("unit"), tests)
      const search = async (text: string, from: number, limit: number) =>
        (await store.read.searchTests(app(), text, from, limit)).map(({ name }) => name)
      expect(await search("T2099", 0, 99)).toHaveLength(11)
      expect(await search("t2099", 20_995, 99)).toStrictEqual(["t20995", "t20996", "t20997", "t20998", "t20999"])
      expect(await search("t", 19_999, 2)).toStrictEqual(["t19999", "t20000"])
    })

    test("what a report said of a test that did not pass is found by upload", async () => {
      await world.policy()
      await world.release("v1")
      const failed = { status: "failed", line: 7, message: "expected 1, was 2", durationMs: 1.5 } as const
      await world.upload({ release: "v1", tests: { "s::c::a": failed, "s::c::b": "passed" } })
      const wanted = [0, 1].map((ordinal) => ({ evidence: 1, ordinal }))
      expect([...(await store.read.details(app(), 1, wanted)).values()]).toStrictEqual([
        { ordinal: 0, line: 7, message: "expected 1, was 2", durationMs: 1.5 },
      ])
    })
  })
}
