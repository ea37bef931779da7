import type { Terminal } from "./terminal.ts"

const CELLS = 24
/** More often than this no eye can follow, and a slow terminal would hold up the upload. */
const FRAME_MS = 80

/** Shows how much of a known number of bytes is through. */
export type Progress = { readonly add: (bytes: number) => void; readonly restart: () => void; readonly end: () => void }

/** A bar of bytes on a terminal; nothing elsewhere. */
export function progressBar({ redraw }: Terminal, label: string, total: number): Progress {
  if (redraw === undefined || total === 0) return { add: () => {}, restart: () => {}, end: () => {} }
  let done = 0
  let drawnAt = -FRAME_MS
  const draw = (): void => {
    const now = performance.now()
    if (now - drawnAt < FRAME_MS && done < total) return
    drawnAt = now
    const filled = Math.min(CELLS, Math.floor((done / total) * CELLS))
    const share = `${Math.min(100, Math.floor((done / total) * 100))} %`.padStart(5)
    redraw(`${"█".repeat(filled)}${"░".repeat(CELLS - filled)} ${share}  ${renderBytes(total)}  ${label}`)
  }
  return {
    add(bytes) {
      done += bytes
      draw()
    },
    restart() {
      done = 0
    },
    end: () => redraw(""),
  }
}

/** `512 B`, `1.4 MB`: cut, not rounded. */
export function renderBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"] as const
  const at = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** at
  return `${at === 0 || value >= 100 ? Math.floor(value) : Math.floor(value * 10) / 10} ${units[at]}`
}
