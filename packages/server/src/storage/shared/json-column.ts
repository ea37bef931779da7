import { canonicalJson, type Json } from "@promotrail/core"

/** A value as a column: in its one spelling, so that a rebuild out of the entries' bodies writes the same text. */
export function jsonColumn(value: unknown): string {
  return canonicalJson(value as Json) // part of an event, which the ledger spells as JSON anyway
}
