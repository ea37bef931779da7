import { z } from "zod"
import { Instant_ } from "./names.ts"

// Reports for auditors, out of the signed records.

const LogStand = z
  .object({ origin: z.string(), size: z.int(), root: z.string(), checkpoint: z.string() })
  .meta({ id: "LogStand", description: "How far a log went, and the checkpoint it signed." })
export type LogStand = z.output<typeof LogStand>

/** What every report says of itself. */
const standing = {
  log: LogStand.meta({ description: "The log that is written to." }),
  earlier: z.array(LogStand).readonly().meta({ description: "Logs that it succeeds, oldest first." }),
  asked: z.string().meta({ description: "What it is a report of, in words." }),
  says: z.string().meta({ description: "What was found, and whether anything is missing, in words." }),
  isComplete: z.boolean(),
}

/** Where a record stands: indexes begin anew in every log. */
const place = {
  log: z.string().meta({ description: "Origin of the log that holds its record." }),
  record: z.int().meta({ description: "Place of the signed record in that log." }),
}

const DeployedChange = z.object({ deployment: z.string(), at: Instant_, status: z.string(), ...place })

/** A change that was asked for: a decision, and the deployment that followed. */
export const Change = z
  .object({
    ...place,
    leaf: z.string(),
    decision: z.string(),
    at: Instant_,
    application: z.string(),
    release: z.string(),
    from: z.string(),
    to: z.string(),
    tier: z.string().nullable(),
    mode: z.string(),
    verdict: z.string(),
    reasons: z.array(z.string()).readonly(),
    requester: z.string().meta({ description: "Pseudonym of who asked." }),
    artifacts: z.array(z.object({ name: z.string(), digest: z.string() })).readonly(),
    policy: z.string(),
    commit: z.string().nullable(),
    issues: z.array(z.string()).readonly(),
    checks: z.array(z.object({ id: z.string(), severity: z.string(), outcome: z.string() })).readonly(),
    deployment: DeployedChange.nullable(),
  })
  .meta({ id: "Change" })
export type Change = z.output<typeof Change>

const Unallowed = DeployedChange.extend({
  application: z.string(),
  release: z.string(),
  environment: z.string(),
  decision: z.string().nullable(),
  why: z
    .enum(["no-decision", "unknown-decision", "of-another", "advisory", "not-allowed"])
    .meta({ description: "What is wrong with the decision it names." }),
  isGated: z.boolean().meta({ description: "Whether a gate into that environment was ever asked." }),
}).meta({ id: "UnallowedDeployment" })
export type UnallowedDeployment = z.output<typeof Unallowed>

export const PopulationReport = z
  .object({
    ...standing,
    changes: z.array(Change).readonly(),
    counts: z
      .array(z.object({ verdict: z.string(), mode: z.string(), count: z.int() }))
      .readonly()
      .meta({ description: "How many changes there are of each verdict and mode." }),
    environments: z
      .array(z.object({ environment: z.string(), tier: z.string().nullable() }))
      .readonly()
      .meta({ description: "Environments that the changes go into." }),
    others: z.int().meta({ description: "Changes of the period that are not in it: of environments of other tiers." }),
    people: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .readonly()
      .meta({ description: "Who is meant by a pseudonym, as far as that is known and not erased." }),
    sample: z.array(z.string()).readonly().meta({ description: "Ids of the sampled decisions, in their order." }),
    unallowed: z
      .array(Unallowed)
      .readonly()
      .meta({ description: "Deployments that no enforced allow of theirs stands behind." }),
    streams: z
      .array(
        z.object({
          stream: z.string(),
          last: z.int(),
          isWhole: z.boolean(),
          logs: z.array(z.object({ log: z.string(), first: z.int(), last: z.int() })).readonly(),
        }),
      )
      .readonly(),
  })
  .meta({ id: "PopulationReport" })
export type PopulationReport = z.output<typeof PopulationReport>

const Act = z.object({
  at: Instant_,
  by: z.object({
    id: z.string().meta({ description: "Pseudonym." }),
    name: z.string().nullable().meta({ description: "As far as it is known; `(erased)` where it was erased." }),
  }),
  ...place,
})

export const AccessReport = z
  .object({
    ...standing,
    asOf: Instant_,
    tokens: z.array(
      z.object({
        token: z.string(),
        name: z.string().nullable(),
        scopes: z.array(z.string()).readonly(),
        applications: z.array(z.string()).readonly().meta({ description: "Empty: all." }),
        created: Act,
        revoked: Act.nullable(),
      }),
    ),
  })
  .meta({ id: "AccessReport" })
export type AccessReport = z.output<typeof AccessReport>

const Place = z.object(place).nullable()

export const ControlsReport = z
  .object({
    ...standing,
    controls: z.array(
      z.object({
        id: z.string(),
        framework: z
          .string()
          .nullable()
          .meta({ description: "`null` for a word that policies name and this version does not know." }),
        asks: z.string(),
        records: z.array(
          z.object({
            kind: z.string(),
            count: z.int(),
            first: Place,
            last: Place,
            pages: z
              .array(z.string())
              .meta({ description: "Pages of the audit trail that list their entries, below this server's address." }),
          }),
        ),
        checks: z
          .array(z.object({ id: z.string(), outcomes: z.array(z.object({ outcome: z.string(), count: z.int() })) }))
          .meta({ description: "Checks of decided policies that name this control, and how they came out." }),
        gaps: z.string(),
      }),
    ),
  })
  .meta({ id: "ControlsReport" })
export type ControlsReport = z.output<typeof ControlsReport>

export const OverridesReport = z
  .object({
    ...standing,
    decisions: z.int().meta({ description: "Decisions of the period that were looked at." }),
    passed: z.array(
      z.object({
        ...place,
        kind: z.enum(["override", "waiver", "deployment"]),
        at: Instant_,
        application: z.string(),
        release: z.string(),
        environment: z.string(),
        who: z.string().nullable().meta({ description: "Pseudonym; `null` where the record names nobody." }),
        what: z.string(),
      }),
    ),
  })
  .meta({ id: "OverridesReport" })
export type OverridesReport = z.output<typeof OverridesReport>
