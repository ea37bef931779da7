import { ROOMS, TEST_RIGHTS } from "./architecture.ts"

// A package's own helpers of its tests stand beside `src`, in a room of their own.
const SOURCE_FILE = /^packages\/([^/]+)\/(?:src\/|(?=testing\/))(.+)$/
// Tests, contracts that several tests run, and what tests are helped by.
const TEST_FILE = /(\.(test|contract|test-data)\.tsx?$)|(^packages\/[^/]+\/testing\/)/

/** Where a source file of the product stands and what it may import. */
export type Place = {
  readonly package: string
  readonly room: string
  readonly isTest: boolean
  readonly rights: ReadonlySet<string>
}

/** The package whose source this path belongs to, if any. */
export function packageOf(path: string): string | undefined {
  return SOURCE_FILE.exec(path)?.[1]
}

/** Whether this file serves tests only and is never shipped. */
export function isTest(path: string): boolean {
  return TEST_FILE.test(path)
}

/** The place of a source file of the product, or nothing if the table has no room for it. */
export function placeOf(path: string): Place | undefined {
  const [, home = "", file = ""] = SOURCE_FILE.exec(path) ?? []
  // A test stands in the room of what it tests, also where that room is a single file.
  const inside = file.replace(/\.(test|contract|test-data)(\.tsx?)$/, "$2")
  const rooms = { ...ROOMS[home], testing: "" }
  const room = Object.keys(rooms)
    .filter((name) => (name === "." && home in ROOMS) || inside === name || inside.startsWith(`${name}/`))
    .toSorted((a, b) => b.length - a.length)[0]
  if (room === undefined) return undefined

  const granted = isTest(path) ? [TEST_RIGHTS, ...Object.values(rooms)].join(" ") : (ROOMS[home]?.[room] ?? "")
  const rights = granted.split(" ").flatMap((right) => (right === "rooms" ? Object.keys(rooms) : [right]))
  return { package: home, room, isTest: isTest(path), rights: new Set([room, ...rights]) }
}
