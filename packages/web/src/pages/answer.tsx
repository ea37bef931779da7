import type { UseQueryResult } from "@tanstack/react-query"
import { Failed } from "./failed.tsx"
import { Ghost } from "../parts/blank.tsx"

type Props<T> = {
  readonly of: UseQueryResult<T>
  readonly rows?: number
  readonly children: (answer: T) => React.ReactNode
}

/** What the server said, once it did; until then grey bars, and instead of it the reason. */
export function Answer<T>({ of, rows = 4, children }: Props<T>) {
  if (of.data !== undefined) return children(of.data)
  if (of.error !== null) return <Failed failure={of.error} retry={() => void of.refetch()} />
  return <Ghost rows={rows} />
}
