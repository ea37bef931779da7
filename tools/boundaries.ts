import { globSync, readFileSync } from "node:fs"
import { builtinModules } from "node:module"
import { join, posix } from "node:path"
import { FILES } from "./architecture.ts"
import { importsOf } from "./imports.ts"
import { isTest, packageOf, placeOf } from "./rooms.ts"

const SOURCES = [
  "packages/*/{src,testing}/**/*.{ts,tsx}",
  "tools/**/*.{ts,js}",
  "tests/**/*.{ts,tsx}",
  "bench/**/*.ts",
  "*.ts",
]
const NODES_OWN = new Set(builtinModules)

/** Reads every source file below `root` and names each import it may not have: "packages/contract/src/bad.ts: server …". */
export function offences(root: string): readonly string[] {
  const isDeclared = declarations(root)
  return globSync(SOURCES, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .flatMap((path) => complaints(path, readFileSync(join(root, path), "utf8"), isDeclared))
}

type IsDeclared = (name: string, path: string) => boolean

function complaints(path: string, text: string, isDeclared: IsDeclared): readonly string[] {
  const read = importsOf(path, text)
  if ("unreadable" in read) return [`${path}: cannot be read: ${read.unreadable}`]
  const isShipped = packageOf(path) !== undefined && !isTest(path)
  const said = read.imports
    .map((wanted) => {
      if ("specifier" in wanted) {
        const specifier = wanted.specifier.replace(/\?.*$/, "")
        // Tests open files and start programs wherever these are; what is shipped names them in the table.
        if (wanted.isFile && (!isShipped || FILES[path]?.includes(posix.join(posix.dirname(path), specifier))))
          return undefined
        return complaint(specifier, path, isDeclared)
      }
      return isShipped ? `${wanted.computed} is a name known only at run time; write it out` : undefined
    })
    .filter((words) => words !== undefined)
  return [...new Set(said)].map((words) => `${path}: ${words}`)
}

function complaint(specifier: string, path: string, isDeclared: IsDeclared): string | undefined {
  const place = placeOf(path)
  if (place === undefined && packageOf(path) !== undefined) return "stands in no room of tools/architecture.ts"
  const may = (right: string): boolean => place === undefined || place.rights.has(right)

  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier)
    const home = /^packages\/([^/]+)\//.exec(target)?.[1]
    if (home === undefined) {
      return place === undefined || (place.isTest && target.startsWith("tools/")) ? undefined : `${target}, outside it`
    }
    const isManifest = target === `packages/${home}/package.json`
    if (isManifest && (place === undefined || place.package === home)) return undefined
    if (home !== place?.package) return `${home}, past its door (${target})`
    if (!place.isTest && isTest(target)) return `${target}, which serves tests only`
    const room = placeOf(target)?.room
    if (room === undefined) return `${target} stands in no room of tools/architecture.ts`
    return may(room) ? undefined : `${room}, which is not for ${place.room}`
  }

  if (specifier.startsWith("node:")) return may("node:*") || may(specifier) ? undefined : `${specifier} is not for it`
  if (NODES_OWN.has(specifier)) return `${specifier} is Node's own; write node:${specifier}`

  const name = nameIn(specifier)
  const isOurs = name.startsWith("@promotrail/")
  const short = name.replace("@promotrail/", "")
  if (!may(name)) return `${short}, which is not for ${place?.room === "." ? place.package : place?.room}`
  if (isOurs && specifier !== name) return `${short}, past its door (${specifier})`
  return isDeclared(name, path) ? undefined : `${name} is a phantom; no package.json of its own names it`
}

/** `@scope/name/deep` and `name/deep` without the deep. */
function nameIn(specifier: string): string {
  const depth = specifier.startsWith("@") ? 2 : 1
  return specifier.split("/").slice(0, depth).join("/")
}

/** A package is named by the manifest of its importer. What is never shipped may use the root's, and every workspace. */
function declarations(root: string): IsDeclared {
  const named = new Map(
    ["package.json", ...globSync("packages/*/package.json", { cwd: root })].map((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as Record<string, Record<string, string>>
      const names = ["dependencies", "devDependencies"].flatMap((kind) => Object.keys(manifest[kind] ?? {}))
      return [posix.dirname(path.replaceAll("\\", "/")), new Set(names)] as const
    }),
  )
  return (name, path) => {
    const home = packageOf(path)
    if (home !== undefined && named.get(`packages/${home}`)?.has(name) === true) return true
    if (home !== undefined && !isTest(path)) return false
    return named.get(".")?.has(name) === true || (home === undefined && name.startsWith("@promotrail/"))
  }
}
