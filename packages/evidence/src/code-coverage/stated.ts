import type { Doubt } from "../doubt.ts"
import type { Covered } from "./counts.ts"

/**
 * A figure that a report states, as numbers. A count has both whole, none below 0, and no more covered than there is.
 * A report that breaks this cannot be trusted with the rest, and of what is no count nothing counts as covered.
 */
export function stated(
  what: string,
  covered: number | undefined,
  total: number | undefined,
  { line, doubt }: { readonly line: number; readonly doubt: Doubt },
): Covered {
  const isCount = (value: number | undefined) => Number.isSafeInteger(value) && value! >= 0
  if (!isCount(covered) || !isCount(total) || covered! > total!) {
    const said = `${covered ?? "nothing"} of ${total ?? "nothing"}`
    doubt.invalid(line, `${said} as covered ${what} is no count`)
    return { covered: 0, total: Math.max(...[covered, total].map((value) => (isCount(value) ? value! : 0))) }
  }
  return { covered: covered!, total: total! }
}

/** The number that an attribute writes; undefined where it is missing or no plain number. */
export function plainNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ""
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined
}
