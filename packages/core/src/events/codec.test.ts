import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { decodeEvent, encodeEvent, hideEvent, type Hide } from "./codec.ts"
import { discloseValue, ERASED } from "./disclosure.ts"
import type { Event } from "./event.ts"

const head = { at: "2026-11-20T12:00:00.000Z", actor: { id: "01A", name: "Anna Muster" } }
const release = { application: "checkout", release: "v2.5.0" }
const digest = `sha256:${"a".repeat(64)}`
const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")

const events = [
  { kind: "ledger.started", ...head, data: { installation: "01I", version: "0.1.0" } },
  { kind: "policy.applied", ...head, data: { application: "checkout", policy: digest } },
  { kind: "application.archived", ...head, data: { application: "checkout", reason: "Otto asked" } },
  {
    kind: "release.registered",
    ...head,
    data: { ...release, artifacts: [{ name: "web", digest }], commit: null, notes: null, issues: ["CHK-1"] },
  },
  { kind: "release.blocked", ...head, data: { ...release, reason: 'a "quoted" \u2028 reason by Otto' } },
  { kind: "release.unblocked", ...head, data: { ...release, reason: "Otto agreed" } },
  {
    kind: "tests.quarantined",
    ...head,
    data: { application: "checkout", pattern: "a::*", owner: "Otto", reason: "PAY-811", until: head.at },
  },
  { kind: "tests.retired", ...head, data: { application: "checkout", pattern: "a::*", reason: "Otto said so" } },
  { kind: "token.created", ...head, data: { token: "01T", name: "Otto", hash: "cd", scopes: [], applications: [] } },
  { kind: "token.revoked", ...head, data: { token: "01T" } },
] as unknown as readonly Event[]

/** Hides with a salt that is the same for all, and keeps what was disclosed. */
function hiding(): { readonly hide: Hide; readonly disclosed: Map<string, string> } {
  const disclosed = new Map<string, string>()
  const hide: Hide = (name, value) => {
    const made = discloseValue(new Uint8Array(16), name, value, sha256)
    disclosed.set(made.digest, made.text)
    return made.digest
  }
  return { hide, disclosed }
}

describe.for(events)("$kind", (event) => {
  const { hide, disclosed } = hiding()
  const body = encodeEvent(hideEvent(event, hide))

  test("is written and read back the same", () => {
    expect(decodeEvent(body, disclosed)).toStrictEqual(event)
  })

  test("is hashed without anybody's name", () => {
    expect(body).not.toMatch(/Anna|Muster|Otto/)
  })

  test("reads as erased where nothing is disclosed any more, and as itself otherwise", () => {
    expect(JSON.stringify(decodeEvent(body))).not.toMatch(/Anna|Muster|Otto/)
    expect(decodeEvent(body)).toMatchObject({ kind: event.kind, at: event.at, actor: { id: "01A", name: ERASED } })
  })
})

test("a body is canonical: its version, members in order, no spaces", () => {
  const body = encodeEvent(hideEvent(events[1] as Event, () => "D"))
  expect(body).toBe(
    `{"actor":{"id":"01A","name":{"_sd":"D"}},"at":"2026-11-20T12:00:00.000Z","data":{"application":"checkout","policy":"${digest}"},"kind":"policy.applied","v":2}`,
  )
})

test("a member that is absent is not written", () => {
  const event = { ...events[0], data: { installation: "01I", version: "0.1.0", more: undefined } } as unknown as Event
  const { hide, disclosed } = hiding()
  expect(decodeEvent(encodeEvent(hideEvent(event, hide)), disclosed)).toStrictEqual(events[0])
})

test("what was disclosed as something else is not taken for it", () => {
  const { hide, disclosed } = hiding()
  const body = encodeEvent(hideEvent(events[4] as Event, hide))
  const other = discloseValue(new Uint8Array(16), "owner", "Eve", sha256)
  const swapped = new Map([...disclosed.keys()].map((key) => [key, other.text]))
  expect(decodeEvent(body, swapped)).toMatchObject({ actor: { name: ERASED }, data: { reason: ERASED } })
})

test.for(['{"v":3,"kind":"x"}', '{"kind":"x"}', '{"v":"1"}'])("%s is of no version that is read here", (body) => {
  expect(() => decodeEvent(body)).toThrow("this server reads up to 2")
})

test.for(["", "{", "null"])("%j is a broken ledger", (body) => {
  expect(() => decodeEvent(body)).toThrow(Error)
})

test("bodies of the first release hold names themselves and are read as they are", () => {
  const body = JSON.stringify({ v: 1, ...events[4] })
  expect(decodeEvent(body)).toStrictEqual(events[4])
})

test("evidence that was recorded before other kinds were read is of tests, where it was accepted", () => {
  const recorded = (outcome: string) => ({ v: 1, kind: "evidence.recorded", ...head, data: { ...release, outcome } })
  const read = (outcome: string) => decodeEvent(JSON.stringify(recorded(outcome))).data
  expect(read("accepted")).toMatchObject({ kind: "tests", subject: "environment", tool: null })
  expect(read("unsupported")).toMatchObject({ kind: null, subject: null, tool: null })
})
