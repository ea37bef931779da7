import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { WireDecision } from "@promotrail/contract"
import { connect, segment, type Api } from "../api.ts"
import { command } from "../command.ts"
import { readDuration } from "../duration.ts"
import { EXIT, type ExitCode } from "../exit.ts"
import { Failure, wrongUsage } from "../failure.ts"
import { APP, RELEASE } from "../flags.ts"
import { renderDecision, renderVerdict } from "../output/decision-text.ts"
import type { Reference } from "../oci/reference.ts"
import { appendStepSummary } from "../output/step-summary.ts"
import { plainLine, type Terminal } from "../output/terminal.ts"
import type { Settings } from "../settings.ts"
import { understandGate, understandTrial, type Asked } from "../wire/decision.ts"

const EXIT_OF: Readonly<Record<WireDecision["verdict"], ExitCode>> = {
  allow: EXIT.done,
  deny: EXIT.denied,
  hold: EXIT.held,
  error: EXIT.internal,
}

/** Between two looks at a gate on hold: soon at first, then at ease. */
const FIRST_LOOK_MS = 1_000
const LONGEST_LOOK_MS = 15_000

/** `promotrail gate`: nothing but an understood `allow` is 0. */
export const gate = command({
  flags: {
    app: APP,
    release: RELEASE,
    to: { type: "string", value: "ENVIRONMENT", required: true, about: "the environment it wants to enter" },
    lane: { type: "string", value: "NAME", about: "another path than the normal one, such as hotfix" },
    wait: { type: "string", value: "20m", about: "while it is on hold, look again for so long" },
    advisory: { type: "boolean", about: "record what the gate says without obeying it" },
    json: { type: "boolean", about: "print the decision as JSON" },
    markdown: { type: "boolean", about: "print the decision as Markdown" },
    quiet: { type: "boolean", about: "print the verdict line alone" },
    junit: { type: "string", value: "FILE", about: "write the checks as JUnit XML, too" },
    attach: {
      type: "string",
      value: "REF",
      about: "attach the signed summary of the decision to this image in its registry",
    },
  },
  about: [
    "Exits 0 for allow, 10 for deny, 11 for hold; any other code means that there is no answer, which is no allow either.",
    "With --wait the first and the final evaluation are recorded, the looks between them are dry runs.",
    "With --advisory it exits 0 once the decision is recorded as advisory; such a decision opens no later gate.",
    "In GitHub Actions the answer is appended to the step summary as well.",
    "With --attach what cannot be attached is told, and the exit code is that of the verdict all the same.",
  ],
  examples: [
    "promotrail gate --app checkout --release v2.5.0 --to staging",
    "promotrail gate --app checkout --release v2.5.0 --to prod --wait 20m",
  ],
  async run({ values, settings, terminal }) {
    if ([values.json, values.markdown, values.quiet].filter(Boolean).length > 1) {
      throw wrongUsage("--json, --markdown and --quiet are three ways to print one answer. Choose one.")
    }
    if (values.attach !== undefined && values.advisory) {
      throw wrongUsage("--attach is for decisions that count: one that is advisory has no summary.")
    }
    const attachTo = values.attach === undefined ? undefined : await parsed(values.attach)
    const waitMs = values.wait === undefined ? 0 : readDuration(values.wait, "--wait")
    const asked: Asked = {
      application: settings.application(),
      release: settings.release(),
      to: values.to,
      lane: values.lane ?? null,
      mode: values.advisory ? "advisory" : "enforce",
    }
    const api = connect(settings, terminal)
    const { decision, text } = await askPatiently(gateOf(asked, api), waitMs, terminal)

    if (values.json) terminal.out(text)
    else if (values.quiet) terminal.out(renderVerdict(decision, terminal.paint))
    else if (!values.markdown) terminal.out(renderDecision(decision, api.server, terminal.paint))
    if (values.markdown || settings.variables["GITHUB_STEP_SUMMARY"]) {
      const { decisionMarkdown } = await import("../output/decision-markdown.ts")
      const markdown = decisionMarkdown(decision, api.server)
      if (values.markdown) terminal.out(markdown)
      appendStepSummary(markdown, settings.variables, terminal)
    }
    if (values.junit !== undefined) await writeJunit(decision, resolve(settings.folder, values.junit), terminal)
    if (attachTo !== undefined) await attachDecision(decision, attachTo, api, settings, terminal)
    return decision.mode === "advisory" && decision.verdict !== "error" ? EXIT.done : EXIT_OF[decision.verdict]
  },
})

/** A reference that is none is told before anything is decided. */
async function parsed(text: string): Promise<Reference> {
  const { parseReference } = await import("../oci/reference.ts")
  return parseReference(text)
}

/**
 * The signed summary for those who check at deployment. The verdict stands whether it can be attached or not: without it
 * they let nothing in, and a deny is none the less one. Who asked for it is told, loudly.
 */
async function attachDecision(
  decision: WireDecision,
  reference: Reference,
  api: Api,
  settings: Pick<Settings, "variables">,
  terminal: Terminal,
): Promise<void> {
  const { attachSummary } = await import("../oci/attach-summary.ts")
  try {
    terminal.say(plainLine(await attachSummary(decision, reference, api, settings)))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { bad } = terminal.paintSaid
    terminal.say(`${bad("promotrail: NOT ATTACHED, the verdict stands.")} ${plainLine(error.message)}`)
  }
}

/** An answer, understood, and as it came. */
type Said = { readonly decision: WireDecision; readonly text: string }
type Gate = { readonly record: () => Promise<Said>; readonly look: () => Promise<WireDecision> }

function gateOf(asked: Asked, api: Api): Gate {
  const path = `/v1/applications/${segment(asked.application)}/releases/${segment(asked.release)}/gate`
  const { to, lane, mode } = asked
  return {
    async record() {
      const body = JSON.stringify({ to, lane, mode })
      const answer = await api.ask({ method: "POST", path, body, mediaType: "application/json" })
      return { decision: understandGate(answer, asked, api.server), text: answer.text }
    },
    async look() {
      const query = `?to=${encodeURIComponent(to)}${lane === null ? "" : `&lane=${encodeURIComponent(lane)}`}`
      return understandTrial(await api.ask({ method: "GET", path: path + query }), asked, api.server)
    },
  }
}

/** Records a first evaluation; while that is a hold and there is time, looks without recording; records the last word. */
async function askPatiently(gate: Gate, waitMs: number, terminal: Terminal): Promise<Said> {
  let said = await gate.record()
  if (waitMs === 0) return said
  const deadline = performance.now() + waitMs
  let lookMs = FIRST_LOOK_MS
  let isRecorded = true
  while (said.decision.verdict === "hold" && performance.now() < deadline) {
    if (isRecorded) terminal.say(`${plainLine(said.decision.says)} Waiting.`)
    await pause(Math.min(lookMs, Math.max(0, deadline - performance.now())))
    lookMs = Math.min(LONGEST_LOOK_MS, lookMs * 2)
    isRecorded = !(await isStillOnHold(gate)) || performance.now() >= deadline
    if (isRecorded) said = await gate.record()
  }
  return said
}

/** A server that is away for a moment ends no wait of twenty minutes: the last, recorded evaluation will tell. */
async function isStillOnHold({ look }: Gate): Promise<boolean> {
  try {
    return (await look()).verdict === "hold"
  } catch (error) {
    if (error instanceof Failure && error.exit === EXIT.unavailable) return true
    throw error
  }
}

/** The report for the CI system. The verdict stands whether it can be written or not; who asked for it is told. */
async function writeJunit(decision: WireDecision, path: string, terminal: Terminal): Promise<void> {
  const { decisionJunit } = await import("../output/decision-junit.ts")
  try {
    writeFileSync(path, decisionJunit(decision))
  } catch (error) {
    terminal.say(`promotrail: ${path} could not be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}
