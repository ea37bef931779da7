import type { CategoryName, EnvironmentName, TestClass } from "@promotrail/core"

/** Environments of a made-up path. */
export function environmentNames(count: number): readonly EnvironmentName[] {
  return Array.from({ length: count }, (_, at) => `env-${at + 1}` as EnvironmentName)
}

/** Classes of tests as a policy makes them: some count everywhere, some in part of the path. */
export function testClasses(environments: readonly EnvironmentName[], count: number): readonly TestClass[] {
  return Array.from({ length: count }, (_, at) => ({
    category: `category-${at + 1}` as CategoryName,
    critical: at === 0,
    scope: at % 2 === 0 ? ("all" as const) : environments.filter((_, index) => index % (at + 1) !== 0),
    suiteLevel: false,
  }))
}

/** Bytes that look random and are the same every time (xorshift32). */
export function madeUpBytes(length: number, make: (roll: number) => number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = 0x9e3779b9
  for (let at = 0; at < length; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[at] = make(state >>> 0)
  }
  return bytes
}
