import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, decoders } from "../../testing/reading.ts"
import { utf8Of } from "../decoders.ts"
import { DEFAULT_LIMITS, type Limits } from "../limits.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import type { Json, JsonPlace } from "./json.ts"
import { compileRules, type JsonRules } from "./rules.ts"
import { JsonScanner } from "./scanner.ts"

type Options = { readonly chunk?: number; readonly many?: boolean; readonly limits?: Partial<Limits> }

/** Scans a text in chunks; answers the refusal, or undefined when the whole of it was read. */
function scan(file: string | Uint8Array, rules: JsonRules, { chunk, many = false, limits }: Options = {}) {
  const bytes = typeof file === "string" ? bytesOf(file) : file
  const size = chunk ?? Math.max(1, bytes.length)
  const root = compileRules(rules)
  const scanner = new JsonScanner(many ? (root.any ?? root) : root, {
    limits: { ...DEFAULT_LIMITS, ...limits },
    utf8: utf8Of({ decoders }),
    many,
  })
  let refusal: Refusal | undefined
  try {
    for (let from = 0; from < bytes.length; from += size) scanner.write(bytes.subarray(from, from + size))
    scanner.finish()
  } catch (fault) {
    if (!(fault instanceof RefusedInput)) throw fault
    refusal = fault.refusal
  }
  return { refusal, notNumbers: scanner.notNumbers, ambiguousAt: scanner.ambiguousAt }
}

/** What the rules are given, by pointer. */
function taken(file: string, paths: readonly string[], options?: Options) {
  const found: [pointer: string, value: Json][] = []
  const take = (value: Json, { pointer }: JsonPlace) => void found.push([pointer, value])
  const { refusal, ambiguousAt } = scan(file, Object.fromEntries(paths.map((path) => [path, take])), options)
  return { found, refusal, ambiguousAt }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe("what is JSON is read, what is not is refused", () => {
  test("any value comes out as it went in, in chunks of any size", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (value, indent, chunk) => {
          const file = JSON.stringify(value, null, indent)
          expect(taken(file, [""], { chunk })).toMatchObject({ found: [["", JSON.parse(file)]], refusal: undefined })
        },
      ),
    )
  })

  test("the platform's parser agrees about every damaged text, held or passed over", () => {
    const characters = [...'{}[]:,"\\ tfn019.-+eEu/a'.split(""), "\u0001"]
    const damaged = fc
      .tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.constantFrom(...characters), fc.nat({ max: 2 }))
      .map(([value, seed, character, cut]) => {
        const file = JSON.stringify(value)
        const at = seed % (file.length + 1)
        return file.slice(0, at) + character + file.slice(at + cut)
      })
    const isTwice = (refusal: Refusal | undefined) => JSON.stringify(refusal ?? "").includes("stands twice")
    fc.assert(
      fc.property(damaged, fc.integer({ min: 1, max: 5 }), (file, chunk) => {
        const held = taken(file, [""], { chunk }).refusal
        const passed = taken(file, ["nowhere"], { chunk }).refusal
        // A key that stands twice is JSON, and is refused all the same.
        const wanted = isJson(file) ? "read" : "refused"
        expect(held === undefined || (isJson(file) && isTwice(held)) ? "read" : "refused").toBe(wanted)
        expect(passed === undefined || (isJson(file) && isTwice(passed)) ? "read" : "refused").toBe(wanted)
      }),
      { numRuns: 2_000 },
    )
  })

  test.for([
    ["", "nothing-received"],
    ["   ", "nothing-received"],
    ['{"a":1', "truncated"],
    ['{"a":1}}', "malformed"],
    ['{"a":1}{"a":1}', "malformed"],
    ['{"a":1,}', "malformed"],
    ["[1,]", "malformed"],
    ["[01]", "malformed"],
    ["[1.]", "malformed"],
    ["[-]", "malformed"],
    ["[+1]", "malformed"],
    ["[tru]", "malformed"],
    ['["\\x"]', "malformed"],
    ['["\\u12g4"]', "malformed"],
    ["['a']", "malformed"],
    ["{a:1}", "malformed"],
    ['{"a" 1}', "malformed"],
    ["12", undefined],
    ["-1.5e+3", undefined],
    ['"x"', undefined],
  ] as const)("%j: %s", ([file, kind]) => {
    for (const chunk of [1, 100]) expect(scan(file, {}, { chunk }).refusal?.kind).toBe(kind)
  })

  test("a fault is named by line and column", () => {
    expect(scan('{\n  "a": 1,\n  "b": x\n}', {}).refusal).toMatchObject({ kind: "malformed", line: 3, column: 8 })
  })

  test("bytes that are not UTF-8 are refused, also where nothing is taken", () => {
    const bad = new Uint8Array([...bytesOf('["'), 0xc3, 0x28, ...bytesOf('"]')])
    for (const rules of [{}, { "": () => undefined }]) {
      expect(scan(bad, rules, { chunk: 1 }).refusal).toMatchObject({ kind: "bad-bytes", line: 1, column: 4 })
    }
  })

  test("NaN and Infinity are null, and counted", () => {
    const file = '{"a":NaN,"b":[-Infinity,Infinity,"NaN"],"c":1}'
    expect(taken(file, [""]).found).toEqual([["", { a: null, b: [null, null, "NaN"], c: 1 }]])
    expect(scan(file, {}, { chunk: 1 }).notNumbers).toBe(3)
  })
})

describe("rules lead to what is wanted", () => {
  const file = JSON.stringify({
    runs: [{ tool: "x", results: [1, [2], { "a/b~c": 3 }] }, { results: [] }],
    __proto__x: 4,
  })

  test("`*` is any position and any key; a key of its own wins", () => {
    for (const chunk of [1, 7, 1000]) {
      expect(taken(file, ["runs/*/results/*", "runs/*/tool", "runs/*/results/1/nowhere"], { chunk }).found).toEqual([
        ["/runs/0/tool", "x"],
        ["/runs/0/results/0", 1],
        ["/runs/0/results/2", { "a/b~c": 3 }],
      ])
      expect(taken(file, ["runs/*/results/*", "runs/*/tool"], { chunk }).found.map(([pointer]) => pointer)).toEqual([
        "/runs/0/tool",
        "/runs/0/results/0",
        "/runs/0/results/1",
        "/runs/0/results/2",
      ])
    }
  })

  test("pointers escape what keys may hold", () => {
    expect(taken(file, ["runs/*/results/*/*"]).found).toEqual([
      ["/runs/0/results/1/0", 2],
      ["/runs/0/results/2/a~1b~0c", 3],
    ])
  })

  test("a container says what it is, when it begins and when it ends", () => {
    const told: string[] = []
    scan(file, {
      "runs/*": {
        open: (kind, { pointer, at }) => told.push(`${kind} ${pointer} ${at}`),
        close: () => told.push("end"),
      },
      "runs/*/results": { open: (kind) => told.push(kind) },
    })
    expect(told).toEqual(["object /runs/0 1", "array", "end", "object /runs/1 1", "array", "end"])
  })

  test("several documents are several values", () => {
    const lines = '{"a":1}\n\n{"a":2}{"a":3}\n'
    expect(taken(lines, ["*/a"], { many: true }).found).toEqual([
      ["/0/a", 1],
      ["/1/a", 2],
      ["/2/a", 3],
    ])
  })

  test("a key that stands twice is refused where rules lead on, and told of where a value is taken", () => {
    const file = '{"a":1,"b":[{"c":1,"c":2}],"a":2}'
    expect(taken(file, ["a"]).refusal).toMatchObject({ kind: "malformed" })
    for (const [paths, value] of [
      [[""], { a: 2, b: [{ c: 2 }] }],
      [["b/*"], { c: 2 }],
    ] as const) {
      const told = taken(file.replace(',"a":2', paths[0] === "" ? ',"a":2' : ""), paths)
      expect([told.refusal, told.found[0]?.[1], told.ambiguousAt]).toEqual([undefined, value, 1])
    }
  })
})

describe("limits hold", () => {
  test.for([
    { limits: { jsonDepth: 3 }, file: "[[[[1]]]]", what: "jsonDepth" },
    { limits: { heldBytes: 10 }, file: '{"a":"12345678901"}', what: "heldBytes" },
  ])("$what", ({ limits, file, what }) => {
    for (const chunk of [1, 100]) {
      expect(scan(file, { "": () => undefined }, { limits, chunk }).refusal).toMatchObject({ kind: "too-large", what })
    }
  })

  test("a hundred megabytes that nobody wants are passed over", () => {
    const block = bytesOf(`"${"x".repeat(1_048_573)}",`)
    const scanner = new JsonScanner(compileRules({ b: () => undefined }), {
      limits: DEFAULT_LIMITS,
      utf8: utf8Of({ decoders }),
      many: false,
    })
    scanner.write(bytesOf('{"a":['))
    for (let i = 0; i < 100; i++) scanner.write(block)
    scanner.write(bytesOf('1],"b":2}'))
    expect(() => scanner.finish()).not.toThrow()
  })
})
