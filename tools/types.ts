import { spawnSync } from "node:child_process"
import { globSync } from "node:fs"
import { ROOT } from "./repository.ts"

const projects = ["tools/tsconfig.json", ...globSync("{packages,fixtures}/*/tsconfig.json", { cwd: ROOT }).toSorted()]

const failed = projects.filter((project) => {
  const { status, error } = spawnSync("tsc", ["-p", project], { cwd: ROOT, stdio: "inherit" })
  if (error !== undefined) throw error
  return status !== 0
})

if (failed.length > 0) {
  console.error(`types: ${failed.length} of ${projects.length} projects have errors: ${failed.join(", ")}`)
  process.exitCode = 1
} else {
  console.log(`types: ${projects.length} projects, no errors`)
}
