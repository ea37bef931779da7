import type { FastifyInstance } from "fastify"
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client"

/** What Prometheus scrapes at `/metrics`: process, HTTP and decisions. No names of applications or people. */
export type Metrics = { readonly registry: Registry; readonly decisions: Counter<"verdict"> }

export function metrics(app: FastifyInstance): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: "promotrail_http_request_duration_seconds",
    help: "How long requests took, by route and status",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const decisions = new Counter({
    name: "promotrail_decisions_total",
    help: "Recorded decisions, by verdict",
    labelNames: ["verdict"],
    registers: [registry],
  })
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unmatched"
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
  })
  app.get("/metrics", async (_request, reply) =>
    reply.header("content-type", registry.contentType).send(await registry.metrics()),
  )
  return { registry, decisions }
}
