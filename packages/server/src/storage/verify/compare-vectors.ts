import { stateOf, type KnownVector, type StatusVector } from "@promotrail/core"
import type { RowOf } from "../shared/schema.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import { unpackKnown, unpackStatus } from "../shared/vector-codec.ts"
import { matched, placeOf } from "./compare-rows.ts"
import type { Findings } from "./findings.ts"
import type { TestMap } from "./test-map.ts"

/** Compares which tests are known where and how they ended, test by test: ordinals may differ. */
export async function compareVectors(
  table: "known" | "status",
  live: Snapshot,
  rebuilt: Snapshot,
  maps: ReadonlyMap<string, TestMap>,
  findings: Findings,
): Promise<void> {
  findings.looked(table, 0)
  for await (const pair of matched(table, live, rebuilt)) {
    // The casts are the table's own columns.
    const ours = pair.ours as RowOf<typeof table> | undefined
    const theirs = pair.theirs as RowOf<typeof table> | undefined
    const some = ours ?? theirs
    if (some === undefined) continue
    const place = placeOf(table, some)
    if (theirs === undefined) findings.differs(table, `${place} is missing`)
    else findings.looked(table, 1)
    if (ours === undefined) findings.differs(table, `${place} is in no entry`)
    if (ours === undefined || theirs === undefined) continue
    if (ours.changed !== theirs.changed) {
      findings.differs(table, `${place}: changed by entry ${theirs.changed}; the entries say ${ours.changed}`)
    }
    const map = maps.get(some.application) ?? NO_TESTS
    try {
      const different = (table === "known" ? knownDifference : statusDifference)(ours.vector, theirs.vector, map)
      if (different === undefined) continue
      findings.differs(table, `${place}: ${await map.nameOf(different.ordinal)} ${different.what}`)
    } catch (error) {
      findings.differs(table, `${place}: the vector cannot be read (${error instanceof Error ? error.message : "?"})`)
    }
  }
}

const NO_TESTS: TestMap = {
  ordinals: new Int32Array(0),
  theirs: [],
  ours: [],
  nameOf: async (ordinal) => `the test with ordinal ${ordinal}`,
}

type Difference = { readonly ordinal: number; readonly what: string } | undefined

function knownDifference(ours: Uint8Array, theirs: Uint8Array, map: TestMap): Difference {
  const expected: KnownVector = unpackKnown(ours)
  const stored: KnownVector = unpackKnown(theirs)
  const left = Uint8Array.from(expected)
  for (let at = 0; at < stored.length; at++) {
    const code = stored[at] ?? 0
    if (code === 0) continue
    const ordinal = map.ordinals[at] ?? -1
    const named = map.theirs[code - 1] ?? `category ${code - 1}`
    const entries = map.ours[(expected[ordinal] ?? 0) - 1]
    if (entries === undefined) return { ordinal, what: `is known as ${named}; the entries do not know it there` }
    if (entries !== named) return { ordinal, what: `is known as ${named}; the entries say ${entries}` }
    left[ordinal] = 0
  }
  const missing = left.findIndex((code) => code !== 0)
  return missing === -1 ? undefined : { ordinal: missing, what: "is not known; the entries know it" }
}

function statusDifference(ours: Uint8Array, theirs: Uint8Array, map: TestMap): Difference {
  const expected: StatusVector = unpackStatus(ours)
  const stored: StatusVector = unpackStatus(theirs)
  const left = Uint32Array.from(expected.evidence)
  for (let at = 0; at < stored.status.length; at++) {
    const slot = stored.status[at] ?? 0
    const evidence = stored.evidence[at] ?? 0
    if (slot === 0 && evidence === 0) continue
    const ordinal = map.ordinals[at] ?? -1
    if (slot !== (expected.status[ordinal] ?? 0) || evidence !== (expected.evidence[ordinal] ?? 0)) {
      const say = (one: number, upload: number) => `${stateOf(one)} by upload ${upload}`
      const entries = say(expected.status[ordinal] ?? 0, expected.evidence[ordinal] ?? 0)
      return { ordinal, what: `is ${say(slot, evidence)}; the entries say ${entries}` }
    }
    left[ordinal] = 0
  }
  const missing = left.findIndex((evidence) => evidence !== 0)
  return missing === -1 ? undefined : { ordinal: missing, what: "has no result; the entries have one" }
}
