import { EMPTY_KNOWN, grown, withKnown, withResults, type EventOf, type StatusVector } from "@promotrail/core"
import type { UploadResults } from "../../../ports/store.ts"
import { takeOverAttributes } from "../catalogue/attributes.ts"
import { jsonColumn } from "../json-column.ts"
import type { WriteTransaction } from "../transaction.ts"
import { passOn } from "./inheritance.ts"
import { releaseNumber } from "./releases.ts"
import { goneSuiteErrors } from "./suite-errors.ts"
import { getKnown, getStatus, OWN, putKnown, putStatus } from "./vectors.ts"

/** An upload as it was read. Only an accepted one of tests says anything about them. */
export async function recordEvidence(
  tx: WriteTransaction,
  event: EventOf<"evidence.recorded">,
  index: number,
  results: UploadResults | undefined,
): Promise<void> {
  const { data } = event
  const { application, release, environment, variant } = data
  const found = await releaseNumber(tx, application, release)
  const number = found.evidence_count + 1
  await keepRow(tx, event, index, found.number, number)
  if (data.outcome !== "accepted" || data.kind !== "tests") return
  if (results === undefined) throw new Error(`evidence ${data.evidence} was accepted without results`)

  const { ordinals, slots, categoryCode, details, attributes } = results
  await takeOverAttributes(tx, application, attributes)
  if (!data.inventory) {
    const place = { application, release_number: found.number, environment, variant }
    const before = await getStatus(tx, place)
    const gone = await goneSuiteErrors(tx, application, before, ordinals)
    await putStatus(tx, place, withResults(without(before, gone, number), { ordinals, slots }, number), index)
    await tx.insert(
      "result_detail",
      details.map(({ ordinal, line, message, durationMs }) => ({
        application,
        release_number: found.number,
        evidence_number: number,
        ordinal,
        line,
        message,
        duration_ms: durationMs,
      })),
      "or-ignore",
    )
  }
  const place = { application, release_number: found.number, environment: OWN }
  const before = (await getKnown(tx, place)) ?? EMPTY_KNOWN
  if (ordinals.every((ordinal) => (before[ordinal] ?? 0) !== 0)) return
  await putKnown(tx, place, withKnown(before, ordinals, categoryCode), index)
  await passOn(tx, application, found.number, index)
}

/** The upload says nothing of these any more, and is the newest to have looked. */
function without(vector: StatusVector, ordinals: readonly number[], evidence: number): StatusVector {
  if (ordinals.length === 0) return vector
  const next = grown(vector, 0)
  for (const ordinal of ordinals) {
    next.status[ordinal] = 0
    next.evidence[ordinal] = evidence
  }
  return next
}

async function keepRow(
  tx: WriteTransaction,
  { data, at, actor }: EventOf<"evidence.recorded">,
  index: number,
  release: number,
  number: number,
): Promise<void> {
  await tx.db
    .updateTable("release")
    .set({ evidence_count: number })
    .where("application", "=", data.application)
    .where("number", "=", release)
    .execute()
  await tx.insert("evidence", [
    {
      id: data.evidence,
      application: data.application,
      release: data.release,
      release_number: release,
      number,
      environment: data.environment,
      kind: data.kind,
      subject: data.subject,
      category: data.category,
      variant: data.variant,
      inventory: data.inventory ? 1 : 0,
      file: data.file,
      raw: data.raw,
      bytes: data.bytes,
      format: data.format,
      tool: data.tool === null ? null : jsonColumn(data.tool),
      reader: data.reader,
      outcome: data.outcome,
      code: data.code,
      reason: data.reason,
      unfit: data.unfit,
      produced_at: data.producedAt,
      at,
      actor: jsonColumn(actor),
      counts: jsonColumn(data.counts),
      warnings: jsonColumn(data.warnings),
      facts: data.facts,
      idx: index,
    },
  ])
}
