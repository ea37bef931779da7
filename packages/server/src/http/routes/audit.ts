import { routes } from "@promotrail/contract"
import { Readable } from "node:stream"
import { entryToWire, headToWire } from "../../app/pages/audit.ts"
import { noticesOf } from "../../app/erasing/notices.ts"
import { inChunks, MEDIA_TYPES } from "../../app/pages/reports/file.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** The ledger: listed, exported, verified. */
export function auditHandlers({ deps, verify, pages }: Services): readonly Handler[] {
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
      const { proofs, format, ...filter } = query
      const question = { ...filter, format, proofs: proofs === "true", within: caller.within }
      const { size, pieces } = await pages.reports.trail.write(question)
      return {
        bytes: Readable.from(inChunks(pieces), { objectMode: false }),
        mediaType: MEDIA_TYPES[format],
        headers: {
          "content-disposition": `attachment; filename="promotrail-audit.${format}"`,
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
