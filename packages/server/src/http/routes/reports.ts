import { routes } from "@promotrail/contract"
import type { Caller } from "../../app/deps.ts"
import type { Services } from "../../app/services.ts"
import { handle, type Handler } from "../handle.ts"

/** Reports for auditors. They are about the whole ledger, so that a token of some applications gets none. */
export function reportHandlers({ pages: { reports } }: Services): readonly Handler[] {
  const whole = ({ within }: Caller) => within === undefined
  const refused = { refused: { kind: "forbidden", needs: "access to every application" } } as const
  return [
    handle(routes.getPopulation, async ({ query, caller }) =>
      whole(caller) ? { status: 200, body: await reports.population(query) } : refused,
    ),
    handle(routes.getAccessReport, async ({ query, caller }) =>
      whole(caller) ? { status: 200, body: await reports.access(query.asOf) } : refused,
    ),
    handle(routes.getControls, async ({ query, caller }) =>
      whole(caller) ? { status: 200, body: await reports.controls(query) } : refused,
    ),
  ]
}
