import type { ErasureNotice } from "@promotrail/contract"
import type { Store } from "../../ports/store.ts"
import type { NoticeRow } from "../erasure.ts"

/** A notice as it is listed, with the record that says it. */
export async function noticeToWire(
  { read }: Pick<Store, "read">,
  { data, at, by, ledgerIndex, isFinished }: NoticeRow,
): Promise<ErasureNotice> {
  const [record] = await read.recordsOf(ledgerIndex)
  const { notice, person, basis, disclosures, objects, entries } = data
  return {
    notice,
    at,
    by,
    person,
    basis,
    disclosures: disclosures.length,
    objects: objects.length,
    entries: entries.length,
    ledgerIndex,
    record: record === undefined ? null : { log: record.log, index: record.index },
    isFinished,
  }
}
