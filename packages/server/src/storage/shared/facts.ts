import { testId, type TestStatus } from "@promotrail/core"
import type { Fact } from "../../ports/reader.ts"
import { BlockWriter, blocksOf } from "./blocks.ts"
import { FACTS_MAGIC } from "./objects.ts"

/**
 * A facts object of tests, in blocks of lines (`blocks.ts`). A line is a JSON array
 * `[flags, name, suite, class, file, durationMs, more]`; 0 for suite, class or file means: as in the line before.
 */
type Line = readonly [
  flags: number,
  name: string,
  suite?: string | 0,
  className?: string | 0,
  file?: string | 0 | null,
  durationMs?: number | null,
  more?: More,
]

/** What few tests have. */
type More = {
  readonly id?: string
  readonly tags?: readonly string[]
  readonly jira?: Readonly<Record<string, string>>
  readonly line?: number
  readonly message?: string
}

/** Characters of a message that are kept with the facts; the raw file has all of it. */
export const MESSAGE = 2_048

const STATUSES: readonly (TestStatus | undefined)[] = [undefined, "passed", "failed", "errored", "skipped"]
const STATUS_MASK = 0b111
const FLAKY = 0b1000
const SUITE_LEVEL = 0b10000

/** Writes facts into the bytes of a facts object. */
export class FactsEncoder {
  private readonly blocks = new BlockWriter(FACTS_MAGIC)
  private suite: string | undefined
  private className: string | undefined
  private file: string | undefined

  add(fact: Fact): void {
    const { name, suite, class: className, file, durationMs } = fact
    const status = fact.status === undefined ? 0 : STATUSES.indexOf(fact.status)
    const flags = status | (fact.flaky ? FLAKY : 0) | (fact.suiteLevel ? SUITE_LEVEL : 0)
    const more = moreOf(fact)
    const line: Line = [
      flags,
      name,
      suite === this.suite ? 0 : suite,
      className === this.className ? 0 : className,
      file === undefined ? null : file === this.file ? 0 : file,
      durationMs ?? null,
    ]
    this.suite = suite
    this.className = className
    if (file !== undefined) this.file = file
    if (this.blocks.add(JSON.stringify(more === undefined ? line : [...line, more]))) {
      this.suite = this.className = this.file = undefined
    }
  }

  end(): Promise<Uint8Array> {
    return this.blocks.end()
  }
}

function moreOf(fact: Fact): More | undefined {
  const { id, tags, jira, line, message } = fact
  const more: More = {
    ...(id === testId(fact) ? {} : { id }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
    ...(jira === undefined ? {} : { jira }),
    ...(line === undefined ? {} : { line }),
    ...(message === undefined ? {} : { message: message.slice(0, MESSAGE).toWellFormed() }),
  }
  for (const _ in more) return more
  return undefined
}

/** The facts of an object, in file order, a block at a time. Throws on bytes that `FactsEncoder` did not write. */
export function* factsOf(bytes: Uint8Array): Generator<Fact, void, undefined> {
  for (const lines of blocksOf(FACTS_MAGIC, bytes)) {
    let before: Before = { suite: "", class: "", file: "" }
    for (const line of lines) {
      const fact = factOf(JSON.parse(line) as Line, before)
      yield fact
      before = { suite: fact.suite, class: fact.class, file: fact.file ?? before.file }
    }
  }
}

type Before = { readonly suite: string; readonly class: string; readonly file: string }

function factOf(
  [flags, name, suite = 0, className = 0, file = null, durationMs = null, more]: Line,
  before: Before,
): Fact {
  const identity = {
    suite: suite === 0 ? before.suite : suite,
    class: className === 0 ? before.class : className,
    name,
  }
  const status = STATUSES[flags & STATUS_MASK]
  return {
    ...identity,
    id: more?.id ?? testId(identity),
    ...(status === undefined ? {} : { status }),
    flaky: (flags & FLAKY) !== 0,
    suiteLevel: (flags & SUITE_LEVEL) !== 0,
    ...(file === null ? {} : { file: file === 0 ? before.file : file }),
    ...(durationMs === null ? {} : { durationMs }),
    ...(more?.tags === undefined ? {} : { tags: more.tags }),
    ...(more?.jira === undefined ? {} : { jira: more.jira }),
    ...(more?.line === undefined ? {} : { line: more.line }),
    ...(more?.message === undefined ? {} : { message: more.message }),
  }
}
