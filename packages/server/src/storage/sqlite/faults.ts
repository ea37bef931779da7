import { StorageFull, StorageUnavailable } from "../../ports/store.ts"

/** Primary result codes of SQLite, https://sqlite.org/rescode.html. */
const CODE = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
} as const

/** SQLITE_IOERR_SHMSIZE and SQLITE_IOERR_SHMMAP: there was no room for the index of the write-ahead log. */
const NO_ROOM_FOR_INDEX: readonly number[] = [4874, 5386]

type SqliteError = Error & { readonly errcode: number; readonly errstr: string }

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number"
}

export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === CODE.busy
}

/** What SQLite says about the disk and the file, in the port's words. Anything else is a mistake of ours and stays as it is. */
export function explained(error: unknown, folder: string): unknown {
  if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT"))
    return full(folder, error)
  if (!isSqliteError(error)) return error
  const primary = error.errcode & 0xff
  if (primary === CODE.full || NO_ROOM_FOR_INDEX.includes(error.errcode)) return full(folder, error)
  const unavailable = (what: string) => new StorageUnavailable(what, { cause: error })
  switch (primary) {
    case CODE.readonly:
    case CODE.perm:
      return unavailable(`The data folder ${folder} is read-only. Make it writable for this server, then try again.`)
    case CODE.cantopen:
      return unavailable(
        `The database in ${folder} cannot be opened (${error.errstr}). Check that the folder exists and may be written.`,
      )
    case CODE.busy:
    case CODE.locked:
      return unavailable(`The database in ${folder} is locked by another program. Close it, then try again.`)
    case CODE.ioerr:
      return unavailable(
        `The disk under ${folder} reports an error (${error.errstr}). Nothing was written; check the disk.`,
      )
    case CODE.corrupt:
    case CODE.notadb:
      return unavailable(`The database in ${folder} is damaged (${error.errstr}). Restore it from a backup.`)
    default:
      return error
  }
}

function full(folder: string, cause: unknown): StorageFull {
  return new StorageFull(`The disk under ${folder} is full: nothing was written. Make room, then try again.`, { cause })
}
