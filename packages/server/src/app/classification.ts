import {
  classify,
  type ApplicationName,
  type CategoryName,
  type TestClassTable,
  type KnownVector,
  type TestClass,
  type TestRules,
} from "@promotrail/core"
import type { ApplicationRow, MarkRow, TestRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"
import { testOf } from "./marks.ts"
import { withWords, wordsOf } from "./words-of-entries.ts"

/** Rows read before others have their turn: the embedded database answers at once, and so would never let go. */
const CHUNK = 2_000
const KEPT_APPLICATIONS = 50

/**
 * What the policy in force says of each test of a catalogue, as one class number per ordinal.
 * Read once per policy and set of marks and extended as the catalogue grows: a gate check must not read a row per test.
 */
export interface Classifications {
  of(application: ApplicationRow, rules: TestRules, vectors: readonly KnownVector[]): Promise<Classification>
}

/** `hidden`: the same classes, with what people wrote of tests told by the entries in which it stands. */
export type Classification = TestClassTable & { readonly hidden: readonly TestClass[] }

type Kept = {
  readonly stamp: string
  /** As they are frozen, with references. */
  readonly hidden: TestClass[]
  /** What people wrote, by reference. */
  readonly words: ReadonlyMap<string, string>
  readonly numberOf: Map<string, number>
  /** Class by ordinal, under the category of the test's first upload. */
  byOrdinal: Uint16Array
  homeCodes: Uint8Array
  /** Class of a test under another upload category: ordinal × 256 + code. */
  readonly exceptions: Map<number, number>
  read: number
  readonly judge: ReturnType<typeof classify>
  categories: readonly CategoryName[]
}

export function storedClassifications(store: Store): Classifications {
  const kept = new Map<ApplicationName, Kept>()
  const busy = new Map<ApplicationName, Promise<void>>()

  const classNumber = (state: Kept, row: TestRow, code: number): number => {
    const told = state.judge(testOf(row), code === 0 ? undefined : state.categories[code])
    const key = JSON.stringify([
      told.category,
      told.critical,
      told.scope,
      told.retired,
      told.quarantine,
      row.suiteLevel,
    ])
    const known = state.numberOf.get(key)
    if (known !== undefined) return known
    const number = state.hidden.length
    if (number > 0xffff) throw new Error("the policy tells more than 65,536 kinds of tests apart")
    state.numberOf.set(key, number)
    state.hidden.push({
      category: told.category,
      critical: told.critical,
      scope: told.scope,
      suiteLevel: row.suiteLevel,
      ...(told.retired === undefined ? {} : { retired: told.retired }),
      ...(told.quarantine === undefined ? {} : { quarantine: told.quarantine }),
    })
    return number
  }

  const extend = async (state: Kept, application: ApplicationRow): Promise<void> => {
    if (state.read >= application.tests) return
    const byOrdinal = new Uint16Array(application.tests)
    byOrdinal.set(state.byOrdinal.subarray(0, state.read))
    const homeCodes = new Uint8Array(application.tests)
    homeCodes.set(state.homeCodes.subarray(0, state.read))
    for (let from = state.read; from < application.tests; from += CHUNK) {
      const rows = await store.read.tests(application.name, from, Math.min(CHUNK, application.tests - from))
      for (const row of rows) {
        byOrdinal[row.ordinal] = classNumber(state, row, row.homeCode)
        homeCodes[row.ordinal] = row.homeCode
      }
      await othersTurn()
    }
    state.byOrdinal = byOrdinal
    state.homeCodes = homeCodes
    state.read = application.tests
  }

  /** Tests whose category in these vectors is not the one of their first upload are judged one by one. */
  const judgeExceptions = async (
    state: Kept,
    application: ApplicationRow,
    vectors: readonly KnownVector[],
  ): Promise<void> => {
    const wanted: number[] = []
    for (const vector of vectors) {
      for (let at = 0; at < vector.length; at++) {
        const code = vector[at] ?? 0
        if (code === 0 || code - 1 === state.homeCodes[at] || state.exceptions.has(at * 256 + code - 1)) continue
        wanted.push(at * 256 + code - 1)
        state.exceptions.set(at * 256 + code - 1, 0)
      }
    }
    if (wanted.length === 0) return
    for (let from = 0; from < wanted.length; from += 5_000) {
      const part = wanted.slice(from, from + 5_000)
      const rows = await store.read.testsAt(
        application.name,
        part.map((key) => Math.floor(key / 256)),
      )
      const byOrdinal = new Map(rows.map((row) => [row.ordinal, row]))
      for (const key of part) {
        const row = byOrdinal.get(Math.floor(key / 256))
        if (row === undefined) throw new Error(`test ordinal ${Math.floor(key / 256)} is missing from the catalogue`)
        state.exceptions.set(key, classNumber(state, row, key % 256))
      }
    }
  }

  const load = async (
    application: ApplicationRow,
    rules: TestRules,
    vectors: readonly KnownVector[],
  ): Promise<void> => {
    const marks = await store.read.marks(application.name)
    const stamp = `${application.policy} ${application.catalogueVersion} ${JSON.stringify(marks.map(({ ledgerIndex, owner, reason }) => [ledgerIndex, owner, reason]))}`
    let state = kept.get(application.name)
    if (state?.stamp !== stamp) {
      state = {
        stamp,
        hidden: [],
        words: wordsIn(marks),
        numberOf: new Map(),
        byOrdinal: new Uint16Array(0),
        homeCodes: new Uint8Array(0),
        exceptions: new Map(),
        read: 0,
        judge: classify(withMarks(rules, marks)),
        categories: [],
      }
      if (kept.size >= KEPT_APPLICATIONS) kept.delete(kept.keys().next().value as ApplicationName)
      kept.set(application.name, state)
    }
    state.categories = await store.catalogue.categories(application.name)
    await extend(state, application)
    await judgeExceptions(state, application, vectors)
  }

  return {
    async of(application, rules, vectors) {
      // One reader per application at a time: the tables grow in place.
      const before = busy.get(application.name) ?? Promise.resolve()
      const turn = before.catch(() => undefined).then(() => load(application, rules, vectors))
      busy.set(application.name, turn)
      await turn.finally(() => {
        if (busy.get(application.name) === turn) busy.delete(application.name)
      })
      const state = kept.get(application.name)
      if (state === undefined) throw new Error(`the classification of ${application.name} was dropped while in use`)
      const { hidden, words, byOrdinal, homeCodes, exceptions } = state
      return {
        hidden,
        classes: withWords(hidden, words),
        classOf: (ordinal, code) =>
          homeCodes[ordinal] === code ? (byOrdinal[ordinal] ?? -1) : (exceptions.get(ordinal * 256 + code) ?? -1),
      }
    },
  }
}

/** Resolves once everything that waits on the event loop had its turn. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** What people wrote with their marks, by reference. */
function wordsIn(marks: readonly MarkRow[]): ReadonlyMap<string, string> {
  return new Map(
    marks.flatMap(({ ledgerIndex, owner, reason }) => [
      [wordsOf(ledgerIndex, "owner"), owner ?? ""],
      [wordsOf(ledgerIndex, "reason"), reason],
    ]),
  )
}

/** The policy's rules, and behind them what people said about single tests. */
function withMarks(rules: TestRules, marks: readonly MarkRow[]): TestRules {
  return {
    ...rules,
    retired: [
      ...rules.retired,
      ...marks.flatMap(({ kind, pattern, ledgerIndex }) =>
        kind === "retired" ? [{ test: pattern, reason: wordsOf(ledgerIndex, "reason") }] : [],
      ),
    ],
    quarantine: [
      ...rules.quarantine,
      ...marks.flatMap(({ kind, pattern, ledgerIndex, until }) => {
        const [owner, reason] = [wordsOf(ledgerIndex, "owner"), wordsOf(ledgerIndex, "reason")]
        return kind === "quarantined" && until !== null ? [{ test: pattern, owner, reason, until }] : []
      }),
    ],
  }
}
