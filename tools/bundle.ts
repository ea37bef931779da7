import { statSync } from "node:fs"
import { COMMAND } from "./products.ts"
import { ROOT } from "./repository.ts"

await COMMAND.build()
console.log(`${COMMAND.output}: ${Math.round(statSync(ROOT + COMMAND.output).size / 1000)} kB`)
