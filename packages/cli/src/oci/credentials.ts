import { readFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { wrongUsage } from "../failure.ts"

/** What a registry, or the token service it names, is shown. Never printed. */
export type Credentials =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  | { readonly kind: "identity-token"; readonly token: string }
  | { readonly kind: "registry-token"; readonly token: string }

/** Docker Hub's own name in Docker's files. */
const HUB = "https://index.docker.io/v1/"

/**
 * The credentials for a registry: of the environment first, then of Docker's `config.json`, in Docker's order: the helper
 * of this registry, the store, the file itself. None means to ask as anybody may.
 */
export async function credentialsFor(domain: string, variables: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const given = fromVariables(variables)
  if (given !== undefined) return given
  const config = dockerConfig(variables)
  const key = domain === "docker.io" ? HUB : domain
  const own = textAt(memberAt(config, "credHelpers"), key)
  const helper = own ?? textAt(config, "credsStore")
  if (helper !== undefined) {
    const { askHelper } = await import("./credential-helper.ts")
    const kept = await askHelper(helper, key, variables)
    if (kept !== undefined || own !== undefined) return kept
  }
  return fromFile(memberAt(config, "auths"), domain)
}

/** Whether the environment says credentials: they are for one registry, and cannot say which. */
export function fromVariables(variables: NodeJS.ProcessEnv): Credentials | undefined {
  const [user, password] = [variables["PROMOTRAIL_REGISTRY_USER"], variables["PROMOTRAIL_REGISTRY_PASSWORD"]]
  if (user === undefined && password === undefined) return undefined
  if (!user || !password || user.includes(":")) {
    throw wrongUsage(
      "PROMOTRAIL_REGISTRY_USER and PROMOTRAIL_REGISTRY_PASSWORD are set together, filled, and without a : in the user.",
    )
  }
  return { kind: "password", user, password }
}

function dockerConfig(variables: NodeJS.ProcessEnv): unknown {
  const folder = variables["DOCKER_CONFIG"] || join(variables["HOME"] || homedir(), ".docker")
  const path = join(folder, "config.json")
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return {}
    throw wrongUsage(`Docker's ${path} cannot be read (${code}).`)
  }
  try {
    return JSON.parse(text)
  } catch {
    // Not even the place of the mistake is told: the parser would quote what stands there.
    throw wrongUsage(`Docker's ${path} is not JSON.`)
  }
}

function fromFile(auths: unknown, domain: string): Credentials | undefined {
  if (typeof auths !== "object" || auths === null) return undefined
  const entry = Object.entries(auths).find(([key]) => hostOf(key) === domain)?.[1] as unknown
  const identity = textAt(entry, "identitytoken")
  if (identity !== undefined) return { kind: "identity-token", token: identity }
  const registry = textAt(entry, "registrytoken")
  if (registry !== undefined) return { kind: "registry-token", token: registry }
  const [user, password] = [textAt(entry, "username"), textAt(entry, "password")]
  if (user !== undefined && password !== undefined) return { kind: "password", user, password }
  const auth = textAt(entry, "auth")
  if (auth === undefined) return undefined
  const pair = Buffer.from(auth, "base64").toString("utf8")
  const colon = pair.indexOf(":")
  if (colon < 1) throw wrongUsage(`Docker's config.json has no user and password for ${domain}. Sign in again.`)
  return { kind: "password", user: pair.slice(0, colon), password: pair.slice(colon + 1) }
}

/** Docker writes keys as hosts, and wrote them as addresses. */
function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//, "").split("/", 1)[0] ?? ""
  return host === "index.docker.io" ? "docker.io" : host
}

function memberAt(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}

function textAt(value: unknown, key: string): string | undefined {
  const found = memberAt(value, key)
  return typeof found === "string" && found !== "" ? found : undefined
}
