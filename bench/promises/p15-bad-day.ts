import { spawn } from "node:child_process"
import { once } from "node:events"
import { connect } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { type Finding, ratioFinding } from "../support/finding.ts"
import { writeJUnit } from "../support/junit.ts"
import type { Bench } from "../support/lab.ts"
import { poll, type Shot } from "../support/load.ts"
import { need } from "../support/native.ts"
import { CHECKOUT, CHECKOUT_GATE, prepareGate } from "../support/prepare-gate.ts"
import { type Product, releasePath, startProduct, withProduct } from "../support/product.ts"
import { percentile } from "../support/timing.ts"
import { newApplication } from "../support/uploads.ts"

/** P15: what one client notices of others. */
export const badDay: Bench = {
  id: "P15",
  title: "gate checks while others misbehave",
  async *measure(lab) {
    const curl = need("curl")
    const cases = lab.quick ? 100_000 : 1_000_000
    const file = join(lab.folder, "large.xml")
    writeJUnit(file, cases)
    yield* withProduct(await startProduct(lab, "data"), async function* (product) {
      await prepareGate(product)
      await newApplication(product, "large")
      const shot = { url: `${product.url}${CHECKOUT_GATE}?to=${CHECKOUT.to}`, token: product.token }
      const seconds = lab.quick ? 2 : 10
      await during(shot, pause(2_000))
      const idle = await during(shot, pause(seconds * 1_000))

      const slow = slowClient(product)
      const beside = await during(shot, pause(seconds * 1_000))
      slow.end()
      yield worse("a client that sends its request byte by byte", beside, idle)

      const address = `${product.url}${releasePath("large", "v1")}/evidence?environment=dev`
      const upload = spawn(
        curl,
        [
          "-sS",
          "-f",
          "-o",
          join(lab.folder, "uploaded"),
          "-X",
          "POST",
          "-H",
          `authorization: Bearer ${product.token}`,
          "-T",
          file,
          address,
        ],
        { stdio: ["ignore", "ignore", "inherit"] },
      )
      let code: unknown
      const uploaded = once(upload, "exit").then((ended) => (code = ended[0]))
      const took = await during(shot, uploaded)
      if (code !== 0) throw new Error(`curl could not upload: it ended with ${String(code)}`)
      yield worse(`an upload of ${cases.toLocaleString("en-GB")} new cases`, took, idle)
    })
  },
}

function worse(what: string, beside: readonly number[], idle: readonly number[]): Finding {
  const [ours, theirs] = [percentile(beside, 0.99), percentile(idle, 0.99)]
  return ratioFinding(
    `p99 beside ${what}`,
    { value: ours, unit: "ms" },
    { name: "itself, idle", value: theirs, unit: "ms" },
    ours / theirs,
    { atMost: 5 },
    `the slowest of ${beside.length.toLocaleString("en-GB")} took ${percentile(beside, 1).toFixed(0)} ms`,
  )
}

/** Asks one gate check after the other until something ends. */
async function during(shot: Shot, end: Promise<unknown>): Promise<number[]> {
  let over = false
  const watched = end.finally(() => (over = true))
  const took = await poll(shot, () => over)
  await watched
  return took
}

/** Sends the head of a request one byte at a time. */
function slowClient({ url, token }: Product): { readonly end: () => void } {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on("error", () => undefined)
  const head = `GET /v1/applications HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n`
  let at = 0
  const timer = setInterval(() => socket.write(head[at++ % head.length] ?? ""), 50)
  return {
    end() {
      clearInterval(timer)
      socket.destroy()
    },
  }
}
