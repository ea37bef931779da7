import { once } from "node:events"
import type { AddressInfo, Socket } from "node:net"
import { expect, test } from "vitest"
import { SMALL_POLICY } from "./support/small-policy.ts"
import { useWorld } from "./support/world.ts"

const world = useWorld()

/** The longest silence that the server grants the connection of a request, in minutes; 0 where it grants no other one. */
async function grantedTo(method: string, path: string, body?: string): Promise<number> {
  const { app, token } = world()
  const granted: number[] = []
  const connected = once(app.server, "connection") as Promise<[Socket]>
  const { port } = app.server.address() as AddressInfo
  const asked = fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, connection: "close", "content-type": "application/yaml" },
    ...(body === undefined ? {} : { body }),
  })
  const [socket] = await connected
  const grant = socket.setTimeout.bind(socket)
  socket.setTimeout = (ms, ...rest) => {
    granted.push(ms)
    return grant(ms, ...rest)
  }
  expect((await asked).status).toBe(200)
  return Math.max(0, ...granted) / 60_000
}

test("who reads evidence again is not hung up on while it is read, and nobody else waits so long", async () => {
  const shop = await world().application(SMALL_POLICY)
  await shop.register("v1")
  const { body } = await shop.gate("v1", "prod")
  const name = shop.home.split("/").at(-1) ?? ""
  const policy = SMALL_POLICY.replace("application: shop", `application: ${name}`)
  await world().app.listen({ host: "127.0.0.1", port: 0 })
  const replay = `/v1/decisions/${String(body["id"])}/replay`
  expect(await grantedTo("POST", `${replay}?deep=true`)).toBe(15)
  expect(await grantedTo("POST", `/v1/decisions/replay?application=${name}&deep=true`)).toBe(15)
  expect(await grantedTo("POST", `${shop.home}/policy/replay`, policy)).toBe(15)
  expect(await grantedTo("POST", replay)).toBeLessThan(3)
})
