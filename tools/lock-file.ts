import { readFileSync } from "node:fs"
import { join } from "node:path"
import { ROOT } from "./repository.ts"

/** One entry of package-lock.json, as far as we look. */
export type Locked = {
  readonly version?: string
  readonly license?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

/** A package-lock.json. */
export type Lock = { packages: Record<string, Locked> }

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"]
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"]

/** Everything npm installs from elsewhere, by its place in node_modules. The workspaces' own links are left out. */
export function lockedPackages(): ReadonlyMap<string, Locked> {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock
  return new Map(
    Object.entries(lock.packages).filter(([path, { link }]) => path.includes("node_modules/") && link !== true),
  )
}

/** Whether this is a native part of a package for one kind of machine: nothing a machine of another kind ever fetches. */
export function isForOnePlatform({ optional, cpu }: Locked): boolean {
  return optional === true && (cpu ?? []).length > 0
}

/** The optional packages that others ask for and the lock file does not hold: where, which version, and for whom. */
export function missingOptionals({ packages }: Lock): ReadonlyMap<string, Locked> {
  const missing = new Map<string, Locked>()
  for (const [path, { optionalDependencies, dev, license }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      const [nested, hoisted] = [`${path}/node_modules/${name}`, `node_modules/${name}`]
      const heldAt = [nested, hoisted].find((place) => place in packages || missing.has(place))
      const held = heldAt === undefined ? undefined : (packages[heldAt] ?? missing.get(heldAt))
      // A range is npm's to resolve; native parts are asked for exactly.
      if (held !== undefined && (held.version === version || !/^\d/.test(version))) continue
      const entry = { version, ...(dev === true && { dev }), ...(license !== undefined && { license }), optional: true }
      missing.set(held === undefined ? hoisted : nested, { ...entry, ...platformIn(name) })
    }
  }
  return missing
}

/** Adds them, and sorts as npm does. Answers what was added. */
export function completeLock(lock: Lock): readonly string[] {
  const missing = missingOptionals(lock)
  const all = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) })
  lock.packages = Object.fromEntries(all.toSorted(([a], [b]) => a.localeCompare(b, "en")))
  return [...missing.keys()]
}

/** Native parts carry their platform in their name: `binding-linux-arm64-musl`. */
function platformIn(name: string): Pick<Locked, "os" | "cpu" | "libc"> {
  const words = name.split(/[/-]/)
  const os = SYSTEMS.filter((system) => words.includes(system))
  const cpu = PROCESSORS.filter((processor) => words.includes(processor))
  if (cpu.length === 0) throw new Error(`${name} does not name the machines it is for; add it to the lock file by hand`)
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc"
  return { cpu, ...(os.length > 0 && { os }), ...(os.includes("linux") && { libc: [libc] }) }
}
