// Usage: flood.ts HOST PORT SECONDS MOST. Opens connections that say nothing, as many as this process may and no more than
// MOST, holds them for SECONDS, and prints how many stood at once. It only ever speaks to loopback.
import { connect, type Socket } from "node:net"

const [, , host = "", port = "", seconds = "", most = ""] = process.argv
if (host !== "127.0.0.1") throw new Error("the flood is for 127.0.0.1 only")

const BATCH = 200
const open = new Set<Socket>()
let tried = 0
let refused = 0
let peak = 0
const until = Date.now() + Number(seconds) * 1_000

function knock(): void {
  tried++
  const socket = connect(Number(port), host)
  socket.once("connect", () => {
    open.add(socket)
    peak = Math.max(peak, open.size)
  })
  socket.once("error", () => refused++)
  socket.once("close", () => open.delete(socket))
}

const timer = setInterval(() => {
  for (let at = 0; at < BATCH && tried < Number(most) && Date.now() < until; at++) knock()
  if (Date.now() < until) return
  clearInterval(timer)
  for (const socket of open) socket.destroy()
  console.log(JSON.stringify({ tried, peak, refused }))
}, 10)
