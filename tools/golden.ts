import { spawnSync } from "node:child_process"
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { recordExamples } from "../tests/docs/record.ts"
import { GOLDEN } from "./golden/files.ts"
import { COMMAND, makeFresh } from "./products.ts"
import { ROOT } from "./repository.ts"

// Everything that is made from something else, made again: answers that tests compare, examples, the reference.
// `npm run golden -- --quick` writes only what is made without starting the product.
const isQuick = process.argv.includes("--quick")

function write(path: string, text: string): boolean {
  const file = join(ROOT, path)
  if (existsSync(file) && readFileSync(file, "utf8") === text) return false
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`wrote ${path}`)
  return true
}

/** Tests that compare with a file of their own write it anew. If one fails otherwise, all files stay as they were. */
function updateSnapshots(): void {
  const before = globSync("{packages/*/src,tests}/**/golden/*", { cwd: ROOT }).map(
    (path) => [path, readFileSync(join(ROOT, path), "utf8")] as const,
  )
  const files = globSync(["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"], { cwd: ROOT }).filter((path) =>
    readFileSync(join(ROOT, path), "utf8").includes("toMatchFileSnapshot"),
  )
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs")
  const { status } = spawnSync(process.execPath, [vitest, "run", "--update", ...files], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  })
  if (status !== 0) {
    for (const [path, text] of before) writeFileSync(join(ROOT, path), text)
    throw new Error(`these tests fail for another reason than a stale file: ${files.join(", ")}`)
  }
  console.log(`renewed the files of ${files.join(", ")}`)
}

let written = 0
// First what is in the source: everything else tells of it.
for (const { path, render } of GOLDEN) written += Number(write(path, await render()))
if (!isQuick) {
  await makeFresh(COMMAND)
  updateSnapshots()
  for (const { path, text } of await recordExamples()) written += Number(write(path, text))
  for (const { path, render } of GOLDEN) written += Number(write(path, await render()))
}
console.log(written === 0 ? "everything was current" : `${written} files written`)
