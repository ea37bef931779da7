import { spawn, type ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { makeFresh, PAGE } from "./products.ts"
import { ROOT } from "./repository.ts"
import { requirePinnedRuntime } from "./runtime-checksum.ts"

/** One question of the sample's plan, and the answer it must get. */
type Ask = { readonly release: string; readonly to: string; readonly expect: keyof typeof EXIT_OF }
type Plan = { readonly application: string; readonly asks: readonly Ask[] }

const EXIT_OF = { allow: 0, deny: 10, hold: 11 } as const
const PATIENCE_MS = 60_000

const address = `http://127.0.0.1:${process.env["PROMOTRAIL_PORT"] ?? "4680"}`
const given = process.env["PROMOTRAIL_ADMIN_TOKEN"]
const token = given ?? randomBytes(24).toString("base64url")
const environment = {
  // The terminal is for what the demo shows.
  PROMOTRAIL_LOG_LEVEL: "warn",
  ...process.env,
  PROMOTRAIL_ADMIN_TOKEN: token,
  PROMOTRAIL_URL: address,
  PROMOTRAIL_TOKEN: token,
}

/** Starts the command of this checkout. */
function promotrail(...words: readonly string[]): ChildProcess {
  const main = join(ROOT, "packages/cli/src/main.ts")
  return spawn(process.execPath, [main, ...words], { cwd: ROOT, env: environment, stdio: "inherit" })
}

/** Shows a command as one would type it, runs it, and answers how it ended. */
async function show(...words: readonly string[]): Promise<number> {
  console.log(`\n$ npx promotrail ${words.join(" ")}`)
  const [code] = (await once(promotrail(...words), "exit")) as [number | null]
  return code ?? 70
}

/** Whoever answers there already would be taken for our server, and does not know our token. */
async function refuseToShare(): Promise<void> {
  const answer = await fetch(`${address}/readyz`).catch(() => undefined)
  if (answer === undefined) return
  console.error(`demo: something answers at ${address} already; stop it, or choose another port with PROMOTRAIL_PORT`)
  process.exit(69)
}

/** Waits until the server answers /readyz. A server that ended meanwhile has said why. */
async function ready(server: ChildProcess): Promise<void> {
  const deadline = AbortSignal.timeout(PATIENCE_MS)
  while (server.exitCode === null && server.signalCode === null) {
    const answer = await fetch(`${address}/readyz`).catch(() => undefined)
    if (answer?.ok === true) return
    if (deadline.aborted) throw new Error(`the server did not become ready within ${PATIENCE_MS / 1000} s`)
    await pause(50)
  }
  throw new Error("the server ended before it was ready; its last lines say why")
}

/** Loads the sample and asks its three questions. Throws when an answer is not the one the plan promises. */
async function tell(): Promise<void> {
  const plan = JSON.parse(readFileSync(join(ROOT, "fixtures/sample/plan.json"), "utf8")) as Plan
  const loaded = await show("demo")
  if (loaded !== 0) throw new Error(`loading the sample ended with ${loaded}`)

  for (const { release, to, expect } of plan.asks) {
    const code = await show("gate", "--app", plan.application, "--release", release, "--to", to)
    if (code !== EXIT_OF[expect])
      throw new Error(`this gate should ${expect} (exit ${EXIT_OF[expect]}), but ended with ${code}`)
    console.log(`(exit code ${code})`)
  }
}

await requirePinnedRuntime()
await refuseToShare()
await makeFresh(PAGE)

const server = promotrail("serve")
const ended = once(server, "exit")
// A terminal tells the server too, which then ends by itself; another sender tells only us.
process.on("SIGINT", () => process.stdin.isTTY || server.kill("SIGINT"))
process.on("SIGTERM", () => server.kill("SIGTERM"))

try {
  await ready(server)
  await tell()
  console.log(`\nThe page is at ${address}`)
  console.log(`Sign in with the token ${given === undefined ? token : "of PROMOTRAIL_ADMIN_TOKEN"}`)
  console.log("Ctrl-C stops the server.")
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`)
  server.kill("SIGTERM")
  process.exitCode = 70
}
const [code] = (await ended) as [number | null]
process.exitCode ??= code ?? 0
