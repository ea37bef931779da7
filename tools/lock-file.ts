import { readFileSync } from "node:fs"
import { join } from "node:path"
import { ROOT } from "./repository.ts"

/** One entry of package-lock.json, as far as the tests ask. */
export type Locked = {
  readonly license?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}

/** Everything npm installs from elsewhere, by its place in node_modules. The workspaces' own links are left out. */
export function lockedPackages(): ReadonlyMap<string, Locked> {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> }
  return new Map(
    Object.entries(lock.packages).filter(([path, { link }]) => path.includes("node_modules/") && link !== true),
  )
}
