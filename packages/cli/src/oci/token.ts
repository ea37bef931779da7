import { refused, unavailable, wrongUsage } from "../failure.ts"
import type { Challenge } from "./challenge.ts"
import type { Credentials } from "./credentials.ts"
import { exchange } from "./exchange.ts"
import { MAX_TOKEN_BYTES } from "./limits.ts"
import { isLoopback } from "../server-url.ts"
import { isPrivate } from "./reference.ts"

export type TokenWanted = {
  readonly challenge: Extract<Challenge, { readonly scheme: "bearer" }>
  readonly credentials: Credentials | undefined
  /** The registry that asks for it. */
  readonly registry: URL
  /** What we want to do: `repository:acme/shop:pull`. */
  readonly scope: string
  readonly timeoutMs: number
}

/**
 * Gets a token from the service that a registry names (distribution project, "Token Authentication Specification" and
 * "OAuth2"). Credentials go to that service alone, and only where nobody reads along.
 */
export async function fetchToken({ challenge, credentials, registry, scope, timeoutMs }: TokenWanted): Promise<string> {
  if (credentials?.kind === "registry-token") return headerSafe(credentials.token, registry)
  const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : undefined
  // A registry elsewhere has no business with services on this machine.
  const isFair = realm !== undefined && isPrivate(realm) && (!isLoopback(realm) || isLoopback(registry))
  if (!isFair || realm.username !== "" || realm.password !== "") {
    throw refused(
      `${registry.host} names a token service that no credentials may go to: it has to be an https address.`,
    )
  }
  const { service, scope: alsoWanted } = challenge
  // What a registry asks for may be more than what it lists under the name of the repository, and less.
  const scopes = [...new Set([scope, ...(alsoWanted === undefined || alsoWanted === "" ? [] : [alsoWanted])])]
  const common = { limit: MAX_TOKEN_BYTES, timeoutMs }
  const said = await exchange(
    credentials?.kind === "identity-token"
      ? {
          ...common,
          method: "POST",
          url: realm,
          headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
          body: Buffer.from(
            new URLSearchParams({
              grant_type: "refresh_token",
              client_id: "promotrail",
              refresh_token: credentials.token,
              scope: scopes.join(" "),
              ...(service === undefined ? {} : { service }),
            }).toString(),
          ),
        }
      : { ...common, method: "GET", url: asking(realm, service, scopes), headers: headersFor(credentials) },
  )
  if (said.status === 401 || said.status === 403) throw notSignedIn(registry.host, credentials !== undefined)
  if (said.status < 200 || said.status > 299) {
    throw unavailable(`${realm.host} gives no token for ${registry.host} (${said.status}).`)
  }
  return headerSafe(tokenIn(said.bytes), registry)
}

/** The sentence for a registry that does not let us in. */
export function notSignedIn(host: string, hadCredentials: boolean): Error {
  const why = hadCredentials ? "The credentials at hand are not accepted." : "No credentials are at hand."
  return wrongUsage(
    `${host} does not let us in. ${why} Sign in with "docker login", or set PROMOTRAIL_REGISTRY_USER and PROMOTRAIL_REGISTRY_PASSWORD.`,
  )
}

/** `Basic …` for a user and a password. */
export function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`
}

function headersFor(credentials: Credentials | undefined): Readonly<Record<string, string>> {
  const accept = { accept: "application/json" }
  return credentials?.kind === "password" ? { ...accept, authorization: basic(credentials) } : accept
}

function asking(realm: URL, service: string | undefined, scopes: readonly string[]): URL {
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set("service", service)
  for (const scope of scopes) url.searchParams.append("scope", scope)
  return url
}

function tokenIn(bytes: Buffer): unknown {
  try {
    const { token, access_token: access } = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>
    return token ?? access
  } catch {
    return undefined
  }
}

function headerSafe(token: unknown, registry: URL): string {
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return token
  throw unavailable(`The token service of ${registry.host} answers without a token.`)
}
