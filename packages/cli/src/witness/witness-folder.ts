import { randomBytes, sign } from "node:crypto"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import {
  cosignedMessage,
  err,
  formatCosignature,
  formatNote,
  formatSignatureLine,
  isKeyName,
  noteKey,
  ok,
  type Note,
  type NoteKey,
  type NoteSignature,
  type Result,
  type Witnessed,
} from "@promotrail/core"
import { refused, unavailable, wrongUsage } from "../failure.ts"
import { sha256 } from "../hashes.ts"
import { makeKeyFile, publicBytes, readKeyFile } from "./ed25519-key-file.ts"

/** What is to be cosigned: the note with the log's signatures, and what it was compared with. */
export type Cosigning = {
  readonly origin: string
  readonly before: Witnessed | undefined
  readonly next: Witnessed
  readonly note: Note
}

/** Why nothing was signed: another request was first, or the clock stands before a signature that is out already. */
export type NotCosigned = { readonly kind: "moved" } | { readonly kind: "clock"; readonly last: number }

/** The memory of a witness and its key. They stay together: a key without its memory could sign a second history. */
export type WitnessFolder = {
  readonly key: NoteKey
  /** Whether this start made the key. */
  readonly isNew: boolean
  witnessedOf(origin: string): Witnessed | undefined
  /** The newest cosigned checkpoint of the origin with this SHA-256. */
  checkpointOf(originHash: string): string | undefined
  /**
   * Compares, stores and signs in one transaction. When it answers a signature line, that is durable: the line may be
   * sent, and no other checkpoint that does not continue this one will ever be signed out of this folder.
   */
  cosign(asked: Cosigning, seconds: number): Result<string, NotCosigned>
  close(): void
}

type Row = Readonly<Record<string, unknown>>

/** Opens the folder of a witness, and makes its key on the first start. One process has it at a time. */
export function openWitnessFolder(folder: string, wantedName: string | undefined): WitnessFolder {
  if (wantedName !== undefined && !isKeyName(wantedName))
    throw wrongUsage(`--name ${wantedName} cannot name a key: it must hold neither a space nor a plus.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const keyPath = join(folder, "witness.key")
  let privateKey = readKeyFile(keyPath)
  const database = openDatabase(folder)
  try {
    const kept = database.prepare("select name, key_id from witness").get() as Row | undefined
    const hasSigned = database.prepare("select 1 from witnessed limit 1").get() !== undefined
    if (privateKey === undefined && hasSigned)
      throw refused(`${keyPath} is missing, and the folder remembers what it signed. ${BEGIN_AGAIN}`)
    // The memory is made before the key, so that a key alone has lost it.
    if (privateKey !== undefined && kept === undefined)
      throw refused(`${folder} has a key and no memory of what it signed. ${BEGIN_AGAIN}`)
    const name = typeof kept?.["name"] === "string" ? kept["name"] : (wantedName ?? aName())
    if (wantedName !== undefined && wantedName !== name && privateKey !== undefined)
      throw wrongUsage(`--name ${wantedName}: the key of ${folder} is named ${name}, and the name is part of a key.`)

    const isNew = privateKey === undefined
    if (isNew) {
      // In this order: what a crash leaves behind is a memory that has signed nothing, with or without a key.
      remember(database, wantedName ?? name, "")
      privateKey = makeKeyFile(keyPath)
    }
    if (privateKey === undefined) throw new Error("a key that was just made is missing")
    const key = noteKey(isNew ? (wantedName ?? name) : name, "cosignature", publicBytes(privateKey), sha256)
    if (isNew || kept?.["key_id"] === "") remember(database, key.name, key.id)
    else if (kept?.["key_id"] !== key.id)
      throw refused(`${keyPath} is not the key whose memory ${folder} holds. ${BEGIN_AGAIN}`)
    const hand = privateKey
    return folderOf(database, key, isNew, (text, seconds) => ({
      name: key.name,
      id: key.id,
      signature: formatCosignature({ time: seconds, signature: sign(null, cosignedMessage(text, seconds), hand) }),
      isCanonical: true,
    }))
  } catch (error) {
    database.close()
    throw error
  }
}

const BEGIN_AGAIN =
  "A witness that forgot could sign a second history. Begin with an empty folder, under a new name, and tell those who trust the old key."

/** A name nobody else has, for who gives none; `.invalid` because nothing can be asked there (RFC 2606). */
const aName = (): string => `${randomBytes(8).toString("hex")}.witness.promotrail.invalid`

function openDatabase(folder: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(join(folder, "witness.db"), { timeout: 0, allowExtension: false })
    // Exclusive for as long as it is open: the operating system's lock ends with the process, however that ends.
    database.exec("pragma locking_mode = exclusive; pragma synchronous = extra; pragma trusted_schema = off")
    database.exec(`begin exclusive;
      create table if not exists witness (
        one integer primary key check (one = 1), name text not null, key_id text not null, newest_time integer not null
      ) strict;
      create table if not exists witnessed (
        origin text primary key, origin_hash text not null unique, size integer not null, root text not null, note text not null
      ) strict;
      commit`)
    const { quick_check: check } = database.prepare("pragma quick_check(1)").get() as Row
    if (check !== "ok") throw refused(`${folder}/witness.db is damaged (${String(check)}). ${BEGIN_AGAIN}`)
    return database
  } catch (error) {
    database?.close()
    const { errcode } = error as { readonly errcode?: number }
    if (errcode === SQLITE_BUSY)
      throw unavailable(`${folder} is in use by another witness. Stop that one, or give this one another --data.`)
    if (errcode === SQLITE_NOTADB || errcode === SQLITE_CORRUPT)
      throw refused(`${folder}/witness.db is damaged. ${BEGIN_AGAIN}`)
    throw error
  }
}

const SQLITE_BUSY = 5
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

function remember(database: DatabaseSync, name: string, keyId: string): void {
  const text = `insert into witness (one, name, key_id, newest_time) values (1, ?, ?, 0)
    on conflict (one) do update set name = excluded.name, key_id = excluded.key_id`
  database.prepare(text).run(name, keyId)
}

function folderOf(
  database: DatabaseSync,
  key: NoteKey,
  isNew: boolean,
  signed: (text: string, seconds: number) => NoteSignature,
): WitnessFolder {
  const byOrigin = database.prepare("select size, root from witnessed where origin = ?")
  const byHash = database.prepare("select note from witnessed where origin_hash = ?")
  const newest = database.prepare("select newest_time from witness")
  const add = database.prepare(
    "insert into witnessed (origin, origin_hash, size, root, note) values (?, ?, ?, ?, ?) on conflict (origin) do nothing",
  )
  const swap = database.prepare(
    "update witnessed set size = ?, root = ?, note = ? where origin = ? and size = ? and root = ?",
  )
  const setTime = database.prepare("update witness set newest_time = ?")

  return {
    key,
    isNew,
    witnessedOf(origin) {
      const row = byOrigin.get(origin) as Row | undefined
      return row === undefined ? undefined : { size: Number(row["size"]), root: String(row["root"]) }
    },
    checkpointOf(originHash) {
      const row = byHash.get(originHash) as Row | undefined
      return row === undefined ? undefined : String(row["note"])
    },
    cosign({ origin, before, next, note }, seconds) {
      return inTransaction(database, (): Result<string, NotCosigned> => {
        const last = Number((newest.get() as Row)["newest_time"])
        if (seconds < last) return err({ kind: "clock", last })
        const signature = signed(note.text, seconds)
        const whole = formatNote({ text: note.text, signatures: [...note.signatures, signature] })
        const { changes } =
          before === undefined
            ? add.run(origin, sha256(origin), next.size, next.root, whole)
            : swap.run(next.size, next.root, whole, origin, before.size, before.root)
        if (Number(changes) !== 1) return err({ kind: "moved" })
        setTime.run(seconds)
        return ok(formatSignatureLine(signature))
      })
    },
    close: () => database.close(),
  }
}

/** All of it durable, or nothing of it. */
function inTransaction<T, E>(database: DatabaseSync, change: () => Result<T, E>): Result<T, E> {
  database.exec("begin immediate")
  try {
    const result = change()
    database.exec(result.ok ? "commit" : "rollback")
    return result
  } catch (error) {
    if (database.isTransaction) database.exec("rollback")
    throw error
  }
}
