import { useSyncExternalStore } from "react"
import { age, dayOf, exactly, localTime, momentOf, shortAge } from "./moment.ts"

const TICK_MS = 20_000

let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function follow(listener: () => void): () => void {
  if (listeners.size === 0) now = Date.now()
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, a few times a minute: one clock for the whole page. */
export const useNow = (): number => useSyncExternalStore(follow, () => now)

type Form = "age" | "short" | "moment" | "day" | "exact" | "both"

/** A moment in UTC or as an age; the other forms, and the reader's own time, on hover. */
export function Time({ at, as = "age" }: { readonly at: string; readonly as?: Form }) {
  const time = useNow()
  const text: Readonly<Record<Form, () => string>> = {
    age: () => age(at, time),
    short: () => shortAge(at, time),
    moment: () => momentOf(at, time),
    day: () => dayOf(at, time),
    exact: () => exactly(at),
    both: () => `${momentOf(at, time)}, ${age(at, time)}`,
  }
  return (
    <time dateTime={at} title={`${exactly(at)} UTC, here ${localTime(at)}`} className="whitespace-nowrap">
      {text[as]()}
    </time>
  )
}
