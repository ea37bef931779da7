import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { folderBlobs } from "../blobs/folder-blobs.ts"
import { openSqliteStore } from "../sqlite/store.ts"
import { worldOf } from "../world.contract.ts"
import { MIGRATIONS } from "./migrate.ts"

// Writes the database of the newest migration as a fixture: `node make-fixture.contract.ts`, once, when a migration is
// released. A fixture that exists is history and stays.
const name = `${MIGRATIONS.at(-1)?.name ?? ""}.db`
const fixture = fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))
if (existsSync(fixture)) throw new Error(`${name} exists; what a released version wrote is not written again`)

const folder = mkdtempSync(join(tmpdir(), "promotrail-fixture-"))
const store = await openSqliteStore({ folder })
const world = worldOf(store, await folderBlobs(folder))
await world.policy()
await world.release("v1")
await world.upload({ release: "v1", tests: { "s::c::a": { status: "failed", message: "no", tags: ["slow"] } } })
await world.upload({ release: "v1", tests: { "s::c::b": "passed" }, category: "smoke" })
await world.report({
  release: "v1",
  items: [
    { type: "finding", rule: "r", severity: "high", native: "error", state: "open", fingerprint: "r|a.ts", at: 3 },
  ],
})
await world.deploy("v1", "dev")
await world.decide("v1")
await world.release("v2")
await world.upload({ release: "v2", tests: { "s::c::c": "passed" }, inventory: true })
await store.close()

const database = new DatabaseSync(join(folder, "promotrail.db"))
database.exec("pragma wal_checkpoint(truncate); pragma journal_mode = delete; vacuum")
database.close()
mkdirSync(fileURLToPath(new URL("./fixtures", import.meta.url)), { recursive: true })
copyFileSync(join(folder, "promotrail.db"), fixture)
rmSync(folder, { recursive: true })
