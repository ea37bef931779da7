import { open } from "node:fs/promises"
import { OTHER, parseCategoryName, type CategoryName, type Item } from "@promotrail/core"
import { inventoryReader, reportReader, type DecoderFactory, type Report, type TestFact } from "@promotrail/evidence"
import type { Fact, Intake, IntakeJob } from "../ports/reader.ts"
import { TooManyCategories, type IndexedCatalogue } from "../storage/shared/catalogue/catalogue.ts"
import { ItemsEncoder } from "../storage/shared/items.ts"
import { factsObject } from "./facts-object.ts"
import { READER } from "./reader-name.ts"
import { UploadGatherer } from "./upload-gatherer.ts"

const CHUNK = 256 * 1024

/** The platform's decoders, strict. */
export const decoders: DecoderFactory = (label) => {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

/** Reads one stored file as what it turns out to be, and puts its tests into the catalogue once all of it is accepted. */
export async function readReport(job: IntakeJob, catalogue: IndexedCatalogue): Promise<Intake> {
  const upload = new UploadGatherer(await catalogue.index(job.application))
  const items = new ItemsEncoder()
  const report = await readFile(job, { onTest: (fact) => upload.add(fact), onItem: (item) => items.add(item) })
  const category = categoryOf(job, report)
  const told = {
    kind: report.kind,
    subject: report.subject,
    category,
    format: report.format,
    tool: report.tool === undefined ? null : { name: report.tool.name, version: report.tool.version ?? null },
    outcome: report.outcome,
    code: report.code,
    reason: report.reason,
    unfit: report.unfit,
    producedAt: report.producedAt ?? null,
    counts: report.counts,
    warnings: report.warnings,
    reader: READER,
  }
  if (report.outcome !== "accepted") return { ...told, facts: null, results: null }
  // Results of tests are counted wherever they are believed: what no gate may rely on must not get there.
  if (report.kind === "tests" && report.unfit !== null) {
    return {
      ...told,
      outcome: "rejected",
      code: "unfit",
      reason: report.unfit,
      unfit: null,
      facts: null,
      results: null,
    }
  }
  if (report.kind !== "tests") return { ...told, facts: factsObject(await items.end()), results: null }
  try {
    return { ...told, ...(await upload.finish({ ...job, category }, catalogue)) }
  } catch (error) {
    if (!(error instanceof TooManyCategories)) throw error
    return {
      ...told,
      outcome: "rejected",
      code: "too-many-categories",
      reason: error.message,
      unfit: null,
      facts: null,
      results: null,
    }
  }
}

/** What the upload says wins; then what the format is known for. Tests that nobody put anywhere are `other`. */
function categoryOf({ category }: IntakeJob, report: Report): CategoryName {
  if (category !== undefined) return category
  const named = report.category === null ? undefined : parseCategoryName(report.category)
  return named?.ok === true ? named.value : OTHER
}

type Gathering = { readonly onTest: (fact: Fact) => void; readonly onItem: (item: Item) => void }

async function readFile({ path, inventory, retries }: IntakeJob, { onTest, onItem }: Gathering): Promise<Report> {
  const reader = inventory
    ? inventoryReader({ decoders, onTest: (test) => onTest({ ...test, flaky: false, suiteLevel: false }) })
    : reportReader({
        decoders,
        onTest: (test) => onTest(traced(test)),
        onItem,
        ...(retries === undefined ? {} : { retries }),
      })
  const file = await open(path, "r")
  try {
    const buffer = new Uint8Array(CHUNK)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK)
      if (bytesRead === 0 || !reader.write(buffer.subarray(0, bytesRead))) return reader.end()
    }
  } finally {
    await file.close()
  }
}

/** A test with the place in the raw file where it stands, where somebody will want to look: where it did not pass. */
function traced(test: TestFact): Fact {
  if (test.status === "passed" && test.line === undefined) return test
  const { line: _inItsSource, at, ...fact } = test
  return test.status === "passed" ? fact : { ...fact, line: at }
}
