import type { DialectName } from "../shared/transaction.ts"

/** One step forward. Never changed once released: a database that took it keeps what it did then. */
export type Migration = { readonly name: string; readonly statements: (dialect: DialectName) => readonly string[] }

/** The words in which the two dialects differ. Text compares byte by byte in both. */
export type Words = {
  readonly text: string
  readonly integer: string
  readonly real: string
  readonly blob: string
  /** After the closing bracket of an ordinary table. */
  readonly table: string
  /** After the closing bracket of a table that is kept in the order of its short key. */
  readonly clustered: string
}

export const WORDS: Record<DialectName, Words> = {
  sqlite: {
    text: "text",
    integer: "integer",
    real: "real",
    blob: "blob",
    table: " strict",
    clustered: " strict, without rowid",
  },
  postgres: {
    text: 'text collate "C"',
    integer: "bigint",
    real: "double precision",
    blob: "bytea",
    table: "",
    clustered: "",
  },
}
