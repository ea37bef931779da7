import type { Brand } from "../kernel/brand.ts"
import { err, ok, type Result } from "../kernel/result.ts"

/** A place a release can run, such as `staging`. Lower-case, DNS-safe, at most 40 characters. */
export type EnvironmentName = Brand<string, "EnvironmentName">
/** The unit that has releases and a promotion path of its own. Lower-case, DNS-safe, at most 64 characters. */
export type ApplicationName = Brand<string, "ApplicationName">
/** The label of a release, such as `v2.5.0`. Identity is the set of digests; this is what people call it. */
export type ReleaseVersion = Brand<string, "ReleaseVersion">
/** What a test is about: `unit`, `functional`, … Lower-case, at most 40 characters. */
export type CategoryName = Brand<string, "CategoryName">
/** A named order of environments beside the normal path, such as `hotfix`. */
export type LaneName = Brand<string, "LaneName">

export type NameKind = "environment" | "application" | "release" | "category" | "lane"

/** A name that its grammar does not allow. `expected` says the grammar in words. */
export type InvalidName = {
  readonly kind: "invalid-name"
  readonly what: NameKind
  readonly input: string
  readonly expected: string
}

const GRAMMAR: Record<NameKind, { readonly pattern: RegExp; readonly expected: string }> = {
  environment: { pattern: /^[a-z][a-z0-9-]{0,39}$/, expected: "a lower-case letter, then up to 39 of a-z, 0-9 and -" },
  application: { pattern: /^[a-z][a-z0-9-]{0,63}$/, expected: "a lower-case letter, then up to 63 of a-z, 0-9 and -" },
  lane: { pattern: /^[a-z][a-z0-9-]{0,39}$/, expected: "a lower-case letter, then up to 39 of a-z, 0-9 and -" },
  category: { pattern: /^[a-z][a-z0-9-]{0,39}$/, expected: "a lower-case letter, then up to 39 of a-z, 0-9 and -" },
  release: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/,
    expected: "a letter or digit, then up to 127 of A-Z, a-z, 0-9 and . _ + -",
  },
}

function parseName<Name extends string>(what: NameKind, input: string): Result<Name, InvalidName> {
  const { pattern, expected } = GRAMMAR[what]
  if (!pattern.test(input)) return err({ kind: "invalid-name", what, input, expected })
  return ok(input as Name) // the one place this cast is allowed
}

export const parseEnvironmentName = (input: string): Result<EnvironmentName, InvalidName> =>
  parseName("environment", input)
export const parseApplicationName = (input: string): Result<ApplicationName, InvalidName> =>
  parseName("application", input)
export const parseReleaseVersion = (input: string): Result<ReleaseVersion, InvalidName> => parseName("release", input)
export const parseCategoryName = (input: string): Result<CategoryName, InvalidName> => parseName("category", input)
export const parseLaneName = (input: string): Result<LaneName, InvalidName> => parseName("lane", input)

/** The regular expression of a name kind, for schemas at the border. */
export const namePattern = (what: NameKind): RegExp => GRAMMAR[what].pattern

/** The category of tests that no rule and no upload put anywhere else. */
export const OTHER: CategoryName = "other" as CategoryName
