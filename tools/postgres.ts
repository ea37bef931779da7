import { spawn, spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chownSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { findProgram } from "./programs.ts"

/** A PostgreSQL of one's own: connect to `url`, and `stop` it, which also removes its data. */
export type Postgres = { readonly url: string; readonly stop: () => Promise<void> }

type Account = { readonly uid: number; readonly gid: number }

// The cluster must not outlive us, however we die: its keeper stops it as soon as our end of the pipe closes.
const KEEPER = `
folder=$1; shift
exec 3<&0
"$@" 3<&- & server=$!
{ cat <&3 >/dev/null; kill -INT "$server"; } 2>/dev/null & watcher=$!
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
rm -rf "$folder"
exit "$code"
`

const READY = "database system is ready to accept connections"
const ATTEMPTS = 5

/** The folder of PostgreSQL's own programs. Debian keeps `initdb` and `postgres` off the PATH, one folder a version. */
export function findPostgres(): string | undefined {
  const newestFirst = globSync("/usr/lib/postgresql/*/bin").toSorted((a, b) => versionIn(b) - versionIn(a))
  const initdb = findProgram(["initdb"], newestFirst)
  return initdb === undefined || findProgram(["postgres"], [dirname(initdb)]) === undefined
    ? undefined
    : dirname(initdb)
}

/** Starts a throw-away PostgreSQL on a loopback port of the kernel's choosing, or says what is missing. */
export async function startPostgres(): Promise<Postgres | { readonly missing: string }> {
  const programs = findPostgres()
  if (programs === undefined) return { missing: "no system PostgreSQL: apt-get install postgresql" }
  const account = unprivileged()
  if (account === undefined) return { missing: "root may not run PostgreSQL, and there is no user postgres or nobody" }

  for (let attempt = 1; ; attempt++) {
    const folder = mkdtempSync(join(tmpdir(), "promotrail-postgres-"))
    try {
      return await startIn(folder, programs, account)
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      // Another process may take the port between our asking for it and PostgreSQL's binding it.
      if (attempt === ATTEMPTS || !String(error).includes("Address already in use")) throw error
    }
  }
}

async function startIn(folder: string, programs: string, account: Account | "self"): Promise<Postgres> {
  const identity = account === "self" ? {} : account
  const password = randomBytes(16).toString("hex")
  const passwordFile = join(folder, "password")
  const data = join(folder, "data")
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account !== "self") for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid)

  const initialised = spawnSync(
    join(programs, "initdb"),
    // Nothing is in it yet that could be lost, so no sync here. The server below does.
    ["-D", data, "-U", "promotrail", "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"].concat(
      collation(programs),
    ),
    { ...identity, cwd: folder, encoding: "utf8" },
  )
  if (initialised.status !== 0) throw new Error(`initdb failed: ${initialised.stderr}`, { cause: initialised.error })

  const port = await freePort()
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`]
  const tuning = ["fsync=on", "max_connections=200", "shared_buffers=64MB", "log_min_messages=warning"]
  const server = spawn(
    "sh",
    ["-c", KEEPER, "keeper", folder, join(programs, "postgres"), "-D", data, ...[...settings, ...tuning].flatMap(set)],
    { ...identity, cwd: folder, stdio: ["pipe", "ignore", "pipe"], detached: true },
  )
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()))
  let log = ""
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.once("exit", () => reject(new Error(`PostgreSQL did not start: ${log}`)))
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-10_000)
      if (log.includes(READY)) resolve()
    })
  })
  return {
    url: `postgres://promotrail:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      server.stdin.end()
      await ended
      // The keeper may not remove a folder from a sticky temporary folder that it does not own the parent of.
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const set = (setting: string): string[] => ["-c", setting]

/** A language's collation, as customers' databases have one: what sorts right only in "C" is found here. */
function collation(programs: string): string[] {
  const version = spawnSync(join(programs, "initdb"), ["--version"], { encoding: "utf8" }).stdout
  const major = Number(/\d+/.exec(version)?.[0])
  return major >= 15 ? ["--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "en-US"] : []
}

/** `initdb` refuses root, so root hands the work to an ordinary account. */
function unprivileged(): Account | "self" | undefined {
  if (process.getuid?.() !== 0) return "self"
  return ["postgres", "nobody"].map(accountOf).find((account) => account !== undefined)
}

function accountOf(user: string): Account | undefined {
  const ask = (flag: string): number => {
    const said = spawnSync("id", [flag, user], { encoding: "utf8" })
    return said.status === 0 ? Number(said.stdout) : Number.NaN
  }
  const account = { uid: ask("-u"), gid: ask("-g") }
  return Number.isInteger(account.uid) && Number.isInteger(account.gid) ? account : undefined
}

function versionIn(folder: string): number {
  return Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === "string") throw new Error("the kernel gave no port")
  return address.port
}
