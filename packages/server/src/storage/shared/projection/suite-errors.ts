import { stateOf, type StatusVector } from "@promotrail/core"
import type { WriteTransaction } from "../transaction.ts"

/** Names in one query. */
const CHUNK = 500

/**
 * Errors of whole suites that stand in `vector` and that an upload is over: it reports tests of the suite
 * and does not repeat the error.
 */
export async function goneSuiteErrors(
  tx: WriteTransaction,
  application: string,
  vector: StatusVector,
  reported: Uint32Array,
): Promise<readonly number[]> {
  const errors = await tx.db
    .selectFrom("test_case")
    .select(["ordinal", "suite"])
    .where("application", "=", application)
    .where("suite_level", "=", 1)
    .execute()
  const standing = errors.filter(({ ordinal }) => isBroken(vector.status[ordinal] ?? 0))
  if (standing.length === 0) return []
  const inUpload = new Set(reported)
  const failing = standing.filter(({ ordinal }) => !inUpload.has(ordinal))
  if (failing.length === 0) return []

  const looked = new Set<string>()
  const suites = [...new Set(failing.map(({ suite }) => suite))]
  for (let at = 0; at < suites.length; at += CHUNK) {
    const tests = await tx.db
      .selectFrom("test_case")
      .select(["ordinal", "suite"])
      .where("application", "=", application)
      .where("suite_level", "=", 0)
      .where("suite", "in", suites.slice(at, at + CHUNK))
      .execute()
    for (const { ordinal, suite } of tests) if (inUpload.has(ordinal)) looked.add(suite)
  }
  return failing.filter(({ suite }) => looked.has(suite)).map(({ ordinal }) => ordinal)
}

function isBroken(slot: number): boolean {
  const state = stateOf(slot)
  return state === "failed" || state === "errored"
}
