import { refused, unavailable } from "../failure.ts"
import { parseChallenge } from "./challenge.ts"
import { credentialsFor, type Credentials } from "./credentials.ts"
import { exchange, type Said } from "./exchange.ts"
import { MAX_REDIRECTS } from "./limits.ts"
import { isPrivate, originOf, type Reference } from "./reference.ts"
import { basic, fetchToken, notSignedIn } from "./token.ts"

/** A question below the registry's own address, or at one that it has named. */
export type RegistryAsk = {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT"
  /** Relative to the repository, `manifests/v1`, or whole where the registry said where to go on. */
  readonly at: string | URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly limit: number
}

/** One repository of a registry, and we in front of it with what we may show. */
export type Registry = {
  readonly domain: string
  readonly name: string
  /** Whether an address is the registry's own. */
  owns(url: URL): boolean
  ask(asked: RegistryAsk): Promise<Said>
}

/** What a registry is opened with. */
export type RegistryWorld = {
  readonly variables: NodeJS.ProcessEnv
  readonly timeoutMs: number
}

/**
 * Opens a repository. Credentials are looked up when the registry asks for them, and go to it or to the token service it
 * names; a token goes to the registry alone. Where a redirect leads, we come with empty hands.
 */
export function openRegistry(
  reference: Pick<Reference, "domain" | "name">,
  actions: "pull" | "pull,push",
  { variables, timeoutMs }: RegistryWorld,
): Registry {
  const { domain, name } = reference
  const origin = originOf(reference)
  const owns = (url: URL): boolean => url.origin === origin.origin
  let authorization: string | undefined
  let credentials: Promise<Credentials | undefined> | undefined

  async function authorize(header: string | undefined): Promise<string> {
    credentials ??= credentialsFor(domain, variables)
    const known = await credentials
    const challenge = parseChallenge(header)
    if (challenge?.scheme === "bearer") {
      const scope = `repository:${name}:${actions}`
      return `Bearer ${await fetchToken({ challenge, credentials: known, registry: origin, scope, timeoutMs })}`
    }
    if (challenge?.scheme !== "basic" || known?.kind !== "password") throw notSignedIn(domain, known !== undefined)
    return basic(known)
  }

  async function once({ method = "GET", at, headers = {}, body, limit }: RegistryAsk): Promise<Said> {
    const url = typeof at === "string" ? new URL(`/v2/${name}/${at}`, origin) : at
    if (!isPrivate(url)) throw refused(`${domain} sends us on to ${url.host} without encryption. We do not go there.`)
    const isOwn = owns(url)
    const shown = isOwn && authorization !== undefined ? { authorization } : {}
    const content = body === undefined ? {} : { body }
    const said = await exchange({ method, url, headers: { ...headers, ...shown }, ...content, limit, timeoutMs })
    if (said.status !== 401 || !isOwn) return said
    authorization = await authorize(said.headers["www-authenticate"])
    return exchange({ method, url, headers: { ...headers, authorization }, ...content, limit, timeoutMs })
  }

  return {
    domain,
    name,
    owns,
    async ask(asked) {
      let said = await once(asked)
      const isRead = asked.method === undefined || asked.method === "GET" || asked.method === "HEAD"
      for (let hops = 0; isRead && isRedirect(said.status); hops += 1) {
        const { location } = said.headers
        if (location === undefined || !URL.canParse(location, said.url)) {
          throw unavailable(`${said.url.host} sends us on and does not say where to.`)
        }
        if (hops === MAX_REDIRECTS) throw unavailable(`${domain} sends us from one place to the next without end.`)
        const url = new URL(location, said.url)
        if (!isPrivate(url))
          throw refused(`${domain} sends us on to ${url.host} without encryption. We do not go there.`)
        const { method = "GET", limit, headers = {} } = asked
        said = await exchange({ method, url, headers, limit, timeoutMs })
      }
      if (said.status === 401 || said.status === 403) {
        if (!owns(said.url))
          throw unavailable(`${said.url.host}, where ${domain} sends us, does not let us in (${said.status}).`)
        throw notSignedIn(domain, (await credentials) !== undefined)
      }
      if (said.status === 429 || said.status >= 500)
        throw unavailable(`${said.url.host} is not available (${said.status}).`)
      return said
    },
  }
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}
