import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { afterAll, beforeAll } from "vitest"
import { assemble, readConfig, type Assembled } from "@promotrail/server"
import { answerOf, clientOf, type Ask, type Client } from "./client.ts"

/** The product put together in this process, without a socket, on a clock of the test's own. */
export type World = {
  readonly app: Assembled["app"]
  readonly services: Assembled["services"]
  readonly token: string
  readonly folder: string
  /** With another token, or with none. */
  readonly askAs: (token: string | null) => Ask
  /** A new application with this policy, which is written for `shop`. */
  readonly application: (policy: string) => Promise<Client>
  /** What time it is from now on. */
  readonly setNow: (instant: string) => void
}

/** Makes a world for the tests of a file. */
export function useWorld(settings: () => Readonly<Record<string, string>> = () => ({})): () => World {
  let world: World | undefined
  let close: () => Promise<void> = async () => undefined

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "promotrail-world-"))
    const token = randomBytes(24).toString("hex")
    const config = readConfig(
      { PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: token, PROMOTRAIL_LOG_LEVEL: "silent", ...settings() },
      { page: join(folder, "no-page"), sample: join(folder, "no-sample") },
    )
    if (!config.ok) throw new Error("the test's settings are wrong")
    let now: number | undefined
    const server = await assemble(config.value, () => now ?? Date.now())
    close = async () => {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    }
    let applications = 0
    world = {
      ...server,
      token,
      folder,
      askAs: (as) => injecting(server.app, as),
      setNow: (instant) => void (now = Date.parse(instant)),
      async application(policy) {
        const name = `shop-${++applications}`
        const client = clientOf(injecting(server.app, token), name)
        const applied = await client.policy(policy.replaceAll("application: shop", `application: ${name}`))
        if (applied.status !== 200) throw new Error(`the test's policy is refused: ${applied.text}`)
        return client
      },
    }
  })
  afterAll(() => close())
  return () => {
    if (world === undefined) throw new Error("the world was not made")
    return world
  }
}

function injecting(app: Assembled["app"], token: string | null): Ask {
  return async (method, path, { json, body, headers = {} } = {}) => {
    const payload = json === undefined ? body : JSON.stringify(json)
    const answer = await app.inject({
      method: method as "GET",
      url: path,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(payload === undefined
        ? {}
        : { payload: typeof payload === "string" ? payload : Readable.from(payload as Iterable<Uint8Array>) }),
    })
    const told = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)])
    return answerOf(answer.statusCode, new Headers(told), answer.body)
  }
}
