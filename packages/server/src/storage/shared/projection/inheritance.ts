import { EMPTY_KNOWN, overlay, type KnownVector } from "@promotrail/core"
import type { WriteTransaction } from "../transaction.ts"
import { ANYWHERE, getKnown, OWN, putKnown } from "./vectors.ts"

/**
 * What a release inherits in an environment: all that is known for its predecessor there, reported, listed or
 * inherited (decisions §1). Errors of whole suites are not tests and are never inherited.
 */
export async function inheritedFrom(
  tx: WriteTransaction,
  application: string,
  predecessor: number,
  environment: string,
  suiteLevel: readonly number[],
): Promise<KnownVector> {
  const known = (place: string) => getKnown(tx, { application, release_number: predecessor, environment: place })
  const own = (await known(OWN)) ?? EMPTY_KNOWN
  const inherited = overlay(own, (await known(environment)) ?? (await known(ANYWHERE)) ?? EMPTY_KNOWN)
  for (const ordinal of suiteLevel) if (ordinal < inherited.length) inherited[ordinal] = 0
  return inherited
}

/** Ordinals that stand for an error of a whole suite. */
export async function suiteErrors({ db }: WriteTransaction, application: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("test_case")
    .select("ordinal")
    .where("application", "=", application)
    .where("suite_level", "=", 1)
    .execute()
  return rows.map(({ ordinal }) => ordinal)
}

/**
 * Carries tests that became known for a release to all that inherit from it, as far as anything changes there.
 * A release's number is higher than its predecessors', so going by number visits each of them once.
 */
export async function passOn(tx: WriteTransaction, application: string, release: number, index: number): Promise<void> {
  const changed = new Map<number, Set<string>>([[release, new Set([OWN])]])
  let errors: readonly number[] | undefined
  for (let from = next(changed); from !== undefined; from = next(changed)) {
    const places = changed.get(from) ?? new Set()
    changed.delete(from)
    for (const { release_number, environment } of await heirsOf(tx, application, from, places)) {
      errors ??= await suiteErrors(tx, application)
      const place = { application, release_number, environment }
      const before = (await getKnown(tx, place)) ?? EMPTY_KNOWN
      const after = await inheritedFrom(tx, application, from, environment, errors)
      if (same(before, after)) continue
      await putKnown(tx, place, after, index)
      changed.set(release_number, (changed.get(release_number) ?? new Set()).add(environment))
    }
  }
}

/** Who inherits what changed: everyone, when it became known for the release itself; else those who look there. */
async function heirsOf({ db }: WriteTransaction, application: string, release: number, places: ReadonlySet<string>) {
  const heirs = await db
    .selectFrom("predecessor")
    .select(["release_number", "environment"])
    .where("application", "=", application)
    .where("predecessor", "=", release)
    .orderBy("release_number")
    .orderBy("environment")
    .execute()
  if (places.has(OWN) || heirs.length === 0) return heirs
  const own = await db
    .selectFrom("predecessor")
    .select("environment")
    .where("application", "=", application)
    .where("release_number", "=", release)
    .execute()
  const named = new Set(own.map(({ environment }) => environment))
  return heirs.filter(({ environment }) => places.has(named.has(environment) ? environment : ANYWHERE))
}

function next(changed: ReadonlyMap<number, unknown>): number | undefined {
  let least: number | undefined
  for (const number of changed.keys()) if (least === undefined || number < least) least = number
  return least
}

function same(a: KnownVector, b: KnownVector): boolean {
  const length = Math.max(a.length, b.length)
  for (let at = 0; at < length; at++) if ((a[at] ?? 0) !== (b[at] ?? 0)) return false
  return true
}
