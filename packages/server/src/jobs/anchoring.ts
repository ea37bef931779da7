import { parseCheckpoint, type AnchoredLog, type Instant, type Result } from "@promotrail/core"
import type { Anchor, Anchored, AnchorStore, NotAnchored, Outside } from "../ports/anchors.ts"

/** What anchoring is made of. */
export type AnchoringDeps = {
  readonly log: AnchoredLog
  readonly outsides: readonly Outside[]
  readonly store: AnchorStore
  readonly everyMs: number
  readonly now: () => Instant
  /** Told what the people who run the server must know, once for each change. */
  readonly tell: (level: "info" | "warn" | "error", line: string) => void
}

/** Anchoring in the background. It holds up nothing, and keeps no process alive. */
export type Anchoring = {
  /** One round, now; a round that is under way is waited for instead. */
  readonly round: () => Promise<void>
  /** Ends at once: what was asked is not waited for. */
  readonly stop: () => Promise<void>
}

/**
 * Shows the head of the log to every place outside, again and again, if it grew since that place saw it last or if that
 * place failed. Each is asked on its own: one that hangs or refuses changes nothing for the others.
 */
export function anchoring(deps: AnchoringDeps): Anchoring {
  const { outsides, everyMs, tell } = deps
  const stopped = new AbortController()
  const told = new Map<string, string>()
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  /** Told when it is something else than last time; numbers in it may grow. */
  const tellOnce = (about: string, level: "info" | "warn" | "error", line: string): void => {
    const state = line.replaceAll(/\d+/g, "#")
    const before = told.get(about)
    if (stopped.signal.aborted || before === state) return
    told.set(about, state)
    // That all is well is news only after it was not.
    if (level !== "info" || before !== undefined) tell(level, line)
  }

  const look = async (): Promise<void> => {
    try {
      const [head, anchors] = await Promise.all([deps.log.head(), deps.store.anchors()])
      tellOnce("", "info", "The ledger is anchored again.")
      await Promise.all(
        outsides.map((outside) => {
          const before = anchors.find(({ kind, name }) => kind === outside.kind && name === outside.name)
          return anchorAt(outside, head, before)
        }),
      )
    } catch (error) {
      tellOnce(
        "",
        "warn",
        `The ledger could not be anchored: ${messageOf(error)}. It is tried again; nothing waits for it.`,
      )
    }
  }

  const anchorAt = async (
    outside: Outside,
    head: { readonly origin: string; readonly size: number },
    before: Anchor | undefined,
  ): Promise<void> => {
    const { kind, name } = outside
    // A log that succeeded another one counts from 0 again.
    const isOfThisLog = parseCheckpoint(`${before?.text?.split("\n\n")[0] ?? ""}\n`)
    const size = isOfThisLog.ok && isOfThisLog.value.origin === head.origin ? (before?.size ?? undefined) : undefined
    if (size === head.size && (before?.failure ?? null) === null) return
    const about = `${kind} ${name}`
    let found: Result<Anchored, NotAnchored>
    try {
      found = await outside.anchor(deps.log, size, stopped.signal)
    } catch (error) {
      found = { ok: false, error: { why: `${name} could not be asked: ${messageOf(error)}.`, isAlarm: false } }
    }
    if (stopped.signal.aborted) return
    await deps.store.keepAnchor(rowOf({ kind, name }, found, deps.now()))
    if (found.ok) tellOnce(about, "info", `${name} has seen the ledger again, with ${found.value.size} entries.`)
    else if (found.error.isAlarm) tellOnce(about, "error", found.error.why)
    else
      tellOnce(
        about,
        "warn",
        `${found.error.why} The ledger is not anchored there; it is tried again, and nothing waits for it.`,
      )
  }

  const round = (): Promise<void> => {
    running ??= look().finally(() => {
      running = undefined
    })
    return running
  }
  const again = (): void => {
    if (stopped.signal.aborted) return
    timer = setTimeout(() => void round().then(again), everyMs)
    timer.unref()
  }
  if (outsides.length > 0) again()
  return {
    round,
    async stop() {
      stopped.abort()
      clearTimeout(timer)
      await running
    },
  }
}

function rowOf(
  { kind, name }: Pick<Anchor, "kind" | "name">,
  found: Result<Anchored, NotAnchored>,
  now: Instant,
): Anchor {
  return found.ok
    ? { kind, name, ...found.value, failedAt: null, failure: null }
    : { kind, name, size: null, at: null, text: null, failedAt: now, failure: found.error.why }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
