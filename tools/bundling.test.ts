import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { asText, bundleText } from "./bundling.ts"
import { plant } from "./planted.ts"

/** Bundles a program made of these files, with `heavy` kept as text, and runs it in an empty folder. */
async function run(files: Record<string, string>, ...args: readonly string[]) {
  const sources = plant(files)
  const empty = plant({})
  onTestFinished(sources.remove)
  onTestFinished(empty.remove)
  const text = await bundleText(join(sources.root, "main.ts"), [asText({ heavy: join(sources.root, "heavy.ts") })])
  const file = join(empty.root, "program.cjs")
  writeFileSync(file, text)
  return spawnSync(process.execPath, [file, ...args], { encoding: "utf8" })
}

const HEAVY = `
  import { z } from "zod"
  console.log("heavy is here")
  export const parse = (text: string): string => z.string().parse(text)
  export const place = import.meta.url
`
const MAIN = `
  async function main(): Promise<void> {
    if (process.argv[2] !== "serve") return console.log("light")
    const { parse, place } = await import("heavy")
    console.log(parse("parsed"), place.endsWith("/program.cjs"))
  }
  void main()
`

test("a verb that does not need the heavy package never runs it", async () => {
  expect(await run({ "main.ts": MAIN, "heavy.ts": HEAVY })).toMatchObject({ stdout: "light\n", stderr: "", status: 0 })
})

test("a verb that needs it finds it in the same file, with the packages it uses", async () => {
  const ran = await run({ "main.ts": MAIN, "heavy.ts": HEAVY }, "serve")
  expect(ran).toMatchObject({ stdout: "heavy is here\nparsed true\n", stderr: "", status: 0 })
})

test("an import that cannot be bundled is an error, not a surprise at run time", async () => {
  await expect(run({ "main.ts": `import "no-such-package"` })).rejects.toThrow("no-such-package")
})
