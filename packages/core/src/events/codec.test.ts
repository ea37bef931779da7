import { expect, test } from "vitest"
import { decodeEvent, encodeEvent } from "./codec.ts"
import type { Event } from "./event.ts"

const head = { at: "2026-11-20T12:00:00.000Z", actor: { id: "01A", name: "ci" } }
const release = { application: "checkout", release: "v2.5.0" }
const digest = `sha256:${"a".repeat(64)}`

const events = [
  { kind: "ledger.started", ...head, data: { installation: "01I", version: "0.1.0" } },
  { kind: "policy.applied", ...head, data: { application: "checkout", policy: digest } },
  { kind: "application.archived", ...head, data: { application: "checkout", reason: "sample" } },
  {
    kind: "release.registered",
    ...head,
    data: { ...release, artifacts: [{ name: "web", digest }], commit: null, notes: null, issues: ["CHK-1"] },
  },
  { kind: "release.blocked", ...head, data: { ...release, reason: 'a "quoted" \u2028 reason' } },
  {
    kind: "tests.quarantined",
    ...head,
    data: { application: "checkout", pattern: "a::*", owner: "anna", reason: "PAY-811", until: head.at },
  },
  { kind: "token.revoked", ...head, data: { token: "01T" } },
] as unknown as readonly Event[]

test.for(events)("$kind is written and read back the same", (event) => {
  const body = encodeEvent(event)
  expect(decodeEvent(body)).toStrictEqual(event)
  expect(encodeEvent(decodeEvent(body))).toBe(body)
})

test("a body is canonical: its version, members in order, no spaces", () => {
  expect(encodeEvent(events[1] as Event)).toBe(
    `{"actor":{"id":"01A","name":"ci"},"at":"2026-11-20T12:00:00.000Z","data":{"application":"checkout","policy":"${digest}"},"kind":"policy.applied","v":1}`,
  )
})

test("a member that is absent is not written", () => {
  const event = { ...events[0], data: { installation: "01I", version: "0.1.0", more: undefined } } as unknown as Event
  expect(decodeEvent(encodeEvent(event))).toStrictEqual(events[0])
})

test.for(['{"v":2,"kind":"x"}', '{"kind":"x"}', '{"v":"1"}'])("%s is of no version that is read here", (body) => {
  expect(() => decodeEvent(body)).toThrow("this server reads 1")
})

test.for(["", "{", "null"])("%j is a broken ledger", (body) => {
  expect(() => decodeEvent(body)).toThrow(Error)
})

test("evidence that was recorded before other kinds were read is of tests, where it was accepted", () => {
  const recorded = (outcome: string) => ({ v: 1, kind: "evidence.recorded", ...head, data: { ...release, outcome } })
  const read = (outcome: string) => decodeEvent(JSON.stringify(recorded(outcome))).data
  expect(read("accepted")).toMatchObject({ kind: "tests", subject: "environment", tool: null })
  expect(read("unsupported")).toMatchObject({ kind: null, subject: null, tool: null })
})
