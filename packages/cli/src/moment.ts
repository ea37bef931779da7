import { wrongUsage } from "./failure.ts"

/** A date is its midnight in UTC; a time says its zone. */
export function moment(text: string | undefined, flag: string): string | undefined {
  if (text === undefined) return undefined
  const ms = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(ms))
    throw wrongUsage(`${flag} is "${text}"; it must be a date or a time with its zone, like 2026-11-01T08:00:00Z.`)
  return new Date(ms).toISOString()
}
