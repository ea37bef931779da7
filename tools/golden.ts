import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { recordExamples } from "../tests/docs/record.ts"
import { GOLDEN } from "./golden/files.ts"
import { ROOT } from "./repository.ts"

// Everything that is made from something else, made again. Examples are recorded first: pages quote them.
// `npm run golden -- --no-examples` leaves those out, for when no server can be started.

function write(path: string, text: string): boolean {
  const file = join(ROOT, path)
  if (existsSync(file) && readFileSync(file, "utf8") === text) return false
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`wrote ${path}`)
  return true
}

let written = 0
if (!process.argv.includes("--no-examples")) {
  for (const { path, text } of await recordExamples()) written += Number(write(path, text))
}
for (const { path, render } of GOLDEN) written += Number(write(path, await render()))
console.log(written === 0 ? "everything was current" : `${written} files written`)
