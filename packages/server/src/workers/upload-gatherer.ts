import type { ApplicationName, CategoryName } from "@promotrail/core"
import type { Fact, Intake } from "../ports/reader.ts"
import type { CatalogueTest } from "../ports/store.ts"
import {
  columnsOf,
  fingerprintOf,
  packAttributes,
  type AttributeColumns,
} from "../storage/shared/catalogue/attributes.ts"
import { ADDED_AT_ONCE, type IndexedCatalogue } from "../storage/shared/catalogue/catalogue.ts"
import type { IdIndex } from "../storage/shared/catalogue/id-index.ts"
import { FactsEncoder, factsOf } from "../storage/shared/facts.ts"
import { ResultsBuilder } from "../storage/shared/upload-results.ts"
import { factsObject } from "./facts-object.ts"

/** Whose tests they are, and the category they were sent under. */
type GatheredUpload = {
  readonly application: ApplicationName
  readonly category: CategoryName
  readonly inventory: boolean
}

/**
 * Gathers the tests of one file while it is read, in memory that does not grow with their names: the facts are deflated
 * as they come, known tests become ordinals at once, and the others are looked at again in the facts when all of the
 * file turned out to be acceptable. So a refused file leaves nothing in the catalogue.
 */
export class UploadGatherer {
  private readonly index: IdIndex
  private readonly facts = new FactsEncoder()
  private readonly results = new ResultsBuilder()
  /** Places of tests that are new, or have other attributes than the catalogue knows. */
  private readonly again: number[] = []

  constructor(index: IdIndex) {
    this.index = index
  }

  add(fact: Fact): void {
    const ordinal = this.index.find(fact.id)
    if (ordinal === -1 || fingerprintOf(columnsOf(fact)) !== this.index.fingerprint(ordinal)) {
      this.again.push(this.results.size)
    }
    this.facts.add(fact)
    this.results.add(ordinal, fact)
  }

  async finish(job: GatheredUpload, catalogue: IndexedCatalogue): Promise<Pick<Intake, "facts" | "results">> {
    const bytes = await this.facts.end()
    const code = await catalogue.code(job.application, job.category)
    const attributes = await this.settle(job, code, bytes, catalogue)
    return {
      facts: factsObject(bytes),
      results: {
        ...this.results.build(job.inventory),
        categoryCode: code,
        ...(attributes.length === 0 ? {} : { attributes: packAttributes(attributes) }),
      },
    }
  }

  /** Adds the new tests, finds every ordinal, and answers what has other attributes now. */
  private async settle(
    { application }: GatheredUpload,
    code: number,
    bytes: Uint8Array,
    catalogue: IndexedCatalogue,
  ): Promise<(AttributeColumns & { readonly ordinal: number })[]> {
    const changed: (AttributeColumns & { readonly ordinal: number })[] = []
    let chunk: { readonly at: number; readonly test: CatalogueTest }[] = []
    const settleChunk = async (): Promise<void> => {
      const tests = chunk.map(({ test }) => test)
      const { index, ordinals } = await catalogue.add(application, code, tests)
      for (const [nth, { at, test }] of chunk.entries()) {
        const ordinal = ordinals[nth] ?? -1
        this.results.place(at, ordinal)
        const columns = columnsOf(test)
        if (fingerprintOf(columns) !== index.fingerprint(ordinal)) changed.push({ ordinal, ...columns })
      }
      chunk = []
    }
    let next = 0
    let at = -1
    for (const fact of this.again.length === 0 ? [] : factsOf(bytes)) {
      at++
      if (at !== this.again[next]) continue
      next++
      chunk.push({ at, test: fact })
      if (chunk.length === ADDED_AT_ONCE) await settleChunk()
    }
    if (chunk.length > 0) await settleChunk()
    return changed
  }
}
