import { describe, expect, test } from "vitest"
import { askExpression, readGateExpression, type ExpressionAnswer } from "./gate-expression.ts"

const INPUT = {
  coverage: { exit: { counts: { failed: 0, flaky: 3, passed: 12 } } },
  subject: { release: "v2", artifacts: [{ name: "a" }, { name: "b" }] },
  upstream: null,
  now: "2026-11-20T12:00:00.000Z",
  share: 0.5,
  "odd-name": "x",
}

function asked(text: string, input: Parameters<typeof askExpression>[1] = INPUT): ExpressionAnswer | string {
  const read = readGateExpression(text)
  return read.ok ? askExpression(read.value, input) : `${read.error.line}:${read.error.column} ${read.error.why}`
}

describe("a condition", () => {
  test.for([
    "input.coverage.exit.counts.failed == 0",
    "input.coverage.exit.counts.flaky < 5 && input.coverage.exit.counts.passed >= 10",
    "input.coverage.exit.counts.passed / 4 == 3",
    "input.share == 0.5 && input.share * 2.0 == 1.0",
    "input.subject.artifacts.all(one, one.name.matches('^[a-z]$'))",
    "has(input.coverage) && !has(input.nothing)",
    "input.upstream == null || input.upstream.release == 'v2'",
    "timestamp(input.now) < timestamp('2026-12-24T00:00:00Z')",
    "input.`odd-name` == 'x'",
    "type(input.coverage.exit.counts.failed) == int",
    "true",
    // As CEL has it; whoever writes it asks for the size as well.
    "[].all(one, one > 7)",
  ])("is met: %s", (text) => expect(asked(text)).toStrictEqual({ met: true }))

  test("that is false says which clauses are, and what stood on their sides", () => {
    expect(
      asked("input.subject.release == 'v3' && input.coverage.exit.counts.failed == 0 && input.share > 0.6"),
    ).toStrictEqual({
      met: false,
      clauses: [
        { clause: 'input.subject.release == "v3"', values: [{ expression: "input.subject.release", value: '"v2"' }] },
        { clause: "input.share > 0.6", values: [{ expression: "input.share", value: "0.5" }] },
      ],
    })
    expect(asked("!(input.share == 0.5)")).toStrictEqual({
      met: false,
      clauses: [{ clause: "!(input.share == 0.5)", values: [] }],
    })
  })

  // CEL takes `false && error` for false and `true || error` for true. That nothing which is missing is ever true holds.
  test.for([
    ["input.nothing == 0", "field not found: nothing"],
    ["input.upstream.release == 'v2'", "release"],
    ["input.subject.artifacts[7].name == 'a'", "out of bounds"],
    ["input.share", "it is 0.5, and not true or false"],
    ["input.subject.release", 'it is "v2", and not true or false'],
    ["input.coverage.exit.counts.passed / 0 == 1", "divi"],
    ["input.share + 1 > 1.0", "no matching overload"],
    ["input.subject.release == 'v2' && input.nothing", "field not found: nothing"],
    ["input.nothing || input.nothing", "field not found: nothing"],
    ["input.constructor == 1", "field not found: constructor"],
    ["input.__proto__ == 1", "field not found: __proto__"],
  ] as const)("has no value, and is neither met nor not: %s", ([text, because]) => {
    expect(asked(text)).toMatchObject({ met: null, because: expect.stringContaining(because) as string })
  })

  test("that is false in one clause and has no value in another is false", () => {
    expect(asked("input.nothing == 0 && input.share > 0.6")).toMatchObject({ met: false })
  })

  test.for([
    ["1 +", "1:3"],
    ["input.a == == 1", "1:9"],
    ["nope > 1", "`nope` is nothing it knows"],
    ["input.list.all(x, y > 1)", "`y` is nothing it knows"],
    ["sise(input.list) > 1", "`sise` is no function of CEL"],
    ["input.a.all(x, input.a.all(y, input.a.all(z, x == y)))", "lists within lists more than 2 deep"],
    [`input.a == "${"a".repeat(4_096)}"`, "more than 4096 characters"],
    ["{1: 'a', 1u: 'b'}[1] == 'a'", "the key 1 twice"],
  ] as const)("is refused where it is written: %s", ([text, why]) => expect(asked(text)).toContain(why))

  test("may go through lists, and through lists in lists as far as that ends soon", () => {
    const lists = (length: number) => ({ list: Array.from({ length }, (_, at) => at) })
    const nested = "input.list.all(x, input.list.exists(y, x == y))"
    expect(asked(nested, lists(100))).toStrictEqual({ met: true })
    expect(asked(nested, lists(1_000))).toMatchObject({
      met: null,
      because: expect.stringContaining("steps") as string,
    })
    expect(asked("input.list.all(x, x >= 0)", lists(10_000))).toStrictEqual({ met: true })
    // Lists that are put together are longer than those they are made of.
    const joined = "(input.list + input.list + input.list + input.list).all(x, x >= 0)"
    expect(asked(joined, lists(10_000))).toMatchObject({ met: null })
    // Neither is one that is written out shorter than it is, nor a mapping.
    const written = `[${"7,".repeat(600).slice(0, -1)}]`
    expect(asked(`${written}.all(x, x >= 0)`, {})).toStrictEqual({ met: true })
    expect(asked(`${written}.all(x, ${written}.all(y, x + y >= 0))`, {})).toMatchObject({ met: null })
    expect(asked("input.all(x, input.all(y, x != y))", { map: 1, of: 2, ...lists(1_000) })).toMatchObject({ met: null })
  })

  test("in which a pattern would take for ever takes no time", () => {
    expect(asked("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.matches('(a+)+$')")).toMatchObject({
      met: false,
    })
  })
})
