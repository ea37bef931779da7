import type { SampleClient, SampleRefusal } from "@promotrail/contract"
import { ok, type Result } from "@promotrail/core"
import type { Api } from "./api.ts"

const DAY_MS = 86_400_000

/** The API as the sample's plan wants it. A refusal is thrown as everywhere else in the command, and told by the plan's step. */
export function sampleClient(api: Api, application: string, now: () => number): SampleClient {
  const params = { application }
  const of = (release: string) => ({ application, release })
  const done = async (call: Promise<unknown>): Promise<Result<unknown, SampleRefusal>> => ok(await call)
  return {
    // Without the key: the same policy again changes nothing, except that it brings an archived sample back.
    applyPolicy: (policy) => done(api.call("applyPolicy", { params, body: new TextDecoder().decode(policy) })),
    registerRelease({ version, artifact, digest, commit, notes }, key) {
      const body = { version, artifacts: [{ name: artifact, digest }], commit, notes }
      return done(api.call("registerRelease", { params, body, key }))
    },
    async report(upload, bytes, key) {
      const { Readable } = process.getBuiltinModule("node:stream")
      const { release, environment, category, file } = upload
      const variant = upload.do === "report" ? upload.variant : undefined
      const { body } = await api.call("uploadEvidence", {
        params: of(release),
        query: { environment, category, file, variant, inventory: upload.do === "inventory" ? "true" : "false" },
        body: { size: bytes.length, open: () => Readable.from([bytes]), onBytes: () => {} },
        slow: true,
        key,
      })
      if (body.outcome !== "accepted") return ok("refused")
      return ok(body.repeat === true ? "repeat" : "accepted")
    },
    async gate({ release, to }, key) {
      const { body } = await api.call("askGate", { params: of(release), body: { to }, key })
      return ok(body.verdict)
    },
    async decided({ release, to, expect: verdict }) {
      const { body } = await api.call("listDecisions", { query: { application, release, to } })
      return ok(body.items.some((decision) => decision.verdict === verdict))
    },
    recordDeployment({ release, environment, status }, key) {
      return done(api.call("recordDeployment", { params: of(release), body: { environment, status }, key }))
    },
    block: ({ release, reason }, key) => done(api.call("blockRelease", { params: of(release), body: { reason }, key })),
    retire({ test, reason }, key) {
      return done(api.call("retireTests", { params, body: { pattern: test, reason }, key }))
    },
    quarantine({ test, owner, reason, days }) {
      const until = new Date(now() + days * DAY_MS).toISOString()
      return done(api.call("quarantineTests", { params, body: { pattern: test, owner, reason, until } }))
    },
  }
}
