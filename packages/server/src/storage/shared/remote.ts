import { KeyMistake } from "../../ports/signer.ts"
import { StorageFull, StorageUnavailable } from "../../ports/store.ts"

/** An error on its way between threads, where classes do not survive. */
export type Fault = {
  readonly kind: "full" | "unavailable" | "key" | "mistake"
  readonly message: string
  readonly stack: string | undefined
}

export function faultOf(error: unknown): Fault {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return {
    kind: kindOf(error),
    message,
    stack,
  }
}

function kindOf(error: unknown): Fault["kind"] {
  if (error instanceof StorageFull) return "full"
  if (error instanceof StorageUnavailable) return "unavailable"
  return error instanceof KeyMistake ? "key" : "mistake"
}

const ERRORS = { full: StorageFull, unavailable: StorageUnavailable, key: KeyMistake, mistake: Error }

export function errorOf({ kind, message, stack }: Fault): Error {
  const error = new ERRORS[kind](message)
  if (stack !== undefined) error.stack = stack
  return error
}
