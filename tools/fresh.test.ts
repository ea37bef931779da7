import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { freshen } from "./fresh.ts"

/** A folder with two inputs, and a product that is made by copying nothing in particular. */
function world() {
  const root = mkdtempSync(join(tmpdir(), "promotrail-fresh-"))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text)
  mkdirSync(join(root, "src"))
  write("src/a.ts", "a")
  write("src/b.ts", "b")
  const product = {
    name: "thing",
    inputs: ["src/**"],
    output: "thing.js",
    build: async () => write("thing.js", "made"),
  }
  return { root, write, product, make: () => freshen(product, root) }
}

test("is made once while nothing changes", async () => {
  const { make } = world()
  expect([await make(), await make()]).toStrictEqual([true, false])
})

test.for([
  { when: "an input changes", change: (root: string) => writeFileSync(join(root, "src/a.ts"), "other") },
  { when: "an input is added", change: (root: string) => writeFileSync(join(root, "src/c.ts"), "") },
  { when: "an input goes", change: (root: string) => rmSync(join(root, "src/b.ts")) },
  { when: "the output goes", change: (root: string) => rmSync(join(root, "thing.js")) },
])("is made again when $when", async ({ change }) => {
  const { root, make } = world()
  await make()
  change(root)
  expect(await make()).toBe(true)
})

test("a build that makes nothing is an error, and not fresh afterwards", async () => {
  const { root, product, make } = world()
  await expect(freshen({ ...product, build: async () => {} }, root)).rejects.toThrow("did not make thing.js")
  expect(await make()).toBe(true)
})
