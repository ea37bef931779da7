import { createHash } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { ROOT } from "./repository.ts"

/** The release the sums below belong to: the `node` of package.json. */
export const PINNED_RELEASE = "26.10.0"

/**
 * The sha256 of `bin/node` as the `node` package installs it, by platform.
 * The lock file cannot vouch for it: the package fetches the binary in its install script.
 */
export const PINNED: ReadonlyMap<string, string> = new Map([
  ["linux-x64", "ab9c8eecf9f82d6693cdc3accced17034065c8d96213b0aa76a7e803d20ae1da"],
  ["linux-arm64", "71b004f18a82f3ea8f26109798564a12e5e4c7989a4c35b93851830b5815dd03"],
  ["darwin-arm64", "56d28b39a8048f0cd1af7ad7e09f6cbe1c04439b6dfeb6c8d9090c082af60861"],
])

/** What is known of a Node binary. Only `different` is a reason to stop. */
export type RuntimeCheck =
  | { readonly kind: "as-pinned" }
  | { readonly kind: "different"; readonly path: string; readonly found: string; readonly pinned: string }
  | { readonly kind: "not-pinned"; readonly path: string; readonly found: string; readonly platform: string }
  | { readonly kind: "not-installed" }

/** Compares the Node binary at `path` with the sum pinned for this platform. */
export async function checkRuntime(
  path: string = installedRuntime(),
  platform: string = `${process.platform}-${process.arch}`,
  pins: ReadonlyMap<string, string> = PINNED,
): Promise<RuntimeCheck> {
  if (!existsSync(path)) return { kind: "not-installed" }
  const hash = createHash("sha256")
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  const found = hash.digest("hex")
  const pinned = pins.get(platform)
  if (pinned === undefined) return { kind: "not-pinned", path, found, platform }
  return found === pinned ? { kind: "as-pinned" } : { kind: "different", path, found, pinned }
}

/** The sentence for a person, or nothing when all is as pinned. */
export function explainRuntime(check: RuntimeCheck): string | undefined {
  switch (check.kind) {
    case "as-pinned":
      return undefined
    case "different":
      return (
        `${check.path} is not the Node ${PINNED_RELEASE} this repository pins: its sha256 is ${check.found}, not ${check.pinned}. ` +
        "Do not run it. Remove node_modules and the npm cache, run npm ci, and if it happens again tell security (SECURITY.md)."
      )
    case "not-pinned":
      return (
        `notice: no checksum of Node is pinned for ${check.platform}; ${check.path} has sha256 ${check.found}. ` +
        `To pin it, compare it with bin/node of the signed release ${PINNED_RELEASE} and add it to tools/runtime-checksum.ts.`
      )
    case "not-installed":
      return `notice: the pinned Node ${PINNED_RELEASE} is not installed (npm ci brings it); this is Node ${process.versions.node}.`
  }
}

/** Checks the installed Node and stops the process if it is not the pinned one. */
export async function requirePinnedRuntime(): Promise<void> {
  const check = await checkRuntime()
  const sentence = explainRuntime(check)
  if (sentence !== undefined) console.error(sentence)
  if (check.kind === "different") process.exit(70)
}

function installedRuntime(): string {
  return join(ROOT, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node")
}
