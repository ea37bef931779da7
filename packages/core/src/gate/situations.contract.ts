import type { ApplicationName, CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import type { CheckRule, CoverageParameters, Gate, Policy, Severity } from "../catalog/policy.ts"
import type { CountedGroup, ExcludedGroup } from "../coverage/snapshot.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"
import { evaluateGate } from "./evaluate.ts"
import type { EvidenceState, GateInput } from "./input.ts"
import type { Check, Outcome } from "./outcome.ts"

export const environment = (name: string) => name as EnvironmentName
export const category = (name: string) => name as CategoryName
export const release = (name: string) => name as ReleaseVersion
export const instant = (text: string) => text as Instant
export const digest = (digit: string) => `sha256:${digit.repeat(64)}` as Digest

export const NOW = instant("2026-11-20T12:00:00.000Z")
const DAY = 86_400_000

/** Tests that count at a gate from staging to preprod, told shortly. */
export function group(
  of: string,
  exit: TestState | null,
  count: number,
  over: Partial<CountedGroup> = {},
): CountedGroup {
  return {
    category: category(of),
    critical: false,
    exit,
    entry: null,
    runIn: [environment("staging")],
    alsoRunIn: [],
    vanished: false,
    suiteLevel: false,
    count,
    flaky: 0,
    tests: exit === "passed" ? [] : [`${of}::one`],
    ...over,
  }
}

export const excluded = (of: string, reason: ExcludedGroup["reason"], count = 1): ExcludedGroup => ({
  category: category(of),
  reason,
  count,
  tests: [],
})

export function fresh(of: string, over: Partial<EvidenceState> = {}): EvidenceState {
  return {
    kind: "tests",
    category: category(of),
    uploads: 1,
    digest: digest("e"),
    oldest: { id: `upload-${of}`, receivedAt: NOW, producedAt: null },
    refused: null,
    ...over,
  }
}

export type Situation = Partial<Omit<GateInput, "coverage">> & {
  readonly counted?: readonly CountedGroup[]
  readonly excluded?: readonly ExcludedGroup[]
}

/** v2.5.0 before the gate from staging to preprod, where nothing but the tests could stop it. */
export function situation({ counted = [], excluded: listed = [], ...over }: Situation = {}): GateInput {
  return {
    schema: "promotrail/gate-input/v1",
    now: NOW,
    actor: "ci",
    mode: "enforce",
    subject: {
      application: "checkout" as ApplicationName,
      release: release("v2.5.0"),
      artifacts: [{ name: "web", digest: digest("a") }],
    },
    edge: { lane: null, from: environment("staging"), to: environment("preprod"), first: false },
    policy: digest("b"),
    ledgerSize: 7,
    coverage: { counted, excluded: listed },
    baseline: null,
    evidence: [],
    upstream: {
      deployment: "01DEPLOYED",
      release: release("v2.5.0"),
      at: NOW,
      decision: { id: "01DECISION", verdict: "allow" },
    },
    blocked: null,
    ...over,
  }
}

export const coverageRule = (over: Partial<CoverageParameters> = {}, severity: Severity = "block"): CheckRule => ({
  kind: "coverage",
  severity,
  parameters: {
    minimum: 8_500,
    target: 9_000,
    required: [],
    aggregate: { rule: "pooled" },
    perCategory: true,
    executedIn: "upstream",
    categories: [],
    ...over,
  },
})
export const regressionRule = (tolerance = 0, severity: Severity = "block"): CheckRule => ({
  kind: "coverage.regression",
  severity,
  parameters: { tolerance },
})
export const evidenceRule = (categories?: readonly string[], maxAgeMs?: number): CheckRule => ({
  kind: "evidence",
  severity: "block",
  parameters: {
    kinds: [
      {
        evidence: "tests",
        ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
        ...(categories === undefined ? {} : { categories: categories.map(category) }),
      },
    ],
  },
})
export const upstreamRule: CheckRule = { kind: "upstream", severity: "block", parameters: {} }
export const blockedRule: CheckRule = { kind: "release.blocked", severity: "block", parameters: {} }
export const unavailableRule = (wanted: string, severity: Severity = "block"): CheckRule => ({
  kind: "unavailable",
  severity,
  parameters: { wanted },
})
export const WEEK_MS = 7 * DAY

/** A policy with one and the same gate everywhere. */
export function policy(checks: Gate["checks"]): Policy {
  const path = ["dev", "staging", "preprod", "prod"].map(environment)
  return {
    application: "checkout" as ApplicationName,
    rollout: "enforce",
    environments: path.map((name) => ({ name, tier: "test", purpose: "", owners: [], instances: [] })),
    path,
    lanes: [],
    tests: { categories: [], scopes: [], quarantine: [], retired: [] },
    gates: path.slice(1).map((name) => ({ environment: name, checks })),
  }
}

/** Asks a gate that has these checks. */
export function ask(checks: Gate["checks"], told: Situation): Outcome {
  return evaluateGate(policy(checks), situation(told))
}

/** The check of this id, which must be there. */
export function checkOf({ checks }: Outcome, id: string): Check {
  const check = checks.find((one) => one.id === id)
  if (check === undefined) throw new Error(`no check ${id} among ${checks.map((one) => one.id).join(", ")}`)
  return check
}
