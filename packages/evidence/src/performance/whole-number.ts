import { type Json, number } from "../json/json.ts"
import { readNumber } from "../values/number.ts"

const GROUPED = /^\d{1,3}([ ,.'\u00a0\u202f]\d{3})+$/

/** A number of things or of whole milliseconds as text, with or without separated thousands: `1,234` is never 1.234. */
export function wholeNumberIn(text: string): number | undefined {
  const trimmed = text.trim()
  if (GROUPED.test(trimmed)) return Number(trimmed.replace(/\D/g, ""))
  const read = readNumber(trimmed)
  return read.kind === "number" ? read.value : undefined
}

/** The same in a JSON value, where tools write numbers both ways; undefined for `"-"`, which is none. */
export function wholeNumber(value: Json | undefined): number | undefined {
  return typeof value === "string" ? wholeNumberIn(value) : number(value)
}
