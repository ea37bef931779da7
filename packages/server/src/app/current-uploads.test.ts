import type { EvidenceKind, EvidenceSubject } from "@promotrail/core"
import { describe, expect, test } from "vitest"
import type { EvidenceRow } from "../ports/rows.ts"
import { standingReports } from "./current-uploads.ts"

type Told = {
  readonly kind?: EvidenceKind | null
  readonly subject?: EvidenceSubject | null
  readonly category?: string
  readonly environment?: string
  readonly variant?: string
  readonly format?: string | null
  readonly tool?: string | null
  readonly outcome?: string
  readonly unfit?: string | null
  readonly raw?: string
}

/** Uploads in order, each a scan of the artifact by one tool from dev, unless it says otherwise. */
function standing(environment: string, ...told: readonly Told[]) {
  const rows = told.map((row, at) => {
    const { tool = "semgrep", ...rest } = row
    return {
      kind: "findings",
      subject: "artifact",
      category: "static",
      environment: "dev",
      variant: "",
      format: "sarif",
      outcome: "accepted",
      unfit: null,
      ...rest,
      tool: tool === null ? null : { name: tool, version: null },
      number: at + 1,
    }
  })
  const { current, refused } = standingReports(rows as unknown as readonly EvidenceRow[], environment as never)
  return { current: current.map(({ number }) => number), refused: refused.map(({ number }) => number) }
}

describe("which uploads stand", () => {
  test.for([
    { what: "the same tool again supersedes itself", told: [{}, {}], current: [2], refused: [] },
    { what: "two tools stand side by side", told: [{}, { tool: "codeql" }], current: [1, 2], refused: [] },
    { what: "so do two formats", told: [{}, { format: "eslint-json" }], current: [1, 2], refused: [] },
    { what: "and two variants", told: [{ variant: "a" }, { variant: "b" }], current: [1, 2], refused: [] },
    { what: "and two categories", told: [{}, { category: "secrets" }], current: [1, 2], refused: [] },
    {
      what: "attestations add up, of one tool, too",
      told: [
        { kind: "provenance", raw: "a" },
        { kind: "provenance", raw: "b" },
      ],
      current: [1, 2],
      refused: [],
    },
    {
      what: "the same file of attestations sent again is one",
      told: [
        { kind: "provenance", raw: "a" },
        { kind: "provenance", raw: "a", environment: "prod" },
      ],
      current: [2],
      refused: [],
    },
    { what: "a scan of the artifact counts from anywhere", told: [{ environment: "prod" }], current: [1], refused: [] },
    {
      what: "wherever it was sent from, it is the same series",
      told: [{ environment: "prod" }, { environment: "dev" }],
      current: [2],
      refused: [],
    },
    {
      what: "a measurement of another place does not count",
      told: [{ subject: "environment", environment: "prod" }, { subject: "environment" }],
      current: [2],
      refused: [],
    },
    { what: "tests are no reports", told: [{ kind: "tests" }], current: [], refused: [] },
    {
      what: "a refused one takes nothing away, and stands",
      told: [{}, { outcome: "empty" }],
      current: [1],
      refused: [2],
    },
    {
      what: "one that proves nothing stands like a refused one",
      told: [{}, { unfit: "no runs" }],
      current: [1],
      refused: [2],
    },
    { what: "until one of its kind is accepted", told: [{ outcome: "empty" }, {}], current: [2], refused: [] },
    {
      what: "one of another kind does not mend it",
      told: [{ outcome: "empty" }, { kind: "sbom" }],
      current: [2],
      refused: [1],
    },
    {
      what: "what was not even recognised is mended by anything of its place",
      told: [{ kind: null, subject: null, outcome: "rejected" }, {}],
      current: [2],
      refused: [],
    },
    {
      what: "but not by a test report",
      told: [{ kind: null, subject: null, outcome: "rejected" }, { kind: "tests" }],
      current: [],
      refused: [1],
    },
    {
      what: "what was not recognised elsewhere says nothing here",
      told: [{ kind: null, subject: null, outcome: "rejected", environment: "prod" }],
      current: [],
      refused: [],
    },
  ] as readonly { what: string; told: readonly Told[]; current: readonly number[]; refused: readonly number[] }[])(
    "$what",
    ({ told, current, refused }) => {
      expect(standing("dev", ...told)).toEqual({ current, refused })
    },
  )
})
