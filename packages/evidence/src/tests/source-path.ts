/** Folders in which projects keep their sources. What stands before the first of them is a machine's own affair. */
const ROOTS: ReadonlySet<string> = new Set(
  `src source sources lib libs test tests __tests__ spec specs e2e it integration cypress features packages apps modules
   services projects examples playwright`.split(/\s+/),
)

/** Folders of a machine that are named like a project's own: `/usr/src/app`, and `src` in somebody's home. */
const MACHINE =
  /^(?:[A-Za-z]:)?\/(?:usr\/(?:local\/)?(?:src|lib)|var\/lib|opt\/lib|(?:home|Users)\/[^/]+(?:\/src(?=\/[^/]+\/.*\/))?)\//

/**
 * A source file's path as any machine would give it: with `/`, without `./`, and, when it is absolute, from the first
 * folder on that belongs to a project. Two checkouts of one project must call a test by the same name, and nobody's
 * home folder belongs into a fact.
 */
export function sourcePath(path: string): string {
  const plain = path
    .replace(/^file:(\/\/)?/, "")
    .replaceAll("\\", "/")
    .replace(/^(\.\/+)+/, "")
  if (!/^(\/|[A-Za-z]:\/)/.test(plain)) return plain
  const steps = plain.replace(MACHINE, "/").split("/")
  const root = steps.findIndex((step, i) => i < steps.length - 1 && ROOTS.has(step))
  return steps.slice(root < 0 ? -1 : root).join("/")
}
