import { decodeEvent, disclosuresNamedIn, type EventOf } from "@promotrail/core"
import type { LedgerRow } from "../../ports/rows.ts"
import type { Store } from "../../ports/store.ts"

/** A notice of erasure, where it stands. */
export type Notice = EventOf<"erasure.recorded">["data"]
export type NoticeAt = { readonly notice: string; readonly ledgerIndex: number }

/** Which notice took what away: notices are never changed, so that each is read once. */
export interface Notices {
  /** The last notice that names this digest of an object, a raw file or a disclosure. */
  of(digest: string): Promise<NoticeAt | undefined>
  /** What took away what is missing of an entry; each notice once. */
  ofEntry(row: Pick<LedgerRow, "index" | "body" | "disclosed">): Promise<readonly NoticeAt[]>
}

const PAGE = 200
const kept = new WeakMap<Store["read"], Notices>()

/** The notices of a store, as far as they were read; shared by all who ask. */
export function noticesOf({ read }: Pick<Store, "read">): Notices {
  const known = kept.get(read)
  if (known !== undefined) return known
  const byDigest = new Map<string, NoticeAt>()
  const byEntry = new Map<number, NoticeAt>()
  let newest = -1
  const take = ({ index, body }: LedgerRow): void => {
    const { data } = decodeEvent(body) as EventOf<"erasure.recorded">
    const at = { notice: data.notice, ledgerIndex: index }
    for (const digest of [...data.disclosures, ...data.objects]) {
      if ((byDigest.get(digest)?.ledgerIndex ?? -1) < index) byDigest.set(digest, at)
    }
    for (const entry of data.entries) byEntry.set(entry, at)
  }
  const catchUp = async (): Promise<void> => {
    const before = newest
    for await (const row of noticeRows(read)) {
      if (row.index <= before) return
      newest = Math.max(newest, row.index)
      take(row)
    }
  }
  let turn: Promise<void> = Promise.resolve()
  const caughtUp = (): Promise<void> => {
    turn = turn.then(catchUp, catchUp)
    return turn
  }
  const made: Notices = {
    async of(digest) {
      await caughtUp()
      return byDigest.get(digest)
    },
    async ofEntry({ index, body, disclosed }) {
      const missing = disclosuresNamedIn(body).filter((digest) => !disclosed.has(digest))
      const isOld = body.endsWith('"v":1}')
      if (missing.length === 0 && !isOld) return []
      await caughtUp()
      const found = [byEntry.get(index), ...missing.map((digest) => byDigest.get(digest))]
      return [...new Set(found.filter((at) => at !== undefined))]
    },
  }
  kept.set(read, made)
  return made
}

/** Every notice, newest first. */
export async function* noticeRows(read: Pick<Store["read"], "entryList">): AsyncGenerator<LedgerRow> {
  for (let beforeIndex: number | undefined; ;) {
    const { rows, more } = await read.entryList({ kind: "erasure.recorded", limit: PAGE, beforeIndex })
    yield* rows
    if (!more) return
    beforeIndex = rows.at(-1)?.index
  }
}
