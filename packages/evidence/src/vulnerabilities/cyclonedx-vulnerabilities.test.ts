import { describe, expect, test } from "vitest"
import type { Json } from "../json/json.ts"
import { Tally } from "../warnings.ts"
import { type CycloneDxContext, vexOfCycloneDx, vulnerabilitiesOfCycloneDx } from "./cyclonedx-vulnerabilities.ts"

const PLACE = { at: 7, pointer: "/vulnerabilities/0" }
const contextOf = (): CycloneDxContext => ({
  author: "Example Security",
  issuedAt: "2026-11-20T10:00:00.000Z",
  component: (ref) => (ref === "left-ref" ? { name: "left", version: "1.0.0", purl: "pkg:npm/left@1.0.0" } : undefined),
  warnings: new Tally(),
})
const flaw = (members: { readonly [key: string]: Json } = {}): Json => ({
  id: "CVE-2026-0001",
  source: { name: "NVD" },
  references: [{ id: "GHSA-aaaa-bbbb-cccc", source: { name: "GitHub" } }],
  ratings: [
    { source: { name: "Other" }, score: 9.8, severity: "critical", method: "CVSSv31" },
    { source: { name: "NVD" }, score: 7.5, severity: "high", method: "CVSSv31" },
    { source: { name: "OWASP" }, score: 3, severity: "low", method: "OWASP" },
  ],
  affects: [{ ref: "left-ref" }, { ref: "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:npm/right@2.0.0" }],
  ...members,
})

describe("what somebody analysed is a statement", () => {
  test.for([
    ["resolved", "fixed"],
    ["resolved_with_pedigree", "fixed"],
    ["exploitable", "affected"],
    ["in_triage", "under_investigation"],
    ["false_positive", "not_affected"],
    ["not_affected", "not_affected"],
    ["harmless", "affected"],
  ] as const)("%s is %s", ([state, status]) => {
    const context = contextOf()
    expect(vexOfCycloneDx(flaw({ analysis: { state } }), PLACE, context)).toMatchObject({ status })
    expect(context.warnings.list()).toHaveLength(state === "harmless" ? 1 : 0)
  })

  test("it carries who, when, of what and why; its own time wins", () => {
    const analysis = { state: "not_affected", justification: "code_not_reachable", detail: "never called" }
    const said = vexOfCycloneDx(flaw({ analysis }), PLACE, contextOf())
    expect(said).toEqual({
      type: "vex",
      vulnerability: "CVE-2026-0001",
      aliases: ["GHSA-aaaa-bbbb-cccc"],
      status: "not_affected",
      products: ["pkg:npm/left@1.0.0", "pkg:npm/right@2.0.0"],
      justification: "code_not_reachable",
      impact: "never called",
      author: "Example Security",
      issuedAt: "2026-11-20T10:00:00.000Z",
      ...PLACE,
    })
    const dated = flaw({
      analysis: { ...analysis, firstIssued: "2026-01-01T00:00:00Z", lastUpdated: "2026-02-01T00:00:00Z" },
    })
    expect(vexOfCycloneDx(dated, PLACE, contextOf())).toMatchObject({ issuedAt: "2026-02-01T00:00:00.000Z" })
  })

  test("without a state there is none", () => {
    for (const analysis of [{}, { detail: "x" }, null]) {
      expect(vexOfCycloneDx(flaw({ analysis }), PLACE, contextOf())).toBe(undefined)
    }
  })
})

describe("each component that is affected has the vulnerability", () => {
  test("with the rating of the document's own source", () => {
    expect(vulnerabilitiesOfCycloneDx(flaw(), PLACE, contextOf())).toMatchObject([
      {
        id: "CVE-2026-0001",
        component: "left",
        version: "1.0.0",
        purl: "pkg:npm/left@1.0.0",
        severity: "high",
        native: "high",
        score10: 75,
        state: "open",
        pointer: "/vulnerabilities/0/affects/0",
      },
      { component: "pkg:npm/right@2.0.0", purl: "pkg:npm/right@2.0.0", fingerprint: "CVE-2026-0001|pkg:npm/right" },
    ])
  })

  test.for([
    ["the worst word without a source", { source: {} }, "critical"],
    ["the score without a word", { ratings: [{ score: 4.2, method: "CVSSv3" }] }, "medium"],
    ["unknown without ratings", { ratings: [] }, "unknown"],
  ] as const)("severity: %s", ([, members, severity]) => {
    expect(vulnerabilitiesOfCycloneDx(flaw(members as never), PLACE, contextOf())[0]).toMatchObject({ severity })
  })

  test("or nothing in particular, where none is named", () => {
    expect(vulnerabilitiesOfCycloneDx(flaw({ affects: [] }), PLACE, contextOf())).toMatchObject([{ component: "" }])
  })

  test.for([
    ["not_affected", "suppressed"],
    ["resolved", "suppressed"],
    ["exploitable", "open"],
    ["in_triage", "open"],
    ["harmless", "open"],
  ] as const)("%s: %s", ([state, wanted]) => {
    const [item] = vulnerabilitiesOfCycloneDx(flaw({ analysis: { state } }), PLACE, contextOf())
    expect(item).toMatchObject({ state: wanted })
  })
})
