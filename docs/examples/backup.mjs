// Copies the data folder of a running server. Usage: node backup.mjs DATA-FOLDER NEW-FOLDER
import { cpSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

const [from, to] = process.argv.slice(2)
mkdirSync(to, { mode: 0o700 })

// The database first: what its entries name is on disk before they are, and raw files never change.
const database = new DatabaseSync(join(from, "promotrail.db"), { readOnly: true })
database.prepare("vacuum into ?").run(join(to, "promotrail.db"))
database.close()

// What is still being received lies in blobs/tmp and belongs to nobody yet.
cpSync(join(from, "blobs/sha256"), join(to, "blobs/sha256"), { recursive: true })
// The keys that sign the ledger; without them it cannot go on. Keep the copy as private as they are.
cpSync(join(from, "keys"), join(to, "keys"), { recursive: true })
console.log(`copied ${from} to ${to}`)
