import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { QuarantineRule } from "../catalog/policy.ts"
import type { TestState } from "../catalog/test-case.ts"
import { FLAKY, stateOf, type KnownVector, type StatusVector } from "./vectors.ts"

/** What the policy says of a test, shared by all tests of which it says the same. */
export type TestClass = {
  readonly category: CategoryName
  readonly critical: boolean
  readonly scope: readonly EnvironmentName[] | "all"
  /** Why it was retired; retired tests are listed and not counted. */
  readonly retired?: string
  readonly quarantine?: QuarantineRule
  /** An error of a whole suite: counts while it stands, is nothing once it is gone. */
  readonly suiteLevel: boolean
}

/** Class by ordinal. `classOf(ordinal, code)` answers an index into `classes`. */
export type TestClassTable = {
  readonly classes: readonly TestClass[]
  readonly classOf: (ordinal: number, code: number) => number
}

/** What a release brings to a gate from `source` to `target`, as vectors. */
export type TallyInput = {
  readonly size: number
  readonly own: KnownVector
  /** Tests of the predecessor in the source and in the target (decisions §1, where the list of tests comes from). */
  readonly inheritedAtSource: KnownVector
  readonly inheritedAtTarget: KnownVector
  readonly source: EnvironmentName
  readonly target: EnvironmentName | null
  /** Environments upstream of the target whose results count at the entry, with their vectors; the source is `atSource`. */
  readonly executedIn: readonly { readonly environment: EnvironmentName; readonly vector: StatusVector }[]
  /** All environments before the target in the path, for what is due. */
  readonly upstream: readonly EnvironmentName[]
  readonly atSource: StatusVector
  readonly classification: TestClassTable
}

/** Tests alike in everything a gate can see. `tests` are the first ordinals of the group, for naming them. */
export type TallyGroup = {
  readonly class: number
  /** State at the exit of the source; `null` where the test does not count there. */
  readonly exit: TestState | null
  /** Newest state in the environments upstream of the target; `null` where it is not due. */
  readonly entry: TestState | null
  /** Its scope contains the target and nothing upstream of it. */
  readonly notDue: boolean
  /** Its scope contains the target and something upstream of it, whether or not the release is known to have it. */
  readonly due: boolean
  /** Known from the predecessor alone: neither reported nor in an inventory. */
  readonly vanished: boolean
  readonly count: number
  /** How many of them passed after a failed attempt (at the exit, or at the entry where there is no exit). */
  readonly flaky: number
  readonly tests: readonly number[]
}

/** How many tests of a group are named. */
export const NAMED_TESTS = 20

const STATES = 6 // five states, and "does not count"
const ABSENT = 5
const KNOWN_OWN = 0
const KINDS = 4 // own · inherited at both · only at the source · only at the target

/**
 * Counts a release's tests for one gate in a single pass over its vectors.
 * Time does not enter: quarantined tests are counted in classes of their own, and whoever freezes the tally decides.
 */
export function tally(input: TallyInput): TallyGroup[] {
  const { classes, classOf } = input.classification
  const roles = classes.map((testClass) => roleOf(testClass, input))
  const buckets = classes.length * STATES * STATES * KINDS
  const counts = new Uint32Array(buckets)
  const flaky = new Uint32Array(buckets)
  const named = new Map<number, number[]>()
  // A million tests in six environments pass through here for one matrix: numbers in typed arrays, no reading past an end.
  const exits = Uint8Array.from(roles, ({ exit }) => Number(exit))
  const dues = Uint8Array.from(roles, ({ due }) => Number(due))
  const { own, inheritedAtSource, inheritedAtTarget, atSource } = input
  const { status } = atSource
  for (let at = 0; at < input.size; at++) {
    const ownCode = at < own.length ? own[at]! : 0
    const sourceCode = at < inheritedAtSource.length ? inheritedAtSource[at]! : 0
    const targetCode = at < inheritedAtTarget.length ? inheritedAtTarget[at]! : 0
    const code = ownCode !== 0 ? ownCode : sourceCode !== 0 ? sourceCode : targetCode
    if (code === 0) continue
    const kind = ownCode !== 0 ? KNOWN_OWN : sourceCode !== 0 ? (targetCode !== 0 ? 1 : 2) : 3
    const index = classOf(at, code - 1)
    if (!(index >= 0 && index < exits.length)) throw new Error(`test ordinal ${at} has no class`)
    let exit = ABSENT
    let entry = ABSENT
    let slot = 0 // where it counts: at the exit, or at the entry where there is no exit
    if (exits[index] === 1 && kind !== 3) {
      slot = at < status.length ? status[at]! : 0
      exit = slot & 0b111
    }
    if (dues[index] === 1 && kind !== 2) {
      const entrySlot = newestSlot(roles[index]!.vectors, at)
      entry = entrySlot & 0b111
      if (exit === ABSENT) slot = entrySlot
    }
    const bucket = ((index * STATES + exit) * STATES + entry) * KINDS + kind
    const count = counts[bucket]! + 1
    counts[bucket] = count
    if ((slot & FLAKY) !== 0) flaky[bucket]!++
    if (count <= NAMED_TESTS) {
      const list = named.get(bucket)
      if (list === undefined) named.set(bucket, [at])
      else list.push(at)
    }
  }
  return [...named].map(([bucket, tests]) => {
    const kind = bucket % KINDS
    const entry = Math.floor(bucket / KINDS) % STATES
    const exit = Math.floor(bucket / (KINDS * STATES)) % STATES
    const index = Math.floor(bucket / (KINDS * STATES * STATES))
    return {
      class: index,
      exit: exit === ABSENT ? null : stateOf(exit),
      entry: entry === ABSENT ? null : stateOf(entry),
      notDue: roles[index]?.notDue === true && kind !== 2,
      due: roles[index]?.due === true,
      vanished: kind !== KNOWN_OWN,
      count: counts[bucket] ?? 0,
      flaky: flaky[bucket] ?? 0,
      tests,
    }
  })
}

/** The slot of the newest result in any of these. */
function newestSlot(vectors: readonly StatusVector[], at: number): number {
  let newest = 0
  let slot = 0
  for (const { status, evidence } of vectors) {
    const number = at < evidence.length ? evidence[at]! : 0
    if (number <= newest) continue
    newest = number
    slot = status[at] ?? 0
  }
  return slot
}

type Role = {
  readonly exit: boolean
  readonly due: boolean
  readonly notDue: boolean
  readonly vectors: readonly StatusVector[]
}

function roleOf({ scope }: TestClass, { source, target, upstream, executedIn }: TallyInput): Role {
  const counts = (environment: EnvironmentName) => scope === "all" || scope.includes(environment)
  const atTarget = target !== null && counts(target)
  const due = atTarget && upstream.some(counts)
  return {
    exit: counts(source),
    due,
    notDue: atTarget && !due,
    vectors: due ? executedIn.filter(({ environment }) => counts(environment)).map(({ vector }) => vector) : [],
  }
}
