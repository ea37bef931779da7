// A stand-in for a Jira search: answers every request after LATENCY milliseconds with a total. It is a model, not a Jira.
import { createServer } from "node:http"
import { setTimeout as pause } from "node:timers/promises"

const latency = Number(process.argv[2])

const server = createServer((request, reply) => {
  const answer = async () => {
    await pause(latency)
    const total = request.url?.includes("Passed") === true ? 95 : 100
    reply.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ total, issues: [] }))
  }
  request.resume()
  void answer()
})
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object") console.log(`listens on http://127.0.0.1:${address.port}`)
})
process.stdin.once("end", () => process.exit()).resume()
