import { routes } from "@promotrail/contract"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** The test catalogue and people's words on it. */
export function testHandlers({ marks, pages }: Services): readonly Handler[] {
  return [
    handle(routes.listTests, async ({ params, query }) => {
      const listed = await pages.tests({
        application: params.application,
        search: query.search,
        filter: query.filter,
        category: query.category,
        from: query.after === undefined ? 0 : Number(query.after),
        limit: query.limit,
      })
      return listed.ok ? { status: 200, body: listed.value } : { refused: listed.error }
    }),
    handle(routes.retireTests, async ({ params, body, caller }) => {
      const retired = await marks.retire(params.application, body, caller)
      return retired.ok
        ? { status: 200, body: { pattern: body.pattern, ...retired.value } }
        : { refused: retired.error }
    }),
    handle(routes.quarantineTests, async ({ params, body, caller }) => {
      const quarantined = await marks.quarantine(params.application, body, caller)
      return quarantined.ok
        ? { status: 200, body: { pattern: body.pattern, ...quarantined.value } }
        : { refused: quarantined.error }
    }),
  ]
}
