import {
  describeSampleStep,
  explainSampleError,
  loadSample,
  type SampleClient,
  type SamplePlan,
} from "@promotrail/contract"
import { err, ok, type Result } from "@promotrail/core"
import { call, callForFile } from "./call.ts"
import { Failure } from "./failure.ts"

const DAY_MS = 86_400_000

/** How far loading the sample is. */
export type SampleAt = { readonly number: number; readonly total: number; readonly says: string }

/** Loads the sample application through the ordinary API; throws, in words, when a step fails. Answers its name. */
export async function playSample(at: (progress: SampleAt) => void): Promise<string> {
  // The plan is this server's own, of the version that this page came with.
  const plan = (await call("getSample", {})) as unknown as SamplePlan
  const files = async (file: string) =>
    new Uint8Array(await (await callForFile("getSampleFile", { params: { file } })).arrayBuffer())
  const loaded = await loadSample(clientFor(plan.application), { plan, files }, ({ number, total, step }) =>
    at({ number, total, says: describeSampleStep(step) }),
  )
  if (!loaded.ok) throw new Error(explainSampleError(loaded.error))
  return plan.application
}

function clientFor(application: string): SampleClient {
  const ofRelease = (release: string) => ({ application, release })
  return {
    applyPolicy: (policy) =>
      said(() => call("applyPolicy", { params: { application }, body: new TextDecoder().decode(policy) })),
    registerRelease: ({ version, artifact, digest, commit, notes }, key) =>
      said(() =>
        call(
          "registerRelease",
          { params: { application }, body: { version, artifacts: [{ name: artifact, digest }], commit, notes } },
          { key },
        ),
      ),
    report: (upload, bytes, key) =>
      said(async () => {
        const { environment, category, file, release } = upload
        const variant = "variant" in upload ? upload.variant : undefined
        const inventory = upload.do === "inventory" ? "true" : "false"
        const query = { environment, category, file, variant, inventory } as const
        const body = new Blob([new Uint8Array(bytes)])
        const taken = await call("uploadEvidence", { params: ofRelease(release), query, body }, { key })
        if (taken.repeat === true) return "repeat"
        return taken.outcome === "accepted" ? "accepted" : "refused"
      }),
    gate: ({ release, to }, key) =>
      said(async () => (await call("askGate", { params: ofRelease(release), body: { to } }, { key })).verdict),
    decided: ({ release, to, expect: verdict }) =>
      said(async () => {
        const { items } = await call("listDecisions", { query: { application, release, to } })
        return items.some((decision) => decision.verdict === verdict)
      }),
    recordDeployment: ({ release, environment, status }, key) =>
      said(() => call("recordDeployment", { params: ofRelease(release), body: { environment, status } }, { key })),
    block: ({ release, reason }, key) =>
      said(() => call("blockRelease", { params: ofRelease(release), body: { reason } }, { key })),
    retire: ({ test, reason }, key) =>
      said(() => call("retireTests", { params: { application }, body: { pattern: test, reason } }, { key })),
    quarantine: ({ test, owner, reason, days }) =>
      said(() => {
        const until = new Date(Date.now() + days * DAY_MS).toISOString()
        return call("quarantineTests", { params: { application }, body: { pattern: test, owner, reason, until } })
      }),
  }
}

/** A refusal of the server is an answer to whoever plays the plan. */
async function said<T>(act: () => Promise<T>): Promise<Result<T, { readonly says: string }>> {
  try {
    return ok(await act())
  } catch (failure) {
    if (failure instanceof Failure) return err({ says: `${failure.title}. ${failure.message}` })
    throw failure
  }
}
