import { once } from "node:events"
import { readdirSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { askOver, clientOf, type Client } from "./support/client.ts"
import { launch, newFolder, type Launched } from "./support/launched.ts"
import { counted } from "./support/reports.ts"

const TOKEN = "a".repeat(32)
const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { default: { coverage: {} } }
`

type Started = { readonly server: Launched; readonly shop: Client; readonly url: URL; readonly folder: string }

async function started(folder: string): Promise<Started> {
  const server = launch({ PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: TOKEN })
  const url = new URL(await server.url)
  return { server, url, folder, shop: clientOf(askOver(url.href, TOKEN)) }
}

/** A connection that has said this and says no more. */
async function saying(url: URL, text: string): Promise<{ readonly socket: Socket; readonly ended: Promise<void> }> {
  const socket = connect(Number(url.port), url.hostname)
  await once(socket, "connect")
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()))
  socket.on("error", () => undefined)
  await new Promise<void>((resolve) => socket.write(text, () => resolve()))
  return { socket, ended }
}

const head = (method: string, path: string, ...headers: string[]) =>
  [`${method} ${path} HTTP/1.1`, "host: here", `authorization: Bearer ${TOKEN}`, ...headers, "", ""].join("\r\n")

describe("a server that is told to stop", () => {
  test("ends with 0 although streams and uploads are open, and what was acknowledged is there", async () => {
    const { server, shop, url, folder } = await started(await newFolder())
    await shop.policy(POLICY)
    await shop.register("v1")
    const live = await saying(url, head("GET", "/v1/live"))
    await once(live.socket, "data")
    const path = "/v1/applications/shop/releases/v1/evidence?environment=dev"
    const stalled = await saying(url, `${head("POST", path, "content-length: 1000")}<testsuite>`)
    const idle = await saying(url, head("GET", "/v1/session"))
    await once(idle.socket, "data")
    const silent = await saying(url, "GET /v1/se")
    expect((await shop.report("v1", "environment=dev", counted(10))).status).toBe(201)

    server.signal("SIGTERM")
    expect(await server.ended).toEqual({ code: 0, signal: null })
    await Promise.all([live, stalled, idle, silent].map(({ ended }) => ended))
    expect(readdirSync(join(folder, "blobs", "tmp"))).toEqual([])

    const again = await started(folder)
    expect((await again.shop.items("/v1/evidence?release=v1")).length).toBe(1)
    expect((await again.shop.look("v1", "prod")).body["verdict"]).toBe("allow")
    expect(await again.shop.verified()).toBe(true)
  })

  test("it finishes what it is doing: an upload that still comes is taken and answered", async () => {
    const { server, shop, url, folder } = await started(await newFolder())
    await shop.policy(POLICY)
    await shop.register("v1")
    const report = counted(10)
    const path = "/v1/applications/shop/releases/v1/evidence?environment=dev"
    const upload = await saying(url, `${head("POST", path, `content-length: ${report.length}`)}${report.slice(0, 20)}`)
    let answer = ""
    upload.socket.setEncoding("utf8").on("data", (text: string) => (answer += text))
    const live = await saying(url, head("GET", "/v1/live"))
    live.socket.resume()
    await once(live.socket, "data")
    server.signal("SIGINT")
    // The stream ends when the server begins to stop.
    await live.ended
    upload.socket.write(report.slice(20))
    expect(await server.ended).toEqual({ code: 0, signal: null })
    await upload.ended
    expect(answer).toContain("201 Created")
    const again = await started(folder)
    expect((await again.shop.look("v1", "prod")).body["verdict"]).toBe("allow")
  })
})
