import { StorageFull, StorageUnavailable } from "../../ports/store.ts"

/** An error on its way between threads, where classes do not survive. */
export type Fault = {
  readonly kind: "full" | "unavailable" | "mistake"
  readonly message: string
  readonly stack: string | undefined
}

export function faultOf(error: unknown): Fault {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return {
    kind: error instanceof StorageFull ? "full" : error instanceof StorageUnavailable ? "unavailable" : "mistake",
    message,
    stack,
  }
}

export function errorOf({ kind, message, stack }: Fault): Error {
  const error =
    kind === "full"
      ? new StorageFull(message)
      : kind === "unavailable"
        ? new StorageUnavailable(message)
        : new Error(message)
  if (stack !== undefined) error.stack = stack
  return error
}
