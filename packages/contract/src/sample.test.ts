import { ok, err, type Result } from "@promotrail/core"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import {
  explainSampleError,
  loadSample,
  parseSamplePlan,
  type SampleClient,
  type SampleError,
  type SamplePlan,
  type SampleProgress,
  type SampleRefusal,
} from "./sample.ts"

const FOLDER = join(import.meta.dirname, "../../../fixtures/sample")
const written: unknown = JSON.parse(readFileSync(join(FOLDER, "plan.json"), "utf8"))
const files = async (name: string) => new Uint8Array(readFileSync(join(FOLDER, name)))

function planOf(value: unknown): SamplePlan {
  const read = parseSamplePlan(value)
  if (!read.ok) throw new Error(explainSampleError(read.error))
  return read.value
}

const saidOf = (result: Result<unknown, SampleError>) => (result.ok ? "it went well" : explainSampleError(result.error))

const small = (...steps: unknown[]) =>
  planOf({ schema: "promotrail/sample/v1", application: "checkout", steps, asks: [] })
const GATE = { do: "gate", release: "v1", to: "staging", expect: "allow" }
const REPORT = { do: "report", release: "v1", environment: "dev", category: "unit", file: "plan.json" }

/** Answers as the plan expects, unless told otherwise, and remembers what it was asked. */
function client(other: Partial<SampleClient> = {}) {
  const calls: string[] = []
  const said = async (what: string, key: string): Promise<Result<unknown, SampleRefusal>> => {
    calls.push(`${key} ${what}`)
    return ok(undefined)
  }
  const usual: SampleClient = {
    applyPolicy: () => said("policy", "-"),
    registerRelease: ({ version }, key) => said(`release ${version}`, key),
    report: async (upload, bytes, key) => {
      await said(`${upload.do} ${upload.file} ${bytes.length > 0}`, key)
      return ok("expect" in upload && upload.expect !== undefined ? upload.expect : "accepted")
    },
    gate: async ({ release, to, expect: verdict }, key) => {
      await said(`gate ${release} ${to}`, key)
      return ok(verdict)
    },
    decided: async () => ok(false),
    recordDeployment: ({ release, environment }, key) => said(`deployment ${release} ${environment}`, key),
    block: ({ release }, key) => said(`block ${release}`, key),
    retire: ({ test: pattern }, key) => said(`retire ${pattern}`, key),
    quarantine: ({ test: pattern, days }) => said(`quarantine ${pattern} ${days}`, "-"),
  }
  return { calls, client: { ...usual, ...other } }
}

describe("the plan that is shipped", () => {
  const plan = planOf(written)
  const reports = plan.steps.filter((step) => step.do === "report")

  test("is a plan, and every file it names is there and small", () => {
    const named = plan.steps.flatMap((step) => ("file" in step ? [step.file] : []))
    for (const name of named) expect(existsSync(join(FOLDER, name)), name).toBe(true)
    const total = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0)
    expect(total).toBeLessThan(3_000_000)
  })
  test("names every report file in its folder", () => {
    const named = new Set(plan.steps.flatMap((step) => ("file" in step ? [step.file] : [])))
    const there = readdirSync(FOLDER).filter((name) => name.startsWith("v"))
    expect(there.filter((name) => !named.has(name))).toEqual([])
  })
  test("registers eight releases before anything happens to them", () => {
    const registered = new Set<string>()
    const tooEarly = plan.steps.filter((step) => {
      if (step.do === "release") registered.add(step.version)
      return "release" in step && !registered.has(step.release)
    })
    expect(tooEarly).toEqual([])
    expect(registered.size).toBe(8)
  })
  test("shows a torn file, an audit that was not answered, a repeat, a block, a retired and a quarantined test", () => {
    const refused = reports.filter((step) => step.expect === "refused").map(({ file }) => file)
    expect(refused).toEqual(["v2.3.9-dev-integration-torn.xml", "v2.5.0-dev-vulnerabilities.audit.json"])
    expect(reports.filter((step) => step.expect === "repeat")).toHaveLength(1)
    const kinds = new Set<string>(plan.steps.map((step) => step.do))
    for (const kind of ["block", "retire", "quarantine", "inventory"]) expect(kinds).toContain(kind)
  })
  test("has reports of every kind that a shop makes, in every group of the matrix", () => {
    const categories = new Set<string>(reports.map(({ category }) => category))
    const asked = ["unit", "code-coverage", "static", "vulnerabilities", "load", "accessibility", "sbom"]
    expect(asked.filter((category) => !categories.has(category))).toEqual([])
  })
  test("asks three gates: one denies, one holds, one allows", () => {
    expect(plan.asks.map((ask) => ask.expect)).toEqual(["deny", "hold", "allow"])
  })
  test("deploys beyond the first environment only what a gate allowed in", () => {
    const allowed = new Set<string>()
    const unasked = plan.steps.filter((step) => {
      if (step.do === "gate" && step.expect === "allow") allowed.add(`${step.release} ${step.to}`)
      const moved = step.do === "deployment" && step.environment !== "dev"
      return moved && !allowed.has(`${step.release} ${step.environment}`)
    })
    expect(unasked).toEqual([])
  })
})

describe("loading", () => {
  test("plays every step in order, with a key where saying it twice would matter", async () => {
    const { calls, client: api } = client()
    const told: SampleProgress[] = []
    const plan = planOf(written)
    const loaded = await loadSample(api, { plan, files }, (done) => void told.push(done))
    expect(loaded).toMatchObject({ ok: true, value: { steps: plan.steps.length, releases: 8 } })
    expect(calls).toHaveLength(plan.steps.length)
    expect(calls[0]).toBe("- policy")
    expect(calls[1]).toBe("sample-2 release v2.3.7")
    expect(told.map(({ number }) => number)).toEqual(plan.steps.map((_, at) => at + 1))
  })
  test("a second time, files that were accepted may be repeats", async () => {
    const { client: api } = client({ report: async () => ok("repeat") })
    expect(await loadSample(api, { plan: small(REPORT), files }, () => undefined)).toMatchObject({ ok: true })
  })

  test("goes on after the last gate that was decided, and says only what may be said again", async () => {
    const { calls, client: api } = client({ decided: async ({ release }) => ok(release === "v2") })
    const policy = { do: "policy", file: "policy.yaml" }
    const plan = small(policy, REPORT, GATE, REPORT, { ...GATE, release: "v2" }, REPORT, { ...GATE, release: "v3" })
    const told: number[] = []
    const loaded = await loadSample(api, { plan, files }, ({ number }) => void told.push(number))
    expect(loaded).toMatchObject({ ok: true })
    expect(calls).toEqual(["- policy", "sample-6 report plan.json true", "sample-7 gate v3 staging"])
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
  test("tells the whole story where nobody knows what was decided", async () => {
    const { calls, client: api } = client({ decided: async () => err({ says: "no such application" }) })
    await loadSample(api, { plan: small(REPORT, GATE), files }, () => undefined)
    expect(calls).toEqual(["sample-1 report plan.json true", "sample-2 gate v1 staging"])
  })

  test.for<[string, unknown, Partial<SampleClient>, string]>([
    [
      "a refusal",
      { do: "block", release: "v1", reason: "no" },
      { block: async () => err({ says: "no such release: v1" }) },
      "Step 2 of 3 of the sample (block v1) failed: no such release: v1",
    ],
    [
      "a lost connection",
      GATE,
      { gate: () => Promise.reject(new Error("connection refused")) },
      "Step 2 of 3 of the sample (ask whether v1 may enter staging) failed: connection refused",
    ],
    [
      "a missing file",
      { ...REPORT, file: "nowhere.xml" },
      {},
      "Step 2 of 3 of the sample (report nowhere.xml for v1 in dev) failed: ENOENT",
    ],
    [
      "another verdict than planned",
      GATE,
      { gate: async () => ok("hold") },
      `should end with "allow" and ended with "hold"`,
    ],
    [
      "a gate that cannot be evaluated",
      GATE,
      { gate: async () => ok("error") },
      `should end with "allow" and ended with "error"`,
    ],
    [
      "a file that is refused",
      REPORT,
      { report: async () => ok("refused") },
      `should end with "accepted" and ended with "refused"`,
    ],
    [
      "a broken file that is accepted",
      { ...REPORT, expect: "refused" },
      { report: async () => ok("accepted") },
      `should end with "refused" and ended with "accepted"`,
    ],
    [
      "a broken file that counts as a repeat",
      { ...REPORT, expect: "refused" },
      { report: async () => ok("repeat") },
      `should end with "refused" and ended with "repeat"`,
    ],
  ])("%s stops it and names the step", async ([, step, other, sentence]) => {
    const { calls, client: api } = client(other)
    const policy = { do: "policy", file: "policy.yaml" }
    const loaded = await loadSample(api, { plan: small(policy, step, policy), files }, () => undefined)
    expect(saidOf(loaded)).toContain(sentence)
    expect(calls).toEqual(["- policy"])
  })
})

describe("a plan is refused", () => {
  test.for<[string, unknown, string]>([
    ["that is not one", "hello", "the plan"],
    ["of another version", { ...(written as object), schema: "promotrail/sample/v2" }, "schema"],
    ["with a step nobody knows", { ...(written as object), steps: [{ do: "erase" }] }, "steps.0.do"],
    [
      "whose file is in another folder",
      { ...(written as object), steps: [{ ...REPORT, file: "../x" }] },
      "steps.0.file",
    ],
    ["with a word too many", { ...(written as object), steps: [{ ...GATE, force: true }] }, "steps.0"],
  ])("%s", ([, value, place]) => {
    expect(saidOf(parseSamplePlan(value))).toContain(`${place}: `)
  })
})
