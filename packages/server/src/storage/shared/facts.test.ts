import { testId, type TestStatus } from "@promotrail/core"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { Fact } from "../../ports/reader.ts"
import { FactsEncoder, factsOf, MESSAGE } from "./facts.ts"
import { deflateRawSync } from "node:zlib"
import { FACTS_MAGIC } from "./objects.ts"

async function written(facts: readonly Fact[]): Promise<Uint8Array> {
  const encoder = new FactsEncoder()
  for (const fact of facts) encoder.add(fact)
  return encoder.end()
}

const text = fc.string({ unit: "grapheme", maxLength: 20 })
const few = fc.constantFrom("", "a", "b", "0")
const identity = fc.record({ suite: fc.oneof(few, text), class: fc.oneof(few, text), name: text })
const optional = fc.record(
  {
    status: fc.constantFrom<TestStatus>("passed", "failed", "errored", "skipped"),
    file: fc.oneof(few, text),
    tags: fc.array(text, { minLength: 1, maxLength: 3 }),
    jira: fc.dictionary(text, text, { maxKeys: 3 }).map((fields) => Object.assign({}, fields)),
    line: fc.nat(),
    message: text,
    durationMs: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((ms) => ms + 0),
  },
  { requiredKeys: [] },
)
const fact: fc.Arbitrary<Fact> = fc
  .tuple(identity, optional, fc.boolean(), fc.boolean(), fc.constantFrom("", "#2", "#3"))
  .map(([who, more, flaky, suiteLevel, again]) => ({ ...who, ...more, id: testId(who) + again, flaky, suiteLevel }))

test("what was written is what is read, in the same order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fact), async (facts) => {
      expect([...factsOf(await written(facts))]).toEqual(facts)
    }),
  )
})

test("many facts make several blocks, and each stands alone", async () => {
  const facts = Array.from({ length: 30_000 }, (_, at): Fact => {
    const who = { suite: "one suite", class: "one class", name: `a test with a long name ${at}`, file: "one/file.ts" }
    return { ...who, id: testId(who), status: "passed", flaky: false, suiteLevel: false }
  })
  expect([...factsOf(await written(facts))]).toStrictEqual(facts)
})

test("the same facts give the same bytes", async () => {
  const [some = []] = fc.sample(fc.array(fact, { minLength: 50 }), 1)
  expect(await written(some)).toStrictEqual(await written(some))
})

test("a message is cut where it gets long, and never in the middle of a character", async () => {
  const told = `${"x".repeat(MESSAGE - 1)}😀`
  const who = { suite: "s", class: "c", name: "n", id: "s::c::n", flaky: false, suiteLevel: false }
  const [read] = factsOf(await written([{ ...who, status: "failed", message: told }]))
  expect(read?.message).toBe(`${"x".repeat(MESSAGE - 1)}\uFFFD`)
})

test.for([
  { of: "other bytes", bytes: new TextEncoder().encode("promotrail/facts/2\n") },
  { of: "nothing", bytes: new Uint8Array(0) },
  { of: "a block that is cut off", bytes: Uint8Array.of(...FACTS_MAGIC, 0, 0, 0, 9, 1) },
  { of: "a length that is cut off", bytes: Uint8Array.of(...FACTS_MAGIC, 0, 0) },
  { of: "a block without an end of line", bytes: Uint8Array.of(...FACTS_MAGIC, ...block(`[1,"a"`)) },
])("refuses $of", ({ bytes }) => {
  expect(() => [...factsOf(bytes)]).toThrow(/not a facts object|unexpected end|bounds|JSON|distance/i)
})

function block(lines: string): Uint8Array {
  const deflated = deflateRawSync(lines)
  return Uint8Array.of(0, 0, 0, deflated.length, ...deflated)
}
