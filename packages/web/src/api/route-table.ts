import { LIVE_PATH, routes, type Route } from "@promotrail/contract"

/** What the browser needs to know of a route. The types come from the contract; the schemas stay behind. */
export type RouteLine = {
  readonly method: Route["method"]
  readonly path: string
  /** Statuses that carry an answer rather than a problem. */
  readonly replies: readonly number[]
}

/** The contract's routes, by id. The build runs this file and ships only what it says (see `vite.config.ts`). */
export const ROUTE_TABLE: Readonly<Record<string, RouteLine>> = Object.fromEntries(
  Object.values<Route>(routes).map(({ id, method, path, replies }) => [
    id,
    { method, path, replies: Object.keys(replies).map(Number) },
  ]),
)

/** Where the stream of changes is. */
export const LIVE = LIVE_PATH
