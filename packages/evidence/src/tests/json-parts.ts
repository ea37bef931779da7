import { isJsonObject, type Json, type JsonPlace } from "../json/json.ts"
import type { JsonEnter } from "../json/rules.ts"
import { RefusedInput } from "../refusal.ts"
import type { Tally } from "../warnings.ts"
import type { JunitValues } from "./junit-values.ts"

/** Refuses a report that breaks the rules of its own format. `what`: a clause. */
export function invalid(line: number, what: string): never {
  throw new RefusedInput({ kind: "invalid", line, what })
}

/** A rule for a list that the format wants, and whether it came: anything else there would pass for an empty one. */
export function neededList(what: string): JsonEnter & { seen: boolean } {
  const rule: JsonEnter & { seen: boolean } = {
    seen: false,
    open: (kind, { at }) => {
      if (kind !== "array") invalid(at, `${what} stand in no list`)
      rule.seen = true
    },
  }
  return rule
}

/** Refuses an entry of a list that is no object: whatever it was, nobody knows how it ended. */
export function objectAt(value: Json, { at }: JsonPlace, what: string): void {
  if (!isJsonObject(value)) invalid(at, `${what} is no object`)
}

type Present<Members> = { -readonly [Key in keyof Members]?: NonNullable<Members[Key]> }

/** The members that say something: a fact has no member without a value. */
export function present<Members extends object>(members: Members): Present<Members> {
  const told = Object.entries(members).filter(([, value]) => value !== undefined && value !== "" && !isEmpty(value))
  return Object.fromEntries(told) as Present<Members>
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0

/** Milliseconds, to the microsecond; a clock that went backwards measured nothing. */
export function milliseconds(ms: number | undefined, warnings: Tally): number | undefined {
  if (ms === undefined) return undefined
  if (ms < 0) warnings.add("negative-number", String(ms))
  return Math.max(0, Math.round(ms * 1e3) / 1e3)
}

/** The number of a line in a source. */
export const lineOf = (line: number | undefined): number | undefined =>
  line !== undefined && Number.isSafeInteger(line) && line > 0 ? line : undefined

/** Notes a timestamp: a text, or seconds or milliseconds since 1970, where 0 means that nobody looked. */
export function noteTime(value: Json | undefined, values: JunitValues): void {
  if (typeof value === "string") values.timestamp(value)
  else if (typeof value === "number" && value >= 1e9) values.timestamp(String(Math.trunc(value)))
}

/** The texts of a list that say something. */
export const texts = (values: readonly Json[]): string[] =>
  values.flatMap((value) => (typeof value === "string" && value !== "" ? value : []))

/** Labels without the `@` that some tools write before them, each once. */
export const labels = (values: readonly Json[]): string[] => [
  ...new Set(texts(texts(values).map((label) => label.replace(/^@/, "").trim()))),
]
