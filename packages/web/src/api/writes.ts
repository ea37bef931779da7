import { useMutation, useQueryClient } from "@tanstack/react-query"
import { call, type Reply, type Request, type RouteId } from "./call.ts"
import type { Failure } from "./failure.ts"
import { refreshed } from "./fresh.ts"

/**
 * A write of the contract. Afterwards everything on screen that it may have changed is read again. `key`: under which it
 * is done once however often it is sent; else every time is another one.
 */
export function useWrite<Id extends RouteId>(id: Id, key?: string) {
  const client = useQueryClient()
  return useMutation<Reply<Id>, Failure, Request<Id>>({
    mutationFn: (request) => call(id, request, key === undefined ? {} : { key }),
    onSettled: () => refreshed(client, null),
  })
}

/** Reads everything on screen again, also what never changes after it was answered. */
export function useReadAgain(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries()
}
