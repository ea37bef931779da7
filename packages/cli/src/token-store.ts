import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { wrongUsage } from "./failure.ts"
import { nameOf } from "./server-url.ts"

/** Where `promotrail login` keeps tokens: one file in the user's settings folder, readable by that user alone. */
export function tokenFile(variables: NodeJS.ProcessEnv): string | undefined {
  const base =
    variables["XDG_CONFIG_HOME"] ||
    variables["APPDATA"] ||
    (variables["HOME"] ? join(variables["HOME"], ".config") : undefined)
  return base === undefined ? undefined : join(base, "promotrail", "tokens.json")
}

/** The token kept for this server, if any. */
export function keptToken(url: URL, variables: NodeJS.ProcessEnv): string | undefined {
  const path = tokenFile(variables)
  return path === undefined ? undefined : readTokens(path).get(nameOf(url))
}

/** Keeps the token for this server, or forgets it. Answers the file. */
export function keepToken(url: URL, token: string | undefined, variables: NodeJS.ProcessEnv): string {
  const path = tokenFile(variables)
  if (path === undefined) throw wrongUsage("There is no home folder to keep a token in. Set PROMOTRAIL_TOKEN instead.")
  const tokens = new Map(readTokens(path))
  if (token === undefined) tokens.delete(nameOf(url))
  else tokens.set(nameOf(url), token)
  try {
    writeSecretly(path, `${JSON.stringify({ tokens: Object.fromEntries(tokens) }, null, 2)}\n`)
  } catch (error) {
    throw wrongUsage(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code}). Set PROMOTRAIL_TOKEN instead.`,
    )
  }
  return path
}

function readTokens(path: string): ReadonlyMap<string, string> {
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === "ENOENT" || code === "ENOTDIR") return new Map()
    throw wrongUsage(`${path} cannot be read (${code}). Mend its permissions, or set PROMOTRAIL_TOKEN.`)
  }
  try {
    const { tokens } = JSON.parse(text) as { readonly tokens: Readonly<Record<string, unknown>> }
    const entries = Object.entries(tokens)
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) return new Map(entries)
  } catch {
    // Told below, together with a file of another shape.
  }
  throw wrongUsage(`${path} is not what "promotrail login" wrote. Remove it and sign in again.`)
}

/** Whole or not at all, and never readable by others, not even for a moment. */
function writeSecretly(path: string, text: string): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `.tokens-${process.pid}.json`)
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: "w" })
    chmodSync(draft, 0o600)
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}
