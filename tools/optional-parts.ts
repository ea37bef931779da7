import { existsSync } from "node:fs"
import { join } from "node:path"
import { findChromium } from "./chromium.ts"
import { findPostgres } from "./postgres.ts"
import { ROOT } from "./repository.ts"

/** What some tests need and the product does not. */
export type PartName = "chromium" | "postgresql" | "shared"

/** One optional part: which test files need it, what they test, and how to get it. */
export type OptionalPart = {
  readonly name: PartName
  readonly tests: string
  readonly files: RegExp
  readonly present: () => boolean
  readonly absence: string
  readonly remedy: string
}

/** The optional parts, by the names of the test files that need them. */
export const OPTIONAL_PARTS: readonly OptionalPart[] = [
  {
    name: "chromium",
    tests: "the browser tests",
    files: /^tests\/web\//,
    present: () => findChromium() !== undefined,
    absence: "no system Chromium",
    remedy: "apt-get install chromium, or name one in PROMOTRAIL_CHROMIUM",
  },
  {
    name: "postgresql",
    tests: "the PostgreSQL tests",
    files: /\.postgres\.test\.ts$/,
    present: () => findPostgres() !== undefined,
    absence: "no system PostgreSQL",
    remedy: "apt-get install postgresql",
  },
  {
    name: "shared",
    tests: "the corpus tests",
    files: /\.corpus\.test\.ts$/,
    present: () => existsSync(join(ROOT, "../shared/corpora/manifest.json")),
    absence: "no ../shared",
    remedy: "put the project's shared folder beside the checkout",
  },
]

/**
 * Why tests that need this part cannot run here, or nothing when they can.
 * Where PROMOTRAIL_TEST_REQUIRE names the part, as in CI, its absence is a failure and not a skip.
 */
export function missingPart(name: PartName): string | undefined {
  const part = OPTIONAL_PARTS.find((candidate) => candidate.name === name)
  if (part === undefined || part.present()) return undefined
  const why = `${part.absence} (${part.remedy})`
  if (requiredParts().includes(name)) throw new Error(`PROMOTRAIL_TEST_REQUIRE names ${name}, but there is ${why}`)
  return why
}

/** The parts that must be here, by PROMOTRAIL_TEST_REQUIRE: names separated by commas or spaces. */
export function requiredParts(): readonly string[] {
  return (process.env["PROMOTRAIL_TEST_REQUIRE"] ?? "").split(/[\s,]+/).filter((name) => name !== "")
}
