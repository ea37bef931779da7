import { wrongUsage } from "../failure.ts"
import { isLoopback } from "../server-url.ts"

/** Where something is in a registry. A digest says what it is; a tag, what it was called last. */
export type Reference = {
  /** As people write it: `ghcr.io`, `localhost:5000`, `docker.io`. */
  readonly domain: string
  readonly name: string
  readonly tag?: string
  /** `sha256:…`. With a tag beside it, the digest decides. */
  readonly digest?: string
}

const LONGEST = 500
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
const DOMAIN = new RegExp(String.raw`^(?:${LABEL}(?:\.${LABEL})*|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?$`)
const COMPONENT = "[a-z0-9]+(?:(?:[.]|__?|-+)[a-z0-9]+)*"
const NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

/**
 * Reads a reference by the grammar of the distribution project (`reference/reference.go`, `normalize.go`): the first part is
 * a registry if it has a dot or a port, or is localhost; anything else is on Docker Hub. Unlike there, a tag is never
 * guessed: what `latest` stands for is nobody's decision.
 */
export function parseReference(text: string): Reference {
  const no = (why: string) => wrongUsage(`${text.slice(0, LONGEST)} is no reference to a registry: ${why}.`)
  if (text.length > LONGEST) throw no(`it is longer than ${LONGEST} characters`)
  if (text.includes("://")) throw no("leave the scheme out, as in ghcr.io/acme/shop:v2.5.0")
  const [tagged = "", digest, ...more] = text.split("@")
  if (more.length > 0) throw no("it has two @")
  if (digest !== undefined && !DIGEST.test(digest))
    throw no("behind the @ stands no sha256: with 64 lower-case hex digits")
  const colon = tagged.indexOf(":", tagged.lastIndexOf("/") + 1)
  const [place, tag] = colon === -1 ? [tagged, undefined] : [tagged.slice(0, colon), tagged.slice(colon + 1)]
  if (tag !== undefined && !TAG.test(tag)) throw no("the tag has characters no tag has, or is empty")
  if (tag === undefined && digest === undefined) throw no("it has neither a tag nor a digest")
  const { domain, name } = placeOf(place)
  const [isDomain, port] = DOMAIN.exec(domain) ?? []
  if (isDomain === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) {
    throw no("what stands before the first / is no host")
  }
  if (name.length > 255 || !NAME.test(name)) throw no("the repository is written in lower case, as in acme/shop")
  return { domain, name, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

function placeOf(place: string): { readonly domain: string; readonly name: string } {
  const slash = place.indexOf("/")
  const first = slash === -1 ? "" : place.slice(0, slash)
  const isHost = /[.:]/.test(first) || first === "localhost"
  const domain = isHost ? first.toLowerCase() : "docker.io"
  const name = isHost ? place.slice(slash + 1) : place
  if (domain !== "docker.io" && domain !== "index.docker.io") return { domain, name }
  return { domain: "docker.io", name: name.includes("/") ? name : `library/${name}` }
}

/** A reference as people write it. */
export function renderReference({ domain, name, tag, digest }: Reference): string {
  return `${domain}/${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`
}

/** Where the registry answers: https, and http on this very machine alone. */
export function originOf({ domain }: Reference): URL {
  if (domain === "docker.io") return new URL("https://registry-1.docker.io")
  const url = new URL(`http://${domain}`)
  return isLoopback(url) && !domain.endsWith(":443") ? url : new URL(`https://${domain}`)
}

/** Whether a secret may go there: encrypted, or not out of this machine. */
export function isPrivate(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))
}
