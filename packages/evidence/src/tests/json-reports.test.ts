import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, read, type Read } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

type Outcome = "passed" | "failed" | "skipped"
type Case = { readonly name: string; readonly outcome: Outcome }
type Writer = { readonly id: string; readonly most: number; readonly write: (cases: readonly Case[]) => unknown }

const of = (cases: readonly Case[], outcome: Outcome) => cases.filter((each) => each.outcome === outcome)
const failed = (cases: readonly Case[]) => of(cases, "failed").length

/** A small writer of each format, after its tool. */
const WRITERS: readonly Writer[] = [
  {
    id: "ctrf-json",
    most: 99,
    write: (cases) => ({
      reportFormat: "CTRF",
      specVersion: "0.0.1",
      results: {
        tool: { name: "runner" },
        summary: { tests: cases.length, failed: failed(cases), stop: 1_790_000_000_000 },
        tests: cases.map(({ name, outcome }) => ({ name, suite: ["shop", "cart"], status: outcome, duration: 1.5 })),
      },
    }),
  },
  {
    id: "jest-json",
    most: 99,
    write: (cases) => ({
      numTotalTests: cases.length,
      numFailedTests: failed(cases),
      success: failed(cases) === 0,
      testResults: [
        {
          assertionResults: cases.map(({ name, outcome }) => ({
            ancestorTitles: ["cart"],
            title: name,
            status: outcome === "skipped" ? "pending" : outcome,
            failureMessages: outcome === "failed" ? ["Error: no"] : [],
          })),
          status: failed(cases) > 0 ? "failed" : "passed",
          message: failed(cases) > 0 ? "no" : "",
          name: `${HOME}/someone/shop/src/cart.test.js`,
        },
      ],
    }),
  },
  {
    id: "playwright-json",
    most: 99,
    write: (cases) => ({
      config: { rootDir: "/shop", version: "1.65.1" },
      suites: [
        {
          specs: [],
          suites: [
            {
              specs: cases.map(({ name, outcome }) => ({
                title: name,
                line: 3,
                tests: [
                  {
                    projectName: "chromium",
                    expectedStatus: outcome === "skipped" ? "skipped" : "passed",
                    results: [{ status: outcome, duration: 4, startTime: "2026-11-20T18:23:20.351Z" }],
                    status: { passed: "expected", failed: "unexpected", skipped: "skipped" }[outcome],
                  },
                ],
              })),
              title: "cart",
            },
          ],
          title: "cart.spec.ts",
        },
      ],
      errors: [],
      stats: {
        expected: of(cases, "passed").length,
        unexpected: failed(cases),
        flaky: 0,
        skipped: of(cases, "skipped").length,
      },
    }),
  },
  {
    id: "mocha-json",
    most: 99,
    write: (cases) => {
      const entry = ({ name, outcome }: Case) => ({
        title: name,
        fullTitle: `cart ${name}`,
        currentRetry: 0,
        err: outcome === "failed" ? { message: "no" } : {},
      })
      return {
        stats: { suites: 1, tests: cases.length, passes: of(cases, "passed").length, failures: failed(cases) },
        tests: cases.map(entry),
        pending: of(cases, "skipped").map(entry),
        failures: of(cases, "failed").map(entry),
        passes: of(cases, "passed").map(entry),
      }
    },
  },
  {
    id: "mochawesome-json",
    most: 99,
    write: (cases) => ({
      stats: { suites: 1, tests: cases.length, passes: of(cases, "passed").length, failures: failed(cases) },
      results: [
        {
          file: "test/cart.js",
          tests: [],
          suites: [
            {
              tests: cases.map(({ name, outcome }) => ({
                title: name,
                state: outcome === "skipped" ? "pending" : outcome,
                pass: outcome === "passed",
                fail: outcome === "failed",
                pending: outcome === "skipped",
              })),
              title: "cart",
            },
          ],
          title: "",
        },
      ],
    }),
  },
  {
    id: "gtest-json",
    most: 99,
    write: (cases) => ({
      tests: cases.length,
      failures: failed(cases),
      disabled: 0,
      testsuites: [
        {
          testsuite: cases.map(({ name, outcome }) => ({
            name,
            classname: "Cart",
            status: "RUN",
            result: outcome === "skipped" ? "SKIPPED" : "COMPLETED",
            timestamp: "2026-11-20T18:24:58Z",
            time: "0.004s",
            ...(outcome === "failed" ? { failures: [{ failure: "no" }] } : {}),
          })),
          name: "Cart",
        },
      ],
    }),
  },
  {
    id: "rspec-json",
    most: 99,
    write: (cases) => ({
      version: "3.13.0",
      examples: cases.map(({ name, outcome }) => ({
        full_description: name,
        status: outcome === "skipped" ? "pending" : outcome,
        file_path: "./spec/cart_spec.rb",
        run_time: 0.01,
      })),
      summary: { example_count: cases.length, failure_count: failed(cases), errors_outside_of_examples_count: 0 },
    }),
  },
  {
    id: "cucumber-json",
    most: 99,
    write: (cases) => [
      {
        keyword: "Feature",
        elements: cases.map(({ name, outcome }) => ({
          type: "scenario",
          name,
          line: 4,
          before: [{ result: { status: "passed", duration: 1 } }],
          steps: [
            { result: { status: "passed", duration: 2e6 } },
            { result: { status: outcome, duration: 1e6, error_message: outcome === "failed" ? "no" : "" } },
          ],
        })),
        name: "Cart",
        uri: "features/cart.feature",
      },
    ],
  },
  {
    id: "allure-result-json",
    most: 1,
    write: ([first]) => ({
      uuid: "1",
      historyId: "h",
      name: first!.name,
      status: first!.outcome,
      labels: [{ name: "suite", value: "cart" }],
      start: 1_790_000_000_000,
      stop: 1_790_000_000_100,
    }),
  },
]

const someCases = (most: number) =>
  fc
    .array(fc.tuple(fc.constantFrom("adds", "__proto__", "constructor", "a::b", "größe 😀"), fc.nat(2)), {
      minLength: 1,
      maxLength: Math.min(most, 12),
    })
    .map((drawn) =>
      drawn.map(([name, n], i): Case => ({
        name: `${name} ${i}`,
        outcome: (["passed", "failed", "skipped"] as const)[n]!,
      })),
    )

/** What a reading says, without the lines, which follow the layout. */
const said = ({ report, facts }: Read) => ({
  outcome: report.outcome,
  counts: report.counts,
  facts: facts.map((fact) => ({ ...fact, at: 0 })),
})

/** The same document with its keys in another order. */
function shuffled(value: unknown, salt: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, salt))
  if (typeof value !== "object" || value === null) return value
  const rank = (key: string) => bytesOf(key).reduce((sum, byte) => (sum * 31 + byte * salt) % 9973, salt)
  const sorted = Object.entries(value).toSorted(([one], [other]) => rank(one) - rank(other))
  return Object.fromEntries(sorted.map(([key, member]) => [key, shuffled(member, salt)]))
}

/** Every place in a document where a member could be missing. */
function members(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const step = Array.isArray(value) ? Number(key) : key
    const deeper = members(member, [...path, step])
    return Array.isArray(value) ? deeper : [[...path, step], ...deeper]
  })
}

function without(value: unknown, [step, ...rest]: readonly (string | number)[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? without(item, rest) : item))
  const entries = Object.entries(value as object)
  if (rest.length === 0) return Object.fromEntries(entries.filter(([key]) => key !== step))
  return Object.fromEntries(entries.map(([key, member]) => [key, key === step ? without(member, rest) : member]))
}

function utf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2)
  bytes.set(little ? [0xff, 0xfe] : [0xfe, 0xff])
  for (let i = 0; i < text.length; i++) new DataView(bytes.buffer).setUint16(2 + i * 2, text.charCodeAt(i), little)
  return bytes
}

describe.for(WRITERS)("laws of $id", ({ id, most, write }) => {
  const cases = someCases(most)
  const textOf = (list: readonly Case[]) => JSON.stringify(write(list), null, 1)

  test("every test is counted once, as what it is", () => {
    fc.assert(
      fc.property(cases, (list) => {
        const { report, facts } = read(textOf(list))
        expect(report).toMatchObject({ format: id, kind: "tests", outcome: "accepted" })
        expect(report.counts).toMatchObject({
          tests: list.length,
          passed: of(list, "passed").length,
          failed: failed(list),
          skipped: of(list, "skipped").length,
          errored: 0,
          suiteErrors: 0,
        })
        expect(report.warnings).toEqual([])
        const listed = facts.map(({ name, status }) => `${status} ${name.replace(/^cart [>›] /, "")}`).sort()
        expect(listed).toEqual(list.map(({ name, outcome }) => `${outcome} ${name}`).sort())
      }),
    )
  })

  test("each fact leads back to its place in the file", () => {
    fc.assert(
      fc.property(cases, (list) => {
        const text = textOf(list)
        for (const { at, pointer = "", name } of read(text).facts) {
          let here: unknown = JSON.parse(text)
          for (const step of pointer.split("/").slice(1)) here = (here as Record<string, unknown>)[step]
          const own = name.replace(/^cart [>›] /, "")
          // Playwright's names stand beside the tests, in their spec.
          expect(id === "playwright-json" || JSON.stringify(here).includes(JSON.stringify(own))).toBe(true)
          expect(
            text
              .split("\n")
              .slice(at - 1)
              .join("\n"),
          ).toContain(JSON.stringify(own))
        }
      }),
    )
  })

  test("chunks, byte order marks, UTF-16 and CRLF make no difference", () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 40 }), (list, chunk) => {
        const text = textOf(list)
        const whole = read(text)
        expect(read(text, { chunk })).toEqual(whole)
        expect(read(`\uFEFF${text}`)).toEqual(whole)
        expect(read(text.replaceAll("\n", "\r\n"))).toEqual(whole)
        expect(read(utf16(text, true))).toEqual(whole)
        expect(read(utf16(text, false), { chunk })).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  test("the order of keys makes no difference", () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 5000 }), (list, salt) => {
        const file = write(list)
        expect(said(read(JSON.stringify(shuffled(file, salt))))).toEqual(said(read(JSON.stringify(file))))
      }),
    )
  })

  test("a file that was cut anywhere is refused", () => {
    fc.assert(
      fc.property(cases, fc.nat(), (list, seed) => {
        const bytes = bytesOf(textOf(list))
        expect(read(bytes.subarray(0, seed % bytes.length)).report.outcome).not.toBe("accepted")
      }),
    )
  })

  test("a member that is missing, whichever, never makes a better result", () => {
    fc.assert(
      fc.property(cases, fc.nat(), (list, seed) => {
        const file = write(list)
        const places = members(file)
        const { report } = read(JSON.stringify(without(file, places[seed % places.length]!)))
        if (report.outcome !== "accepted" || (report.counts["suiteErrors"] ?? 0) > 0) return
        expect(report.counts["passed"]).toBeLessThanOrEqual(of(list, "passed").length)
      }),
      { numRuns: 300 },
    )
  })

  test("no tests are no evidence", () => {
    if (most === 1) return
    expect(read(textOf([])).report).toMatchObject({ format: id, outcome: "empty", code: "no-tests" })
  })

  test("nothing of the machine is told", () => {
    const { report, facts } = read(textOf([{ name: "adds", outcome: "passed" }]))
    expect(JSON.stringify([report, facts])).not.toContain("someone")
  })
})
