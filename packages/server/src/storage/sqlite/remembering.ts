import type { ApplicationRow, ReleaseRow } from "../../ports/rows.ts"
import type { Reads } from "../../ports/store.ts"
import type { SqliteConnection } from "./connection.ts"

const KEPT = 2_000

/**
 * The same reads, with the two that every gate check begins with kept for as long as nothing is committed: SQLite says in
 * `data_version` whether another connection wrote, which costs a hundredth of building and running a query.
 */
export function remembering(read: Reads, { prepare }: Pick<SqliteConnection, "prepare">): Reads {
  const applications = new Map<string, Promise<ApplicationRow | undefined>>()
  const releases = new Map<string, Promise<ReleaseRow | undefined>>()
  const version = prepare("pragma data_version")
  version.setReturnArrays(true)
  let seen: unknown
  const forgetIfMoved = (): void => {
    const [now] = version.get() as unknown as readonly unknown[]
    if (now === seen) return
    applications.clear()
    releases.clear()
    seen = now
  }
  return {
    ...read,
    async application(name) {
      forgetIfMoved()
      return applications.get(name) ?? keep(applications, name, read.application(name))
    },
    async release(application, version) {
      forgetIfMoved()
      const key = JSON.stringify([application, version])
      return releases.get(key) ?? keep(releases, key, read.release(application, version))
    },
  }
}

/** Keeps what is found; what is not there, or could not be read, is looked for again. */
function keep<T>(
  kept: Map<string, Promise<T | undefined>>,
  key: string,
  asked: Promise<T | undefined>,
): Promise<T | undefined> {
  const forget = () => {
    if (kept.get(key) === asked) kept.delete(key)
  }
  kept.set(key, asked)
  asked.then((row) => row === undefined && forget(), forget)
  const oldest = kept.keys().next().value
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return asked
}
