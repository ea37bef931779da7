import type { Instant } from "../kernel/instant.ts"
import type { BasisPoints } from "../kernel/ratio.ts"
import type { Result } from "../kernel/result.ts"
import {
  namePattern,
  parseApplicationName,
  parseCategoryName,
  parseEnvironmentName,
  parseLaneName,
  type ApplicationName,
  type CategoryName,
  type EnvironmentName,
  type InvalidName,
  type LaneName,
  type NameKind,
} from "./names.ts"
import { didYouMean, quoted } from "./policy-mistake.ts"
import { either, listOf, refined, wrongType, type Shape } from "./policy-shape.ts"
import { DURATION, MOMENT, readDuration, readMoment, readPercent } from "./policy-units.ts"

const TEXT_LENGTH = 2_000
const PATTERN_LENGTH = 500

/** Text of a kind that `expects` describes, not blank and not longer. */
export function text(expects: string, maxLength: number): Shape<string> {
  return {
    expects,
    // The reader trims nothing, so that what was reviewed is what is shown; but blank is no answer.
    schema: { type: "string", pattern: "\\S", maxLength },
    read(tree, reading) {
      if (tree.kind !== "scalar" || typeof tree.value !== "string") return wrongType(tree, expects, reading)
      if (tree.value.trim() === "")
        return reading.mistake("wrong-type", tree, `${quoted(tree.name)} is blank. Write ${expects}.`)
      if (tree.value.length <= maxLength) return tree.value
      return reading.mistake(
        "too-many",
        tree,
        `${quoted(tree.name)} has more than ${maxLength} characters. Shorten it.`,
      )
    },
  }
}

/** Words for people. */
export const prose = text("text", TEXT_LENGTH)

/** Text with `*` for any run of characters. */
export const pattern = text('a pattern such as "smoke*"', PATTERN_LENGTH)

/** One pattern, or a list of alternatives. */
export const patterns: Shape<readonly string[]> = either(
  (tree) => tree.kind === "list",
  listOf(pattern, { min: 1 }),
  refined(pattern, {}, (one) => [one]),
)

/** `true` or `false`. */
export const truth: Shape<boolean> = {
  expects: "true or false",
  schema: { type: "boolean" },
  read(tree, reading) {
    if (tree.kind === "scalar" && typeof tree.value === "boolean") return tree.value
    return wrongType(tree, this.expects, reading)
  },
}

/** One of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  const expects = words.length === 1 ? `\`${words[0]}\`` : `one of ${words.map((word) => `\`${word}\``).join(", ")}`
  return {
    expects,
    schema: words.length === 1 ? { const: words[0] } : { enum: words },
    read(tree, reading) {
      if (tree.kind !== "scalar" || typeof tree.value !== "string") return wrongType(tree, expects, reading)
      const word = words.find((candidate) => candidate === tree.value)
      if (word !== undefined) return word
      const text = `${quoted(tree.value)} is not a value of ${quoted(tree.name)}.${didYouMean(tree.value, words)}`
      return reading.mistake("not-allowed", tree, text)
    },
  }
}

function named<Name extends string>(what: NameKind, parse: (input: string) => Result<Name, InvalidName>): Shape<Name> {
  const expects = `${/^[aeiou]/.test(what) ? "an" : "a"} ${what} name`
  return {
    expects,
    schema: { type: "string", pattern: namePattern(what).source },
    read(tree, reading) {
      if (tree.kind !== "scalar" || typeof tree.value !== "string") return wrongType(tree, expects, reading)
      const parsed = parse(tree.value)
      if (parsed.ok) return parsed.value
      return reading.mistake(
        "bad-name",
        tree,
        `${quoted(tree.value)} is not ${expects}. Write ${parsed.error.expected}.`,
      )
    },
  }
}

export const applicationName: Shape<ApplicationName> = named("application", parseApplicationName)
export const categoryName: Shape<CategoryName> = named("category", parseCategoryName)

/** An environment's name where it is declared. `default` is what all gates inherit, so no environment can be called so. */
export const newEnvironmentName: Shape<EnvironmentName> = refined(
  named("environment", parseEnvironmentName),
  { not: { const: "default" } },
  (name, tree, reading) => {
    if (name !== "default") return name
    return reading.mistake(
      "bad-name",
      tree,
      "No environment can be called `default`: gates inherit that name. Choose another.",
    )
  },
)

/** A lane's name. `normal` is the path itself. */
export const laneName: Shape<LaneName> = refined(
  named("lane", parseLaneName),
  { not: { const: "normal" } },
  (name, tree, reading) => {
    if (name !== "normal") return name
    return reading.mistake("bad-name", tree, "The lane `normal` is `path`. Write it there.")
  },
)

/** An environment's name where it is used: it must be declared. */
export const environmentName: Shape<EnvironmentName> = refined(
  named("environment", parseEnvironmentName),
  {},
  (name, tree, { declared, mistake }) => {
    if (declared === undefined || declared.has(name)) return name
    const text = `${quoted(name)} is not declared under \`environments\`.${didYouMean(name, [...declared])}`
    return mistake("unknown-environment", tree, text)
  },
)

/** At least one environment, or `all`. */
export const environmentsOrAll: Shape<readonly EnvironmentName[] | "all"> = either(
  (tree) => tree.kind === "list",
  listOf(environmentName, { min: 1, unique: true }),
  oneOf("all"),
)

const PERCENT_MISTAKE = {
  "out-of-range": "is not between 0 and 100",
  "too-fine": "has more than two decimals, which are not counted. Write at most two, such as 85.55",
  "not-decimal": "is not written in plain digits. Write it as 85 or 85.5",
} as const

/** A percentage with at most two decimals, in basis points. */
export const percent: Shape<BasisPoints> = {
  expects: "a percentage as a number, such as 85 or 85.5",
  schema: { type: "number", minimum: 0, maximum: 100 },
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "number") return wrongType(tree, this.expects, reading)
    const read = readPercent(tree.value, tree.source)
    if (typeof read === "number") return read
    return reading.mistake("bad-number", tree, `${quoted(tree.source)} ${PERCENT_MISTAKE[read]}.`)
  },
}

const WEIGHT = 1_000

/** A positive whole number. */
export const weight: Shape<number> = {
  expects: `a whole number from 1 to ${WEIGHT}`,
  schema: { type: "integer", minimum: 1, maximum: WEIGHT },
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "number") return wrongType(tree, this.expects, reading)
    if (Number.isInteger(tree.value) && tree.value >= 1 && tree.value <= WEIGHT) return tree.value
    return reading.mistake("bad-number", tree, `${quoted(tree.source)} is not ${this.expects}.`)
  },
}

/** A span of time in milliseconds. */
export const duration: Shape<number> = {
  expects: "a duration such as 7d, 24h, 30m or 45s",
  schema: { type: "string", pattern: DURATION.source },
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "string") return wrongType(tree, this.expects, reading)
    const ms = readDuration(tree.value)
    return ms ?? reading.mistake("bad-duration", tree, `${quoted(tree.value)} is not ${this.expects}.`)
  },
}

/** A moment: a date means the midnight UTC it begins with. */
export const moment: Shape<Instant> = {
  expects: "a date such as 2026-12-15, or a moment such as 2026-12-15T08:00:00Z",
  schema: { type: "string", pattern: MOMENT.source },
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "string") return wrongType(tree, this.expects, reading)
    const instant = readMoment(tree.value)
    return instant ?? reading.mistake("bad-date", tree, `${quoted(tree.value)} is not ${this.expects} of the calendar.`)
  },
}
