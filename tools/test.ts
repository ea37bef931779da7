import { relative } from "node:path"
import { startVitest, type Reporter } from "vitest/node"
import { COMMAND, makeFresh, PAGE } from "./products.ts"
import { ROOT } from "./repository.ts"
import { requirePinnedRuntime } from "./runtime-checksum.ts"
import { summarise, type TestEnd } from "./summary.ts"

await requirePinnedRuntime()
await makeFresh(PAGE, COMMAND)

const ends: TestEnd[] = []
const broken: string[] = []
const collect: Reporter = {
  onTestRunEnd(modules, unhandled, reason) {
    for (const module of modules) {
      const file = relative(ROOT, module.moduleId)
      for (const test of module.children.allTests()) {
        const result = test.result()
        const state = result.state === "pending" ? "failed" : result.state
        ends.push({ file, name: test.fullName, state, note: "note" in result ? result.note : undefined })
      }
      broken.push(...module.errors().map((error) => `${file}: ${error.message}`))
    }
    broken.push(...unhandled.map((error) => `an error outside every test: ${error.message}`))
    if (reason === "interrupted") broken.push("the run was interrupted")
  },
}

const vitest = await startVitest("test", process.argv.slice(2), {
  root: ROOT,
  watch: false,
  allowOnly: false,
  reporters: ["default", collect],
})
await vitest.close()

const { isGood, lines } = summarise(ends, broken)
console.log(lines.join("\n"))
process.exitCode = isGood ? 0 : 1
