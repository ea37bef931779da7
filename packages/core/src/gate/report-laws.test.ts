import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { CheckRule } from "../catalog/policy.ts"
import type { Item } from "../catalog/items.ts"
import { moreIsBetter } from "../reports/more-is-better.ts"
import { isVerified, type VerifiedAttestation } from "../reports/attestation.ts"
import { attestation, unverified, verified, workflow } from "../reports/attested.contract.ts"
import { reportStates } from "../reports/report-states.ts"
import { JUDGED_KINDS, MORE, OLD, someReports, PLACE, uploadOf } from "../reports/uploads.contract.ts"
import type { CurrentUpload, ReleaseReports } from "../reports/uploads.ts"
import { evaluateGate } from "./evaluate.ts"
import { reportRule } from "./report-rules.contract.ts"
import { policy, situation } from "./situations.contract.ts"

const rules: fc.Arbitrary<readonly CheckRule[]> = fc.array(reportRule, { minLength: 1, maxLength: 3 })
const noHash = () => "0".repeat(64)
const verdictOf = (checks: readonly CheckRule[], reports: ReleaseReports) =>
  evaluateGate(policy(checks), situation({ reports: reportStates(reports, PLACE, noHash) })).verdict

/** One change for the worse of what is known of a release, or none where it does not fit. */
type Worsening = (reports: ReleaseReports, pick: number) => ReleaseReports

function ofOne(change: (upload: CurrentUpload) => CurrentUpload): Worsening {
  return (reports, pick) => {
    const at = pick % Math.max(1, reports.uploads.length)
    return { ...reports, uploads: reports.uploads.map((upload, index) => (index === at ? change(upload) : upload)) }
  }
}

const everyItem = (change: (item: Item) => Item): Worsening =>
  ofOne((upload) => ({ ...upload, items: upload.items.map(change) }))

/** What was good of an attestation may be no longer; what was not is left as it is. */
function everyAttestation(change: (one: VerifiedAttestation) => VerifiedAttestation): Worsening {
  return ofOne((upload) =>
    upload.attestations === undefined
      ? upload
      : {
          ...upload,
          attestations: upload.attestations.map((one) => (isVerified(one.verification) ? change(one) : one)),
        },
  )
}

const WORSE: Readonly<Record<string, fc.Arbitrary<Worsening>>> = {
  "one item more is found": fc
    .constantFrom(...JUDGED_KINDS)
    .chain((kind) => (MORE[kind] ?? fc.constant(null)).map((item) => ({ kind, item })))
    .map(({ kind, item }) =>
      ofOne((upload) =>
        upload.kind === kind && item !== null ? { ...upload, items: [...upload.items, item] } : upload,
      ),
    ),
  "another tool finds something as well": fc
    .constantFrom("findings" as const, "vulnerabilities" as const, "accessibility" as const)
    .chain((kind) => (MORE[kind] ?? fc.constant(null)).map((item) => ({ kind, item })))
    .map(({ kind, item }): Worsening => (reports) => {
      const isThere = reports.uploads.some((upload) => upload.kind === kind)
      if (!isThere || item === null) return reports
      return { ...reports, uploads: [...reports.uploads, uploadOf(kind, [item], { id: "more", tool: "more" })] }
    }),
  "what was measured is worse": fc.constantFrom(1, 1_000_000).map((by) =>
    everyItem((item) => {
      if (item.type === "coverage") return { ...item, covered: Math.max(0, item.covered - by) }
      if (item.type !== "measure") return item
      return { ...item, value: Math.max(0, item.value + (moreIsBetter(item.metric) ? -by : by)) }
    }),
  ),
  "a threshold is crossed": fc.constant(
    everyItem((item) => (item.type === "threshold" ? { ...item, passed: false } : item)),
  ),
  "what is found is worse": fc.constant(
    everyItem((item) => {
      if (item.type === "finding" || item.type === "vulnerability") {
        return item.severity === "unknown" ? item : { ...item, severity: "critical" }
      }
      return item.type === "violation" && item.impact !== "unknown" ? { ...item, impact: "critical" } : item
    }),
  ),
  "what was suppressed is open": fc.constant(
    everyItem((item) => (item.type === "finding" || item.type === "vulnerability" ? { ...item, state: "open" } : item)),
  ),
  "less was measured": fc.constant(
    ofOne((upload) => ({
      ...upload,
      counts: Object.fromEntries(Object.entries(upload.counts).map(([what, count]) => [what, count >> 1])),
    })),
  ),
  "it is older": fc.constant(ofOne((upload) => ({ ...upload, producedAt: OLD }))),
  "somebody else sent it": fc.constant(ofOne((upload) => ({ ...upload, producer: "somebody" }))),
  "the newest was refused": fc.constant((reports: ReleaseReports, pick: number) => {
    const upload = reports.uploads[pick % Math.max(1, reports.uploads.length)]
    if (upload === undefined) return reports
    const { kind, category, environment } = upload
    const refused = { id: "r", kind, category, environment, outcome: "rejected", reason: "truncated" }
    return { ...reports, refused: [...reports.refused, refused] }
  }),
  "something that is not signed right is attested as well": fc.constant((reports: ReleaseReports) => ({
    ...reports,
    uploads: [
      ...reports.uploads,
      ...reports.uploads
        .filter(({ kind }) => kind === "provenance")
        .slice(0, 1)
        .map((upload) => ({
          ...upload,
          id: "forged",
          attestations: [attestation({ verification: unverified("no") })],
        })),
    ],
  })),
  "a builder is another": fc.constant(
    everyAttestation(({ item, verification }) => ({
      item: { ...item, builder: "https://laptop.example" },
      verification,
    })),
  ),
  "an attestation of another": fc.constant(
    everyAttestation((one) => ({
      ...one,
      verification: verified({ signers: [workflow("https://github.com/acme-evil/shop/x@y")] }),
    })),
  ),
  "no VEX hides anything": fc.constant((reports: ReleaseReports) => ({
    ...reports,
    uploads: reports.uploads.map((upload) =>
      upload.kind === "vex" ? { ...upload, items: upload.items.slice(0, 0) } : upload,
    ),
  })),
}

describe("nothing that gets worse opens a gate", () => {
  test.for(Object.keys(WORSE))("%s", (what) => {
    const worsening = WORSE[what] ?? fc.constant((reports: ReleaseReports) => reports)
    fc.assert(
      fc.property(someReports, rules, worsening, fc.nat(), (reports, checks, worsen, pick) => {
        const was = verdictOf(checks, reports)
        const is = verdictOf(checks, worsen(reports, pick))
        expect(was === "allow" || is !== "allow").toBe(true)
        expect(was !== "deny" || is === "deny").toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  test("a licence is no longer stated, where the policy does not say that this is no harm", () => {
    const strict = rules.map((checks) =>
      checks.filter(
        (rule) =>
          rule.kind === "licences" && (rule.parameters.unknown === "fail" || rule.parameters.unknown === "hold"),
      ),
    )
    const unstated = everyItem((item) => (item.type === "component" ? { ...item, licences: [] } : item))
    fc.assert(
      fc.property(someReports, strict, fc.nat(), (reports, checks, pick) => {
        const was = verdictOf(checks, reports)
        const is = verdictOf(checks, unstated(reports, pick))
        expect(was === "allow" || is !== "allow").toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  test.for<[string, (one: VerifiedAttestation) => VerifiedAttestation]>([
    ["it is about something else", ({ item, verification }) => ({ item: { ...item, subjects: [] }, verification })],
    ["its signature could not be checked", ({ item }) => ({ item, verification: unverified("not-checked") })],
    ["nobody signed it", ({ item }) => ({ item, verification: unverified("none") })],
    ["its signature is wrong", ({ item }) => ({ item, verification: unverified("no") })],
  ])("of an attestation: %s", ([, change]) => {
    const attested = rules.map((checks) => checks.filter(({ kind }) => kind === "signature" || kind === "provenance"))
    fc.assert(
      fc.property(someReports, attested, fc.nat(), (reports, checks, pick) => {
        const was = verdictOf(checks, reports)
        const is = verdictOf(checks, everyAttestation(change)(reports, pick))
        expect(was === "allow" || is !== "allow").toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  test("without a baseline everything is new", () => {
    const newness = rules.map((checks) =>
      checks.filter(({ kind }) => kind === "findings" || kind === "vulnerabilities"),
    )
    fc.assert(
      fc.property(someReports, newness, (reports, checks) => {
        const was = verdictOf(checks, reports)
        const is = verdictOf(checks, { ...reports, baseline: null })
        expect(was === "allow" || is !== "allow").toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})

test("no report at all is never an allow", () => {
  fc.assert(
    fc.property(rules, (checks) => {
      expect(verdictOf(checks, { uploads: [], refused: [], baseline: null })).toBe("hold")
    }),
  )
})

test("an input that was stored before there were other kinds of evidence is one without any", () => {
  fc.assert(
    fc.property(rules, (checks) => {
      const { reports: _, ...stored } = situation({ reports: [] })
      expect(evaluateGate(policy(checks), stored)).toStrictEqual(
        evaluateGate(policy(checks), { ...stored, reports: [] }),
      )
    }),
  )
})

describe("what is folded does not depend on", () => {
  const folded = (reports: ReleaseReports) => JSON.stringify(reportStates(reports, PLACE, noHash))

  test("the order of uploads and of what they list", () => {
    fc.assert(
      fc.property(someReports, (reports) => {
        const turned = reports.uploads.map((upload) => ({ ...upload, items: upload.items.toReversed() })).toReversed()
        expect(folded({ ...reports, uploads: turned })).toBe(folded(reports))
      }),
    )
  })

  test("what was measured elsewhere", () => {
    fc.assert(
      fc.property(someReports, (reports) => {
        const elsewhere = uploadOf("performance", [], { environment: "dev" as never, category: "other" as never })
        expect(folded({ ...reports, uploads: [...reports.uploads, elsewhere] })).toBe(folded(reports))
      }),
    )
  })
})
