import fc from "fast-check"
import { expect, test } from "vitest"
import { glob } from "../kernel/glob.ts"
import { compileMatcher, type MatchedTest } from "./matcher.ts"
import type { TestMatcher } from "./policy.ts"
import { testId, type TestCase } from "./test-case.ts"

const aTest = (over: Partial<MatchedTest> = {}): MatchedTest => {
  const made: TestCase = {
    suite: "payment",
    class: "PayPalTest",
    name: "refund",
    file: "src/unit/pay/PayPal.ts",
    tags: ["slow", "external"],
    ...over,
  }
  return { ...made, id: testId(made), ...(over.category === undefined ? {} : { category: over.category }) }
}

test.for<[claim: string, matcher: TestMatcher, matches: boolean, test?: MatchedTest]>([
  ["an empty matcher matches every test", {}, true],
  ["a literal matches itself", { suite: ["payment"] }, true],
  ["a literal does not match its beginning", { suite: ["pay"] }, false],
  ["a star is any run of characters", { suite: ["pay*"] }, true],
  ["a star may be nothing", { suite: ["payment*"] }, true],
  ["alternatives are enough one by one", { class: ["Other", "PayPal*"] }, true],
  ["no alternative matches nothing", { class: [] }, false],
  ["every member must match", { suite: ["payment"], name: ["charge"] }, false],
  ["one tag of several is enough", { tag: ["ext*"] }, true],
  [
    "a test without tags has none that match",
    { tag: ["*"] },
    false,
    { suite: "a", class: "b", name: "c", id: "a::b::c" },
  ],
  ["in paths ** crosses folders", { file: ["**/unit/**"] }, true],
  ["in paths * does not", { file: ["src/*.ts"] }, false],
  [
    "a test without a file matches no path",
    { file: ["**"] },
    false,
    { suite: "a", class: "b", name: "c", id: "a::b::c" },
  ],
  ["in names * crosses slashes", { name: ["a*c"] }, true, aTest({ name: "a/b/c" })],
  ["the id is matched whole", { test: ["payment::*::refund"] }, true],
  ["a category that is not given does not match", { category: ["*"] }, false],
  ["a given category is matched", { category: ["unit", "func*"] }, true, aTest({ category: "functional" })],
  ["regular expressions are letters", { suite: ["p.*t"] }, false],
  ["one character cannot serve both ends", { suite: ["ab*ba"] }, false, aTest({ suite: "aba" })],
  ["middle parts keep their order", { suite: ["*b*a*"] }, false, aTest({ suite: "ab" })],
  ["a middle part does not reach into the end", { suite: ["a*bc*c"] }, false, aTest({ suite: "abc" })],
])("%s", ([, matcher, matches, test = aTest()]) => {
  expect(compileMatcher(matcher)(test)).toBe(matches)
})

test("a name pattern means what its regular expression would, also when it is remembered", () => {
  const few = fc.stringMatching(/^[ab:*]{0,8}$/)
  const text = fc.stringMatching(/^[ab:]{0,10}$/)
  fc.assert(
    fc.property(few, fc.array(text, { minLength: 1 }), (pattern, texts) => {
      const expression = new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "s")
      const byName = compileMatcher({ name: [pattern] })
      const bySuite = compileMatcher({ suite: [pattern] })
      for (const one of [...texts, ...texts]) {
        expect(byName(aTest({ name: one }))).toBe(expression.test(one))
        expect(bySuite(aTest({ suite: one }))).toBe(expression.test(one))
      }
    }),
    { numRuns: 300 },
  )
})

test("the fast way with paths answers as the kernel's glob does", () => {
  const part = fc.constantFrom("a", "b", "/", "**/", "**", "*", "a/", "/b")
  const text = fc.stringMatching(/^[ab/]{0,8}$/)
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), text, (parts, file) => {
      const pattern = parts.join("")
      expect(compileMatcher({ file: [pattern] })(aTest({ file }))).toBe(glob(pattern, "path")(file))
    }),
    { numRuns: 1_000 },
  )
})

test("more values than are remembered change no answer", () => {
  const matches = compileMatcher({ class: ["*7"] })
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 10_000; n++) expect(matches(aTest({ class: `C${n}` }))).toBe(n % 10 === 7)
  }
})
