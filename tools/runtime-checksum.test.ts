import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import manifest from "../package.json" with { type: "json" }
import { checkRuntime, explainRuntime, PINNED, PINNED_RELEASE } from "./runtime-checksum.ts"

const folder = mkdtempSync(join(tmpdir(), "promotrail-runtime-"))
afterAll(() => rmSync(folder, { recursive: true }))
const changed = join(folder, "node")
writeFileSync(changed, "not Node at all")

test("the pinned release is the one package.json installs", () => {
  expect(manifest.devDependencies.node).toBe(PINNED_RELEASE)
})

test.runIf(PINNED.has(`${process.platform}-${process.arch}`))("the installed Node is the pinned one", async () => {
  expect(await checkRuntime()).toStrictEqual({ kind: "as-pinned" })
})

test("a changed binary is told from the pinned one, with both sums", async () => {
  const check = await checkRuntime(changed, "linux-x64")
  expect(check).toMatchObject({ kind: "different", path: changed, pinned: PINNED.get("linux-x64") })
  expect(explainRuntime(check)).toMatch(/^\S+ is not the Node [\d.]+ this repository pins: .* Do not run it\./)
})

test("a platform without a sum is a notice that says how to pin it", async () => {
  const check = await checkRuntime(changed, "plan9-mips")
  expect(check).toMatchObject({ kind: "not-pinned", platform: "plan9-mips" })
  expect(explainRuntime(check)).toContain("add it to tools/runtime-checksum.ts")
})

test("a missing binary is a notice, not a pass", async () => {
  const check = await checkRuntime(join(folder, "nothing"))
  expect(check).toStrictEqual({ kind: "not-installed" })
  expect(explainRuntime(check)).toContain("npm ci brings it")
})
