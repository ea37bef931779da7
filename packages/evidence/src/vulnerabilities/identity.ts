/**
 * What a vulnerability keeps from scan to scan: its id, and the component without version. Qualifiers of a package URL
 * go with the version, because distribution and source package carry versions of their own.
 */
export function fingerprintOf(id: string, component: string, purl: string | undefined): string {
  return `${id}|${purl === undefined || purl === "" ? component : withoutVersion(purl)}`
}

/** A package URL without version, qualifiers and subpath. */
export function withoutVersion(purl: string): string {
  const path = purl.replace(/[?#].*$/s, "")
  const at = path.lastIndexOf("@")
  // An `@` before the last `/`, or right behind one, begins a scope.
  return at > path.lastIndexOf("/") + 1 ? path.slice(0, at) : path
}
