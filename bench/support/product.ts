import { request } from "node:http"
import { createReadStream, readFileSync } from "node:fs"
import { join } from "node:path"
import { startServer, type StartOptions } from "../../tests/support/server.ts"
import { type Lab, Missing } from "./lab.ts"

/** A server started for one bench, on loopback, with a data folder of its own. */
export type Product = {
  readonly url: string
  readonly token: string
  readonly pid: number
  readonly dataFolder: string
  readonly stop: () => Promise<void>
}

/** What came back. */
export type Reply = { readonly status: number; readonly body: string }

const TOKEN = "bench-token-0123456789-0123456789-0123456789"
const NO_LIMIT = "1000000000"

/** Starts the real server; `name` is its data folder in the lab, kept for another start. */
export async function startProduct(
  lab: Lab,
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Product> {
  const options: StartOptions = {
    dataFolder: join(lab.folder, name),
    adminToken: TOKEN,
    environment: { PROMOTRAIL_RATE_LIMIT: NO_LIMIT, ...environment },
  }
  const server = await startServer(options)
  return { ...server, token: TOKEN }
}

/** Uses a server and ends it however that went. */
export async function* withProduct<T>(
  product: Product,
  use: (product: Product) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  try {
    yield* use(product)
  } finally {
    await product.stop()
  }
}

type Sent = { readonly type?: string; readonly text?: string; readonly file?: string }

/** Sends one request on a connection of its own and reads the answer whole. */
export function send(
  { url, token }: Pick<Product, "url" | "token">,
  method: string,
  path: string,
  sent: Sent = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(sent.type === undefined ? {} : { "content-type": sent.type }),
    }
    const asking = request(`${url}${path}`, { method, headers, agent: false }, (reply) => {
      const parts: Buffer[] = []
      reply.on("data", (part: Buffer) => parts.push(part))
      reply.once("end", () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(parts).toString() }))
      reply.once("error", reject)
    })
    asking.once("error", reject)
    if (sent.file === undefined) asking.end(sent.text)
    else createReadStream(sent.file, { highWaterMark: 256 * 1024 }).pipe(asking)
  })
}

/** Sends one request that must succeed. */
export async function must(
  product: Pick<Product, "url" | "token">,
  method: string,
  path: string,
  sent: Sent = {},
): Promise<string> {
  const { status, body } = await send(product, method, path, sent)
  if (status >= 200 && status < 300) return body
  throw new Error(`${method} ${path} answered ${status}: ${body.slice(0, 500)}`)
}

const json = (value: unknown) => ({ type: "application/json", text: JSON.stringify(value) })

/** The address of a release. */
export const releasePath = (application: string, release: string) =>
  `/v1/applications/${application}/releases/${release}`

/** A policy with a path of four environments (or more) and one minimum for all. */
export function policyText(application: string, environments = ["dev", "staging", "preprod", "prod"]): string {
  return [
    "schema: promotrail/policy/v1",
    `application: ${application}`,
    "environments:",
    ...environments.map((name, at) => `  ${name}: { tier: ${tierOf(at, environments.length)} }`),
    `path: [${environments.join(", ")}]`,
    "gates:",
    "  default:",
    "    coverage: { minimum: 85, target: 90 }",
    "",
  ].join("\n")
}

function tierOf(at: number, count: number): string {
  return at === 0 ? "development" : at === count - 1 ? "production" : "staging"
}

/** Applies a policy, which makes the application. */
export function applyPolicy(product: Product, application: string, text = policyText(application)): Promise<string> {
  return must(product, "POST", `/v1/applications/${application}/policy`, { type: "application/yaml", text })
}

/** Registers a release. */
export function register(product: Product, application: string, version: string): Promise<string> {
  const artifacts = [{ name: application, digest: `sha256:${"ab".repeat(32)}` }]
  return must(product, "POST", `/v1/applications/${application}/releases`, json({ version, artifacts }))
}

/** Uploads a report file. */
export function upload(
  product: Product,
  application: string,
  release: string,
  environment: string,
  file: string,
  category?: string,
): Promise<string> {
  const query = new URLSearchParams({ environment, ...(category === undefined ? {} : { category }) })
  return must(product, "POST", `${releasePath(application, release)}/evidence?${query}`, {
    type: "application/xml",
    file,
  })
}

/** A figure of a process in MB, as Linux counts it: `VmHWM` is the most it ever held, `VmRSS` what it holds. */
export function memoryOf(pid: number, name: "VmHWM" | "VmRSS"): number {
  if (process.platform !== "linux")
    throw new Missing("the memory of another process is read from /proc, which is Linux's")
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
  if (kilobytes === undefined) throw new Error(`process ${pid} tells no ${name}`)
  return Number(kilobytes) / 1024
}
