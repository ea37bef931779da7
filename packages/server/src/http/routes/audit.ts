import { routes } from "@promotrail/contract"
import { Readable } from "node:stream"
import { CSV_HEADER, csvLine, entryToWire, headToWire, jsonLine } from "../../app/pages/audit.ts"
import { noticesOf } from "../../app/erasing/notices.ts"
import type { Services } from "../../app/services.ts"
import type { LedgerRow } from "../../ports/rows.ts"
import { handle, type Handler } from "../handle.ts"

const EXPORT_ROWS = 2_000

/** The ledger: listed, exported, verified. */
export function auditHandlers({ deps, verify }: Services): readonly Handler[] {
  const { store } = deps
  return [
    handle(routes.listAudit, async ({ query, caller }) => {
      const { after, ...filter } = query
      const beforeIndex = after === undefined ? undefined : Number(after)
      const { rows, more } = await store.read.entryList({
        ...filter,
        ...(beforeIndex === undefined ? {} : { beforeIndex }),
        ...(caller.within === undefined ? {} : { within: caller.within }),
      })
      const notices = noticesOf(store)
      const items = await Promise.all(rows.map(async (row) => entryToWire(row, await notices.ofEntry(row))))
      return { status: 200, body: { items, next: more ? String(rows.at(-1)?.index ?? "") : null } }
    }),
    handle(routes.exportAudit, async ({ query, caller }) => {
      const line = query.format === "csv" ? csvLine : jsonLine
      const seen = (row: LedgerRow) =>
        (query.application === undefined || row.application === query.application) &&
        (query.from === undefined || row.at >= query.from) &&
        (query.to === undefined || row.at < query.to) &&
        (caller.within === undefined || caller.within.some((name) => name === row.application))
      const { size } = await store.read.head()
      async function* lines() {
        if (query.format === "csv") yield CSV_HEADER
        for (let from = 0; from < size;) {
          const rows = await store.read.entries(from, Math.min(EXPORT_ROWS, size - from))
          if (rows.length === 0) return
          from += rows.length
          yield rows.filter(seen).map(line).join("")
        }
      }
      return {
        bytes: Readable.from(lines(), { objectMode: false }),
        mediaType: query.format === "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8",
        headers: {
          "content-disposition": `attachment; filename="promotrail-audit.${query.format}"`,
          "x-promotrail-ledger-size": String(size),
        },
      }
    }),
    handle(routes.getLedgerHead, async () => {
      const [{ size }, logs, anchors] = await Promise.all([store.read.head(), store.read.logs(), store.read.anchors()])
      return { status: 200, body: headToWire(size, logs, anchors) }
    }),
    handle(routes.verifyLedger, async () => ({ status: 200, body: await verify() })),
  ]
}
