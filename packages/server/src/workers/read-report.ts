import { open } from "node:fs/promises"
import { inventoryReader, reportReader, type DecoderFactory, type Report, type TestFact } from "@promotrail/evidence"
import type { Fact, Intake, IntakeJob } from "../ports/reader.ts"
import { TooManyCategories, type IndexedCatalogue } from "../storage/shared/catalogue/catalogue.ts"
import { READER } from "./reader-name.ts"
import { UploadGatherer } from "./upload-gatherer.ts"

const CHUNK = 256 * 1024

const decoders: DecoderFactory = (label) => {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

/** Reads one stored file as what it claims to be, and puts its tests into the catalogue once all of it is accepted. */
export async function readReport(job: IntakeJob, catalogue: IndexedCatalogue): Promise<Intake> {
  const upload = new UploadGatherer(await catalogue.index(job.application))
  const report = await readFile(job, (fact) => upload.add(fact))
  const told = {
    format: report.format,
    outcome: report.outcome,
    code: report.code,
    reason: report.reason,
    producedAt: report.producedAt ?? null,
    counts: report.counts,
    warnings: report.warnings,
    reader: READER,
  }
  if (report.outcome !== "accepted") return { ...told, facts: null, results: null }
  try {
    return { ...told, ...(await upload.finish(job, catalogue)) }
  } catch (error) {
    if (!(error instanceof TooManyCategories)) throw error
    return {
      ...told,
      outcome: "rejected",
      code: "too-many-categories",
      reason: error.message,
      facts: null,
      results: null,
    }
  }
}

async function readFile({ path, inventory }: IntakeJob, onTest: (fact: Fact) => void): Promise<Report> {
  const reader = inventory
    ? inventoryReader({ decoders, onTest: (test) => onTest({ ...test, flaky: false, suiteLevel: false }) })
    : reportReader({ decoders, onTest: (test) => onTest(traced(test)) })
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
