import type { Api } from "./api.ts"

// Small reports of every kind, written for these tests: one release on its way through five environments.

const POLICY = `schema: promotrail/policy/v1
application: checkout
environments:
  dev:     { tier: development, purpose: every merge, owners: [team:checkout] }
  qa:      { tier: test,        purpose: whole product, owners: [team:checkout] }
  staging: { tier: staging,     purpose: release candidates, owners: [team:release] }
  preprod: { tier: staging,     purpose: production mirror, owners: [team:release] }
  prod:    { tier: production,  purpose: customers, owners: [team:sre] }
path: [dev, qa, staging, preprod, prod]
tests:
  categories:
    - { suite: "unit*",        category: unit }
    - { suite: "integration*", category: integration }
    - { suite: "smoke*",       category: smoke }
  scopes:
    - { category: unit,        environments: [dev, qa] }
    - { category: integration, environments: [dev, qa, staging] }
gates:
  default:
    coverage: { minimum: 85, target: 90 }
    code-coverage: { line: 85 }
    findings: { static: { critical: 0, high: 0 } }
    vulnerabilities: { critical: 0, high: 2 }
    licences: { deny: [AGPL-3.0-only] }
  staging:
    performance: { p95: 450ms, errorRate: 1%, severity: warn }
    accessibility: { critical: 0, serious: 4 }
  preprod:
    performance: { p95: 450ms, errorRate: 1%, severity: warn }
    accessibility: { critical: 0, serious: 4 }
`

const tests = (suite: string, passed: number, failed = 0): string => {
  const names = Array.from({ length: passed + failed }, (_, at) => `pays ${at + 1}`)
  const cases = names.map((name, at) => {
    const failure = at < failed ? '<failure message="expected 200, got 500"/>' : ""
    return `<testcase classname="Cart" name="${name}" time="0.01">${failure}</testcase>`
  })
  return `<testsuite name="${suite}" tests="${names.length}">${cases.join("\n")}</testsuite>`
}

const covered = (lines: number, branches: number) => {
  const metric = (total: number, count: number) => ({ total, covered: count, skipped: 0, pct: (100 * count) / total })
  const all = { lines: metric(2491, lines), branches: metric(800, branches) }
  const counts = { ...all, statements: metric(2600, lines), functions: metric(300, 290) }
  return JSON.stringify({ total: counts, "/src/cart.ts": counts })
}

type Result = { readonly ruleId: string; readonly level: string; readonly line: number; readonly why?: string }
const sarif = (...results: readonly Result[]) =>
  JSON.stringify({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Semgrep", version: "1.95.0", rules: results.map(({ ruleId }) => ({ id: ruleId })) } },
        results: results.map(({ ruleId, level, line, why }) => ({
          ruleId,
          level,
          message: { text: `The rule ${ruleId} is not kept here.` },
          locations: [
            { physicalLocation: { artifactLocation: { uri: "src/payment/session.ts" }, region: { startLine: line } } },
          ],
          ...(why === undefined
            ? {}
            : { suppressions: [{ kind: "inSource", status: "accepted", justification: why }] }),
        })),
      },
    ],
  })

const PURL = "pkg:deb/debian/openssl@3.5.4"
const vulnerability = (id: string, component: string, severity: string, fixedIn = "") => ({
  VulnerabilityID: id,
  PkgName: component,
  InstalledVersion: "3.5.4",
  ...(fixedIn === "" ? {} : { FixedVersion: fixedIn }),
  PkgIdentifier: { PURL: PURL.replace("openssl", component) },
  Severity: severity,
  Title: `${component}: out-of-bounds read while a certificate is parsed`,
})
const trivy = JSON.stringify({
  SchemaVersion: 2,
  CreatedAt: "2026-11-20T08:00:00Z",
  ArtifactName: "registry.example/checkout:2.5.0",
  ArtifactType: "container_image",
  Trivy: { Version: "0.68.1" },
  Results: [
    {
      Target: "registry.example/checkout:2.5.0 (debian 13.1)",
      Class: "os-pkgs",
      Type: "debian",
      Vulnerabilities: [
        vulnerability("CVE-2026-4412", "openssl", "CRITICAL", "3.5.6"),
        vulnerability("CVE-2026-3110", "libxml2", "CRITICAL"),
        vulnerability("CVE-2026-1009", "zlib", "HIGH", "3.5.9"),
        vulnerability("CVE-2026-2201", "curl", "MEDIUM"),
        vulnerability("CVE-2026-2202", "curl", "MEDIUM"),
        vulnerability("CVE-2026-0007", "tar", "LOW"),
      ],
    },
  ],
})
const openvex = JSON.stringify({
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://vex.example/checkout/1",
  author: "Security team",
  timestamp: "2026-11-18T09:30:00Z",
  version: 1,
  statements: [
    {
      vulnerability: { name: "CVE-2026-3110" },
      products: [{ "@id": PURL.replace("openssl", "libxml2") }],
      status: "not_affected",
      justification: "vulnerable_code_not_in_execute_path",
    },
  ],
})

const LIBRARIES = ["react", "zod", "fastify", "pg", "kysely", "saxes", "yaml", "pino"]
const cyclonedx = JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: {
    timestamp: "2026-11-20T08:00:00Z",
    tools: { components: [{ type: "application", name: "cdxgen", version: "11.0.0" }] },
    component: { type: "application", name: "checkout", version: "2.5.0", "bom-ref": "checkout" },
  },
  components: LIBRARIES.map((name) => ({
    type: "library",
    name,
    version: "1.0.0",
    "bom-ref": name,
    purl: `pkg:npm/${name}@1.0.0`,
    licenses: [{ license: { id: "MIT" } }],
  })),
  dependencies: [{ ref: "checkout", dependsOn: LIBRARIES }],
})

const k6 = (p95: number, failed: number) => {
  const trend = { avg: 120, min: 8, med: 101, max: 2100, "p(90)": p95 - 40, "p(95)": p95 }
  return JSON.stringify({
    root_group: { name: "", path: "", groups: {}, checks: {} },
    metrics: {
      http_reqs: { count: 120_000, rate: 400 },
      http_req_duration: { ...trend, thresholds: { "p(95)<500": false } },
      http_req_failed: { value: failed / 120_000, passes: failed, fails: 120_000 - failed },
      iterations: { count: 30_000, rate: 100 },
    },
  })
}

const axe = (...impacts: readonly string[]) => {
  const rule = (id: string, impact: string | null) => ({
    id,
    impact,
    tags: ["wcag2aa"],
    description: `Ensures that ${id} is kept`,
    help: `Elements must keep ${id}`,
    helpUrl: "https://rules.example",
    nodes: [{ html: "<a>", target: ["a.basket"], impact, any: [], all: [], none: [] }],
  })
  return JSON.stringify({
    testEngine: { name: "axe-core", version: "4.11.0" },
    testRunner: { name: "axe" },
    testEnvironment: {},
    timestamp: "2026-11-20T08:00:00.000Z",
    url: "https://shop.example/cart",
    toolOptions: {},
    inapplicable: [],
    passes: [rule("document-title", null)],
    incomplete: [rule("color-contrast", "serious")],
    violations: impacts.map((impact, at) => rule(`rule-${at + 1}`, impact)),
  })
}

const statement = {
  _type: "https://in-toto.io/Statement/v1",
  // The digest that the release is registered with.
  subject: [{ name: "checkout", digest: { sha256: Buffer.from("2.5.0").toString("hex").padEnd(64, "0") } }],
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: {
    buildDefinition: { buildType: "https://ci.example/build", externalParameters: {}, resolvedDependencies: [] },
    runDetails: { builder: { id: "https://ci.example/build.yml@main" }, metadata: {} },
  },
}
const provenance = JSON.stringify({
  payloadType: "application/vnd.in-toto+json",
  payload: Buffer.from(JSON.stringify(statement)).toString("base64"),
  signatures: [{ keyid: "ci", sig: Buffer.from("signed").toString("base64") }],
})

/** The release of which there is evidence of every kind. */
export const RELEASE = "2.5.0"

/**
 * 2.5.0 runs in staging: its image has a critical vulnerability (and one that a VEX hides), its load test is slower than
 * asked for, nobody looked at its accessibility there, and its newest SBOM is cut.
 */
export async function playEveryKind(api: Api): Promise<void> {
  await api.policyText(POLICY)
  await api.register("2.4.3")
  await api.reportText("2.4.3", "dev", "unit.xml", tests("unit", 140))
  await api.reportText("2.4.3", "dev", "semgrep.sarif", sarif({ ruleId: "sql-by-hand", level: "warning", line: 12 }))
  await api.deployed("2.4.3", "prod")
  await api.register(RELEASE)
  const upload = (environment: string, file: string, text: string) => api.reportText(RELEASE, environment, file, text)
  await upload("dev", "unit.xml", tests("unit", 145))
  await upload("dev", "integration.xml", tests("integration", 36, 4))
  await upload("dev", "smoke.xml", tests("smoke", 12))
  await upload("dev", "coverage-summary.json", covered(2378, 700))
  await upload(
    "dev",
    "semgrep.sarif",
    sarif(
      { ruleId: "sql-by-hand", level: "warning", line: 12 },
      { ruleId: "weak-hash", level: "warning", line: 88 },
      { ruleId: "hard-coded-secret", level: "error", line: 131, why: "a key of the test system" },
      { ruleId: "todo-left", level: "note", line: 7 },
    ),
  )
  await upload("dev", "trivy.json", trivy)
  await upload("dev", "checkout.openvex.json", openvex)
  await upload("dev", "bom.cdx.json", cyclonedx)
  await upload("dev", "bom.cdx.json", cyclonedx.slice(0, -40))
  await upload("dev", "provenance.intoto.json", provenance)
  await api.deployed(RELEASE, "dev")
  await upload("qa", "unit.xml", tests("unit", 145))
  await upload("qa", "integration.xml", tests("integration", 39, 1))
  await upload("qa", "smoke.xml", tests("smoke", 12))
  await upload("qa", "k6.json", k6(388.2, 120))
  await upload("qa", "axe.json", axe("serious", "moderate", "moderate", "minor"))
  await api.deployed(RELEASE, "qa")
  await upload("staging", "integration.xml", tests("integration", 38, 2))
  await upload("staging", "smoke.xml", tests("smoke", 12))
  await upload("staging", "k6.json", k6(481.7, 2400))
  await api.deployed(RELEASE, "staging")
}
