import { glob } from "./glob.ts"

/**
 * Compiles the address of an identity, a builder or a source to a predicate. Without a `*` it is that address and
 * everything below it: what follows must begin with `/` or `@`, so that `…/acme` is not `…/acme-evil`. An address that
 * names its revision (`…@refs/heads/main`), and what is no address, such as that of a person, is itself alone.
 * With a `*`, which stops at `/` where `**` does not, the whole must match.
 */
export function isBelow(pattern: string): (text: string) => boolean {
  if (pattern.includes("*")) return glob(pattern, "path")
  const [, place = ""] = /^[a-z][a-z0-9+.-]*:\/\/[^/]+(\/.*)?$/i.exec(pattern) ?? []
  if (place === "" || place === "/" || place.includes("@")) return (text) => text === pattern
  const stem = pattern.replace(/\/+$/, "")
  return (text) => text === pattern || text === stem || text.startsWith(`${stem}/`) || text.startsWith(`${stem}@`)
}
