import type { QueryClient } from "@tanstack/react-query"

const UNCHANGING: ReadonlySet<unknown> = new Set([
  "getSession",
  "getDecision",
  "getEvidence",
  "getEvidenceTests",
  "getEvidenceItems",
  "getSample",
])

/** Reads again whatever an entry of the ledger may have changed: all of an application, or (`null`) of every one. */
export function refreshed(client: QueryClient, applications: ReadonlySet<string> | null): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [id, request] }) => {
      if (UNCHANGING.has(id)) return false
      const asked = (request as { params?: { application?: string } } | undefined)?.params?.application
      return applications === null || asked === undefined || applications.has(asked)
    },
  })
}
