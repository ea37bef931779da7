import pg from "pg"
import { settingsFor } from "./pool.ts"
import { CHANNEL } from "./writing.ts"

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/**
 * Hears of new entries, also those of other servers, on a connection of its own. A connection that breaks is made
 * again; what was said meanwhile is caught up with by looking at the head.
 */
export function listen(url: string, onSize: (size: number) => void): { ready: Promise<void>; close(): Promise<void> } {
  let closed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const open = async (): Promise<void> => {
    const opened = new pg.Client(settingsFor(url))
    client = opened
    // The loop below starts over; without a listener a broken connection would end the process.
    opened.on("error", () => undefined)
    opened.on("notification", ({ payload }) => onSize(Number(payload)))
    await opened.connect()
    await opened.query(`listen ${CHANNEL}`)
    const head = await opened.query<{ size: number }>("select size from ledger_head")
    onSize(head.rows[0]?.size ?? 0)
    opened.once("end", () => again(FIRST_PAUSE_MS))
  }
  const again = (pauseMs: number): void => {
    if (closed) return
    timer = setTimeout(() => {
      open().catch(async () => {
        await client?.end().catch(() => undefined)
        again(Math.min(pauseMs * 2, LONGEST_PAUSE_MS))
      })
    }, pauseMs)
  }
  return {
    ready: open(),
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
