import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query"
import { call, type Reply, type Request, type RouteId } from "./call.ts"

/** What never changes once it was answered. */
const FOREVER: ReadonlySet<RouteId> = new Set(["getDecision", "getEvidence", "getEvidenceTests", "getEvidenceItems"])

/** A read of the contract as a query: its key is the route and what was asked. */
export function reading<Id extends RouteId>(id: Id, request: Request<Id>) {
  return queryOptions<Reply<Id>>({
    queryKey: [id, request],
    queryFn: ({ signal }) => call(id, request, { signal }),
    staleTime: FOREVER.has(id) ? Infinity : 60_000,
  })
}

/** Reads and stays up to date. */
export function useReading<Id extends RouteId>(id: Id, request: Request<Id>) {
  return useQuery(reading(id, request))
}

/** As `useReading`; the page before stays while the next one comes. */
export function usePage<Id extends RouteId>(id: Id, request: Request<Id>) {
  return useQuery({ ...reading(id, request), placeholderData: keepPreviousData })
}

/** Who is signed in and may do what. */
export function useSession() {
  return useReading("getSession", {})
}

/** Whether the token may do it: `admin` includes the others. */
export function useMay(scope: "report" | "gate" | "admin"): boolean {
  const scopes = useSession().data?.token.scopes ?? []
  return scopes.includes("admin") || scopes.includes(scope)
}
