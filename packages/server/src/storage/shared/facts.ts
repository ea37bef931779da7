import { deflateRaw, inflateRawSync } from "node:zlib"
import { testId, type TestStatus } from "@promotrail/core"
import type { Fact } from "../../ports/reader.ts"
import { FACTS_MAGIC, isFacts } from "./objects.ts"

/**
 * A facts object: the magic line, then blocks of deflated JSON lines, each behind its length. Blocks stand alone, so
 * a million tests are read a block at a time. A line is an array
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

/** Characters of a block before it is deflated. */
const BLOCK = 1 << 20
/** Characters of a message that are kept with the facts; the raw file has all of it. */
export const MESSAGE = 2_048

const STATUSES: readonly (TestStatus | undefined)[] = [undefined, "passed", "failed", "errored", "skipped"]
const STATUS_MASK = 0b111
const FLAKY = 0b1000
const SUITE_LEVEL = 0b10000

const deflate = (text: string): Promise<Uint8Array> =>
  new Promise((resolve, reject) =>
    deflateRaw(text, { level: 1 }, (error, deflated) => (error === null ? resolve(deflated) : reject(error))),
  )

/** Writes facts into the bytes of a facts object, deflating on other threads while more are added. */
export class FactsEncoder {
  private readonly blocks: Promise<Uint8Array>[] = []
  private text = ""
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
    this.text += `${JSON.stringify(more === undefined ? line : [...line, more])}\n`
    this.suite = suite
    this.className = className
    if (file !== undefined) this.file = file
    if (this.text.length >= BLOCK) this.flush()
  }

  async end(): Promise<Uint8Array> {
    if (this.text !== "") this.flush()
    const blocks = await Promise.all(this.blocks)
    const bytes = new Uint8Array(FACTS_MAGIC.length + blocks.reduce((sum, { length }) => sum + 4 + length, 0))
    bytes.set(FACTS_MAGIC)
    const view = new DataView(bytes.buffer)
    let at = FACTS_MAGIC.length
    for (const block of blocks) {
      view.setUint32(at, block.length)
      bytes.set(block, at + 4)
      at += 4 + block.length
    }
    return bytes
  }

  private flush(): void {
    this.blocks.push(deflate(this.text))
    this.text = ""
    this.suite = this.className = this.file = undefined
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
  if (!isFacts(bytes)) throw new Error("these bytes are not a facts object")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const decoder = new TextDecoder("utf-8", { fatal: true })
  for (let at = FACTS_MAGIC.length; at < bytes.length;) {
    const length = view.getUint32(at)
    const block = decoder.decode(inflateRawSync(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
    let before: Before = { suite: "", class: "", file: "" }
    for (let start = 0; start < block.length;) {
      const end = block.indexOf("\n", start)
      const fact = factOf(JSON.parse(block.slice(start, end)) as Line, before)
      yield fact
      before = { suite: fact.suite, class: fact.class, file: fact.file ?? before.file }
      start = end + 1
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
