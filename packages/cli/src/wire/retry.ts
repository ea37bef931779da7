import { setTimeout as pause } from "node:timers/promises"
import type { Answer } from "./exchange.ts"
import { Lost } from "./transport.ts"

/** Answers of a server, or of the proxy before it, that is there again in a moment. */
const PASSING = new Set([429, 502, 503, 504])
const LONGEST_PAUSE_MS = 15_000

/**
 * Asks again while the connection fails or the server is busy, waiting twice as long each time. Only for questions
 * that may be asked twice: reads, and writes with an idempotency key.
 */
export async function patiently(ask: () => Promise<Answer>, pausesMs: readonly number[]): Promise<Answer> {
  for (const pauseMs of pausesMs) {
    try {
      const answer = await ask()
      if (!PASSING.has(answer.status)) return answer
      await pause(wished(answer, pauseMs))
    } catch (error) {
      if (!(error instanceof Lost)) throw error
      await pause(pauseMs)
    }
  }
  return ask()
}

function wished({ retryAfter }: Answer, otherwiseMs: number): number {
  const seconds = /^\d{1,4}$/.test(retryAfter ?? "") ? Number(retryAfter) : 0
  return Math.min(LONGEST_PAUSE_MS, Math.max(seconds * 1000, otherwiseMs))
}
