import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { completeLock, type Lock } from "./lock-file.ts"
import { ROOT } from "./repository.ts"

// After `npm install`: npm leaves out of the lock file what its registry did not have for other platforms, and `npm ci` then refuses
// the lock file. This names them again. They stay without a checksum until somebody installs where the registry has them.
const path = join(ROOT, "package-lock.json")
const lock = JSON.parse(readFileSync(path, "utf8")) as Lock
const added = completeLock(lock)
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.length === 0 ? "the lock file was complete" : `added to the lock file:\n  ${added.join("\n  ")}`)
