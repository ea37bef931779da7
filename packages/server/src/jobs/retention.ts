import { epochMs, instantFromEpochMs, type Instant } from "@promotrail/core"
import type { Erasures } from "../app/erasure.ts"

const DAY_MS = 86_400_000
/** Between two looks. What is due a few hours late is due. */
const EVERY_MS = 6 * 3_600_000

/** Erasing by time, in the background; keeps no process alive. */
export interface Retention {
  /** One look, now. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** Erases names and free texts that are older than so many days; leaves alone of what no days are given. */
export function retention(
  { expire }: Pick<Erasures, "expire">,
  days: { readonly actor: number | undefined; readonly text: number | undefined },
  now: () => Instant,
  tell: (what: string) => void,
): Retention {
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const isOn = days.actor !== undefined || days.text !== undefined
  const before = (kept: number | undefined): Instant | undefined =>
    kept === undefined ? undefined : instantFromEpochMs(epochMs(now()) - kept * DAY_MS)
  const look = async (): Promise<void> => {
    if (!isOn) return
    try {
      const erased = await expire({ actor: before(days.actor), text: before(days.text) })
      if (erased > 0) tell(`${erased} disclosures were past their time and were erased.`)
    } catch (error) {
      tell(`What is past its time could not be erased: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (isOn) {
    timer = setInterval(() => {
      running = look()
    }, EVERY_MS)
    timer.unref()
  }
  return {
    look,
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
