import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import type { Digest, Instant } from "@promotrail/core"
import type { Blobs } from "../ports/blobs.ts"
import { StorageUnavailable, type Proposal, type Store } from "../ports/store.ts"
import { folderBlobs, openSqliteStore, verifyState } from "../storage/index.ts"
import { ANNA, app, event, newId, NOW, object, version, worldOf, type World } from "../storage/world.contract.ts"
import type { Caller, Deps } from "./deps.ts"
import { erasures } from "./erasure.ts"
import { noticesOf } from "./erasing/notices.ts"
import { inTurn } from "./in-turn.ts"

const CALLER: Caller = { actor: { id: "admin", name: "admin" }, within: undefined, idempotency: undefined }

let [store, blobs, world, folder] = [{} as Store, {} as Blobs, {} as World, ""]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "promotrail-erasure-"))
  store = await openSqliteStore({ folder })
  blobs = await folderBlobs(folder)
  world = worldOf(store, blobs)
  return async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  }
})
const depsOver = (over: Partial<Store>): Deps =>
  ({ store: { ...store, ...over }, blobs, now: () => NOW, newId }) as unknown as Deps

/** A decision whose input names somebody. */
const naming = (name: string): Proposal => {
  const input = object(JSON.stringify({ schema: "promotrail/gate-input/v1", evidence: [{ producers: [name] }] }))
  const outcome = object(JSON.stringify({ schema: "promotrail/outcome/v1", checks: [] }))
  return {
    event: event("decision.recorded", {
      application: app(),
      release: version("v1"),
      decision: newId(),
      artifacts: [],
      edge: { lane: null, from: "dev", to: "staging", first: true } as never,
      lane: null,
      mode: "enforce",
      policy: object("policy of shop").digest,
      engine: { name: "test", version: "0", digest: "sha256:00" },
      input: input.digest,
      outcome: outcome.digest,
      verdict: "deny",
      reasons: [],
    }),
    objects: [input, outcome],
  }
}

describe("an erasure", () => {
  test("takes a decision that was entered while it looked, with a notice of its own", async () => {
    await world.policy()
    await world.release("v1")
    const late = naming("anna")
    const deps = depsOver({
      async commit(proposal) {
        if (proposal.event.kind === "erasure.recorded" && proposal.event.data.disclosures.length > 0) {
          await store.commit(late)
        }
        return store.commit(proposal)
      },
    })
    const erased = await erasures(deps).erase({ person: ANNA.id, basis: "x1" }, CALLER)
    expect(erased).toMatchObject({ ok: true, value: { person: ANNA.id, isFinished: true } })
    const input = late.objects?.[0]?.digest as Digest
    expect(await store.read.object(input)).toBeUndefined()
    expect(await noticesOf(store).of(input)).toMatchObject({ ledgerIndex: 5 })
    const listed = await erasures(deps).list({ beforeIndex: undefined, limit: 10 })
    expect(listed.rows.map(({ data, isFinished }) => [data.objects.length, isFinished])).toStrictEqual([
      [1, true],
      [0, true],
    ])
    expect((await verifyState(store, blobs)).agrees).toBe(true)
  })

  test("that cannot be ended says so, and is open until it is", async () => {
    await world.policy()
    const refusing = depsOver({ scrub: () => Promise.reject(new StorageUnavailable("a reader holds old pages")) })
    const erased = await erasures(refusing).erase({ person: ANNA.id, basis: "x1" }, CALLER)
    expect(erased).toMatchObject({ ok: true, value: { isFinished: false } })
    const open = async () =>
      (await erasures(depsOver({})).list({ beforeIndex: undefined, limit: 1 })).rows[0]?.isFinished
    expect(await open()).toBe(false)
    expect(await erasures(depsOver({})).finish()).toBe(true)
    expect(await open()).toBe(true)
  })

  test("by time leaves alone of what no time is given", async () => {
    await world.policy()
    await world.release("v1")
    await world.done({
      event: event("release.blocked", { application: app(), release: version("v1"), reason: "a leak" }),
    })
    const later = "2027-01-01T00:00:00.000Z" as Instant
    const erasing = erasures(depsOver({}))
    expect(await erasing.expire({ actor: undefined, text: undefined })).toBe(0)
    expect(await erasing.expire({ actor: later, text: NOW })).toBe(0)
    expect(await erasing.expire({ actor: undefined, text: later })).toBe(1)
    expect((await store.read.release(app(), version("v1")))?.blocked).toMatchObject({ reason: "(erased)", by: "anna" })
  })
})

describe("of one raw file", () => {
  test("one thing is done after the other, also after one that failed; of two files at once", async () => {
    const [a, b] = [object("a").digest, object("b").digest]
    const done: string[] = []
    const gate = Promise.withResolvers<void>()
    const first = inTurn(blobs, a, async () => {
      await gate.promise
      done.push("first of a")
      throw new Error("failed")
    })
    const second = inTurn(blobs, a, async () => done.push("second of a"))
    await inTurn(blobs, b, async () => done.push("b"))
    gate.resolve()
    await expect(first).rejects.toThrow("failed")
    await second
    expect(done).toStrictEqual(["b", "first of a", "second of a"])
  })
})
