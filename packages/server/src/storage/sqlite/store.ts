import { accessSync, constants, mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Result } from "@promotrail/core"
import type { Signing } from "../../ports/signer.ts"
import { StorageUnavailable, type Catalogue, type Committed, type Moved, type Store } from "../../ports/store.ts"
import { categoriesOf } from "../shared/catalogue/catalogue.ts"
import { explaining } from "../shared/explaining.ts"
import { readsOver } from "../shared/reads/reads.ts"
import { connect, type SqliteConnection } from "./connection.ts"
import { entriesOver } from "./entries.ts"
import { explained } from "./faults.ts"
import { databaseIn } from "./files.ts"
import { lockFolder } from "./folder-lock.ts"
import { remembering } from "./remembering.ts"
import { startWriter, type Writer } from "../writer/writer.ts"

/** Opens the store in a data folder, makes it there when there is none, and brings it up to this version. */
export async function openSqliteStore(options: {
  readonly folder: string
  /** Without: keys and the published log stand in the folder itself. */
  readonly signing?: Signing
}): Promise<Store> {
  const folder = resolve(options.folder)
  const { signing = { signer: { kind: "folder", folder: join(folder, "keys") }, published: join(folder, "log") } } =
    options
  makeFolder(folder)
  const lock = lockFolder(folder)
  const listeners = new Set<(size: number) => void>()
  let writer: Writer | undefined
  let reading: SqliteConnection | undefined
  try {
    writer = await startWriter({ kind: "sqlite", folder }, signing, (size) =>
      listeners.forEach((listener) => listener(size)),
    )
    reading = connect(databaseIn(folder), "read")
  } catch (error) {
    await writer?.close()
    lock.release()
    throw explained(error, folder)
  }
  return storeOver(folder, writer, reading, listeners, lock)
}

function storeOver(
  folder: string,
  writer: Writer,
  reading: SqliteConnection,
  listeners: Set<(size: number) => void>,
  lock: { release(): void },
): Store {
  const reads = { ...readsOver(reading.db, "sqlite"), entries: entriesOver(reading) }
  const read = explaining(remembering(reads, reading), (error) => explained(error, folder))
  return {
    kind: "sqlite",
    origin: { kind: "sqlite", folder },
    read,
    catalogue: catalogueOf(writer, reading),
    scrub: async (notices) => void (await writer.ask({ kind: "scrub", notices })),
    keepAnchor: async (anchor) => void (await writer.ask({ kind: "anchor", anchor })),
    commit: (proposal) => writer.ask({ kind: "commit", proposal }) as Promise<Result<Committed, Moved>>,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async ping() {
      await Promise.all([read.head(), writer.ask({ kind: "ping" })])
    },
    async close() {
      listeners.clear()
      await writer.close()
      reading.close()
      lock.release()
    },
  }
}

/** Adding tests is the writer's work. */
function catalogueOf(writer: Writer, { db }: SqliteConnection): Catalogue {
  return {
    resolve: (application, category, tests) =>
      writer.ask({ kind: "resolve", application, category, tests }) as ReturnType<Catalogue["resolve"]>,
    categories: (application) => categoriesOf({ db }, application),
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    const isReadOnly = code === "EROFS" || code === "EACCES" || code === "EPERM"
    throw new StorageUnavailable(
      isReadOnly
        ? `The data folder ${folder} is read-only. Make it writable for this server, then try again.`
        : `The data folder ${folder} cannot be made: ${String(error)}.`,
      { cause: error },
    )
  }
}
