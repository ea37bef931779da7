// The smallest honest reports of other kinds than tests, as their tools write them.

/** A result of a static analysis; `score` is its security severity, from 0 to 10. */
export const finding = (rule: string, score: string) => ({ rule, score })

export function sarif(findings: readonly ReturnType<typeof finding>[], tool = "scanner"): string {
  return JSON.stringify({
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: tool,
            version: "1.0",
            rules: findings.map(({ rule, score }) => ({ id: rule, properties: { "security-severity": score } })),
          },
        },
        invocations: [{ executionSuccessful: true }],
        results: findings.map(({ rule }, ruleIndex) => ({
          ruleId: rule,
          ruleIndex,
          level: "error",
          message: { text: `${rule} here` },
          locations: [{ physicalLocation: { artifactLocation: { uri: `src/${rule}.ts` }, region: { startLine: 3 } } }],
        })),
      },
    ],
  })
}

/** Vulnerabilities of high severity in one package. */
export function trivy(ids: readonly string[]): string {
  return JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: "shop",
    ArtifactType: "container_image",
    Results: [
      {
        Target: "shop (debian 13)",
        Class: "os-pkgs",
        Type: "debian",
        Vulnerabilities: ids.map((id) => ({
          VulnerabilityID: id,
          PkgName: "openssl",
          PkgIdentifier: { PURL: "pkg:deb/debian/openssl@3.0.1" },
          InstalledVersion: "3.0.1",
          FixedVersion: "3.0.2",
          Severity: "HIGH",
        })),
      },
    ],
  })
}

/** Says that openssl is not affected by these. */
export function openVex(ids: readonly string[], author: string): string {
  return JSON.stringify({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": `https://example.com/vex/${ids.length}`,
    author,
    timestamp: "2026-11-01T00:00:00Z",
    version: 1,
    statements: ids.map((name) => ({
      vulnerability: { name },
      products: [{ "@id": "pkg:deb/debian/openssl@3.0.1" }],
      status: "not_affected",
      justification: "vulnerable_code_not_in_execute_path",
    })),
  })
}

/** Components by name with the licence each declares; null: none. */
export function cycloneDx(licences: Readonly<Record<string, string | null>>): string {
  return JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name: "shop", version: "1" } },
    components: Object.entries(licences).map(([name, expression]) => ({
      type: "library",
      name,
      version: "1.0.0",
      ...(expression === null ? {} : { licenses: [{ expression }] }),
    })),
  })
}

/** A load test whose 95th percentile was this many milliseconds. */
export function k6(p95: number): string {
  return JSON.stringify({
    metrics: {
      http_reqs: { type: "counter", contains: "default", values: { count: 1_000, rate: 100 } },
      http_req_failed: { type: "rate", contains: "default", values: { rate: 0, passes: 0, fails: 1_000 } },
      http_req_duration: {
        type: "trend",
        contains: "time",
        values: { avg: p95 / 2, min: 1, med: p95 / 2, max: p95 * 2, "p(90)": p95 * 0.9, "p(95)": p95 },
      },
      iterations: { type: "counter", contains: "default", values: { count: 1_000, rate: 100 } },
    },
    root_group: { name: "", path: "", id: "d41d8cd98f00b204e9800998ecf8427e", groups: [], checks: [] },
    state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 10_000 },
  })
}
