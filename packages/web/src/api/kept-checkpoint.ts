/** What this browser keeps of the log between visits, as text; it is no secret and proves nothing by itself. */
const PLACE = "promotrail.checkpoint"

/** What was kept; `null` where nothing was, or it cannot be read. */
export function keptCheckpoint<T>(): T | null {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? "null") as T | null
  } catch {
    return null
  }
}

/** Keeps it for the next visit. A browser that keeps nothing verifies all the same. */
export function keepCheckpoint(kept: object): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(kept))
  } catch {
    // Storage is full or forbidden.
  }
}
