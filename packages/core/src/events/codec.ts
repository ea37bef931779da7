import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import type { Event, EventOf } from "./event.ts"

/** Version of the bodies this code writes; readers of the ledger keep reading every earlier one. */
export const EVENT_VERSION = 1

/** The bytes-to-be of a ledger entry: canonical JSON, so that one fact has one spelling. */
export function encodeEvent(event: Event): string {
  return canonicalJson({ v: EVENT_VERSION, ...event } as unknown as Json)
}

/** Reads a ledger body back. What is stored was written by `encodeEvent`; anything else is a broken ledger and throws. */
export function decodeEvent(body: string): Event {
  const { v, ...event } = JSON.parse(body) as { v: number } & Event
  if (v !== EVENT_VERSION) throw new Error(`ledger body of version ${String(v)}; this server reads ${EVENT_VERSION}`)
  return completed(event as Event)
}

/** Bodies of the first release knew test reports only: what they leave out has one meaning. */
function completed(event: Event): Event {
  if (event.kind !== "evidence.recorded" || "kind" in event.data) return event
  const { data } = event as EventOf<"evidence.recorded">
  const isTests = data.outcome === "accepted"
  return {
    ...(event as EventOf<"evidence.recorded">),
    data: { ...data, kind: isTests ? "tests" : null, subject: isTests ? "environment" : null, tool: null, unfit: null },
  }
}
