import { routes, type LedgerRecord } from "@promotrail/contract"
import { BUNDLE_MEDIA_TYPE, err, ok, wordOfPredicate, type Result } from "@promotrail/core"
import type { Caller } from "../../app/deps.ts"
import type { AppError } from "../../app/errors.ts"
import type { Services } from "../../app/services.ts"
import type { RecordRow } from "../../ports/log.ts"
import { handle, type Handler } from "../handle.ts"

type OfLog = { readonly log?: number | undefined; readonly origin?: string | undefined }

/** Signed records, and what proves them. */
export function recordHandlers({ deps, records }: Services): readonly Handler[] {
  const { read } = deps.store

  /** What lies outside a token's applications is not there for it; what concerns no application is everybody's. */
  const visible = async (
    found: Result<RecordRow, AppError>,
    { within }: Caller,
    id: string,
  ): Promise<Result<RecordRow, AppError>> => {
    if (!found.ok || within === undefined) return found
    const application = await records.applicationOf(found.value)
    return application === null || within.some((name) => name === application)
      ? ok(found.value)
      : err({ kind: "not-found", what: "record", id })
  }
  const bundle = async (found: Result<RecordRow, AppError>, name: string) => {
    const made = found.ok ? await records.bundle(found.value) : found
    return made.ok
      ? { bytes: made.value, mediaType: BUNDLE_MEDIA_TYPE, headers: attachment(`${name}.sigstore.json`) }
      : { refused: made.error }
  }
  /** The log that is meant: by number, by origin, or the newest. Both may be given, and then both must fit. */
  const logOf = async ({ log, origin }: OfLog): Promise<Result<number, AppError>> => {
    const logs = await read.logs()
    const found =
      log === undefined && origin === undefined
        ? logs.at(-1)
        : logs.find((each) => (log ?? each.log) === each.log && (origin ?? each.origin) === each.origin)
    return found === undefined
      ? err({ kind: "not-found", what: "log", id: origin ?? String(log ?? "") })
      : ok(found.log)
  }
  const at = async (
    { record }: { readonly record: number },
    query: OfLog,
    caller: Caller,
  ): Promise<Result<RecordRow, AppError>> => {
    const log = await logOf(query)
    return log.ok ? visible(await records.at(record, log.value), caller, String(record)) : log
  }

  return [
    handle(routes.listRecords, async ({ query, caller }) => {
      const { from, limit, entry } = query
      const log = await logOf(query)
      if (!log.ok) return { refused: log.error }
      const found = entry === undefined ? await read.records(log.value, from, limit) : await read.recordsOf(entry)
      const shown = await Promise.all(found.map((row) => visible(ok(row), caller, String(row.index))))
      const items = shown.flatMap((each) => (each.ok ? [recordToWire(each.value)] : []))
      return {
        status: 200,
        body: { items, next: entry !== undefined || found.length < limit ? null : String(from + limit) },
      }
    }),
    handle(routes.getRecord, async ({ params, query, caller }) => {
      const found = await at(params, query, caller)
      return found.ok ? { status: 200, body: recordToWire(found.value) } : { refused: found.error }
    }),
    handle(routes.getRecordBundle, async ({ params, query, caller }) =>
      bundle(await at(params, query, caller), `record-${params.record}`),
    ),
    handle(routes.getRecordProof, async ({ params, query, caller }) => {
      const found = await at(params, query, caller)
      return found.ok
        ? {
            bytes: await records.proof(found.value),
            mediaType: "text/plain; charset=utf-8",
            headers: attachment(`record-${params.record}.tlog-proof`),
          }
        : { refused: found.error }
    }),
    handle(routes.getDecisionBundle, async ({ params: { decision }, caller }) =>
      bundle(await visible(await records.ofDecision(decision, "decision"), caller, decision), decision),
    ),
    handle(routes.getDecisionSummary, async ({ params: { decision }, caller }) =>
      bundle(await visible(await records.ofDecision(decision, "summary"), caller, decision), `${decision}.vsa`),
    ),
    handle(routes.getTrustFile, async ({ params: { file } }) => ({
      bytes: await records.trustFile(file),
      mediaType: file.endsWith(".json") ? "application/json" : "text/plain; charset=utf-8",
      headers: attachment(file),
    })),
  ]
}

const attachment = (name: string): Readonly<Record<string, string>> => ({
  "content-disposition": `attachment; filename="${name}"`,
})

/** A record as the wire has it. */
function recordToWire(row: RecordRow): LedgerRecord {
  const { log, index, entry, predicate, stream, sequence, at, payload, signature, key, leaf, hash } = row
  return {
    log,
    index,
    entry,
    kind: wordOfPredicate(predicate),
    predicateType: predicate,
    stream,
    sequence,
    at,
    statement: payload === null ? null : (JSON.parse(payload) as Record<string, unknown>),
    signature,
    key,
    leaf,
    hash,
  }
}
