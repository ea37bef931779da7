import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import manifest from "../package.json" with { type: "json" }
import { isForOnePlatform, lockedPackages, missingOptionals } from "./lock-file.ts"
import { ROOT } from "./repository.ts"

// Put together here, so that this file does not hold what it looks for.
const FOREIGN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "a registry address", pattern: new RegExp(["registry", "(npmjs|yarnpkg|npmmirror)"].join("\\."), "i") },
  { what: "a registry setting", pattern: new RegExp(`^(@[\\w-]+:)?${"regist"}ry\\s*=`, "m") },
  { what: "a path of somebody's machine", pattern: new RegExp(`(?<![\\w.~})])/(home|Users|root|${"wo"}rk)/[\\w.@-]+`) },
]

const tracked = spawnSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 })

test.skipIf(tracked.status !== 0).for(FOREIGN)("no tracked file holds $what", ({ pattern }) => {
  const paths = tracked.stdout.split("\0").filter((path) => path !== "" && existsAsText(path))
  expect(paths.length).toBeGreaterThan(0)
  expect(paths.filter((path) => pattern.test(readFileSync(join(ROOT, path), "latin1")))).toStrictEqual([])
})

test("the lock file says what is installed by content, never by address", () => {
  const packages = [...lockedPackages()]
  const addressed = packages.filter(([, { resolved }]) => resolved?.includes("://") === true)
  // Native parts for other machines are named without a checksum where our registry had none; nobody here installs them.
  const unsealed = packages.filter(([, locked]) => locked.integrity === undefined && !isForOnePlatform(locked))
  expect({ addressed, unsealed }).toStrictEqual({ addressed: [], unsealed: [] })
})

test("the lock file names the native parts for every platform, or npm ci refuses it", () => {
  const missing = missingOptionals({ packages: Object.fromEntries(lockedPackages()) })
  expect([...missing.keys()], "run: node tools/run.js complete-lock").toStrictEqual([])
})

test("every version in a package.json is exact", () => {
  const ours = ["core", "evidence", "contract", "server", "cli", "web"].map((name) => join("packages", name))
  const loose = ["", ...ours].flatMap((folder) => {
    const path = join(folder, "package.json")
    const read = JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Record<string, Record<string, string>>
    return ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].flatMap((kind) =>
      Object.entries(read[kind] ?? {})
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path}: ${name} ${version}`),
    )
  })
  expect(loose).toStrictEqual([])
})

test("only the package that brings Node may run an install script", () => {
  const scripted = [...lockedPackages()].filter(([, { hasInstallScript }]) => hasInstallScript === true)
  const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ""))
  expect(names).toStrictEqual(Object.keys(manifest.allowScripts))
})

/** Deleted in the working copy but not yet in the index: nothing to read. */
function existsAsText(path: string): boolean {
  try {
    readFileSync(join(ROOT, path))
    return true
  } catch {
    return false
  }
}
