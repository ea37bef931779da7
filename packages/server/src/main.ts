import { decodeEvent, instantFromEpochMs, ulid } from "@promotrail/core"
import { hash, randomBytes } from "node:crypto"
import { fileURLToPath } from "node:url"
import { outsidesOf } from "./anchors/outsides.ts"
import { refuseToFork, type Head } from "./anchors/newest-of-its-kind.ts"
import { RootMistake } from "./anchors/timestamp.ts"
import type { Deps } from "./app/deps.ts"
import { services, type Services } from "./app/services.ts"
import { explainMistakes, readConfig, type Config } from "./config.ts"
import { httpApp, serveRoutes } from "./http/server.ts"
import { verification } from "./app/pages/verification.ts"
import { KeyMistake } from "./ports/signer.ts"
import { StorageFull, StorageUnavailable, type Store, type StoreOrigin } from "./ports/store.ts"
import { tileBytes } from "./app/log-files.ts"
import { anchoredLog } from "./jobs/anchored-log.ts"
import { anchoring } from "./jobs/anchoring.ts"
import { publishing } from "./jobs/publishing.ts"
import { retention } from "./jobs/retention.ts"
import {
  factsOf,
  folderBlobs,
  itemsOf,
  openPostgresStore,
  openSqliteStore,
  publishLogs,
  verifyState,
} from "./storage/index.ts"
import { noteVerifier } from "./storage/shared/log/note-verifier.ts"
import { storedLogKey } from "./storage/shared/log/stored-key.ts"
import { TrustMistake } from "./trust/trust.ts"
import { readTrustFolder } from "./trust/trust-folder.ts"
import { deepReplay } from "./replay/deep.ts"
import { startIntake } from "./workers/intake.ts"
import { VERSION } from "./version.ts"

/** A running server. */
export type Running = { readonly url: string; readonly stop: () => Promise<void> }

const sha256: Deps["sha256"] = (data) => hash("sha256", data, "hex")

/** How long a start waits for witnesses to say what they have seen. */
const WITNESS_PATIENCE_MS = 5_000

/** The product put together and not yet listening. */
export type Assembled = {
  readonly app: ReturnType<typeof httpApp>["app"]
  readonly services: Services
  /** The first administrator's secret, where this start made one. */
  readonly firstSecret: string | undefined
  readonly close: () => Promise<void>
}

/** Builds everything: the only place that knows all rooms. A part that cannot be built closes those before it. */
export async function assemble(config: Config, clockMs: () => number = Date.now): Promise<Assembled> {
  const opened: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const closeOne of opened.splice(0).toReversed()) await closeOne()
  }
  try {
    return { ...(await build(config, clockMs, (closeOne) => opened.push(closeOne))), close }
  } catch (error) {
    // Threads and connections that stay open would keep a process alive that has nothing to do.
    await close()
    throw error
  }
}

async function build(
  config: Config,
  clockMs: () => number,
  onClose: (close: () => Promise<void>) => void,
): Promise<Omit<Assembled, "close">> {
  const place: StoreOrigin =
    config.databaseUrl === undefined
      ? { kind: "sqlite", folder: config.dataFolder }
      : { kind: "postgres", url: config.databaseUrl }
  const { signing } = config
  const now = () => instantFromEpochMs(clockMs())
  const trust = await readTrustFolder(config.trustFolder)
  const outsides = await outsidesOf(config.anchors, { verifier: noteVerifier, now })
  const store =
    place.kind === "sqlite"
      ? await openSqliteStore({ ...place, signing })
      : await openPostgresStore({ ...place, signing })
  onClose(() => store.close())
  const blobs = await folderBlobs(config.dataFolder, { shared: place.kind === "postgres" })
  const intake = await startIntake({ store: place, trust, workers: config.intakeWorkers })
  onClose(() => intake.close())
  const { app, metrics } = httpApp(config)
  onClose(() => app.close())
  // Before anything of this start is signed.
  const asking = { verifier: noteVerifier, signal: AbortSignal.timeout(WITNESS_PATIENCE_MS) }
  await refuseToFork(
    config.anchors.witnesses,
    () => headOf(store),
    asking,
    (line) => app.log.warn(line),
  )
  const published = publishing(
    () => publishLogs(store.read, (log, tile) => tileBytes(store.read, log, tile), config.logFolder),
    (what) => app.log.warn(what),
  )
  onClose(() => published.stop())
  store.subscribe(() => published.wake())
  published.wake()
  const anchored = anchoring({
    log: anchoredLog(store.read),
    outsides,
    store: { anchors: () => store.read.anchors(), keepAnchor: (anchor) => store.keepAnchor(anchor) },
    everyMs: config.anchors.everyMs,
    now,
    tell: (level, line) => app.log[level](line),
  })
  onClose(() => anchored.stop())
  if (outsides.length > 0) void anchored.round()
  const made = services(
    {
      store,
      blobs,
      intake,
      sha256,
      now,
      newId: () => ulid(clockMs(), randomBytes(10)),
    },
    {
      factsOf,
      itemsOf,
      clockMs,
      deepReplay: deepReplay(store.origin, blobs, trust),
      verify: verification(() => verifyState(store, blobs)),
      metrics: { decided: (verdict) => metrics.decisions.inc({ verdict }) },
      installation: { installation: await installationOf(store), version: VERSION },
      sampleFolder: config.sampleFolder,
    },
  )
  // A crash between an erasure and its end leaves nothing behind.
  await made.erasures.finish()
  const expiring = retention(made.erasures, config.keepDays, now, (what) => app.log.info(what))
  onClose(() => expiring.stop())
  await expiring.look()
  const isFirst = config.adminToken === undefined && (await made.tokens.isFirstStart())
  const firstSecret = isFirst ? `pt_${randomBytes(32).toString("base64url")}` : undefined
  await serveRoutes(app, made, config)
  // Last: once its token is in the ledger nothing may fail before it was shown.
  const secret = config.adminToken ?? firstSecret
  if (secret !== undefined) await made.tokens.ensureAdministrator(secret)
  return { app, services: made, firstSecret }
}

/** The head of the log, with the key that signs it. */
async function headOf({ read }: Store): Promise<Head> {
  const log = (await read.logs()).at(-1)
  if (log === undefined) throw new Error("there is no log")
  return { ...log, key: storedLogKey(log.vkey) }
}

/** The name of the installation, from the first entry of its ledger. */
async function installationOf({ read }: Store): Promise<string> {
  const [genesis] = await read.entries(0, 1)
  if (genesis === undefined) throw new Error("the ledger has no first entry")
  const event = decodeEvent(genesis.body)
  if (event.kind !== "ledger.started") throw new Error(`the ledger begins with ${event.kind}`)
  return event.data.installation
}

/** Builds everything and listens. */
export async function start(config: Config, say: (line: string) => void): Promise<Running> {
  const { app, firstSecret, close } = await assemble(config)
  // Before anything else can fail: it is in the ledger now, and no later start would make another.
  if (firstSecret !== undefined) say(`The administrator's token, shown this once: ${firstSecret}`)
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await close()
    throw error
  }
  const address = app.server.address()
  const port = typeof address === "object" && address !== null ? address.port : config.port
  const url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`
  say(`Promotrail ${VERSION} listens on ${url}`)
  if (firstSecret !== undefined) say(`Open ${url} and sign in with it, or: promotrail login --url ${url}`)
  return { url, stop: close }
}

/** Starts the server for a process: reads the environment, stops cleanly on SIGTERM and SIGINT. Answers an exit code. */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  const read = readConfig(environment, {
    page: fileURLToPath(new URL("../../web/dist", import.meta.url)),
    sample: fileURLToPath(new URL("../../../fixtures/sample", import.meta.url)),
  })
  if (!read.ok) {
    process.stderr.write(`${explainMistakes(read.error)}\n`)
    return 64
  }
  // Before it starts: who reads that it listens may tell it to stop at once.
  const told = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve())
    process.once("SIGINT", () => resolve())
  })
  let running: Running
  try {
    running = await start(read.value, (line) => process.stdout.write(`${line}\n`))
  } catch (error) {
    process.stderr.write(`Promotrail cannot start: ${reasonOf(error)}\n`)
    if ([TrustMistake, KeyMistake, RootMistake].some((mistake) => error instanceof mistake)) return 64
    return error instanceof StorageFull || error instanceof StorageUnavailable ? 69 : 70
  }
  await told
  await running.stop()
  return 0
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === "EADDRINUSE") return "the address is in use; set PROMOTRAIL_PORT to another port."
  if (code === "EACCES") return `it may not use that address or folder (${error.message}).`
  return error.message
}

if (import.meta.main) process.exitCode = await serve(process.env)
