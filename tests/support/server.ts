import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The real server, running as a process of its own on a free loopback port. */
export type TestServer = {
  readonly url: string
  readonly adminToken: string
  readonly dataFolder: string
  readonly pid: number
  /** Ends it as an operator would, and forgets its data unless they were handed in. */
  stop(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
}

export type StartOptions = {
  readonly dataFolder?: string
  readonly adminToken?: string
  readonly environment?: Readonly<Record<string, string>>
}

const MAIN = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url))
const LISTENS = /listens on (http:\/\/\S+)/

/** Starts the server and resolves once it said where it listens; rejects with what it printed if it does not. */
export async function startServer(options: StartOptions = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), "promotrail-test-")))
  const adminToken = options.adminToken ?? randomBytes(24).toString("hex")
  const server = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env["PATH"] ?? "",
      PROMOTRAIL_PORT: "0",
      PROMOTRAIL_DATA: dataFolder,
      PROMOTRAIL_ADMIN_TOKEN: adminToken,
      PROMOTRAIL_LOG_LEVEL: "warn",
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const ended = new Promise<number | null>((resolve) => server.once("exit", resolve))
  let said = ""
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const found = LISTENS.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    }
    server.stdout.on("data", hear)
    server.stderr.on("data", hear)
    void ended.then((code) => reject(new Error(`the server ended with ${code} before it listened:\n${said}`)))
  })
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    server.kill(signal)
    await ended
  }
  return {
    url,
    adminToken,
    dataFolder,
    pid: server.pid ?? 0,
    kill: () => end("SIGKILL"),
    async stop() {
      await end("SIGTERM")
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
