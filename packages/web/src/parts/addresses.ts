const part = encodeURIComponent

type Query = Readonly<Record<string, string | null | undefined>>

/** Puts a query behind a path, without what is not set. */
export function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => (pair[1] ?? "") !== "")
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`
}

/** Every address of the page, in one place. Links are plain anchors; the frame has the router follow them. */
export const to = {
  overview: "/",
  environments: "/environments",
  access: (query: Query = {}) => withQuery("/access", query),
  evidenceList: (query: Query = {}) => withQuery("/evidence", query),
  audit: (query: Query = {}) => withQuery("/audit", query),
  /** The page of the audit trail that begins with this entry, whatever is recorded later. */
  entry: (index: number) => withQuery("/audit", { after: String(index + 1) }),
  releases: (application: string) => `/a/${part(application)}/releases`,
  release: (application: string, version: string, cell?: string) =>
    withQuery(`/a/${part(application)}/releases/${part(version)}`, { cell }),
  tests: (application: string, query: Query = {}) => withQuery(`/a/${part(application)}/tests`, query),
  policy: (application: string) => `/a/${part(application)}/policy`,
  decision: (id: string) => `/decisions/${part(id)}`,
  evidence: (id: string) => `/evidence/${part(id)}`,
}
