import type { LiveEntry } from "@promotrail/contract"
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { currentCredentials, signOut } from "./credentials.ts"
import { messageReader } from "./event-stream.ts"
import { refreshed } from "./fresh.ts"
import { LIVE } from "./route-table.ts"

/** Whether the page hears of changes as they happen. */
export type Liveness = "connecting" | "live" | "waiting"

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** Entries come in bursts; one refresh answers a burst. */
const GATHER_MS = 120

/** Listens for ledger entries while somebody is signed in, and has the page read again what they changed. */
export function useLive(token: string): Liveness {
  const client = useQueryClient()
  const [liveness, setLiveness] = useState<Liveness>("connecting")

  useEffect(() => {
    const stopping = new AbortController()
    const changed = new Set<string>()
    let everything = false
    let timer: ReturnType<typeof setTimeout> | undefined

    const refreshSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void refreshed(client, everything ? null : new Set(changed))
        everything = false
        changed.clear()
      }, GATHER_MS)
    }
    const heard = ({ application }: LiveEntry) => {
      if (application === null) everything = true
      else changed.add(application)
      refreshSoon()
    }
    const reconnected = () => {
      everything = true
      refreshSoon()
    }

    void listen(token, stopping.signal, { heard, reconnected, is: setLiveness })
    return () => {
      stopping.abort()
      clearTimeout(timer)
    }
  }, [client, token])

  return liveness
}

type Ears = {
  readonly heard: (entry: LiveEntry) => void
  readonly reconnected: () => void
  readonly is: (liveness: Liveness) => void
}

/** Connects again and again, longer apart each time, and resumes after the last entry it heard of. */
async function listen(token: string, signal: AbortSignal, ears: Ears): Promise<void> {
  let lastId: string | null = null
  let waitMs = FIRST_WAIT_MS
  let isFirst = true
  while (!signal.aborted) {
    try {
      const answer = await open(token, lastId, signal)
      if (answer.status === 401 && currentCredentials().token === token) return signOut(true)
      if (answer.ok && answer.body !== null) {
        ears.is("live")
        // Without an id to resume after, anything may have been missed meanwhile.
        if (!isFirst && lastId === null) ears.reconnected()
        isFirst = false
        for await (const message of messagesOf(answer.body)) {
          waitMs = FIRST_WAIT_MS
          lastId = message.id ?? lastId
          if (message.event === "entry") ears.heard(JSON.parse(message.data) as LiveEntry)
        }
      }
    } catch {
      // The connection ended or never came to be; what is done about it is below.
    }
    if (signal.aborted) return
    ears.is("waiting")
    await pause(waitMs * (0.75 + Math.random() / 2), signal)
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
}

// `EventSource` cannot send an Authorization header, and a token must not stand in an address.
function open(token: string, lastId: string | null, signal: AbortSignal): Promise<Response> {
  return fetch(LIVE, {
    headers: {
      accept: "text/event-stream",
      authorization: `Bearer ${token}`,
      ...(lastId === null ? {} : { "last-event-id": lastId }),
    },
    cache: "no-store",
    signal,
  })
}

async function* messagesOf(body: ReadableStream<Uint8Array>) {
  const read = messageReader()
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield* read(decoder.decode(value, { stream: true }))
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener("abort", done)
      resolve()
    }
    signal.addEventListener("abort", done)
  })
}
