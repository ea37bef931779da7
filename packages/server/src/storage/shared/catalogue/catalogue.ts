import { OTHER, type ApplicationName, type CategoryName } from "@promotrail/core"
import type { Catalogue, CatalogueTest } from "../../../ports/store.ts"
import type { RowOf } from "../schema.ts"
import type { WriteConnection, WriteTransaction } from "../transaction.ts"
import { columnsOf, fingerprintOf, packAttributes, type AttributeColumns } from "./attributes.ts"
import { hashOf, IdIndex, keyOf } from "./id-index.ts"

/** Tests added in one transaction: other writers wait no longer than this takes. */
export const ADDED_AT_ONCE = 5_000
/** Tests in all indexes together; past it the index that was used longest ago goes. */
const KEPT = 4_000_000
/** Codes of categories run from 0 to this. */
const LAST_CODE = 254

/** An application that names its categories as if they were tests. */
export class TooManyCategories extends Error {
  override readonly name = "TooManyCategories"
  constructor(application: string, categories: number) {
    super(`${application} has ${categories} categories, and no application may have more. Use one of those it has.`)
  }
}

/** The catalogue with its index of ids, for those who look up many. */
export type IndexedCatalogue = Catalogue & {
  /** The index of an application as the database has it now. */
  index(application: ApplicationName): Promise<IdIndex>
  /** Ordinals of tests in the order given; those that are not known are added. Ids may repeat. */
  add(
    application: ApplicationName,
    code: number,
    tests: readonly CatalogueTest[],
  ): Promise<{ readonly index: IdIndex; readonly ordinals: Uint32Array }>
  /** The code of a category, a new one where it has none. */
  code(application: ApplicationName, category: CategoryName): Promise<number>
}

type Kept = { readonly index: IdIndex; version: number }

/** Tests by id over a connection that may write. */
export function catalogueOver(connection: WriteConnection): IndexedCatalogue {
  const indexes = new Map<string, Kept>()

  const index = async (application: ApplicationName): Promise<IdIndex> => {
    const kept = indexes.get(application) ?? { index: new IdIndex(), version: 0 }
    indexes.delete(application)
    indexes.set(application, kept)
    await refresh(connection, application, kept)
    let total = 0
    for (const { index: one } of indexes.values()) total += one.size
    for (const [name, { index: one }] of indexes) {
      if (total <= KEPT || name === application) break
      indexes.delete(name)
      total -= one.size
    }
    return kept.index
  }

  const add: IndexedCatalogue["add"] = async (application, code, tests) => {
    const ordinals = new Uint32Array(tests.length)
    let current = await index(application)
    for (let from = 0; from < tests.length; from += ADDED_AT_ONCE) {
      const chunk = tests.slice(from, from + ADDED_AT_ONCE)
      for (;;) {
        const size = current.size
        const planned = planFor(application, code, chunk, current)
        ordinals.set(planned.ordinals, from)
        if (planned.rows.length === 0) break
        if (await connection.transaction((tx) => append(tx, application, size, planned.rows))) {
          for (const row of planned.rows) current.add(row.key, fingerprintOf(row))
          break
        }
        // Someone else added tests meanwhile; some of ours may be among them.
        current = await index(application)
      }
    }
    return { index: current, ordinals }
  }

  const code: IndexedCatalogue["code"] = async (application, category) => {
    const known = (await categoriesOf(connection, application)).indexOf(category)
    return known === -1 ? connection.transaction((tx) => addCategory(tx, application, category)) : known
  }

  return {
    index,
    add,
    code,
    async resolve(application, category, tests) {
      const number = await code(application, category)
      const { index: current, ordinals } = await add(application, number, tests)
      const attributes = changedAttributes(current, tests, ordinals)
      return { ordinals, code: number, ...(attributes === undefined ? {} : { attributes }) }
    },
    categories: (application) => categoriesOf(connection, application),
  }
}

/** Packed attributes of those tests that have others than the index knows, the last word on each. */
export function changedAttributes(
  index: IdIndex,
  tests: readonly CatalogueTest[],
  ordinals: Uint32Array,
): Uint8Array | undefined {
  const last = new Map<number, AttributeColumns>()
  tests.forEach((test, at) => last.set(ordinals[at] ?? -1, columnsOf(test)))
  const changed = [...last]
    .filter(([ordinal, columns]) => fingerprintOf(columns) !== index.fingerprint(ordinal))
    .map(([ordinal, columns]) => ({ ordinal, ...columns }))
  return changed.length === 0 ? undefined : packAttributes(changed)
}

/** The ordinals of tests, and the rows of those that have none yet, as if nobody else added any. */
function planFor(
  application: ApplicationName,
  code: number,
  tests: readonly CatalogueTest[],
  index: IdIndex,
): { readonly ordinals: Uint32Array; readonly rows: readonly RowOf<"test_case">[] } {
  const rows: RowOf<"test_case">[] = []
  const added = new Map<string, number>()
  const ordinals = Uint32Array.from(tests, (test) => {
    const hash = hashOf(test.id)
    const known = index.find(test.id, hash)
    const ordinal = known === -1 ? added.get(test.id) : known
    if (ordinal !== undefined) return ordinal
    const next = index.size + rows.length
    added.set(test.id, next)
    rows.push({
      application,
      ordinal: next,
      key: keyOf(test.id, hash),
      id: test.id,
      suite: test.suite,
      class: test.class,
      name: test.name,
      ...columnsOf(test),
      suite_level: test.suiteLevel ? 1 : 0,
      home_code: code,
      changed: 0,
    })
    return next
  })
  return { ordinals, rows }
}

/** Adds rows behind the `size` that are there; false when there are more by now. */
async function append(
  tx: WriteTransaction,
  application: ApplicationName,
  size: number,
  rows: readonly RowOf<"test_case">[],
): Promise<boolean> {
  await tx.insert("catalogue", [{ application, tests: 0, version: 0 }], "or-ignore")
  const row = tx.db.selectFrom("catalogue").select("tests").where("application", "=", application)
  const { tests } = await (tx.dialect === "postgres" ? row.forUpdate() : row).executeTakeFirstOrThrow()
  if (tests !== size) return false
  await tx.insert("test_case", rows)
  await tx.db
    .updateTable("catalogue")
    .set({ tests: size + rows.length })
    .where("application", "=", application)
    .execute()
  return true
}

const PAGE = 50_000

/** Reads into the index what came since: new tests, and attributes that commits took over. */
async function refresh({ db }: WriteConnection, application: ApplicationName, kept: Kept): Promise<void> {
  const { index } = kept
  const now = await db
    .selectFrom("catalogue")
    .select(["tests", "version"])
    .where("application", "=", application)
    .executeTakeFirst()
  if (now === undefined) return
  if (now.version !== kept.version) {
    const changed = await db
      .selectFrom("test_case")
      .select(["ordinal", "file", "tags", "jira"])
      .where("application", "=", application)
      .where("changed", ">", kept.version)
      .execute()
    for (const row of changed) if (row.ordinal < index.size) index.setFingerprint(row.ordinal, fingerprintOf(row))
    kept.version = now.version
  }
  while (index.size < now.tests) {
    const rows = await db
      .selectFrom("test_case")
      .select(["key", "file", "tags", "jira"])
      .where("application", "=", application)
      .where("ordinal", ">=", index.size)
      .where("ordinal", "<", now.tests)
      .orderBy("ordinal")
      .limit(PAGE)
      .execute()
    if (rows.length === 0) throw new Error(`the catalogue of ${application} has gaps at ${index.size}`)
    for (const row of rows) index.add(row.key, fingerprintOf(row))
  }
}

/** Category names by code. */
export async function categoriesOf(
  { db }: Pick<WriteConnection, "db">,
  application: ApplicationName,
): Promise<CategoryName[]> {
  const rows = await db
    .selectFrom("category_code")
    .select("category")
    .where("application", "=", application)
    .orderBy("code")
    .execute()
  return rows.length === 0 ? [OTHER] : rows.map(({ category }) => category as CategoryName)
}

async function addCategory(
  tx: WriteTransaction,
  application: ApplicationName,
  category: CategoryName,
): Promise<number> {
  await tx.insert("catalogue", [{ application, tests: 0, version: 0 }], "or-ignore")
  // The catalogue's row is the lock under which codes are given out.
  if (tx.dialect === "postgres") {
    await tx.db.selectFrom("catalogue").select("tests").where("application", "=", application).forUpdate().execute()
  }
  const known = await categoriesOf(tx, application)
  await tx.insert("category_code", [{ application, category: OTHER, code: 0 }], "or-ignore")
  const at = known.indexOf(category)
  if (at !== -1) return at
  if (known.length > LAST_CODE) throw new TooManyCategories(application, known.length)
  await tx.insert("category_code", [{ application, category, code: known.length }])
  return known.length
}
