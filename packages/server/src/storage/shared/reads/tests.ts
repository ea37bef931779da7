import { sql, type Kysely } from "kysely"
import type { MarkRow, TestRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import { jiraOf, tagsOf } from "../catalogue/attributes.ts"
import type { Database, RowOf } from "../schema.ts"
import type { DialectName } from "../transaction.ts"
import { actor, instant } from "./values.ts"

type TestColumns = Omit<RowOf<"test_case">, "application" | "key" | "changed">

function testOf(columns: TestColumns): TestRow {
  return {
    ordinal: columns.ordinal,
    id: columns.id,
    suite: columns.suite,
    class: columns.class,
    name: columns.name,
    file: columns.file,
    tags: tagsOf(columns.tags),
    jira: jiraOf(columns.jira),
    suiteLevel: columns.suite_level === 1,
    homeCode: columns.home_code,
  }
}

/** Ordinals in one query. */
const CHUNK = 1_000
/** Tests looked through in one query: SQLite answers on the thread that serves everybody else. */
const WINDOW = 20_000

const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function testReads(
  db: Kysely<Database>,
  dialect: DialectName,
): Pick<Reads, "tests" | "testsAt" | "searchTests" | "marks"> {
  const tests = (application: string) =>
    db
      .selectFrom("test_case")
      .select(["ordinal", "id", "suite", "class", "name", "file", "tags", "jira", "suite_level", "home_code"])
      .where("application", "=", application)
      .orderBy("ordinal")
  return {
    async tests(application, from, limit) {
      return (await tests(application).where("ordinal", ">=", from).limit(limit).execute()).map(testOf)
    },
    async testsAt(application, ordinals) {
      const found: TestRow[] = []
      for (let at = 0; at < ordinals.length; at += CHUNK) {
        const chunk = ordinals.slice(at, at + CHUNK)
        found.push(...(await tests(application).where("ordinal", "in", chunk).execute()).map(testOf))
      }
      return found
    },
    async searchTests(application, text, from, limit) {
      // Both databases fold ASCII alone here: PostgreSQL because its columns are in the C collation.
      const contains =
        dialect === "sqlite"
          ? sql<boolean>`instr(lower(id), lower(${text})) > 0`
          : sql<boolean>`strpos(lower(id), lower(${text}::text collate "C")) > 0`
      const catalogue = await db
        .selectFrom("catalogue")
        .select("tests")
        .where("application", "=", application)
        .executeTakeFirst()
      const found: TestRow[] = []
      for (let start = from; start < (catalogue?.tests ?? 0) && found.length < limit; start += WINDOW) {
        const rows = await tests(application)
          .where("ordinal", ">=", start)
          .where("ordinal", "<", start + WINDOW)
          .where(contains)
          .limit(limit - found.length)
          .execute()
        found.push(...rows.map(testOf))
        await othersTurn()
      }
      return found
    },
    async marks(application) {
      const rows = await db
        .selectFrom("mark")
        .selectAll()
        .where("application", "=", application)
        .orderBy("idx")
        .execute()
      return rows.map(({ kind, pattern, owner, reason, until, at, actor: by, idx }): MarkRow => ({
        kind: kind === "retired" ? "retired" : "quarantined",
        pattern,
        owner,
        reason,
        until: until === null ? null : instant(until),
        at: instant(at),
        by: actor(by),
        ledgerIndex: idx,
      }))
    },
  }
}
