import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Outcome } from "@promotrail/core"
import { beforeEach, describe, expect, test } from "vitest"
import type { Store } from "../ports/store.ts"
import { folderBlobs, openSqliteStore } from "../storage/index.ts"
import { app, event, version, worldOf, type World } from "../storage/world.contract.ts"
import { namesEntries, readable, withWords, wordsOf } from "./words-of-entries.ts"

/** An outcome that a block decided, and one item of a report beside it. */
const blockedBy = (by: string, because: string, item = "a rule"): Outcome =>
  ({
    schema: "promotrail/outcome/v1",
    verdict: "deny",
    checks: [
      { id: "release.blocked", kind: "release.blocked", reasons: [{ code: "release.blocked", by, because }] },
      { id: "findings", kind: "findings", reasons: [{ code: "findings.above_maximum", items: [item] }] },
    ],
    reasons: ["release.blocked"],
    unblock: [],
  }) as unknown as Outcome

describe("words of an outcome", () => {
  let [store, world] = [{} as Store, {} as World]
  const blocked = (application: string, release: string, reason: string) =>
    world.done({
      event: event("release.blocked", { application: app(application), release: version(release), reason }),
    })

  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), "promotrail-words-"))
    store = await openSqliteStore({ folder })
    world = worldOf(store, await folderBlobs(folder))
    for (const name of ["shop", "till"]) {
      await world.policy(name)
      await world.release("v1", name)
    }
    await world.release("v2")
    return async () => {
      await store.close()
      rmSync(folder, { recursive: true })
    }
  })
  const ofShop = { application: app(), release: version("v1") }
  const read = (outcome: Outcome) => readable(store, outcome, ofShop)

  test("are those of the entry that blocked the release, and are written in no other place", async () => {
    const { index } = await blocked("shop", "v1", "a leak")
    const [actor, reason] = [wordsOf(index, "actor"), wordsOf(index, "reason")]
    expect(await read(blockedBy(actor, reason, reason))).toStrictEqual(blockedBy("anna", "a leak", reason))
    // Decisions of earlier versions hold the words.
    expect(await read(blockedBy("bert", "another leak"))).toStrictEqual(blockedBy("bert", "another leak"))
    expect(await read(blockedBy("x", `see ${reason}`))).toStrictEqual(blockedBy("x", `see ${reason}`))
  })

  test("are never those of another release, another application or another kind of entry", async () => {
    const others = [
      await blocked("till", "v1", "secret of the till"),
      await blocked("shop", "v2", "secret of v2"),
      await world.done({
        event: event("tests.retired", { application: app(), pattern: "*", reason: "secret of tests" }),
      }),
    ]
    for (const index of [...others.map((one) => one.index), 0, 999_999]) {
      const outcome = blockedBy(wordsOf(index, "actor"), wordsOf(index, "reason"))
      expect(await read(outcome)).toStrictEqual(outcome)
    }
  })

  test("are read once: a reason that is spelled like a reference is that text", async () => {
    const first = await blocked("shop", "v1", "a leak")
    await world.done({
      event: event("release.unblocked", { application: app(), release: version("v1"), reason: "mended" }),
    })
    const second = await blocked("shop", "v1", wordsOf(first.index, "reason"))
    const outcome = await read(blockedBy(wordsOf(second.index, "actor"), wordsOf(second.index, "reason")))
    expect(outcome).toStrictEqual(blockedBy("anna", wordsOf(first.index, "reason")))
  })
})

describe("a frozen input", () => {
  test.for([
    { input: `{"blocked":{"by":"entry:3/actor","reason":"entry:3/reason"}}`, isNew: true },
    { input: `{"excluded":[{"because":"entry:12/owner: entry:12/reason"}]}`, isNew: true },
    { input: `{"excluded":[{"because":"entry:12/reason"}]}`, isNew: true },
    { input: `{"blocked":{"by":"anna","reason":"a leak, see entry:3/reason"}}`, isNew: false },
    { input: `{"blocked":null}`, isNew: false },
  ])("$input names entries: $isNew", ({ input, isNew }) => {
    expect(namesEntries(input)).toBe(isNew)
  })

  test("has the words in the place of references where it is looked at, and no class is another one", () => {
    const words = new Map([
      [wordsOf(4, "owner"), "team"],
      [wordsOf(4, "reason"), "flaky"],
      [wordsOf(5, "reason"), "replaced"],
    ])
    const rest = { category: "unit", critical: false, scope: "all", suiteLevel: false }
    const until = "2027-01-01T00:00:00.000Z"
    const hidden = [
      { ...rest, quarantine: { owner: wordsOf(4, "owner"), reason: wordsOf(4, "reason"), until } },
      { ...rest, retired: wordsOf(5, "reason") },
      { ...rest, retired: "the policy says so" },
      rest,
    ]
    expect(withWords(hidden as never, words)).toStrictEqual([
      { ...rest, quarantine: { owner: "team", reason: "flaky", until } },
      { ...rest, retired: "replaced" },
      { ...rest, retired: "the policy says so" },
      rest,
    ])
  })
})
