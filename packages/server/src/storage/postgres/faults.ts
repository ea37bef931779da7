import { StorageFull, StorageUnavailable } from "../../ports/store.ts"

/** SQLSTATE classes and codes by what they mean to us, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const DISK_FULL = "53100"
const UNAVAILABLE: readonly { readonly codes: RegExp; readonly why: string }[] = [
  { codes: /^08/, why: "the connection broke" },
  { codes: /^28/, why: "it refuses this user or password" },
  { codes: /^3D/, why: "there is no such database" },
  { codes: /^42501$/, why: "this user may not use its tables" },
  { codes: /^25006$/, why: "it is read-only" },
  { codes: /^(53|54)/, why: "it has no resources left" },
  { codes: /^55P03$/, why: "somebody holds a lock for too long" },
  { codes: /^57/, why: "it is shutting down or cancelled the query" },
  { codes: /^(58|XX)/, why: "its disk or its files are damaged" },
  {
    codes: /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT$)/,
    why: "it cannot be reached",
  },
]
/** What the client says without a code. */
const SILENT =
  /connection terminated|connection ended|timeout expired|timeout exceeded|client has encountered a connection error|not queryable|client was closed/i

/** What PostgreSQL or the way to it says, in the port's words. Anything else is a mistake of ours and stays as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageUnavailable || error instanceof StorageFull) return error
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined
  if (code === DISK_FULL) {
    return new StorageFull(
      "The disk of the PostgreSQL server is full: nothing was written. Make room, then try again.",
      {
        cause: error,
      },
    )
  }
  const why =
    code === undefined
      ? SILENT.test(error.message) || error instanceof AggregateError
        ? "it cannot be reached"
        : undefined
      : UNAVAILABLE.find(({ codes }) => codes.test(code))?.why
  if (why === undefined) return error
  return new StorageUnavailable(
    `PostgreSQL cannot be used: ${why} (${error.message}). Check PROMOTRAIL_DATABASE_URL and the database server; ` +
      "this server tries again by itself.",
    { cause: error },
  )
}
