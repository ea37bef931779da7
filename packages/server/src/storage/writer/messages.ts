import type { ApplicationName, CategoryName, Result } from "@promotrail/core"
import type { AnchorRow } from "../../ports/log.ts"
import type { Catalogue, CatalogueTest, Committed, Moved, Proposal } from "../../ports/store.ts"
import type { Fault } from "../shared/remote.ts"

/** What the main thread asks of the writer. */
export type Request =
  | { readonly kind: "commit"; readonly id: number; readonly proposal: Proposal }
  | {
      readonly kind: "resolve"
      readonly id: number
      readonly application: ApplicationName
      readonly category: CategoryName
      readonly tests: readonly CatalogueTest[]
    }
  | { readonly kind: "anchor"; readonly id: number; readonly anchor: AnchorRow }
  | { readonly kind: "scrub"; readonly id: number; readonly notices: number }
  | { readonly kind: "ping"; readonly id: number }
  | { readonly kind: "close" }

/** What travels: all that was asked in one turn of the event loop. */
export type Requests = readonly Request[]

type Resolved = Awaited<ReturnType<Catalogue["resolve"]>>

/** What the writer answers; `size` is that of the ledger when it grew. */
export type Answers = {
  readonly answers: readonly {
    readonly id: number
    readonly value: Result<Committed, Moved> | Resolved | null | { readonly thrown: Fault }
  }[]
  readonly size: number | undefined
}
export type Ready = { readonly ready: true } | { readonly ready: false; readonly fault: Fault }
