import { describe, expect, test } from "vitest"
import { complaintsAbout, gains, isSame, readBytes } from "./laws.ts"
import { baseOf, mutate } from "./mutations.ts"
import { Random } from "./random.ts"
import { partsOf } from "./spans.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readBytes(bytesOf(text))
const without = (text: string, { from, to }: { from: number; to: number }) => text.slice(0, from) + text.slice(to)

const SUITE = (inner: string) => `<testsuite name="s">${inner}</testsuite>`
const FAILING = SUITE('<testcase name="a"/><testcase name="b"><failure/></testcase>')

describe("parts of a document", () => {
  test.for([
    ["JSON", '{"a":[1,{"b":null}],"c":"}","d":{}}', "a a a b c d"],
    ["JSON values, one a line", '{"a":1}\n{"a":2}\n', "a a"],
  ] as const)("of %s, taken out one by one, leave a document", ([, text, names]) => {
    const parts = partsOf(text)
    expect(
      parts
        .map(({ name }) => name)
        .toSorted()
        .join(" "),
    ).toEqual(names)
    for (const part of parts) {
      for (const line of without(text, part).trim().split("\n")) expect(() => JSON.parse(line), part.name).not.toThrow()
    }
  })

  test("of XML are its elements and attributes", () => {
    const parts = partsOf(FAILING)
    expect(parts.map(({ what, name }) => `${what} ${name}`)).toContain("attribute testcase/@name")
    for (const part of parts) expect(read(without(FAILING, part)).report.code, part.name).not.toBe("malformed")
  })
})

describe("laws", () => {
  test("a failure that is gone is a gain, and so is a pass more", () => {
    const [before, after] = [read(FAILING), read(SUITE('<testcase name="a"/><testcase name="b"/>'))]
    expect(gains(before, after, "delete")).toEqual(["more passed", "fewer failed or errored"])
    expect(gains(after, before, "delete")).toEqual([])
  })

  test("what proved nothing and is proof now is a gain", () => {
    expect(gains(read(SUITE("")), read(SUITE('<testcase name="a"/>')), "flip")).toEqual(["was empty, is proof"])
  })

  test("what is refused gains nothing", () => {
    expect(gains(read(FAILING), read(FAILING.slice(0, -5)), "cut")).toEqual([])
  })

  test("an honest reading breaks none, in any pieces", () => {
    const whole = read(FAILING)
    expect(complaintsAbout(whole)).toEqual([])
    expect(isSame(whole, readBytes(bytesOf(FAILING), [1, 7]))).toBe(true)
    expect(isSame(whole, read(SUITE('<testcase name="a"/>')))).toBe(false)
  })

  test("counts that do not add up are complained of", () => {
    const one = read(FAILING)
    const counts = { ...one.report.counts, passed: 7 }
    expect(complaintsAbout({ ...one, report: { ...one.report, counts } })).toEqual(["tests do not add up"])
  })
})

test("the same chance changes a file in the same way, and the file itself stays as it is", () => {
  const base = baseOf(bytesOf(FAILING))
  const all = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 200 }, () => mutate(base, random))
  }
  expect(all(7)).toEqual(all(7))
  expect(new Set(all(7).map(({ nature }) => nature)).size).toBeGreaterThan(3)
  expect(new TextDecoder().decode(base.bytes)).toBe(FAILING)
})
