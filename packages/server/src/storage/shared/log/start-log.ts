import {
  ENGINE,
  genesisStatement,
  INSTALLATION_STREAM,
  instantFromEpochMs,
  isKeyName,
  rootOf,
  sealStatement,
  hexOf,
  type Frontier,
  type Genesis,
  type Instant,
} from "@promotrail/core"
import { StorageUnavailable } from "../../../ports/store.ts"
import { KeyMistake, type OpenSigner, type Signer } from "../../../ports/signer.ts"
import { LEDGER_HASHER, sha256 } from "../hashes.ts"
import type { RowOf } from "../schema.ts"
import type { WriteTransaction } from "../transaction.ts"
import { LogWriter, sha256OfText, vkeyOf } from "./log-batch.ts"
import { checkStoredLog, comparePublished, type PublishedLog } from "./published-log.ts"

/** What a log is started with. */
export type LogStart = {
  readonly openSigner: OpenSigner
  readonly origin: string | undefined
  /** The log of this name as it was last published; undefined where it was not. */
  readonly published: (origin: string) => PublishedLog | undefined
  readonly recover: boolean
  readonly nowMs: number
}

/** The writer of a log that goes on, and whether something has to be entered about that. */
export type StartedLog = {
  readonly writer: LogWriter
  /** Leaves that were taken over from the published log. */
  readonly recovered: { readonly origin: string; readonly from: number; readonly to: number } | undefined
  /** The key that signed records until now, where it is another one. */
  readonly keyBefore: string | undefined
}

/**
 * Begins the log of an installation, or goes on with it. Nothing is signed before the stored head was computed again and
 * compared with what was published: a log that is shorter than that comes from a backup, and signing would fork it.
 */
export async function startLog(tx: WriteTransaction, installation: string, start: LogStart): Promise<StartedLog> {
  const at = instantFromEpochMs(start.nowMs)
  const head = await newestHead(tx)
  if (head === undefined) {
    const signer = start.openSigner({ log: 1, mayMake: true })
    const origin = originOf(start.origin, installation)
    const writer = new LogWriter(signer)
    await begin(tx, writer, { log: 1, origin, installation, at, earlier: await sealedLedger(tx), succeeds: null })
    return { writer, recovered: undefined, keyBefore: undefined }
  }
  await checkStoredLog(tx.db, head)
  if (start.origin !== undefined && start.origin !== head.origin) {
    await comparePublished(tx, head, undefined, start, at)
    const writer = await succeed(tx, head, installation, start, at)
    return { writer, recovered: undefined, keyBefore: await otherRecordKey(tx, head.log, writer.signer) }
  }
  const signer = start.openSigner({ log: head.log, mayMake: false })
  const writer = new LogWriter(signer)
  if (vkeyOf(head.origin, signer) !== head.vkey) {
    throw new KeyMistake(
      `the log key is not that of the log ${head.origin} (${head.vkey}). Put the right one back, or give the log a new ` +
        "name with PROMOTRAIL_LOG_ORIGIN: then a new log with this key succeeds it.",
    )
  }
  const recovered = await comparePublished(tx, head, writer, start, at)
  return { writer, recovered, keyBefore: await otherRecordKey(tx, head.log, signer) }
}

/** Seals a log, where its own key is still here, and begins the one that succeeds it. */
async function succeed(
  tx: WriteTransaction,
  head: RowOf<"log_head">,
  installation: string,
  { openSigner, origin: asked }: LogStart,
  at: Instant,
): Promise<LogWriter> {
  const [log, origin] = [head.log + 1, originOf(asked, installation)]
  const next = new LogWriter(openSigner({ log, mayMake: true }))
  const logKey = vkeyOf(origin, next.signer)
  const before = ownKeyOf(head, openSigner)
  if (before !== undefined) {
    const writer = new LogWriter(before)
    const batch = await writer.begin(tx, [INSTALLATION_STREAM])
    await batch.own(INSTALLATION_STREAM, at, (place) =>
      sealStatement({ origin, logKey, at }, place, sha256OfText(logKey)),
    )
    await batch.settle(tx, at)
  }
  const sealed = await newestHead(tx)
  const checkpoint = sealed?.note ?? head.note
  const succeeds = { origin: head.origin, checkpoint }
  await begin(tx, next, { log, origin, installation, at, earlier: null, succeeds })
  return next
}

/** The signer of a log, if its key is still here: one that is lost cannot seal it. */
function ownKeyOf({ log, origin, vkey }: RowOf<"log_head">, openSigner: OpenSigner): Signer | undefined {
  try {
    const signer = openSigner({ log, mayMake: false })
    return vkeyOf(origin, signer) === vkey ? signer : undefined
  } catch (error) {
    if (error instanceof KeyMistake) return undefined
    throw error
  }
}

async function begin(
  tx: WriteTransaction,
  writer: LogWriter,
  {
    log,
    origin,
    ...genesis
  }: Omit<Genesis, "logKey" | "recordKey" | "version" | "at"> & {
    readonly log: number
    readonly origin: string
    readonly at: Instant
  },
): Promise<void> {
  const { signer } = writer
  const logKey = vkeyOf(origin, signer)
  const publicKey = Buffer.from(signer.record.publicKey).toString("base64")
  // Empty until the genesis record stands in it: no checkpoint of an empty log is ever signed.
  await tx.insert("log_head", [{ log, origin, vkey: logKey, size: 0, roots: "[]", note: "", at: genesis.at }])
  await tx.insert(
    "signing_key",
    [
      { id: signer.record.id, kind: "record", public: publicKey, at: genesis.at },
      { id: logKey, kind: "log", public: hexOf(signer.log.publicKey), at: genesis.at },
    ],
    "or-ignore",
  )
  const batch = await writer.begin(tx, [INSTALLATION_STREAM])
  const recordKey = { id: signer.record.id, publicKey }
  await batch.own(INSTALLATION_STREAM, genesis.at, (place) =>
    genesisStatement({ ...genesis, logKey, recordKey, version: ENGINE.version }, place, sha256OfText(logKey)),
  )
  await batch.settle(tx, genesis.at)
}

/** The tree of the entries that were written before records were signed. */
async function sealedLedger({ db }: WriteTransaction): Promise<Genesis["earlier"]> {
  const { sealed, roots } = await db.selectFrom("ledger_head").select(["sealed", "roots"]).executeTakeFirstOrThrow()
  const frontier: Frontier = { size: sealed, roots: JSON.parse(roots) as string[] }
  return sealed === 0 ? null : { size: sealed, root: rootOf(frontier, LEDGER_HASHER, sha256) }
}

function newestHead({ db }: WriteTransaction): Promise<RowOf<"log_head"> | undefined> {
  return db.selectFrom("log_head").selectAll().orderBy("log", "desc").limit(1).executeTakeFirst()
}

/** The key of a log's newest record, if another one signs now. */
async function otherRecordKey(tx: WriteTransaction, log: number, signer: Signer): Promise<string | undefined> {
  const newest = await tx.db
    .selectFrom("record")
    .select("key")
    .where("key", "is not", null)
    .where("log", "=", log)
    .orderBy("idx", "desc")
    .limit(1)
    .executeTakeFirst()
  return newest?.key === signer.record.id ? undefined : (newest?.key ?? undefined)
}

/** The name of a log: what was asked for, or one that resolves nowhere and is nobody else's. */
function originOf(asked: string | undefined, installation: string): string {
  const origin = asked ?? `${installation.toLowerCase()}.ledger.promotrail.invalid`
  if (!isKeyName(origin) || !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(origin)) {
    throw new StorageUnavailable(`PROMOTRAIL_LOG_ORIGIN is "${origin}"; it must be a host name in lower case.`)
  }
  return origin
}
