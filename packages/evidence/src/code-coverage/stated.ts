import { RefusedInput } from "../refusal.ts"
import type { Covered } from "./counts.ts"

/**
 * A figure that a report states, as numbers. It is refused unless it is a count: both whole, none below 0, and no more
 * covered than there is. A report that breaks this cannot be trusted with the rest.
 */
export function stated(what: string, covered: number | undefined, total: number | undefined, line: number): Covered {
  const isCount = (value: number | undefined) => Number.isSafeInteger(value) && value! >= 0
  if (!isCount(covered) || !isCount(total) || covered! > total!) {
    const said = `${covered ?? "nothing"} of ${total ?? "nothing"}`
    throw new RefusedInput({ kind: "invalid", line, what: `${said} as covered ${what} is no count` })
  }
  return { covered: covered!, total: total! }
}

/** The number that an attribute writes; undefined where it is missing or no plain number. */
export function plainNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ""
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined
}
