import type { ApplicationName, CategoryName, Event } from "@promotrail/core"
import type { UploadResults } from "../../ports/store.ts"
import type { Fact } from "../../ports/reader.ts"
import { migrate } from "../migrations/migrate.ts"
import { columnsOf, fingerprintOf, packAttributes, type AttributeColumns } from "../shared/catalogue/attributes.ts"
import { ADDED_AT_ONCE, catalogueOver, type IndexedCatalogue } from "../shared/catalogue/catalogue.ts"
import { factsOf } from "../shared/facts.ts"
import { project } from "../shared/projection/project.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import type { WriteConnection } from "../shared/transaction.ts"
import { ResultsBuilder } from "../shared/upload-results.ts"
import { connect } from "../sqlite/connection.ts"
import { snapshotOver } from "../sqlite/snapshot.ts"
import { writingOver } from "../sqlite/writing.ts"

/** A state folded anew out of events and facts, in memory, by the code that writes the real one. */
export interface Rebuilt {
  readonly snapshot: Snapshot
  readonly catalogue: IndexedCatalogue
  /** `facts`: the facts object of an accepted upload. */
  replay(event: Event, index: number, facts: Uint8Array | undefined): Promise<void>
  /** Whether some upload said these attributes of a test: of two at the same time either may have come last. */
  everHad(application: ApplicationName, ordinal: number, fingerprint: number): boolean
  close(): Promise<void>
}

export async function emptyState(): Promise<Rebuilt> {
  const connection = connect(":memory:", "write")
  const writing = writingOver(connection, ":memory:")
  await writing.transaction((tx) => migrate(tx.db, "sqlite"))
  const catalogue = catalogueOver(writing)
  const former = new Map<string, number[]>()
  return {
    snapshot: snapshotOver(connection),
    catalogue,
    async replay(event, index, facts) {
      const results =
        event.kind === "evidence.recorded" && event.data.kind === "tests" && facts !== undefined
          ? await resultsOf(event.data, facts, catalogue, (ordinal, fingerprint) => {
              const key = `${event.data.application} ${ordinal}`
              former.set(key, [...(former.get(key) ?? []), fingerprint])
            })
          : undefined
      await replayInto(writing, event, index, results)
    },
    everHad: (application, ordinal, fingerprint) =>
      former.get(`${application} ${ordinal}`)?.includes(fingerprint) === true,
    close: () => writing.close(),
  }
}

function replayInto(
  writing: WriteConnection,
  event: Event,
  index: number,
  results: UploadResults | undefined,
): Promise<void> {
  return writing.transaction((tx) => project(tx, { event, index, results }))
}

/** What the intake made of an upload, made again from its facts. */
async function resultsOf(
  upload: { readonly application: ApplicationName; readonly category: CategoryName; readonly inventory: boolean },
  bytes: Uint8Array,
  catalogue: IndexedCatalogue,
  onFormer: (ordinal: number, fingerprint: number) => void,
): Promise<UploadResults> {
  const { application, category, inventory } = upload
  const code = await catalogue.code(application, category)
  const results = new ResultsBuilder()
  const changed: (AttributeColumns & { readonly ordinal: number })[] = []
  let chunk: Fact[] = []
  const take = async (): Promise<void> => {
    const { index, ordinals } = await catalogue.add(application, code, chunk)
    for (const [at, fact] of chunk.entries()) {
      const ordinal = ordinals[at] ?? -1
      results.add(ordinal, fact)
      const columns = columnsOf(fact)
      if (fingerprintOf(columns) === index.fingerprint(ordinal)) continue
      onFormer(ordinal, index.fingerprint(ordinal))
      changed.push({ ordinal, ...columns })
    }
    chunk = []
  }
  for (const fact of factsOf(bytes)) {
    chunk.push(fact)
    if (chunk.length === ADDED_AT_ONCE) await take()
  }
  if (chunk.length > 0) await take()
  return {
    ...results.build(inventory),
    categoryCode: code,
    ...(changed.length === 0 ? {} : { attributes: packAttributes(changed) }),
  }
}
