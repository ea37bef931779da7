/** A package URL taken apart, as the purl specification (ECMA-427) normalises it. */
export type Purl = {
  readonly type: string
  readonly namespace: string
  readonly name: string
  /** "" when it has none. */
  readonly version: string
  readonly qualifiers: ReadonlyMap<string, string>
  readonly subpath: string
}

const FORM = /^pkg:\/{0,2}([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]+)(?:\?([^#]*))?(?:#(.*))?$/

/** Types whose names are the same in any case. */
const CASELESS: ReadonlySet<string> = new Set(["bitbucket", "composer", "deb", "github", "golang", "npm", "pypi"])

/** Reads a package URL; `undefined` for anything else. */
export function parsePurl(text: string): Purl | undefined {
  const [, rawType = "", path = "", query = "", subpath = ""] = FORM.exec(text) ?? []
  if (rawType === "") return undefined
  const type = rawType.toLowerCase()
  // A scoped npm name begins with @ too, so the version is what follows the last @ behind the last /.
  const slash = path.lastIndexOf("/")
  const at = path.indexOf("@", slash + 2)
  const [whole, version] = at === -1 ? [path, ""] : [path.slice(0, at), path.slice(at + 1)]
  const segments = whole.split("/").filter((segment) => segment !== "")
  const decoded = [...segments, version].map(unescaped)
  if (decoded.some((part) => part === undefined) || segments.length === 0) return undefined
  const parts = decoded as string[]
  const fold = (part: string) => (CASELESS.has(type) ? part.toLowerCase() : part)
  const name = fold(parts.at(-2) ?? "")
  const qualifiers = qualifiersOf(query)
  if (qualifiers === undefined) return undefined
  return {
    type,
    namespace: fold(parts.slice(0, -2).join("/")),
    name: type === "pypi" ? name.replaceAll("_", "-") : name,
    version: parts.at(-1) ?? "",
    qualifiers,
    subpath: subpath.replace(/^\/+|\/+$/g, ""),
  }
}

/**
 * Whether what a statement names covers `component`: type, namespace and name are the same, and so is everything else
 * that the statement says. What it leaves out, it leaves open.
 */
export function coversPurl(stated: Purl, component: Purl): boolean {
  return (
    stated.type === component.type &&
    stated.namespace === component.namespace &&
    stated.name === component.name &&
    (stated.version === "" || stated.version === component.version) &&
    (stated.subpath === "" || stated.subpath === component.subpath) &&
    [...stated.qualifiers].every(([key, value]) => component.qualifiers.get(key) === value)
  )
}

function qualifiersOf(query: string): ReadonlyMap<string, string> | undefined {
  const qualifiers = new Map<string, string>()
  for (const pair of query.split("&")) {
    if (pair === "") continue
    const equals = pair.indexOf("=")
    const value = equals === -1 ? "" : unescaped(pair.slice(equals + 1))
    if (value === undefined) return undefined
    if (value !== "") qualifiers.set(pair.slice(0, equals).toLowerCase(), value)
  }
  return qualifiers
}

function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
