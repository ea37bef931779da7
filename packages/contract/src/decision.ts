import {
  explainAction,
  explainCheck,
  explainSet,
  explainVerdict,
  titleOf,
  type Action,
  type Check,
  type Decision,
} from "@promotrail/core"
import { z } from "zod"
import { Application_, Digest_, Instant_, Release_, Ulid_, Verdict_ } from "./names.ts"
import { Artifact, Edge } from "./schemas.ts"

/** A check on the wire: what it is called and its sentence beside core's values. */
export type WireCheck = Check & { readonly title: string; readonly says: string }

/** A decision on the wire: the recorded one, and beside each part the sentence that core makes of it. */
export type WireDecision = Omit<Decision, "outcome" | "outputDigest"> & {
  readonly verdict: "allow" | "deny" | "hold" | "error"
  /** False for a dry run. */
  readonly recorded: boolean
  readonly says: string
  readonly outcomeDigest: string
  readonly reasons: readonly string[]
  readonly checks: readonly WireCheck[]
  readonly unblock: readonly {
    readonly says: string
    readonly actions: readonly (Action & { readonly says: string })[]
  }[]
  /** Where the ledger keeps it; null for a dry run. */
  readonly ledgerIndex: number | null
}

/** The literal shape is core's; the schema describes it for OpenAPI and for clients in other languages. */
export const CheckSchema = z
  .looseObject({
    id: z.string(),
    kind: z.string(),
    severity: z.enum(["block", "warn", "observe"]),
    outcome: z.enum(["pass", "warn", "fail", "unknown", "error", "waived", "not_applicable"]),
    reasons: z.array(z.looseObject({ code: z.string() })),
    title: z.string(),
    says: z.string(),
  })
  .meta({ id: "Check" }) as unknown as z.ZodType<WireCheck>

/** As `CheckSchema`: the literal shape is core's. */
export const DecisionSchema = z
  .object({
    id: Ulid_,
    application: Application_,
    release: Release_,
    artifacts: z.array(Artifact),
    edge: Edge,
    mode: z.enum(["enforce", "advisory"]),
    actor: z.string(),
    now: Instant_,
    policy: Digest_,
    engine: z.object({ name: z.string(), version: z.string(), digest: z.string() }),
    input: Digest_,
    outcomeDigest: Digest_,
    verdict: Verdict_,
    recorded: z.boolean(),
    says: z.string(),
    reasons: z.array(z.string()),
    checks: z.array(CheckSchema),
    unblock: z.array(
      z.object({
        says: z.string(),
        actions: z.array(z.looseObject({ action: z.string(), who: z.string(), says: z.string() })),
      }),
    ),
    ledgerIndex: z.int().nullable(),
  })
  .meta({ id: "Decision" }) as unknown as z.ZodType<WireDecision>

/** Puts core's sentence beside a check. */
export const checkToWire = (check: Check): WireCheck => ({
  ...check,
  title: titleOf(check),
  says: explainCheck(check),
})

/** Puts core's sentences beside core's values. */
export function decisionToWire(decision: Decision, kept: { readonly ledgerIndex: number | null }): WireDecision {
  const { outcome, outputDigest, ...record } = decision
  return {
    ...record,
    outcomeDigest: outputDigest,
    verdict: outcome.verdict ?? "error",
    recorded: kept.ledgerIndex !== null,
    ledgerIndex: kept.ledgerIndex,
    says: explainVerdict(decision.release, decision.edge, outcome),
    reasons: outcome.reasons,
    checks: outcome.checks.map(checkToWire),
    unblock: outcome.unblock.map((set) => ({
      says: explainSet(set),
      actions: set.map((action) => ({ ...action, says: explainAction(action) })),
    })),
  }
}

/** A check that ended in another way; `null`: it was not asked then, or is not asked now. */
const CheckSide = z.object({ outcome: z.string(), severity: z.string(), says: z.string() }).nullable()
export const CheckChangeSchema = z
  .object({ title: z.string(), before: CheckSide, after: CheckSide })
  .meta({ id: "CheckChange" })
export type WireCheckChange = z.output<typeof CheckChangeSchema>

export const ReplaySchema = z
  .object({
    decision: Ulid_,
    application: Application_,
    release: Release_,
    edge: Edge,
    now: Instant_,
    agrees: z.boolean(),
    finding: z.enum(["agrees", "differs", "gone", "changed", "unreadable"]).meta({
      description:
        "gone: an object that was decided on is no longer there; changed: it is another one now; unreadable: this version cannot evaluate it",
    }),
    recorded: Digest_,
    replayed: Digest_.nullable(),
    recordedBy: z.string(),
    replayedBy: z.string(),
    says: z.string(),
    changes: z.array(CheckChangeSchema),
    deep: z
      .object({
        agrees: z.boolean(),
        says: z.string(),
        filesRead: z.int(),
        files: z.array(
          z.object({ evidence: z.string(), file: z.string(), raw: Digest_, reader: z.string(), says: z.string() }),
        ),
        differences: z.array(z.string()),
      })
      .nullable()
      .meta({ description: "What reading the raw evidence again found; null where that was not asked for" }),
  })
  .meta({ id: "Replay" })
export type WireReplay = z.output<typeof ReplaySchema>

export const ReplayedPageSchema = z
  .object({
    replayed: z.int(),
    agree: z.int(),
    differences: z.array(ReplaySchema),
    recordedBy: z.array(z.string()),
    replayedBy: z.string(),
    oldest: Instant_.nullable(),
    next: z.string().nullable(),
  })
  .meta({ id: "ReplayedPage" })
export type WireReplayedPage = z.output<typeof ReplayedPageSchema>
