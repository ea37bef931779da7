import { glob } from "../kernel/glob.ts"
import type { TestMatcher } from "./policy.ts"
import type { TestCase } from "./test-case.ts"

/** A test as the rules see it: with its id and, for scope rules, the category it was given. */
export type MatchedTest = TestCase & { readonly id: string; readonly category?: string }

/** A question with yes or no for an answer. */
export type Predicate<T> = (value: T) => boolean

/** Answers kept per pattern for values that many tests share. */
const REMEMBERED = 4_096

/**
 * Compiles a matcher to a predicate: every member given must match, with any of its alternatives. It is run over every
 * test of an application, so patterns are compiled once and answers for suites, classes, files and tags are remembered.
 */
export function compileMatcher(matcher: TestMatcher): (test: MatchedTest) => boolean {
  const tests: Predicate<MatchedTest>[] = []
  const { suite, class: className, name, file, tag, category, test: id } = matcher
  // Cheap and selective first: all must hold, so the order is free.
  if (category) tests.push(over(anyOf(category), ({ category: given }) => given))
  if (suite) tests.push(over(memo(anyOf(suite)), (test) => test.suite))
  if (className) tests.push(over(memo(anyOf(className)), (test) => test.class))
  if (name) tests.push(over(anyOf(name), (test) => test.name))
  if (id) tests.push(over(anyOf(id), (test) => test.id))
  if (tag) {
    const matches = memo(anyOf(tag))
    tests.push(({ tags }) => tags !== undefined && tags.some(matches))
  }
  if (file) tests.push(over(memo(anyOf(file, "path")), (test) => test.file))
  const [only] = tests
  if (tests.length === 1 && only !== undefined) return only
  return (test) => tests.every((matches) => matches(test))
}

function over<T>(matches: Predicate<T>, value: (test: MatchedTest) => T | undefined): Predicate<MatchedTest> {
  return (test) => {
    const given = value(test)
    return given !== undefined && matches(given)
  }
}

/** Whether a text matches one of the patterns: literals are looked up, globs compiled. */
export function anyOf(patterns: readonly string[], kind: "name" | "path" = "name"): Predicate<string> {
  const literal = new Set(patterns.filter((pattern) => !pattern.includes("*")))
  const globs = patterns
    .filter((pattern) => pattern.includes("*"))
    .map((pattern) => (kind === "path" ? pathGlob(pattern) : glob(pattern)))
  const [only] = globs
  if (globs.length === 0) return (text) => literal.has(text)
  if (globs.length === 1 && literal.size === 0 && only !== undefined) return only
  return (text) => literal.has(text) || globs.some((matches) => matches(text))
}

/** Literal text, perhaps with any folders before it and anything below it: what nearly all path patterns are. */
const PLAIN_PATH = /^(\*\*\/)?([^*]+)(\*\*)?$/

/** A path pattern; the common forms without the tables `glob` keeps. */
function pathGlob(pattern: string): Predicate<string> {
  const [, folders, literal, below] = PLAIN_PATH.exec(pattern) ?? []
  if (literal === undefined) return glob(pattern, "path")
  const nested = `/${literal}`
  if (below === undefined) return (text) => text === literal || (folders !== undefined && text.endsWith(nested))
  return (text) => text.startsWith(literal) || (folders !== undefined && text.includes(nested))
}

/** Remembers answers by value, for values many tests share; starts over when there are too many. */
export function memo<T>(answer: (value: string) => T): (value: string) => T {
  const answers = new Map<string, T>()
  return (value) => {
    const known = answers.get(value)
    if (known !== undefined || answers.has(value)) return known as T
    const fresh = answer(value)
    if (answers.size >= REMEMBERED) answers.clear()
    answers.set(value, fresh)
    return fresh
  }
}
