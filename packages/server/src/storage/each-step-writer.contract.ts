import { writeSync } from "node:fs"
import { join } from "node:path"
import { tileBytes } from "../app/log-files.ts"
import { publishLogs } from "./published/publish.ts"
import { openSqliteStore } from "./sqlite/store.ts"
import { app, event } from "./world.contract.ts"

// Writes three entries in one batch, says which were acknowledged, "index hash" a line, and publishes the log.
const folder = process.argv[2] ?? ""
const store = await openSqliteStore({ folder })
await Promise.all(
  ["one", "two", "three"].map(async (pattern) => {
    const done = await store.commit({ event: event("tests.retired", { application: app(), pattern, reason: "gone" }) })
    if (done.ok) writeSync(1, `${done.value.index} ${done.value.hash}\n`)
  }),
)
await publishLogs(store.read, (log, tile) => tileBytes(store.read, log, tile), join(folder, "log"))
await store.close()
