import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

/** The server as an operator starts it: by its environment alone, with everything it says kept. */
export type Launched = {
  readonly pid: number
  /** All it wrote so far, both streams. */
  readonly said: () => string
  /** Resolves once it listens; rejects when it ends before. */
  readonly url: Promise<string>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  readonly signal: (name: "SIGTERM" | "SIGINT" | "SIGKILL") => void
}

type Options = { readonly uid?: number }

/** The program of the server. */
export const MAIN = fileURLToPath(new URL("../../../packages/server/src/main.ts", import.meta.url))
const LISTENS = /Promotrail \S+ listens on (http:\/\/\S+)/

/** Starts the server with this environment and nothing else. It does not outlive the test that started it. */
export function launch(environment: Readonly<Record<string, string>>, { uid }: Options = {}): Launched {
  const child = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: { PATH: process.env["PATH"] ?? "", PROMOTRAIL_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let said = ""
  const { promise: url, resolve, reject } = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text
      const found = LISTENS.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
  }
  // "close" and not "exit": by then everything it said has arrived.
  const ended = once(child, "close").then(([code, signal]) => {
    reject(new Error(`the server ended with ${String(code ?? signal)} before it listened:\n${said}`))
    return { code: code as number | null, signal: signal as string | null }
  })
  url.catch(() => undefined)
  const signal: Launched["signal"] = (name) => void child.kill(name)
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) signal("SIGKILL")
    await ended
  })
  return { pid: child.pid ?? 0, said: () => said, url, ended, signal }
}

/** A folder that is gone after the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "promotrail-server-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
