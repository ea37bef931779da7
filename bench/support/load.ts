import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { Agent, request } from "node:http"
import { join } from "node:path"
import type { Lab } from "./lab.ts"
import { need } from "./native.ts"

/** What one turn of load showed. */
export type Load = { readonly perSecond: number; readonly p50: number; readonly p99: number }

/** A request that is sent again and again. */
export type Shot = {
  readonly url: string
  readonly token?: string
  readonly method?: "GET" | "POST"
  readonly body?: string
}

const MS: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3 }

/** Sends a request as fast as it is answered on this many connections, with wrk in a process of its own. */
export async function fire(lab: Lab, shot: Shot, connections: number, seconds: number): Promise<Load> {
  const wrk = need("wrk")
  const script = join(lab.folder, "shot.lua")
  const headers = [
    ...(shot.token === undefined ? [] : [`wrk.headers["authorization"] = ${JSON.stringify(`Bearer ${shot.token}`)}`]),
    ...(shot.body === undefined
      ? []
      : ['wrk.headers["content-type"] = "application/json"', `wrk.body = ${JSON.stringify(shot.body)}`]),
  ]
  writeFileSync(script, [`wrk.method = "${shot.method ?? "GET"}"`, ...headers, ""].join("\n"))
  const words = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "--latency", "-s", script, shot.url]
  const out = await printed(wrk, words)
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? /Socket errors: (.*)/.exec(out)?.[1]
  if (refused !== undefined) throw new Error(`not every request to ${shot.url} was answered well (${refused}):\n${out}`)
  const latency = (share: number) => {
    const [, value = "", unit = ""] = new RegExp(`^\\s+${share}%\\s+([\\d.]+)(us|ms|s)`, "m").exec(out) ?? []
    return Number(value) * (MS[unit] ?? Number.NaN)
  }
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1])
  return { perSecond, p50: latency(50), p99: latency(99) }
}

function printed(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] })
    let out = ""
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
    child.once("error", reject)
    child.once("exit", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${program} ended with ${code}:\n${out}`)),
    )
  })
}

/** Asks one after the other on one connection until told to stop; answers how long each took, in ms. */
export async function poll(
  { url, token = "", method = "GET", body }: Shot,
  isOver: (asked: number) => boolean,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const took: number[] = []
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  }
  const once = () =>
    new Promise<void>((resolve, reject) => {
      const asking = request(url, { method, agent, headers }, (reply) => {
        reply.resume()
        reply.once("end", () =>
          reply.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${reply.statusCode}`)),
        )
      })
      asking.once("error", reject)
      asking.end(body)
    })
  try {
    while (!isOver(took.length)) {
      const before = performance.now()
      await once()
      took.push(performance.now() - before)
    }
    return took
  } finally {
    agent.destroy()
  }
}
