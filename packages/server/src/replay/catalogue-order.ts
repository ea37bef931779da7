import type { ApplicationName, CategoryName } from "@promotrail/core"
import type { Snapshot } from "../storage/shared/snapshot.ts"
import type { Rebuilt } from "../storage/verify/rebuilt.ts"

const CHUNK = 5_000

/**
 * Gives the tests of an application the ordinals they have: of many alike a gate names the first few in that order, and
 * reports that were read at the same time may have got theirs in another order than their entries. What a report says
 * of a test besides its name comes from the reports alone.
 */
export async function seedCatalogue(
  { db }: Snapshot,
  { catalogue }: Pick<Rebuilt, "catalogue">,
  application: ApplicationName,
): Promise<void> {
  const codes = await db
    .selectFrom("category_code")
    .selectAll()
    .where("application", "=", application)
    .orderBy("code")
    .execute()
  for (const { category } of codes) await catalogue.code(application, category as CategoryName)
  for (let from = 0; ; from += CHUNK) {
    const rows = await db
      .selectFrom("test_case")
      .select(["id", "suite", "class", "name", "suite_level", "home_code"])
      .where("application", "=", application)
      .where("ordinal", ">=", from)
      .where("ordinal", "<", from + CHUNK)
      .orderBy("ordinal")
      .execute()
    if (rows.length === 0) return
    // In runs of one category each, since tests are added under one.
    for (let at = 0; at < rows.length;) {
      const code = rows[at]?.home_code ?? 0
      const next = rows.findIndex((row, index) => index > at && row.home_code !== code)
      const run = rows.slice(at, next === -1 ? rows.length : next)
      const tests = run.map(({ id, suite, class: className, name, suite_level }) => ({
        id,
        suite,
        class: className,
        name,
        suiteLevel: suite_level === 1,
      }))
      await catalogue.add(application, code, tests)
      at += run.length
    }
  }
}
