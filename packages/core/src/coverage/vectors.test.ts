import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { STATE_OF_CODE, type TestState } from "../catalog/test-case.ts"
import {
  EMPTY_KNOWN,
  EMPTY_STATUS,
  FLAKY,
  grown,
  LARGEST_CODE,
  mergeVariants,
  overlay,
  slotOf,
  stateOf,
  withKnown,
  withResults,
  worse,
  type StatusVector,
} from "./vectors.ts"

const upload = (vector: StatusVector, evidence: number, results: Readonly<Record<number, TestState>>) =>
  withResults(
    vector,
    {
      ordinals: Uint32Array.from(Object.keys(results), Number),
      slots: Uint8Array.from(Object.values(results), (state) => slotOf(state, false)),
    },
    evidence,
  )
const statesOf = ({ status }: StatusVector) => [...status].map(stateOf)

test("every state, flaky or not, fits into a slot and comes out again", () => {
  for (const state of STATE_OF_CODE) {
    for (const flaky of [false, true]) {
      const slot = slotOf(state, flaky)
      expect([stateOf(slot), (slot & FLAKY) !== 0]).toStrictEqual([state, flaky])
    }
  }
})

describe("the newest result of a test wins", () => {
  test("a failed re-run revokes an earlier pass, and tests that it does not report stay as they were", () => {
    const first = upload(EMPTY_STATUS, 1, { 0: "passed", 1: "passed", 2: "failed" })
    const second = upload(first, 2, { 1: "failed", 4: "passed" })
    expect(statesOf(second)).toStrictEqual(["passed", "failed", "failed", "not_run", "passed"])
    expect([...second.evidence]).toStrictEqual([1, 2, 1, 0, 2])
    expect(statesOf(first)).toStrictEqual(["passed", "passed", "failed"])
  })

  test("a vector is what the last result of each test says, whatever the order between tests", () => {
    const result = fc.record({ ordinal: fc.nat(30), state: fc.constantFrom(...STATE_OF_CODE.slice(1)) })
    fc.assert(
      fc.property(fc.array(result), (results) => {
        const vector = results.reduce(
          (held, { ordinal, state }, at) => upload(held, at + 1, { [ordinal]: state }),
          EMPTY_STATUS,
        )
        for (let ordinal = 0; ordinal <= 30; ordinal++) {
          const last = results.findLastIndex((one) => one.ordinal === ordinal)
          expect(stateOf(vector.status[ordinal] ?? 0)).toBe(results[last]?.state ?? "not_run")
          expect(vector.evidence[ordinal] ?? 0).toBe(last + 1)
        }
      }),
    )
  })
})

describe("variants of one run", () => {
  const lanes = (entries: Readonly<Record<string, StatusVector>>) => mergeVariants(new Map(Object.entries(entries)))
  const lane = (evidence: number, state: TestState) => upload(EMPTY_STATUS, evidence, { 0: state })

  test.for<{ when: string; merged: Readonly<Record<string, StatusVector>>; state: TestState; evidence: number }>([
    { when: "no variants", merged: { "": lane(1, "passed") }, state: "passed", evidence: 1 },
    { when: "the worst of two", merged: { a: lane(1, "failed"), b: lane(2, "passed") }, state: "failed", evidence: 2 },
    {
      when: "an error is worse than a failure",
      merged: { a: lane(1, "errored"), b: lane(2, "failed") },
      state: "errored",
      evidence: 2,
    },
    {
      when: "a skip is worse than a pass",
      merged: { a: lane(2, "skipped"), b: lane(1, "passed") },
      state: "skipped",
      evidence: 2,
    },
    {
      when: "an unlabelled upload replaces older variants",
      merged: { a: lane(1, "failed"), "": lane(2, "passed") },
      state: "passed",
      evidence: 2,
    },
    {
      when: "newer variants replace an unlabelled upload",
      merged: { "": lane(1, "failed"), a: lane(2, "passed") },
      state: "passed",
      evidence: 2,
    },
    {
      when: "of variants around an unlabelled upload only the newer count",
      merged: { a: lane(1, "errored"), "": lane(2, "failed"), b: lane(3, "passed") },
      state: "passed",
      evidence: 3,
    },
  ])("$when: $state", ({ merged, state, evidence }) => {
    const { status, evidence: from } = lanes(merged)
    expect([stateOf(status[0] ?? 0), from[0]]).toStrictEqual([state, evidence])
  })

  test("shards that report different tests stand side by side", () => {
    const shards = { one: upload(EMPTY_STATUS, 1, { 0: "passed" }), two: upload(EMPTY_STATUS, 2, { 3: "failed" }) }
    expect(statesOf(lanes(shards))).toStrictEqual(["passed", "not_run", "not_run", "failed"])
  })

  test("worse does not depend on the order, and a flaky pass stays visible", () => {
    const slots = STATE_OF_CODE.flatMap((state) => [slotOf(state, false), slotOf(state, true)])
    for (const a of slots) for (const b of slots) expect(worse(a, b)).toBe(worse(b, a))
    expect(worse(slotOf("passed", false), slotOf("passed", true))).toBe(slotOf("passed", true))
  })
})

describe("known tests", () => {
  test("a test keeps the category under which it became known", () => {
    const first = withKnown(EMPTY_KNOWN, Uint32Array.of(2, 0), 3)
    const second = withKnown(first, Uint32Array.of(0, 1), 7)
    expect([...second]).toStrictEqual([4, 8, 4])
    expect([...first]).toStrictEqual([4, 0, 4])
  })

  test("a category code that does not fit is refused and cannot make a test unknown", () => {
    expect([...withKnown(EMPTY_KNOWN, Uint32Array.of(0), LARGEST_CODE)]).toStrictEqual([255])
    expect(() => withKnown(EMPTY_KNOWN, Uint32Array.of(0), LARGEST_CODE + 1)).toThrow(RangeError)
  })

  test("what is the release's own lies over what it inherited", () => {
    expect([...overlay(Uint8Array.of(0, 2), Uint8Array.of(5, 5, 5))]).toStrictEqual([5, 2, 5])
    expect([...overlay(Uint8Array.of(1, 2, 3), Uint8Array.of(9))]).toStrictEqual([1, 2, 3])
  })
})

test("growing keeps what is there and never shrinks", () => {
  const vector = upload(EMPTY_STATUS, 4, { 1: "failed" })
  expect(statesOf(grown(vector, 3))).toStrictEqual(["not_run", "failed", "not_run"])
  expect(statesOf(grown(vector, 0))).toStrictEqual(["not_run", "failed"])
})
