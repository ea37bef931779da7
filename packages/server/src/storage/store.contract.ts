import { beforeEach, describe, expect, test } from "vitest"
import { err } from "@promotrail/core"
import type { Store } from "../ports/store.ts"
import { leafHash } from "./shared/hashes.ts"
import { verifiedStore, type Place } from "./verified.contract.ts"
import {
  app,
  category,
  decision,
  environment,
  event,
  object,
  proposalOf,
  registered,
  version,
  type World,
} from "./world.contract.ts"

/** The promises of the port. Every driver keeps them; after each test the ledger verifies. */
export function storeContract(driver: string, newPlace: () => Promise<Place>): void {
  describe(`the ${driver} store`, () => {
    const verified = verifiedStore(newPlace)
    let place: Place
    let store: Store
    let world: World
    beforeEach(() => ({ place, store, world } = verified.current))

    const shop = () => store.read.application(app())

    test("begins with the installation itself", async () => {
      expect(await store.read.entries(0, 10)).toMatchObject([{ index: 0, kind: "ledger.started", application: null }])
      expect((await store.read.head()).size).toBe(1)
    })

    test("answers with the entry's place and leaf hash, and the entry can be read at once", async () => {
      const { index, hash } = await world.policy()
      const [entry] = await store.read.entries(index, 1)
      expect({ index, hash }).toStrictEqual({ index: 1, hash: leafHash(entry?.body ?? "") })
      expect(entry).toMatchObject({ index, kind: "policy.applied", application: "shop", actor: "anna" })
    })

    test("tells its listeners when entries are visible, until they stop", async () => {
      const sizes: number[] = []
      const stop = store.subscribe((size) => sizes.push(size))
      await world.policy()
      await world.release("v1")
      expect(sizes).toStrictEqual([2, 3])
      stop()
      await world.release("v2")
      expect(sizes).toStrictEqual([2, 3])
    })

    test("is the same after it was closed and opened again", async () => {
      await world.policy()
      await world.release("v1")
      await world.upload({ release: "v1", tests: { "s::c::a": "passed", "s::c::b": "failed" } })
      const before = [await store.read.head(), await shop(), await store.read.vectors(app(), 1)]
      await store.close()
      store = await place.open()
      verified.current.store = store
      expect([await store.read.head(), await shop(), await store.read.vectors(app(), 1)]).toStrictEqual(before)
    })

    test("every fact moves the application on, to its place in the ledger; a decision does not", async () => {
      await world.policy()
      expect((await shop())?.version).toBe(2)
      await world.release("v1")
      await world.decide("v1")
      expect((await shop())?.version).toBe(3)
      await world.deploy("v1", "dev")
      expect((await shop())?.version).toBe(5)
    })

    test.for([
      { when: "it is at another version", expects: 7 },
      { when: "it must not exist and does", expects: 0 },
    ])("refuses when the application has moved: $when", async ({ expects }) => {
      await world.policy()
      const proposal = { event: registered("v1"), expects: { application: app(), version: expects } }
      expect(await store.commit(proposal)).toStrictEqual(err({ kind: "moved" }))
      expect(await store.read.release(app(), version("v1"))).toBeUndefined()
      expect((await store.read.head()).size).toBe(2)
    })

    test("an application that was archived still exists, at its version, and comes back with a policy", async () => {
      await world.policy()
      await world.release("v1")
      await world.archive()
      expect(await shop()).toMatchObject({ archived: true, version: 4 })
      const again = { event: event("policy.applied", { application: app(), policy: object("policy of shop").digest }) }
      expect(await store.commit({ ...again, expects: { application: app(), version: 0 } })).toMatchObject({ ok: false })
      expect(await store.commit({ ...again, expects: { application: app(), version: 4 } })).toMatchObject({ ok: true })
      expect(await shop()).toMatchObject({ archived: false, version: 5, releases: 1 })
    })

    test("one of many rivals wins a version", async () => {
      await world.policy()
      const rivals = Array.from({ length: 20 }, (_, at) =>
        store.commit({ event: registered(`v${at}`), expects: { application: app(), version: 2 } }),
      )
      const won = (await Promise.all(rivals)).filter(({ ok }) => ok)
      expect(won).toHaveLength(1)
      expect(await shop()).toMatchObject({ releases: 1, version: 3 })
    })

    test("a request with a key is answered once, also when it comes several times at once", async () => {
      await world.policy()
      const remember = { key: "anna:1", request: "register v1", status: 201, body: "v1" }
      const all = await Promise.all(
        Array.from({ length: 5 }, () => store.commit({ event: registered("v1"), remember })),
      )
      const { key: _, ...answer } = remember
      expect(all.filter(({ ok }) => ok)).toHaveLength(1)
      expect(all.filter(({ ok }) => !ok)).toStrictEqual(Array(4).fill(err({ kind: "remembered", answer })))
      expect(await store.read.remembered("anna:1")).toStrictEqual(answer)
    })

    test("an answer is forgotten once another comes two days later", async () => {
      await world.policy()
      const register = (name: string, at: string) =>
        store.commit({
          event: { ...registered(name), at: at as never },
          remember: { key: name, request: name, status: 201, body: name },
        })
      await register("v1", "2026-11-20T00:00:00.000Z")
      await register("v2", "2026-11-21T23:59:59.999Z")
      expect(await store.read.remembered("v1")).toBeDefined()
      await register("v3", "2026-11-22T00:00:00.001Z")
      expect(await store.read.remembered("v1")).toBeUndefined()
      expect(await store.read.remembered("v2")).toBeDefined()
    })

    test("a proposal that cannot be written takes no other with it", async () => {
      await world.policy()
      const outcomes = await Promise.allSettled([
        store.commit({ event: registered("v1") }),
        store.commit(decision("v1", "staging", "01JDECISION")),
        // There is no such release, and that decision is recorded already.
        store.commit({ event: event("release.blocked", { application: app(), release: version("v9"), reason: "?" }) }),
        store.commit(decision("v1", "staging", "01JDECISION")),
        store.commit({ event: registered("v2") }),
      ])
      expect(outcomes.map(({ status }) => status)).toStrictEqual([
        "fulfilled",
        "fulfilled",
        "rejected",
        "rejected",
        "fulfilled",
      ])
      expect((await store.read.head()).size).toBe(5)
      expect((await store.read.releases(app(), { limit: 9 })).rows.map((row) => row.version)).toStrictEqual([
        "v2",
        "v1",
      ])
    })

    test("many at once share transactions; one after the other has each its own", async () => {
      await world.policy()
      await world.release("v1")
      let transactions = 0
      store.subscribe(() => transactions++)
      for (let at = 0; at < 8; at++) await world.decide("v1")
      expect(transactions).toBe(8)
      transactions = 0
      await Promise.all(Array.from({ length: 64 }, () => world.decide("v1")))
      expect(transactions).toBeLessThan(32)
      expect((await store.read.head()).size).toBe(3 + 8 + 64)
    })

    test("objects come back as they were, small ones, large ones and none", async () => {
      await world.policy()
      for (const text of ["", "small", "large ".repeat(100_000)]) {
        const kept = object(text)
        const proposal = {
          event: event("policy.applied", { application: app(), policy: kept.digest }),
          objects: [kept],
        }
        await store.commit(proposal)
        await store.commit(proposal)
        expect(Buffer.from((await store.read.object(kept.digest)) ?? "none").toString()).toBe(text)
      }
      expect(await store.read.object(object("never kept").digest)).toBeUndefined()
    })

    test("ordinals of tests are dense, stay for good, and are the same for everyone who asks at once", async () => {
      const tests = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, at) => {
          const name = `t${from + at}`
          return { id: `s::c::${name}`, suite: "s", class: "c", name, suiteLevel: false }
        })
      const asked = await Promise.all([
        store.catalogue.resolve(app(), category("unit"), tests(0, 100)),
        store.catalogue.resolve(app(), category("other"), tests(50, 150)),
        store.catalogue.resolve(app(), category("unit"), tests(0, 100)),
      ])
      expect(asked.map(({ code }) => code)).toStrictEqual([1, 0, 1])
      expect(asked[2]?.ordinals).toStrictEqual(asked[0]?.ordinals)
      expect(asked[1]?.ordinals.slice(0, 50)).toStrictEqual(asked[0]?.ordinals.slice(50))
      expect(await store.catalogue.categories(app())).toStrictEqual(["other", "unit"])
      expect((await store.read.tests(app(), 0, 1_000)).map(({ ordinal }) => ordinal)).toStrictEqual(
        Array.from({ length: 150 }, (_, at) => at),
      )
    })

    test("a test's file, tags and Jira fields are what its newest upload said", async () => {
      await world.policy()
      await world.release("v1")
      const upload = (told: object) =>
        world.upload({ release: "v1", tests: { "s::c::a": { status: "passed", ...told }, "s::c::b": "passed" } })
      const first = async () => (await store.read.testsAt(app(), [0]))[0]
      await upload({ tags: ["slow"], file: "a.ts" })
      expect(await first()).toMatchObject({ tags: ["slow"], file: "a.ts", jira: {} })
      expect((await shop())?.catalogueVersion).toBe(0)
      await upload({ jira: { Component: "pay", Area: "eu" } })
      expect(await first()).toMatchObject({ tags: [], file: null, jira: { Component: "pay", Area: "eu" } })
      expect((await shop())?.catalogueVersion).toBe(1)
      await upload({ jira: { Area: "eu", Component: "pay" } })
      expect(await shop()).toMatchObject({ catalogueVersion: 1, tests: 2 })
    })

    test("a refused upload leaves the application's results and catalogue alone", async () => {
      await world.policy()
      await world.release("v1")
      const { results: _, ...proposal } = await proposalOf(store, place.blobs, { release: "v1", tests: {} })
      if (proposal.event.kind !== "evidence.recorded") throw new Error("not an upload")
      const data = {
        ...proposal.event.data,
        outcome: "rejected",
        code: "truncated",
        reason: "cut off",
        facts: null,
      } as const
      await world.done({ event: { ...proposal.event, data } })
      expect(await store.read.release(app(), version("v1"))).toMatchObject({ evidenceCount: 1 })
      expect((await store.read.vectors(app(), 1)).status.size).toBe(0)
      const at = {
        application: app(),
        release: version("v1"),
        environment: environment("dev"),
        category: category("unit"),
      }
      expect(await store.read.newestEvidence({ ...at, variant: "", inventory: false })).toMatchObject({
        number: 1,
        outcome: "rejected",
        reason: "cut off",
      })
    })

    test("an accepted upload without results is a broken promise", async () => {
      await world.policy()
      await world.release("v1")
      const { results: _, ...proposal } = await proposalOf(store, place.blobs, { release: "v1", tests: {} })
      await expect(store.commit(proposal)).rejects.toThrow("without results")
    })

    test("answers a ping", async () => {
      await expect(store.ping()).resolves.toBeUndefined()
    })

    test("hostile names are names", async () => {
      await world.policy()
      await world.release("v1")
      const ids = [
        "__proto__::constructor::toString",
        "'; drop table ledger; --::\u202E::\u0007",
        `x::y::${"long".repeat(8_000)}`,
      ]
      await world.upload({ release: "v1", tests: Object.fromEntries(ids.map((id) => [id, "failed"])) })
      expect((await store.read.tests(app(), 0, 9)).map(({ id }) => id).toSorted()).toStrictEqual(ids.toSorted())
    })
  })
}
