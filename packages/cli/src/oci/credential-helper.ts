import { spawn } from "node:child_process"
import { wrongUsage } from "../failure.ts"
import type { Credentials } from "./credentials.ts"
import { MAX_TOKEN_BYTES, TIMEOUT_MS } from "./limits.ts"

/**
 * Asks a helper as Docker does: `docker-credential-NAME get`, the registry on its input, JSON on its output
 * (docker/docker-credential-helpers, "Development"). What it says otherwise is never shown: a secret may be in it.
 */
export async function askHelper(
  name: string,
  registry: string,
  variables: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(name))
    throw wrongUsage("Docker's config.json names a credential helper that is no name.")
  const program = `docker-credential-${name}`
  const { code, out } = await run(program, registry, variables)
  if (/credentials not found in native keychain/i.test(out)) return undefined
  if (code !== 0)
    throw wrongUsage(`${program} gives no credentials for ${registry} (it ended with ${code ?? "a signal"}).`)
  const said = jsonIn(out)
  const [user, password] = [textAt(said, "Username"), textAt(said, "Secret")]
  if (user === undefined || password === undefined)
    throw wrongUsage(`${program} answers with no credentials that Docker defines.`)
  return user === "<token>" ? { kind: "identity-token", token: password } : { kind: "password", user, password }
}

function run(
  program: string,
  input: string,
  variables: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly out: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; out: string }>()
  const child = spawn(program, ["get"], { env: variables, stdio: ["pipe", "pipe", "ignore"], timeout: TIMEOUT_MS })
  let out = ""
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk
    if (out.length > MAX_TOKEN_BYTES) child.kill()
  })
  child.stdin.on("error", () => {})
  child.stdin.end(input)
  child.on("error", (error: NodeJS.ErrnoException) => {
    reject(wrongUsage(`${program}, which Docker's config.json names, cannot be run (${error.code}).`))
  })
  child.on("close", (code) => resolve({ code, out }))
  return promise
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textAt(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === "string" && found !== "" ? found : undefined
}
