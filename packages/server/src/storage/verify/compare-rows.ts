import { TABLES, type RowOf, type TableName } from "../shared/schema.ts"
import { KEYS, type Snapshot } from "../shared/snapshot.ts"
import type { Findings } from "./findings.ts"

type Row = Readonly<Record<string, unknown>>

/** Tables whose rows must be the same column by column. The others speak in ordinals, or are no state. */
export const PLAIN = [
  "meta",
  "application",
  "policy_version",
  "release",
  "predecessor",
  "evidence",
  "decision",
  "deployment",
  "environment_state",
  "mark",
  "token",
] as const satisfies readonly TableName[]

/** Compares a table row by row; both sides come in the order of the key. */
export async function compareRows(
  table: (typeof PLAIN)[number],
  live: Snapshot,
  rebuilt: Snapshot,
  findings: Findings,
): Promise<void> {
  findings.looked(table, 0)
  for await (const { ours, theirs } of matched(table, live, rebuilt)) {
    const place = placeOf(table, ours ?? theirs ?? {})
    if (theirs === undefined) findings.differs(table, `${place} is missing`)
    else {
      findings.looked(table, 1)
      if (ours === undefined) findings.differs(table, `${place} is in no entry`)
      else for (const what of differencesOf(table, ours, theirs)) findings.differs(table, `${place}: ${what}`)
    }
  }
}

/** Rows of both sides with the same key side by side; `ours` is rebuilt, `theirs` is stored. */
export async function* matched(
  table: TableName,
  live: Snapshot,
  rebuilt: Snapshot,
): AsyncGenerator<{ readonly ours: Row | undefined; readonly theirs: Row | undefined }> {
  const ours = rowsOf(rebuilt, table)
  const theirs = rowsOf(live, table)
  let our = await ours.next()
  let their = await theirs.next()
  while (our.done !== true || their.done !== true) {
    const order = our.done === true ? 1 : their.done === true ? -1 : compareKeys(table, our.value, their.value)
    yield {
      ours: order <= 0 && our.done !== true ? our.value : undefined,
      theirs: order >= 0 && their.done !== true ? their.value : undefined,
    }
    if (order <= 0) our = await ours.next()
    if (order >= 0) their = await theirs.next()
  }
}

async function* rowsOf(snapshot: Snapshot, table: TableName): AsyncGenerator<Row> {
  for await (const page of snapshot.pages(table)) for (const row of page as readonly RowOf<TableName>[]) yield row
}

function compareKeys(table: TableName, a: Row, b: Row): number {
  for (const column of KEYS[table]) {
    const order = compareValues(a[column], b[column])
    if (order !== 0) return order
  }
  return 0
}

/** Numbers by size, text by its bytes, as both databases do. */
function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0
  if (typeof a === "number" && typeof b === "number") return a - b
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

function differencesOf(table: TableName, ours: Row, theirs: Row): string[] {
  return Object.keys(TABLES[table])
    .filter((column) => ours[column] !== theirs[column])
    .map((column) => `${column} is ${told(theirs[column])}; the entries say ${told(ours[column])}`)
}

const LONGEST = 120

/** A value in one line. */
export function told(value: unknown): string {
  const text = value instanceof Uint8Array ? `${value.length} bytes` : (JSON.stringify(value) ?? "nothing")
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** Which row, by its key. */
export function placeOf(table: TableName, row: Row): string {
  return KEYS[table].map((column) => `${column} ${told(row[column])}`).join(", ")
}
