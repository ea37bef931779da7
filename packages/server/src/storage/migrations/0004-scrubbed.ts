import { WORDS, type Migration } from "./migration.ts"

/** How many notices of erasure the database was scrubbed of: what a crash left half done is known at the next start. */
export const scrubbed: Migration = {
  name: "0004-scrubbed",
  statements: (dialect) => [`alter table ledger_head add column scrubbed ${WORDS[dialect].integer}`],
}
