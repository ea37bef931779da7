import fastifyStatic from "@fastify/static"
import type { FastifyInstance } from "fastify"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { sendProblem } from "./problem.ts"

/**
 * Serves the built page: hashed assets for ever, compressed ahead of time; every other address that a browser asks for
 * is the page itself, which routes by address.
 */
export async function page(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, "index.html"))
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      wildcard: false,
      index: false,
      setHeaders(reply, path) {
        reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache")
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === "GET" &&
      !request.url.startsWith("/v1/") &&
      (request.headers.accept ?? "").includes("text/html")
    if (wantsPage && built) return reply.header("cache-control", "no-cache").sendFile("index.html")
    const detail = wantsPage
      ? "The page was not built; run `npm run build:web` and start again."
      : `There is no ${request.method} ${request.url.split("?")[0]}; /openapi.json lists what there is.`
    return sendProblem(reply, { kind: "not-found", detail })
  })
}
