import type { Tally } from "../warnings.ts"

/** Whether a text has the shape of a package URL (the purl specification: scheme, type, name). */
function isPurl(text: string): boolean {
  return /^pkg:\/{0,2}[a-z][a-z0-9.+-]*\/[^\s]+$/i.test(text) && nameInPurl(text) !== ""
}

/** A package URL worth keeping: one that is none names nothing, so it is left out with a warning. */
export function keptPurl(text: string, warnings: Tally): string | undefined {
  if (text === "") return undefined
  if (isPurl(text)) return text
  warnings.add("broken-purl", text)
  return undefined
}

/** Name and version as a package URL writes them, for documents that have nothing else. */
export function readPurl(purl: string): { readonly name: string; readonly version: string } {
  const path = pathOf(purl)
  const at = versionAt(path)
  return { name: decoded(at < 0 ? path : path.slice(0, at)), version: at < 0 ? "" : decoded(path.slice(at + 1)) }
}

const nameInPurl = (purl: string): string => readPurl(purl).name.split("/").at(-1) ?? ""

/** What stands between the type and the qualifiers: namespace, name and version. */
function pathOf(purl: string): string {
  const plain = purl.replace(/[?#].*$/s, "").replace(/^pkg:\/*/i, "")
  return plain.slice(plain.indexOf("/") + 1).replace(/\/+$/, "")
}

/** The last `@` begins the version, unless it begins a scope (`@angular/core`). */
function versionAt(path: string): number {
  const at = path.lastIndexOf("@")
  return at > path.lastIndexOf("/") && at > 0 ? at : -1
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
