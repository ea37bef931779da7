import { EVIDENCE_KINDS, type CellState, type MatrixView } from "@promotrail/core"
import { z } from "zod"
import { DecisionSchema, type WireDecision } from "./decision.ts"
import { Application_, Category_, Digest_, Environment_, Instant_, Release_, Ulid_, Verdict_ } from "./names.ts"
import { Counts, Glyph, Release } from "./schemas.ts"

const states = [
  "pass",
  "warn",
  "fail",
  "pending",
  "missing",
  "waived",
  "not-applicable",
] as const satisfies readonly CellState[]

const Cell = z
  .object({
    environment: Environment_,
    state: z.enum(states),
    symbol: z.string(),
    word: z.string(),
    value: z.string(),
    detail: z.string(),
    counts: Counts.nullable().meta({
      description: "The tests behind it; null where it is about reports of another kind.",
    }),
    band: z.enum(["red", "amber", "green", "grey", "not-applicable"]),
    minimum: z.int().nullable(),
    target: z.int().nullable(),
    change: z.int().nullable(),
    receivedAt: Instant_.nullable(),
    stale: z.boolean(),
  })
  .meta({ id: "MatrixCell" })

const View = z.object({
  application: Application_,
  release: Release_,
  policy: Digest_,
  at: Instant_,
  comparedWith: Release_.nullable(),
  columns: z.array(
    z.object({
      environment: Environment_,
      state: z.enum(states),
      word: z.string(),
      running: Release_.nullable(),
      met: z.int(),
      applicable: z.int(),
      current: z.boolean(),
      decision: z.object({ id: Ulid_, verdict: Verdict_, at: Instant_ }).nullable(),
    }),
  ),
  groups: z.array(
    z.object({
      title: z.string(),
      rows: z.array(
        z.object({
          key: z
            .string()
            .meta({ description: "Tells it from the others, also where a category holds tests and reports." }),
          kind: z.enum(EVIDENCE_KINDS),
          category: Category_,
          title: z.string(),
          requirement: z.string(),
          isWide: z.boolean().meta({ description: "Measured once on the artifact: one cell for all environments." }),
          cells: z.array(Cell),
        }),
      ),
    }),
  ),
  totals: z.array(Cell),
}) satisfies z.ZodType<MatrixView>

/** The release page in one answer: the matrix, the next step tried out, and the releases around it. */
export const MatrixSchema = z
  .object({
    view: View,
    release: Release,
    /** The edge the release stands before, evaluated now and not recorded; null at the end of the path. */
    next: DecisionSchema.nullable(),
    /** The last eight releases, newest first. */
    recent: z.array(z.object({ version: Release_, registeredAt: Instant_, glyphs: z.array(Glyph) })),
  })
  .meta({ id: "Matrix" })
export type Matrix = z.output<typeof MatrixSchema>
export type { WireDecision }
