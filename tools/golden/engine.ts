import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join, posix } from "node:path"
import core from "../../packages/core/package.json" with { type: "json" }
import { importsOf } from "../imports.ts"
import { ROOT } from "../repository.ts"

/** Where the digest stands, and so the one file it cannot be taken over. */
const ENGINE = "packages/core/src/gate/engine.ts"
/** What a replay runs: the evaluator, and the reader of the policy it is judged by. */
const BEGINNINGS = ["packages/core/src/gate/evaluate.ts", "packages/core/src/catalog/policy-read.ts"]

/** `packages/core/src/gate/engine.ts` with the digest of the evaluator as it is now. */
export function engineFile(): string {
  const text = readFileSync(join(ROOT, ENGINE), "utf8")
  return text.replace(/digest: "sha256:[0-9a-f]{64}"/, `digest: "sha256:${engineDigest()}"`)
}

/**
 * SHA-256 over the sources that can change an outcome, as `sha256sum` prints them, by path, and over the packages they
 * use. A comment changes it, too: that a replay names another engine too often does no harm, too seldom would.
 */
export function engineDigest(): string {
  const lines = engineSources().map((path) => `${sha256(readFileSync(join(ROOT, path)))}  ${path}\n`)
  const packages = Object.entries(core.dependencies).map(([name, version]) => `${name}@${version}\n`)
  return sha256([...lines, ...packages].join(""))
}

/** Every file that the evaluator imports, directly or not. */
export function engineSources(): readonly string[] {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (path === ENGINE || reached.has(path)) return
    reached.add(path)
    const read = importsOf(path, readFileSync(join(ROOT, path), "utf8"))
    if ("unreadable" in read) throw new Error(`${path}: ${read.unreadable}`)
    for (const wanted of read.imports) {
      if ("specifier" in wanted && wanted.specifier.startsWith("."))
        visit(posix.join(posix.dirname(path), wanted.specifier))
    }
  }
  BEGINNINGS.forEach(visit)
  return [...reached].toSorted()
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex")
}
