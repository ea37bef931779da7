import type { ApplicationName } from "@promotrail/core"
import { fingerprintOf } from "../shared/catalogue/attributes.ts"
import { categoriesOf } from "../shared/catalogue/catalogue.ts"
import { keyOf, type IdIndex } from "../shared/catalogue/id-index.ts"
import type { RowOf } from "../shared/schema.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import type { Findings } from "./findings.ts"
import type { Rebuilt } from "./rebuilt.ts"
import { told } from "./compare-rows.ts"

/** How the ordinals and category codes of the stored catalogue read in the rebuilt one. */
export type TestMap = {
  /** Rebuilt ordinal by stored one; -1 for a test that no recorded upload names. */
  readonly ordinals: Int32Array
  /** Category name by code, stored and rebuilt. */
  readonly theirs: readonly string[]
  readonly ours: readonly string[]
  /** Id of a rebuilt test, for the words of a difference. */
  nameOf(ordinal: number): Promise<string>
}

/** Compares the stored catalogue of each application with the rebuilt one, and maps one onto the other. */
export async function mapTests(live: Snapshot, rebuilt: Rebuilt, findings: Findings): Promise<Map<string, TestMap>> {
  const maps = new Map<string, TestMap>()
  findings.looked("test_case", 0)
  for (const { application, tests } of await catalogues(live, rebuilt.snapshot)) {
    const index = await rebuilt.catalogue.index(application)
    maps.set(application, {
      ordinals: await ordinalsOf(application, tests, index, live, rebuilt, findings),
      theirs: await categoriesOf(live, application),
      ours: await categoriesOf(rebuilt.snapshot, application),
      nameOf: (ordinal) => nameOf(rebuilt.snapshot, application, ordinal),
    })
  }
  return maps
}

async function catalogues(
  live: Snapshot,
  rebuilt: Snapshot,
): Promise<{ readonly application: ApplicationName; readonly tests: number }[]> {
  const sizes = new Map<string, number>()
  for await (const page of rebuilt.pages("catalogue")) for (const { application } of page) sizes.set(application, 0)
  for await (const page of live.pages("catalogue")) for (const row of page) sizes.set(row.application, row.tests)
  return [...sizes].map(([application, tests]) => ({ application: application as ApplicationName, tests }))
}

const PAGE = 5_000

async function ordinalsOf(
  application: ApplicationName,
  size: number,
  index: IdIndex,
  live: Snapshot,
  rebuilt: Rebuilt,
  findings: Findings,
): Promise<Int32Array> {
  const ordinals = new Int32Array(size).fill(-1)
  const isSeen = new Uint8Array(index.size)
  let next = 0
  for (;;) {
    const rows = await pageOf(live, application, next)
    const ours = await oursOf(rebuilt.snapshot, application, rows, index)
    for (const row of rows) {
      findings.looked("test_case", 1)
      if (row.ordinal !== next) findings.differs("test_case", `${application}: ordinal ${next} is missing`)
      next = row.ordinal + 1
      const ordinal = index.find(row.id)
      ordinals[row.ordinal] = ordinal
      if (Buffer.compare(keyOf(row.id), row.key) !== 0) {
        findings.differs("test_case", `${application}: the key of ${told(row.id)} is that of another test`)
      }
      const our = ours.get(ordinal)
      if (our === undefined) continue
      if (isSeen[ordinal] === 1) findings.differs("test_case", `${application}: ${told(row.id)} is there twice`)
      isSeen[ordinal] = 1
      for (const what of differencesOf(application, row, our, rebuilt)) {
        findings.differs("test_case", `${application}: ${what} of ${told(row.id)} is not what its uploads said`)
      }
    }
    if (rows.length < PAGE) break
  }
  if (next !== size) findings.differs("catalogue", `${application} counts ${size} tests; there are ${next}`)
  for (let ordinal = isSeen.indexOf(0); ordinal !== -1; ordinal = isSeen.indexOf(0, ordinal + 1)) {
    findings.differs(
      "test_case",
      `${application}: ${told(await nameOf(rebuilt.snapshot, application, ordinal))} is missing`,
    )
  }
  return ordinals
}

function pageOf({ db }: Snapshot, application: string, from: number): Promise<RowOf<"test_case">[]> {
  return db
    .selectFrom("test_case")
    .selectAll()
    .where("application", "=", application)
    .where("ordinal", ">=", from)
    .orderBy("ordinal")
    .limit(PAGE)
    .execute()
}

async function oursOf(
  { db }: Snapshot,
  application: string,
  rows: readonly RowOf<"test_case">[],
  index: IdIndex,
): Promise<Map<number, RowOf<"test_case">>> {
  const ordinals = rows.map(({ id }) => index.find(id)).filter((ordinal) => ordinal !== -1)
  if (ordinals.length === 0) return new Map()
  const ours = await db
    .selectFrom("test_case")
    .selectAll()
    .where("application", "=", application)
    .where("ordinal", "in", ordinals)
    .execute()
  return new Map(ours.map((row) => [row.ordinal, row]))
}

function differencesOf(
  application: ApplicationName,
  row: RowOf<"test_case">,
  ours: RowOf<"test_case">,
  rebuilt: Rebuilt,
): string[] {
  const columns = ["suite", "class", "name", "suite_level"] as const
  const fingerprint = fingerprintOf(row)
  const isKnown = fingerprint === fingerprintOf(ours) || rebuilt.everHad(application, ours.ordinal, fingerprint)
  return [
    ...columns.filter((column) => row[column] !== ours[column]),
    ...(isKnown ? [] : ["file, tags or Jira fields"]),
  ]
}

async function nameOf({ db }: Snapshot, application: string, ordinal: number): Promise<string> {
  const row = await db
    .selectFrom("test_case")
    .select("id")
    .where("application", "=", application)
    .where("ordinal", "=", ordinal)
    .executeTakeFirst()
  return row?.id ?? `the test with ordinal ${ordinal}`
}
