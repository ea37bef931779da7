const DIGEST = `sha256:${"0".repeat(64)}`

type Changes = Readonly<Record<string, unknown>>

/** A recorded allow of checkout v2.5.0 into staging as the wire carries it, with changes. */
export function decisionWith(changes: Changes = {}): Changes {
  return {
    id: "01JD00000000000000000000AA",
    application: "checkout",
    release: "v2.5.0",
    artifacts: [],
    edge: { lane: null, from: "dev", to: "staging", first: true },
    mode: "enforce",
    actor: "pipeline",
    now: "2026-11-20T20:00:00.000Z",
    policy: DIGEST,
    engine: { name: "promotrail", version: "1", digest: DIGEST },
    input: DIGEST,
    outcomeDigest: DIGEST,
    verdict: "allow",
    recorded: true,
    says: "v2.5.0 from dev to staging: allowed.",
    reasons: [],
    checks: [
      {
        id: "coverage.exit.unit",
        kind: "coverage",
        severity: "block",
        outcome: "pass",
        reasons: [],
        title: "coverage at exit: unit",
        says: "145/145 passed (100 %, minimum 85 %)",
      },
    ],
    unblock: [],
    ledgerIndex: 7,
    ...changes,
  }
}

/** The same release denied: one category short, and the way out. */
export const denial = (changes: Changes = {}): Changes =>
  decisionWith({
    verdict: "deny",
    says: "v2.5.0 from dev to staging: denied by 1 check.",
    reasons: ["coverage.below_minimum"],
    checks: [
      {
        id: "coverage.exit.unit",
        kind: "coverage",
        severity: "block",
        outcome: "pass",
        reasons: [],
        title: "coverage at exit: unit",
        says: "145/145 passed (100 %, minimum 85 %)",
      },
      {
        id: "coverage.exit.integration",
        kind: "coverage",
        severity: "block",
        outcome: "fail",
        reasons: [
          { code: "coverage.below_minimum", short: 1, tests: ["pay::Card::refund", "pay::Card::\u001b[2Jvoid"] },
        ],
        title: "coverage at exit: integration",
        says: "33/40 passed (82.5 %, minimum 85 %); 1 more pass needed",
        evidence: ["01JD00000000000000000000BB"],
        owner: "team:checkout",
        fix: "Mend the tests and report them again.",
      },
      {
        id: "evidence.tests",
        kind: "evidence",
        severity: "warn",
        outcome: "unknown",
        reasons: [{ code: "evidence.stale" }],
        title: "evidence",
        says: "unit evidence is older than 7 days",
      },
    ],
    unblock: [
      {
        says: "make 1 of these 7 failing integration tests pass in dev (developer)",
        actions: [
          {
            action: "pass-tests",
            who: "developer",
            says: "make 1 of these 7 failing integration tests pass in dev",
            state: "failing",
            of: 7,
            tests: ["pay::Card::refund"],
          },
        ],
      },
      {
        says: "two steps",
        actions: [
          { action: "report-tests", who: "pipeline", says: "report them again" },
          { action: "lift-block", who: "release manager", says: "have the block of this release lifted" },
        ],
      },
    ],
    ...changes,
  })

/** The same release on hold. */
export const held = (changes: Changes = {}): Changes =>
  decisionWith({
    verdict: "hold",
    says: "v2.5.0 from dev to staging: on hold, 1 check cannot be answered yet.",
    ...changes,
  })
