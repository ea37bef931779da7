import { PACK_CHUNK, type Instant } from "@promotrail/core"
import type { LogReads, LogRow, RecordRow } from "../../ports/log.ts"

/** A time from which, and one before which; `null`: without an end. */
export type Period = { readonly from: Instant | null; readonly to: Instant | null }

/** Indexes of records, without the last one. */
export type Range = { readonly from: number; readonly to: number }

/** The records of a log at its size now, in files' worth. */
export async function* recordPages(
  read: Pick<LogReads, "records">,
  { log, size }: Pick<LogRow, "log" | "size">,
): AsyncGenerator<readonly RecordRow[]> {
  for (let from = 0; from < size; from += PACK_CHUNK) {
    const limit = Math.min(PACK_CHUNK, size - from)
    const page = await read.records(log, from, limit)
    if (page.length !== limit) throw new Error(`log ${log} lacks records behind ${from + page.length}`)
    yield page
  }
}

/**
 * All records from the first to the last of a period, without a gap: only so can be seen that none is missing. Where a
 * period has none, the range is empty and stands where they would be.
 */
export async function rangeOf(read: Pick<LogReads, "records">, log: LogRow, { from, to }: Period): Promise<Range> {
  if (from === null && to === null) return { from: 0, to: log.size }
  let [first, end, before] = [-1, -1, 0]
  for await (const page of recordPages(read, log)) {
    for (const { index, at } of page) {
      if (from !== null && at < from) {
        if (first === -1) before = index + 1
      } else if (to === null || at < to) {
        if (first === -1) first = index
        end = index + 1
      }
    }
  }
  return first === -1 ? { from: before, to: before } : { from: first, to: end }
}
