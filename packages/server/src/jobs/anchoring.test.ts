import { err, formatCheckpoint, instantFromEpochMs, ok, type AnchoredLog, type Result } from "@promotrail/core"
import { hash } from "node:crypto"
import { describe, expect, test } from "vitest"
import type { Anchor, Anchored, AnchorStore, NotAnchored, Outside } from "../ports/anchors.ts"
import { anchoring } from "./anchoring.ts"

const NOW = instantFromEpochMs(1_700_000_000_000)
const noteOf = (size: number, origin: string) =>
  `${formatCheckpoint({ origin, size, root: hash("sha256", ""), extensions: [] })}\n— ${origin} AAAAAAAA\n`

/** Keeps the newest success and the newest failure since, as the databases do. */
function memoryAnchors(): AnchorStore & { readonly rows: Map<string, Anchor> } {
  const rows = new Map<string, Anchor>()
  return {
    rows,
    anchors: () => Promise.resolve([...rows.values()]),
    keepAnchor(anchor) {
      const id = `${anchor.kind} ${anchor.name}`
      const { size, at, text } = anchor.failure === null ? anchor : (rows.get(id) ?? anchor)
      rows.set(id, { ...anchor, size, at, text })
      return Promise.resolve()
    },
  }
}

/** A log, an outside that answers as it is told, and what was said of both. */
function world() {
  const head = { origin: "log.example", size: 5 }
  const log: AnchoredLog = {
    head: () => Promise.resolve({ ...head, note: noteOf(head.size, head.origin) }),
    consistency: () => Promise.resolve([]),
  }
  const asked: (number | undefined)[] = []
  const said: string[] = []
  const store = memoryAnchors()
  const good = (): Result<Anchored, NotAnchored> =>
    ok({ size: head.size, at: NOW, text: noteOf(head.size, head.origin) })
  const outsideOf = (name: string, answer: (signal: AbortSignal) => ReturnType<Outside["anchor"]>): Outside => ({
    kind: "witness",
    name,
    anchor(_log, size, signal) {
      asked.push(size)
      return answer(signal)
    },
  })
  const job = (...outsides: readonly Outside[]) =>
    anchoring({
      log,
      outsides,
      store,
      everyMs: 1_000_000,
      now: () => NOW,
      tell: (level, line) => said.push(`${level} ${line}`),
    })
  return { head, asked, said, store, good, outsideOf, job }
}

const no = (why: string, isAlarm = false) => err({ why, isAlarm })

test("a head is shown once, and again when the log grew, with what was seen before", async () => {
  const { head, asked, said, store, good, outsideOf, job } = world()
  const { round, stop } = job(outsideOf("w", () => Promise.resolve(good())))
  await round()
  await round()
  head.size = 9
  await round()
  expect(asked).toStrictEqual([undefined, 5])
  expect(store.rows.get("witness w")).toMatchObject({ size: 9, at: NOW, failure: null })
  expect(said).toStrictEqual([])
  await stop()
})

test("a failure leaves the success before it, is tried again, and told once until it changes", async () => {
  const { head, said, store, good, outsideOf, job } = world()
  let answer: Result<Anchored, NotAnchored> = good()
  const { round, stop } = job(outsideOf("w", () => Promise.resolve(answer)))
  await round()
  head.size = 9
  answer = no("w is away since 1 s.")
  await round()
  answer = no("w is away since 2 s.")
  await round()
  expect(store.rows.get("witness w")).toMatchObject({ size: 5, failedAt: NOW, failure: "w is away since 2 s." })
  answer = no("w has seen 12 entries.", true)
  await round()
  answer = good()
  await round()
  expect(store.rows.get("witness w")).toMatchObject({ size: 9, failedAt: null, failure: null })
  expect(said.map((line) => line.split(".")[0])).toStrictEqual([
    "warn w is away since 1 s",
    "error w has seen 12 entries",
    "info w has seen the ledger again, with 9 entries",
  ])
  await stop()
})

test("one that throws and one that refuses keep nobody else from seeing the head", async () => {
  const { store, good, outsideOf, job } = world()
  const { round, stop } = job(
    outsideOf("thrower", () => Promise.reject(new Error("a bug"))),
    outsideOf("refuser", () => Promise.resolve(no("no."))),
    outsideOf("good", () => Promise.resolve(good())),
  )
  await round()
  expect([...store.rows.values()].map(({ name, size, failure }) => [name, size, failure])).toStrictEqual([
    ["thrower", null, "thrower could not be asked: a bug."],
    ["refuser", null, "no."],
    ["good", 5, null],
  ])
  await stop()
})

test("a database that does not answer is told, and is no end", async () => {
  const { store, said, good, outsideOf, job } = world()
  const working = { ...store }
  Object.assign(store, { anchors: () => Promise.reject(new Error("no disk")) })
  const { round, stop } = job(outsideOf("w", () => Promise.resolve(good())))
  await round()
  await round()
  expect(said).toStrictEqual([expect.stringContaining("could not be anchored: no disk")])
  Object.assign(store, working)
  await round()
  expect(store.rows.get("witness w")).toMatchObject({ size: 5 })
  await stop()
})

test("a log that succeeds another one is not compared with it", async () => {
  const { head, asked, good, outsideOf, job } = world()
  const { round, stop } = job(outsideOf("w", () => Promise.resolve(good())))
  await round()
  Object.assign(head, { origin: "log-2.example", size: 2 })
  await round()
  expect(asked).toStrictEqual([undefined, undefined])
  await stop()
})

describe("a server that stops", () => {
  test("leaves at once who does not answer, and says nothing of it", async () => {
    const { store, said, outsideOf, job } = world()
    const asked = Promise.withResolvers<void>()
    const hanging = outsideOf("w", (signal) => {
      const { promise, resolve } = Promise.withResolvers<Result<Anchored, NotAnchored>>()
      signal.addEventListener("abort", () => resolve(no("stopped.")))
      asked.resolve()
      return promise
    })
    const { round, stop } = job(hanging)
    const running = round()
    await asked.promise
    await stop()
    await running
    expect([store.rows.size, said]).toStrictEqual([0, []])
  })

  test("rounds that are asked for at once are one", async () => {
    const { asked, good, outsideOf, job } = world()
    const { round, stop } = job(outsideOf("w", () => Promise.resolve(good())))
    await Promise.all([round(), round(), round()])
    expect(asked).toHaveLength(1)
    await stop()
  })
})
