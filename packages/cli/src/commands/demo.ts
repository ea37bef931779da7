import {
  describeSampleStep,
  explainSampleError,
  loadSample,
  parseSamplePlan,
  type SamplePlan,
} from "@promotrail/contract"
import { connect, segment, type Api } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { Failure, refused } from "../failure.ts"
import { plainLine, type Terminal } from "../output/terminal.ts"
import { sampleClient } from "../sample-client.ts"
import { failureOf, problemIn } from "../wire/problem.ts"

/** `promotrail demo`: the sample comes from the server and goes back to it through the ordinary API. */
export const demo = command({
  flags: { remove: { type: "boolean", about: "archive the sample application; its ledger entries remain" } },
  about: [
    "Loads a policy, four environments and eight releases with real report files, and decisions that deny, hold and allow. Loading it again changes nothing. Needs the admin scope.",
  ],
  async run({ values, settings, terminal }) {
    const api = connect(settings, terminal)
    const { text } = await api.call("getSample", {})
    const read = parseSamplePlan(JSON.parse(text))
    if (!read.ok) throw refused(explainSampleError(read.error))
    const plan = read.value
    const state = await stateOf(plan, api)
    if (state === "another") {
      throw refused(`There is an application ${plan.application} that is not the sample. Nothing was done to it.`)
    }
    if (!values.remove) return load(plan, api, terminal)

    const params = { application: plan.application }
    const { out, paint } = terminal
    if (state === "absent") {
      out(`${paint.good("✓")} there is no sample application ${plan.application}; nothing to archive`)
      return EXIT.done
    }
    await api.call("archiveApplication", { params, body: { reason: "the sample is no longer needed" } })
    out(`${paint.good("✓")} ${plan.application} is archived; its ledger entries remain`)
    return EXIT.done
  },
})

/** Somebody's own application may bear the sample's name. The sample is the one that was ever judged by the sample's policy. */
async function stateOf({ application, steps }: SamplePlan, api: Api): Promise<"absent" | "sample" | "another"> {
  const answer = await api.ask({ method: "GET", path: `/v1/applications/${segment(application)}/policy` })
  if (problemIn(answer)?.kind === "unknown-application") return "absent"
  if (answer.status !== 200) throw failureOf(answer, api.server)
  const { body } = await api.call("getPolicy", { params: { application } })
  const { hash } = process.getBuiltinModule("node:crypto")
  const policies = steps.flatMap((step) => (step.do === "policy" ? [step.file] : []))
  const digests = await Promise.all(
    policies.map(async (file) => `sha256:${hash("sha256", await sampleFile(file, api), "hex")}`),
  )
  return body.history.some(({ policy }) => digests.includes(policy)) ? "sample" : "another"
}

async function sampleFile(name: string, api: Api): Promise<Uint8Array> {
  const answer = await api.ask({ method: "GET", path: `/v1/sample/files/${segment(name)}` })
  if (answer.status !== 200) throw failureOf(answer, api.server)
  return answer.bytes
}

async function load(plan: SamplePlan, api: Api, terminal: Terminal): Promise<0> {
  const { application, asks } = plan
  const { out, say, redraw, paint } = terminal
  let failure: Failure | undefined
  const remember = (error: unknown): never => {
    if (error instanceof Failure) failure = error
    throw error
  }
  // The plan tells which step it was; how the command ends is what the step's own failure says.
  const watched: Api = {
    server: api.server,
    ask: (question) => api.ask(question).catch(remember),
    call: (name, input) => api.call(name, input).catch(remember),
  }
  const files = (name: string) => sampleFile(name, watched)
  const loaded = await loadSample(sampleClient(watched, application, Date.now), { plan, files }, (at) => {
    const line = `${String(at.number).padStart(String(at.total).length)}/${at.total} ${plainLine(describeSampleStep(at.step))}`
    if (redraw === undefined) say(line)
    else redraw(line)
  })
  redraw?.("")
  if (!loaded.ok) throw new Failure(failure?.exit ?? EXIT.refused, explainSampleError(loaded.error))
  const { releases, files: sent, steps } = loaded.value
  out(`${paint.good("✓")} ${application} is loaded: ${releases} releases, ${sent} files, ${steps} steps`)
  const newest = plan.steps.findLast((step) => step.do === "release")
  if (newest?.do === "release") {
    out(
      `    ${newest.version}  ${api.server}/a/${encodeURIComponent(application)}/releases/${encodeURIComponent(newest.version)}`,
    )
  }
  out(`    overview  ${api.server}/`)
  if (asks.length > 0) out("Ask its gates:")
  for (const { release, to } of asks) out(`    promotrail gate --app ${application} --release ${release} --to ${to}`)
  return EXIT.done
}
