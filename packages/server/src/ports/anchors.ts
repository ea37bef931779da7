import type { AnchoredLog, Instant, Result } from "@promotrail/core"
import type { AnchorRow } from "./log.ts"

/** What one outside says to have seen of the log. */
export type Anchor = AnchorRow

export type AnchorKind = Anchor["kind"]

/** Where anchors are kept, one of each kind and name. A failure leaves the success before it. */
export interface AnchorStore {
  anchors(): Promise<readonly Anchor[]>
  keepAnchor(anchor: Anchor): Promise<void>
}

/** A head that somebody outside holds now. */
export type Anchored = { readonly size: number; readonly at: Instant; readonly text: string }

/** Why nobody outside holds it. `isAlarm`: what is outside speaks against this log, and somebody must look. */
export type NotAnchored = { readonly why: string; readonly isAlarm: boolean }

/** One place outside our reach. Each is asked on its own, and none of them holds up anything. */
export interface Outside {
  readonly kind: AnchorKind
  readonly name: string
  /** Has the newest head kept there. `size`: how much of this log it held before, as far as is known. */
  anchor(log: AnchoredLog, size: number | undefined, signal: AbortSignal): Promise<Result<Anchored, NotAnchored>>
}
