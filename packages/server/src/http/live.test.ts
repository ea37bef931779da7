import type { ApplicationName, Instant } from "@promotrail/core"
import Fastify from "fastify"
import { once } from "node:events"
import { connect } from "node:net"
import { expect, test } from "vitest"
import type { Tokens } from "../app/tokens.ts"
import type { LedgerRow, TokenRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"
import { liveRoute } from "./live.ts"

/** More than a client that does not read could ever be sent: a real ledger of that length takes minutes to write. */
const LENGTH = 2_000_000

const TOKEN: TokenRow = {
  id: "01",
  name: "eyes",
  hash: "",
  scopes: ["read"],
  applications: [],
  createdAt: "2026-01-01T00:00:00.000Z" as Instant,
  revokedAt: null,
}

test("a client that never reads is let go before much is kept for it, and nothing is read for it any more", async () => {
  let read = 0
  let listeners = 0
  const store = {
    read: {
      head: async () => ({ size: LENGTH, roots: [] }),
      async entries(from: number, limit: number) {
        // As a database would answer: later, so that others have their turn.
        await new Promise((resolve) => setImmediate(resolve))
        read = Math.min(from + limit, LENGTH)
        return Array.from({ length: Math.max(0, read - from) }, (_, at) => entry(from + at))
      },
    },
    subscribe() {
      listeners++
      return () => void listeners--
    },
  } as unknown as Store
  const app = Fastify()
  const tokens = { authenticate: async () => TOKEN } as unknown as Tokens
  liveRoute(app, { store, tokens, failedAuth: async () => undefined })
  const url = new URL(await app.listen({ host: "127.0.0.1", port: 0 }))

  const closed = new Promise((resolve) => {
    app.server.once("connection", (socket) => socket.once("close", resolve))
  })
  const silent = connect(Number(url.port), url.hostname)
  silent.on("error", () => undefined).pause()
  silent.write("GET /v1/live HTTP/1.1\r\nhost: here\r\nauthorization: Bearer x\r\nlast-event-id: 0\r\n\r\n")
  await closed
  expect(read).toBeLessThan(LENGTH / 4)
  expect(listeners).toBe(0)

  const patient = connect(Number(url.port), url.hostname)
  patient.write("GET /v1/live HTTP/1.1\r\nhost: here\r\nauthorization: Bearer x\r\n\r\n")
  expect(String((await once(patient, "data"))[0])).toContain("200 OK")
  patient.destroy()
  await app.close()
})

function entry(index: number): LedgerRow {
  return {
    index,
    kind: "release.registered",
    application: "shop" as ApplicationName,
    release: `v${index}`,
    at: "2026-01-01T00:00:00.000Z" as Instant,
    actor: "anna",
    body: "{}",
    disclosed: new Map(),
    hash: "",
  }
}
