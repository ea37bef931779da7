import { err, ok, type Result } from "@promotrail/core"
import { z } from "zod"
import { Application_, Category_, Digest_, Environment_, Release_, Text_ } from "./names.ts"

/** One file of the sample, by its plain name: no folder, so a plan cannot point anywhere else. */
const File_ = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "is not a plain file name")
  .max(200)
const Asked_ = z.enum(["allow", "deny", "hold"])
const reason = Text_(1000)
const cell = { release: Release_, environment: Environment_, category: Category_, file: File_ }

/** One thing that happens to the sample application. Each becomes one ordinary request. */
export const SampleStep = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("policy"), file: File_ }),
  z.strictObject({
    do: z.literal("release"),
    version: Release_,
    artifact: Text_(200),
    digest: Digest_,
    commit: Text_(200),
    notes: z.string().max(100_000),
  }),
  z.strictObject({
    do: z.literal("report"),
    ...cell,
    variant: Text_(64).optional(),
    /** What the product says to the file; without it: `accepted`. */
    expect: z.enum(["accepted", "refused", "repeat"]).optional(),
  }),
  z.strictObject({ do: z.literal("inventory"), ...cell }),
  z.strictObject({ do: z.literal("gate"), release: Release_, to: Environment_, expect: Asked_ }),
  z.strictObject({
    do: z.literal("deployment"),
    release: Release_,
    environment: Environment_,
    status: z.enum(["succeeded", "failed"]),
  }),
  z.strictObject({ do: z.literal("block"), release: Release_, reason }),
  z.strictObject({ do: z.literal("retire"), test: Text_(500), reason }),
  z.strictObject({
    do: z.literal("quarantine"),
    test: Text_(500),
    owner: Text_(100),
    reason,
    days: z.int().min(1).max(365),
  }),
])
export type SampleStep = z.output<typeof SampleStep>
type Step<Do extends SampleStep["do"]> = Extract<SampleStep, { do: Do }>

/** How the sample application comes to be, step by step, and three gates to ask when it is there. */
export const SamplePlan = z.strictObject({
  schema: z.literal("promotrail/sample/v1"),
  application: Application_,
  steps: z.array(SampleStep).min(1).max(1000),
  asks: z.array(z.strictObject({ release: Release_, to: Environment_, expect: Asked_ })),
})
export type SamplePlan = z.output<typeof SamplePlan>

/** Why the product did not do a step, in its own words. */
export type SampleRefusal = { readonly says: string }
/** How an uploaded file was taken. */
export type SampleUpload = "accepted" | "refused" | "repeat"
type Answer<T> = Promise<Result<T, SampleRefusal>>

/**
 * The ordinary API as the sample needs it, for one application. A call with a key that was used before must change
 * nothing and give the first answer again. Keys belong to a token and are forgotten after a while, so that what
 * makes loading twice harmless for anybody at any time is `decided`.
 */
export interface SampleClient {
  /** Without a key: the same policy again changes nothing, and it brings an archived sample back. */
  applyPolicy(policy: Uint8Array): Answer<unknown>
  registerRelease(release: Step<"release">, key: string): Answer<unknown>
  /** A file that the product refuses is an answer here, not a failure. */
  report(upload: Step<"report"> | Step<"inventory">, bytes: Uint8Array, key: string): Answer<SampleUpload>
  /** `error` where the gate could not be evaluated. */
  gate(question: Step<"gate">, key: string): Answer<"allow" | "deny" | "hold" | "error">
  /** Whether a recorded decision answers this question as it is expected. */
  decided(question: Step<"gate">): Answer<boolean>
  recordDeployment(deployment: Step<"deployment">, key: string): Answer<unknown>
  block(block: Step<"block">, key: string): Answer<unknown>
  retire(rule: Step<"retire">, key: string): Answer<unknown>
  /** Without a key: its end is counted from now, and said again it only ends later. */
  quarantine(rule: Step<"quarantine">): Answer<unknown>
}

/** The plan, and where its files come from. */
export type Sample = { readonly plan: SamplePlan; readonly files: (name: string) => Promise<Uint8Array> }
/** A step that is done. `number` counts from 1. */
export type SampleProgress = { readonly number: number; readonly total: number; readonly step: SampleStep }
/** What was loaded. */
export type SampleLoaded = { readonly steps: number; readonly releases: number; readonly files: number }

/** Why loading stopped. What was loaded before stays, and loading again goes on from there. */
export type SampleError =
  | { readonly kind: "invalid-plan"; readonly problems: readonly string[] }
  | ({ readonly kind: "step-failed"; readonly says: string } & SampleProgress)
  | ({ readonly kind: "step-surprised"; readonly expected: string; readonly got: string } & SampleProgress)
export type SampleResult = Result<SampleLoaded, SampleError>

/** Reads a plan from its JSON value. */
export function parseSamplePlan(value: unknown): Result<SamplePlan, SampleError> {
  const read = SamplePlan.safeParse(value)
  if (read.success) return ok(read.data)
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".") || "the plan"}: ${message}`)
  return err({ kind: "invalid-plan", problems })
}

/**
 * Plays the plan through the ordinary API. It stops at the first step that fails or ends differently than planned.
 * Up to its last decided gate the story has happened already, and is not told twice.
 */
export async function loadSample(
  client: SampleClient,
  { plan, files }: Sample,
  progress: (done: SampleProgress) => void,
): Promise<SampleResult> {
  const total = plan.steps.length
  const happened = await happenedBefore(client, plan.steps)
  for (const [index, step] of plan.steps.entries()) {
    const at = { number: index + 1, total, step }
    const again = index >= happened || REPEATABLE.has(step.do)
    const answer = again ? await attempt(() => play(client, step, files, `sample-${at.number}`)) : ok(undefined)
    if (!answer.ok) return err({ kind: "step-failed", says: answer.error.says, ...at })
    const { value: surprise } = answer
    if (surprise !== undefined) return err({ kind: "step-surprised", ...surprise, ...at })
    progress(at)
  }
  const counted = (...kinds: SampleStep["do"][]) => plan.steps.filter((step) => kinds.includes(step.do)).length
  return ok({ steps: total, releases: counted("release"), files: counted("policy", "report", "inventory") })
}

/** What may be said again: a policy that brings an archived sample back, and a quarantine that would have ended. */
const REPEATABLE = new Set<SampleStep["do"]>(["policy", "quarantine"])

/** How many steps an earlier loading got through for certain. A question that cannot be asked now is asked by the steps. */
async function happenedBefore(client: SampleClient, steps: readonly SampleStep[]): Promise<number> {
  for (const [index, step] of [...steps.entries()].toReversed()) {
    if (step.do !== "gate") continue
    const decided = await attempt(() => client.decided(step))
    if (!decided.ok) return 0
    if (decided.value) return index + 1
  }
  return 0
}

type Surprise = { readonly expected: string; readonly got: string }

/** A broken connection and a missing file are told like a refusal: what matters is which step it was. */
async function attempt<T>(act: () => Answer<T>): Answer<T> {
  try {
    return await act()
  } catch (error) {
    return err({ says: error instanceof Error ? error.message : String(error) })
  }
}

async function play(
  client: SampleClient,
  step: SampleStep,
  files: Sample["files"],
  key: string,
): Answer<Surprise | undefined> {
  switch (step.do) {
    case "policy":
      return done(await client.applyPolicy(await files(step.file)))
    case "release":
      return done(await client.registerRelease(step, key))
    case "report":
      return taken(step.expect ?? "accepted", await client.report(step, await files(step.file), key))
    case "inventory":
      return taken("accepted", await client.report(step, await files(step.file), key))
    case "gate":
      return compared(step.expect, await client.gate(step, key))
    case "deployment":
      return done(await client.recordDeployment(step, key))
    case "block":
      return done(await client.block(step, key))
    case "retire":
      return done(await client.retire(step, key))
    case "quarantine":
      return done(await client.quarantine(step))
  }
}

const done = (answer: Result<unknown, SampleRefusal>) => (answer.ok ? ok(undefined) : answer)

/** Loaded for the second time, a file that was accepted then is a repeat now. */
function taken(expected: SampleUpload, answer: Result<SampleUpload, SampleRefusal>) {
  return answer.ok && answer.value === "repeat" && expected === "accepted" ? ok(undefined) : compared(expected, answer)
}

function compared(
  expected: string,
  answer: Result<string, SampleRefusal>,
): Result<Surprise | undefined, SampleRefusal> {
  if (!answer.ok) return answer
  return ok(answer.value === expected ? undefined : { expected, got: answer.value })
}

/** What a step does, in a few words. */
export function describeSampleStep(step: SampleStep): string {
  switch (step.do) {
    case "policy":
      return `apply ${step.file}`
    case "release":
      return `register ${step.version}`
    case "report":
    case "inventory":
      return `${step.do} ${step.file} for ${step.release} in ${step.environment}`
    case "gate":
      return `ask whether ${step.release} may enter ${step.to}`
    case "deployment":
      return `record that ${step.release} ${step.status} in ${step.environment}`
    case "block":
      return `block ${step.release}`
    case "retire":
    case "quarantine":
      return `${step.do} ${step.test}`
  }
}

/** One sentence for a person. Machines read `kind`. */
export function explainSampleError(error: SampleError): string {
  switch (error.kind) {
    case "invalid-plan":
      return `The sample's plan cannot be used: ${error.problems.join("; ")}.`
    case "step-failed":
      return `${placeOf(error)} failed: ${error.says}`
    case "step-surprised":
      return `${placeOf(error)} should end with "${error.expected}" and ended with "${error.got}". Is there an older or changed copy of the sample? Archive it and load it again.`
  }
}

const placeOf = ({ number, total, step }: SampleProgress): string =>
  `Step ${number} of ${total} of the sample (${describeSampleStep(step)})`
