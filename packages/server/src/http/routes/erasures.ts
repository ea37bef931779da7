import { routes } from "@promotrail/contract"
import { noticeToWire } from "../../app/pages/notices.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** Erasing people. */
export function erasureHandlers({ deps, erasures }: Services): readonly Handler[] {
  return [
    handle(routes.previewErasure, async ({ body }) => {
      const plan = await erasures.preview(body)
      return plan.ok ? { status: 200, body: plan.value } : { refused: plan.error }
    }),
    handle(routes.listErasures, async ({ query }) => {
      const { after, limit } = query
      const { rows, more } = await erasures.list({
        beforeIndex: after === undefined ? undefined : Number(after),
        limit,
      })
      const items = await Promise.all(rows.map((row) => noticeToWire(deps.store, row)))
      return { status: 200, body: { items, next: more ? String(rows.at(-1)?.ledgerIndex ?? "") : null } }
    }),
    handle(routes.erasePerson, async ({ body, caller }) => {
      const erased = await erasures.erase(body, caller)
      return erased.ok ? { status: 201, body: erased.value } : { refused: erased.error }
    }),
  ]
}
