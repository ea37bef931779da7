import { err, ok, type Result } from "@promotrail/core"
import type { Proposal } from "../ports/store.ts"
import type { Caller, Deps } from "./deps.ts"
import { inTurn } from "./in-turn.ts"
import type { AppError } from "./errors.ts"

const ATTEMPTS = 50

/** What a use case decided to write. `ref` finds the result again when the same request is repeated. */
export type Draft<T> = { readonly proposal: Omit<Proposal, "remember">; readonly value: T; readonly ref: string }

export type Recorded<T> = {
  readonly value: T
  /** Position in the ledger. */
  readonly index: number
  readonly repeated: boolean
}

/**
 * The shape of every write: look, decide, append, and start over if someone else was first.
 * `decide` changes nothing, so a second look can honestly end in another answer. `again` answers a repeated request
 * (same idempotency key) from what the first one wrote.
 */
export async function record<T>(
  { store }: Deps,
  { actor, idempotency }: Caller,
  decide: () => Promise<Result<Draft<T>, AppError>>,
  again: (ref: string) => Promise<Recorded<T> | undefined>,
): Promise<Result<Recorded<T>, AppError>> {
  const key = idempotency === undefined ? undefined : `${actor.id}:${idempotency.key}`
  const repeated = async (): Promise<Result<Recorded<T>, AppError> | undefined> => {
    if (key === undefined || idempotency === undefined) return undefined
    const before = await store.read.remembered(key)
    if (before === undefined) return undefined
    if (before.request !== idempotency.request) return err({ kind: "idempotency-key-reused", key: idempotency.key })
    const value = await again(before.body)
    return value === undefined ? undefined : ok({ ...value, repeated: true })
  }
  const attempt = async (): Promise<Attempt<T>> => {
    const before = await repeated()
    if (before !== undefined) return { settled: before }
    const decided = await decide()
    if (!decided.ok) return { settled: decided }
    const { proposal, value, ref } = decided.value
    const committed = await store.commit(
      key === undefined || idempotency === undefined
        ? proposal
        : { ...proposal, remember: { key, request: idempotency.request, status: 0, body: ref } },
    )
    return committed.ok
      ? { settled: ok({ value, index: committed.value.index, repeated: false }) }
      : { overtakenIn: proposal.expects?.application ?? "" }
  }
  const first = await attempt()
  if ("settled" in first) return first.settled
  // Who was overtaken tries again one after the other: all at once they would overtake each other for ever.
  return inTurn(store, first.overtakenIn, async () => {
    for (let more = 0; more < ATTEMPTS; more++) {
      const next = await attempt()
      if ("settled" in next) return next.settled
    }
    throw new Overtaken(`the application moved ${ATTEMPTS} times while one entry was written`)
  })
}

type Attempt<T> = { readonly settled: Result<Recorded<T>, AppError> } | { readonly overtakenIn: string }

/** An entry was not written, because others changed its application again and again. */
export class Overtaken extends Error {
  override readonly name = "Overtaken"
}
