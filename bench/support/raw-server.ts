// Usage: raw-server.ts DATABASE ANSWER APPLICATION RELEASE. The least a gate check over HTTP can do: node:http, the reads
// that the server makes for every check, and the same bytes as answer. Prints its address; ends with its standard input.
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { DatabaseSync } from "node:sqlite"

const [, , path = "", answerFile = "", application = "", release = ""] = process.argv
const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
const answer = readFileSync(answerFile)
const readApplication = database.prepare(
  `select application.*, catalogue.tests, catalogue.version as catalogue from application
   left join catalogue on catalogue.application = application.name where name = ?`,
)
const readRelease = database.prepare(
  `select release.*, before.version as predecessor from release
   left join release as before on before.application = release.application and before.number = release.number - 1
   where release.application = ? and release.version = ?`,
)
readApplication.setReturnArrays(true)
readRelease.setReturnArrays(true)

const server = createServer((_request, reply) => {
  if (readApplication.get(application) === undefined || readRelease.get(application, release) === undefined) {
    reply.writeHead(500).end()
    return
  }
  reply.writeHead(200, { "content-type": "application/json", "content-length": answer.length }).end(answer)
})
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object") console.log(`listens on http://127.0.0.1:${address.port}`)
})
process.stdin.once("end", () => process.exit()).resume()
