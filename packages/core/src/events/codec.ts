import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { ERASED, readDisclosure, UNDISCLOSED, type Disclosed } from "./disclosure.ts"
import type { Event, EventKind, EventOf } from "./event.ts"

/** Version of the bodies this code writes; readers of the ledger keep reading every earlier one. */
export const EVENT_VERSION = 2

/** What people wrote in their own words, by kind: it may name somebody, so that only its digest is hashed. */
const HIDDEN: { readonly [Kind in EventKind]?: readonly string[] } = {
  "application.archived": ["reason"],
  "release.blocked": ["reason"],
  "release.unblocked": ["reason"],
  "tests.retired": ["reason"],
  "tests.quarantined": ["owner", "reason"],
  "token.created": ["name"],
}

/** Keeps a value apart from what is hashed and answers the digest that stands for it. */
export type Hide = (name: string, value: string) => string

/** An event as it is hashed: who did it is an id and a digest, and free text is a digest. */
export type HiddenEvent = {
  readonly kind: EventKind
  readonly at: string
  readonly actor: { readonly id: string; readonly name: { readonly _sd: string } }
  readonly data: { readonly [member: string]: Json | undefined }
}

/** The event without what names people. */
export function hideEvent({ kind, at, actor, data }: Event, hide: Hide): HiddenEvent {
  const hidden: Record<string, Json | undefined> = { ...(data as unknown as Record<string, Json | undefined>) }
  for (const member of HIDDEN[kind] ?? []) {
    const value = hidden[member]
    if (typeof value === "string") hidden[member] = { _sd: hide(member, value) }
  }
  return { kind, at, actor: { id: actor.id, name: { _sd: hide("actor", actor.name) } }, data: hidden }
}

/** The bytes-to-be of a ledger entry: canonical JSON, so that one fact has one spelling. */
export function encodeEvent(event: HiddenEvent): string {
  return canonicalJson({ v: EVENT_VERSION, ...event } as unknown as Json)
}

/**
 * Reads a ledger body back. What is stored was written by `encodeEvent`; anything else is a broken ledger and throws.
 * What is disclosed no longer reads as `ERASED`.
 */
export function decodeEvent(body: string, disclosed: Disclosed = UNDISCLOSED): Event {
  const { v, ...event } = JSON.parse(body) as { readonly v: number } & HiddenEvent
  if (v === 1) return completed(event as unknown as Event)
  if (v !== EVENT_VERSION) {
    throw new Error(`ledger body of version ${String(v)}; this server reads up to ${EVENT_VERSION}`)
  }
  const data: Record<string, unknown> = { ...event.data }
  for (const member of HIDDEN[event.kind] ?? []) data[member] = shown(data[member], member, disclosed)
  const { id, name } = event.actor
  return { ...event, actor: { id, name: shown(name, "actor", disclosed) }, data } as unknown as Event
}

/** What a digest stands for, if that is still known. A disclosure of another name is none of this. */
function shown(hidden: unknown, member: string, disclosed: Disclosed): string {
  const digest = (hidden as { readonly _sd?: string } | undefined)?._sd
  const text = digest === undefined ? undefined : disclosed.get(digest)
  const said = text === undefined ? undefined : readDisclosure(text)
  return said?.name === member ? said.value : ERASED
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
