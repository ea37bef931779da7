import { hash } from "node:crypto"
import type { WriteTransaction } from "../transaction.ts"

/** What a report says of a test beside its identity; feeds the policy's matching rules. */
export type Attributes = {
  readonly file?: string
  readonly tags?: readonly string[]
  readonly jira?: Readonly<Record<string, string>>
}

/** Attributes as columns; what is empty is absent, so that one meaning has one spelling. */
export type AttributeColumns = {
  readonly file: string | null
  readonly tags: string | null
  readonly jira: string | null
}

export function columnsOf({ file, tags, jira }: Attributes): AttributeColumns {
  const fields = jira === undefined ? [] : Object.entries(jira).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    file: file === undefined || file === "" ? null : file,
    tags: tags === undefined || tags.length === 0 ? null : JSON.stringify(tags),
    jira: fields.length === 0 ? null : JSON.stringify(fields),
  }
}

export function tagsOf(column: string | null): readonly string[] {
  return column === null ? [] : (JSON.parse(column) as string[])
}

export function jiraOf(column: string | null): Readonly<Record<string, string>> {
  return column === null ? {} : Object.fromEntries(JSON.parse(column) as [string, string][])
}

/** Equal for equal attributes, 0 for none; 48 bits of a hash, as a number. */
export function fingerprintOf({ file, tags, jira }: AttributeColumns): number {
  if (file === null && tags === null && jira === null) return 0
  return Number.parseInt(hash("sha256", JSON.stringify([file, tags, jira]), "hex").slice(0, 12), 16)
}

/** Changed attributes on their way from the reader to the commit: one JSON line a test. */
export function packAttributes(changed: readonly (AttributeColumns & { readonly ordinal: number })[]): Uint8Array {
  const lines = changed.map(({ ordinal, file, tags, jira }) => JSON.stringify([ordinal, file, tags, jira]))
  return new TextEncoder().encode(lines.join("\n"))
}

export function unpackAttributes(packed: Uint8Array): (AttributeColumns & { readonly ordinal: number })[] {
  if (packed.length === 0) return []
  return new TextDecoder()
    .decode(packed)
    .split("\n")
    .map((line) => {
      const [ordinal, file, tags, jira] = JSON.parse(line) as [number, string | null, string | null, string | null]
      return { ordinal, file, tags, jira }
    })
}

/** Takes changed attributes over and moves the catalogue on, so that whoever cached rows reads them again. */
export async function takeOverAttributes(
  { db, dialect }: WriteTransaction,
  application: string,
  packed: Uint8Array | undefined,
): Promise<void> {
  const changed = packed === undefined ? [] : unpackAttributes(packed)
  if (changed.length === 0) return
  const row = db.selectFrom("catalogue").select("version").where("application", "=", application)
  const { version } = await (dialect === "postgres" ? row.forUpdate() : row).executeTakeFirstOrThrow()
  await db
    .updateTable("catalogue")
    .set({ version: version + 1 })
    .where("application", "=", application)
    .execute()
  for (const { ordinal, file, tags, jira } of changed) {
    await db
      .updateTable("test_case")
      .set({ file, tags, jira, changed: version + 1 })
      .where("application", "=", application)
      .where("ordinal", "=", ordinal)
      .execute()
  }
}
