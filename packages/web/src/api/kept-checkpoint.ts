/** What this browser keeps of a log, to compare with the next time; no secret, and it proves nothing by itself. */
export type KeptCheckpoint = {
  readonly origin: string
  readonly key: string
  readonly size: number
  /** 64 hex digits. */
  readonly root: string
  /** The signed note. */
  readonly note: string
  readonly at: string
}

const PLACE = "promotrail.checkpoint"

/** What was kept; `null` where nothing was, or it is damaged. */
export function keptCheckpoint(): KeptCheckpoint | null {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "null") as Partial<KeptCheckpoint> | null
    const texts = [kept?.origin, kept?.key, kept?.root, kept?.note, kept?.at]
    return Number.isSafeInteger(kept?.size) && texts.every((text) => typeof text === "string")
      ? (kept as KeptCheckpoint)
      : null
  } catch {
    return null
  }
}

/** Keeps it for the next visit. A browser that keeps nothing verifies all the same. */
export function keepCheckpoint(kept: KeptCheckpoint): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(kept))
  } catch {
    // Storage is full or forbidden.
  }
}
