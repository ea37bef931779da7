import { join } from "node:path"
import { makeFresh, PAGE } from "./products.ts"
import { ROOT } from "./repository.ts"
import { requirePinnedRuntime } from "./runtime-checksum.ts"

await requirePinnedRuntime()
await makeFresh(PAGE)

// From here on this process is the command, so that it ends, and hears signals, as the command does.
const main = join(ROOT, "packages/cli/src/main.ts")
process.argv.splice(1, 1, main, "serve")
await import(main)
