import { routes } from "@promotrail/contract"
import { Readable } from "node:stream"
import { inPieces } from "../../app/pack/pack.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** The audit pack, streamed. */
export function packHandlers({ packs }: Services): readonly Handler[] {
  return [
    handle(routes.getAuditPack, async ({ query, caller }) => {
      // A pack is whole, or it proves nothing.
      if (caller.within !== undefined) {
        return { refused: { kind: "forbidden", needs: "all applications: an audit pack is of all of them or of none" } }
      }
      const { from = null, to = null, names, evidence, bundles } = query
      const pack = packs.write({
        from,
        to,
        names: names === "true",
        evidence: evidence === "true",
        bundles: bundles === "all" ? "all" : bundles === "none" ? 0 : Number(bundles),
      })
      return {
        bytes: Readable.from(inPieces(pack), { objectMode: false }),
        mediaType: "application/x-tar",
        headers: { "content-disposition": 'attachment; filename="promotrail-audit-pack.tar"' },
      }
    }),
  ]
}
