import rateLimit from "@fastify/rate-limit"
import { openApi, renderApiPage } from "@promotrail/contract"
import Fastify, { LogController, type FastifyError, type FastifyInstance, type FastifyRequest } from "fastify"
import { randomUUID } from "node:crypto"
import { NotTheLog } from "../app/pages/audit-reports.ts"
import { Overtaken } from "../app/record.ts"
import type { Services } from "../app/services.ts"
import type { Config } from "../config.ts"
import { StorageFull, StorageUnavailable } from "../ports/store.ts"
import { bearerOf, type FailedAuth } from "./auth.ts"
import { boundConnections } from "./connections.ts"
import { register } from "./handle.ts"
import { answerHeaders } from "./headers.ts"
import { liveRoute } from "./live.ts"
import { logRoutes } from "./log.ts"
import { metrics, type Metrics } from "./metrics.ts"
import { page } from "./page.ts"
import { sendProblem, type ProblemAnswer } from "./problem.ts"
import { boundStopping } from "./stopping.ts"
import { refuseAddress, refuseUnreadable } from "./unreadable.ts"
import { accessHandlers } from "./routes/access.ts"
import { applicationHandlers } from "./routes/applications.ts"
import { auditHandlers } from "./routes/audit.ts"
import { erasureHandlers } from "./routes/erasures.ts"
import { evidenceHandlers } from "./routes/evidence.ts"
import { gateHandlers } from "./routes/gates.ts"
import { packHandlers } from "./routes/pack.ts"
import { recordHandlers } from "./routes/records.ts"
import { releaseHandlers } from "./routes/releases.ts"
import { reportHandlers } from "./routes/reports.ts"
import { sampleHandlers } from "./routes/sample.ts"
import { testHandlers } from "./routes/tests.ts"

const JSON_BYTES = 1_048_576
const TEN_SECONDS = 10_000
const MINUTE = 60_000
/** Requests without a valid token that one address may make in a minute. */
const FAILED_AUTH = 120

/** An HTTP application without its handlers: what `metrics` counts on exists before the use cases do. */
export function httpApp(config: Pick<Config, "logLevel">): {
  readonly app: FastifyInstance
  readonly metrics: Metrics
} {
  const app = Fastify({
    logger: {
      level: config.logLevel,
      redact: { paths: ["req.headers.authorization", "req.headers.cookie"], remove: true },
      serializers: {
        req: (request: FastifyRequest) => ({
          method: request.method,
          url: request.url.split("?")[0] ?? "",
          id: request.id,
        }),
      },
    },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: JSON_BYTES,
    routerOptions: { maxParamLength: 600 },
    // A request's head must arrive in time; uploads may take as long as they keep coming.
    requestTimeout: 0,
    // Whoever says nothing for two minutes is gone; the live stream has a heartbeat.
    connectionTimeout: 120_000,
    keepAliveTimeout: 5_000,
    forceCloseConnections: "idle",
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refuseAddress,
    http: { headersTimeout: TEN_SECONDS, connectionsCheckingInterval: 2_000, maxHeaderSize: 32_768 },
  })
  answerHeaders(app)
  boundStopping(app)
  app.addHook("onResponse", async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      "answered",
    )
  })
  return { app, metrics: metrics(app) }
}

/** Puts the routes on the application. */
export async function serveRoutes(app: FastifyInstance, services: Services, config: Config): Promise<void> {
  boundConnections(app.server, config.maxConnections)
  await app.register(rateLimit, {
    max: config.rateLimit,
    timeWindow: TEN_SECONDS,
    keyGenerator: (request) => bearerOf(request) ?? request.ip,
    errorResponseBuilder: (_request, { after }) =>
      Object.assign(new Error(`Too many requests; try again in ${after}.`), { statusCode: 429 }),
  })
  const perAddress = app.createRateLimit({
    max: FAILED_AUTH,
    timeWindow: MINUTE,
    keyGenerator: (request: FastifyRequest) => request.ip,
  })
  const failedAuth: FailedAuth = async (request) => {
    const limit = await perAddress(request)
    return limit.isAllowed || !limit.isExceeded ? undefined : limit.ttlInSeconds
  }
  const door = { tokens: services.tokens, sha256: services.deps.sha256, failedAuth }

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const answer = problemOfError(error)
    if (answer.kind === "internal" || answer.kind === "storage-unavailable" || answer.kind === "storage-full") {
      request.log.error({ err: error }, "a request failed")
    }
    if (answer.kind === "overloaded" || answer.kind === "storage-unavailable") reply.header("retry-after", "2")
    return sendProblem(reply, answer)
  })

  app.addContentTypeParser(
    ["application/yaml", "application/x-yaml", "text/yaml", "text/plain"],
    { parseAs: "string" },
    (_request, body, done) => {
      done(null, body)
    },
  )
  const handlers = [
    accessHandlers(services),
    applicationHandlers(services),
    releaseHandlers(services),
    gateHandlers(services),
    testHandlers(services),
    auditHandlers(services),
    recordHandlers(services),
    reportHandlers(services),
    erasureHandlers(services),
    packHandlers(services),
    sampleHandlers(services),
  ].flat()
  register(app, handlers, door)
  // Uploads are streamed whatever media type they claim to be: a report of JSON is not a JSON request.
  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser("*", (_request, payload, done) => {
      done(null, payload)
    })
    register(uploads, evidenceHandlers(services), door)
  })
  liveRoute(app, { store: services.deps.store, tokens: services.tokens, failedAuth })
  logRoutes(app, services.deps.store.read)
  app.get("/healthz", async () => ({ status: "ok" }))
  app.get("/readyz", async (_request, reply) => {
    try {
      await services.deps.store.ping()
      return { status: "ready" }
    } catch (error) {
      return sendProblem(reply, problemOfError(error))
    }
  })
  const document = openApi(services.installation.version)
  app.get("/openapi.json", async () => document)
  app.get("/api", async (_request, reply) =>
    reply.header("content-type", "text/html; charset=utf-8").send(renderApiPage(document)),
  )
  await page(app, config.pageFolder)
}

/** The problem of something thrown: infrastructure by its class, requests by Fastify's code; nothing inside leaks. */
export function problemOfError(error: unknown): ProblemAnswer {
  if (error instanceof StorageFull)
    return {
      kind: "storage-full",
      detail: "The disk of the server is full. Nothing was written; make room and send it again.",
    }
  if (error instanceof Overtaken)
    return {
      kind: "overloaded",
      detail: "Others changed the application all the time. Nothing was written; try again.",
    }
  if (error instanceof NotTheLog) return { kind: "log-disagrees", detail: error.message }
  if (error instanceof StorageUnavailable)
    return { kind: "storage-unavailable", detail: "The storage does not answer. Nothing was written; try again." }
  const { code, statusCode, message } = (error ?? {}) as Partial<FastifyError>
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return { kind: "too-large", detail: `The body is larger than ${JSON_BYTES} bytes; only evidence uploads may be.` }
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return { kind: "unsupported-media-type", detail: "Send application/json, or application/yaml for a policy." }
  }
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE") {
    return { kind: "upload-aborted", detail: "The upload ended before it was complete; nothing was recorded." }
  }
  if (statusCode === 429) return { kind: "rate-limited", detail: message ?? "Too many requests." }
  if (error instanceof SyntaxError || statusCode === 400)
    return { kind: "malformed-body", detail: message ?? "The request cannot be read." }
  return { kind: "internal", detail: "Something failed inside the server. Its log has the request id." }
}
