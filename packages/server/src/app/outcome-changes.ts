import { explainCheck, titleOf, type Check, type Outcome } from "@promotrail/core"

/** A check that ended in another way; `null`: it was not asked then, or is not asked now. */
export type CheckChange = {
  readonly title: string
  readonly before: Side | null
  readonly after: Side | null
}
type Side = { readonly outcome: Check["outcome"]; readonly severity: Check["severity"]; readonly says: string }

/** What is different between two outcomes, check by check, in the order of the later one. */
export function outcomeChanges(before: Outcome, after: Outcome): readonly CheckChange[] {
  const then = byPlace(before.checks)
  const now = byPlace(after.checks)
  const places = [...now.keys(), ...[...then.keys()].filter((place) => !now.has(place))]
  return places.flatMap((place) => {
    const [was, is] = [then.get(place), now.get(place)]
    if (was !== undefined && is !== undefined && isSame(was, is)) return []
    const named = is ?? was
    return named === undefined ? [] : [{ title: titleOf(named), before: sideOf(was), after: sideOf(is) }]
  })
}

/** Checks by what they are about; the same thing asked twice is told apart by its turn. */
function byPlace(checks: readonly Check[]): ReadonlyMap<string, Check> {
  const found = new Map<string, Check>()
  for (const check of checks) {
    const place = JSON.stringify([check.id, check.kind, check.part, check.category])
    for (let turn = 0; ; turn++) {
      if (found.has(`${place} ${turn}`)) continue
      found.set(`${place} ${turn}`, check)
      break
    }
  }
  return found
}

const isSame = (a: Check, b: Check): boolean =>
  a.outcome === b.outcome && a.severity === b.severity && explainCheck(a) === explainCheck(b)

const sideOf = (check: Check | undefined): Side | null =>
  check === undefined ? null : { outcome: check.outcome, severity: check.severity, says: explainCheck(check) }
