// Usage: commit-server.ts DATABASE ANSWER. Records every request durably in a transaction of its own before it answers:
// node:http and SQLite, and nothing evaluated. What it writes is as large as what the server keeps of a decision: a ledger
// entry, the input and the outcome. Prints its address; ends with its standard input.
import { hash } from "node:crypto"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { DatabaseSync } from "node:sqlite"

const [, , path = "", answerFile = ""] = process.argv
const database = new DatabaseSync(path)
const answer = readFileSync(answerFile)
database.exec(
  `pragma journal_mode = wal; pragma synchronous = full;
   create table ledger (idx integer primary key, body text not null, hash text not null);
   create table object (digest text primary key, bytes blob not null) without rowid`,
)
const keepEntry = database.prepare("insert into ledger values (?, ?, ?)")
const keepObject = database.prepare("insert into object values (?, ?)")
const ENTRY = "x".repeat(800)
let size = 0

const server = createServer((request, reply) => {
  request.resume().once("end", () => {
    const input = `${size} input ${answer.toString("latin1")}`
    database.exec("begin immediate")
    keepObject.run(hash("sha256", input, "hex"), Buffer.from(input))
    keepObject.run(hash("sha256", `outcome of ${input}`, "hex"), answer)
    keepEntry.run(size, `${size} ${ENTRY}`, hash("sha256", `\0${size} ${ENTRY}`, "hex"))
    database.exec("commit")
    size++
    reply.writeHead(200, { "content-type": "application/json", "content-length": answer.length }).end(answer)
  })
})
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object") console.log(`listens on http://127.0.0.1:${address.port}`)
})
process.stdin.once("end", () => process.exit()).resume()
