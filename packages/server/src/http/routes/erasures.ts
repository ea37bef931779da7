import { routes } from "@promotrail/contract"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** Erasing people. */
export function erasureHandlers({ erasures }: Services): readonly Handler[] {
  return [
    handle(routes.previewErasure, async ({ body }) => {
      const plan = await erasures.preview(body)
      return plan.ok ? { status: 200, body: plan.value } : { refused: plan.error }
    }),
    handle(routes.erasePerson, async ({ body, caller }) => {
      const erased = await erasures.erase(body, caller)
      return erased.ok ? { status: 201, body: erased.value } : { refused: erased.error }
    }),
  ]
}
