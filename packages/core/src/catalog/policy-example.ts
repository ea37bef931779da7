/** The example of the policy language’s description, word for word; the reader and the schema are tested with it. */
export const EXAMPLE_POLICY = `schema: promotrail/policy/v1
application: checkout
rollout: enforce                    # or advisory: every decision is recorded as advisory, with what it would have stopped
environments:
  dev:     { tier: development, purpose: every merge, synthetic data, owners: [team:checkout] }
  staging: { tier: staging,     purpose: release candidates, owners: [team:release] }
  preprod: { tier: staging,     purpose: production mirror, owners: [team:release] }
  prod:    { tier: production,  purpose: customers, owners: [team:sre], instances: [eu-1, us-1] }
path: [dev, staging, preprod, prod]
lanes:
  hotfix: [staging, prod]

tests:
  categories:                       # first match wins
    - { file: "**/unit/**",        category: unit }
    - { suite: "smoke*",           category: smoke, critical: true }
    - { jira: { Category: "*" } }   # take it from the Jira field
  scopes:
    - { category: unit,            environments: [dev] }
    - { category: integration, tag: external, environments: [dev] }
    - { category: [functional, performance], environments: [staging, preprod, prod] }
    - { jira: { "Environment Scope": { "Dev Only": [dev], "Staging + Prod": [staging, preprod, prod], "All Environments": all } } }
  quarantine:
    - { test: "payment::PayPalTest::refund", owner: anna, reason: PAY-811, until: 2026-12-15 }
  retired:
    - { test: "legacy::*", reason: "removed with the old checkout, CHK-90" }

gates:
  default:
    coverage: { minimum: 85, target: 90, required: [smoke], aggregate: pooled, perCategory: true, executedIn: upstream }
    evidence: { tests: { maxAge: 7d } }
  staging: {}                       # inherits default, key by key
  preprod:
    coverage: { categories: { functional: { minimum: 90 } }, regression: { tolerance: 0.5 } }
    findings: { static: { critical: 0, high: 0 }, newOnly: true, severity: warn }
  prod:
    signature: { identity: "https://bitbucket.org/acme/checkout", issuer: bitbucket }
    vulnerabilities: { critical: 0, high: 2, fixableOnly: true }
    licences: { deny: [AGPL-3.0-only, SSPL-1.0] }
    soak: { in: preprod, for: 24h }
    window: { deny: [{ cron: "0 16 * * FRI", for: 64h, zone: Europe/Berlin, reason: weekend }] }
    approvals: { quorum: { release-manager: 1, security: 1 }, expires: 8h, not: [requester, author] }
`

/** Ten lines. What a test adds begins in line 11, inside `gates` when it is indented by two. */
export const SMALL_POLICY = `schema: promotrail/policy/v1
application: shop
environments:
  dev: { tier: development }
  staging: { tier: staging }
  prod: { tier: production }
path: [dev, staging, prod]
gates:
  default:
    coverage: { minimum: 85 }
`

/** Every key of the checks over reports. */
export const REPORTS_POLICY = `schema: promotrail/policy/v1
application: shop
environments:
  dev: { tier: development }
  staging: { tier: staging }
  prod: { tier: production }
path: [dev, staging, prod]
gates:
  default:
    evidence:
      sbom: { maxAge: 30d, producers: ["ci-*"], subject: artifact }
      findings: { categories: [static, dynamic] }
    findings:
      static: { critical: 0, high: 0, medium: 10, unknown: 0, total: 50 }
      dynamic: { high: 0 }
      newOnly: true
      maxAge: 7d
      minimum: { rules: 1, files: 1 }
    vulnerabilities: { critical: 0, high: 2, fixableOnly: true, unknownAs: critical, vex: honour, categories: { images: { high: 5 } } }
    licences: { allow: [MIT, Apache-2.0], deny: [AGPL-3.0-only], unknown: hold, minimum: { components: 1 } }
    code-coverage: { line: 80, branch: 70.5, mutation: 60, regression: { tolerance: 0.5 }, minimum: { lines: 1 } }
  prod:
    performance:
      p95: 500ms
      lcp: 2.5s
      errorRate: 1%
      cls: 0.1
      score: 90
      labels: { "checkout*": { p95: 300ms } }
      thresholds: honour
      minimum: { requests: 1000, duration: 5m, pages: 1 }
    accessibility: { critical: 0, serious: 0, moderate: 5, unknown: 0, needsReview: 20, minimum: { passes: 10, pages: 1 } }
`

/** Every key of the checks over signatures and provenance. */
export const ATTESTED_POLICY = `schema: promotrail/policy/v1
application: shop
environments:
  dev: { tier: development }
  prod: { tier: production }
path: [dev, prod]
gates:
  prod:
    signature:
      identity: [https://github.com/acme/shop, anna@example.com]
      issuer: github
      keys: [release.pub, "SHA256:abc"]
      maxAge: 30d
      severity: warn
    provenance:
      identity: "https://github.com/acme/shop/.github/workflows/*@refs/tags/*"
      issuer: https://issuer.acme.example
      builder: [https://github.com/acme/shop, { id: https://builder.acme.example, level: 3 }]
      source: https://github.com/acme/shop
      level: 2
      buildType: https://actions.github.io/buildtypes/workflow/v1
      predicate: ["https://slsa.dev/provenance/*", https://slsa.dev/verification_summary/v1]
      verifier: https://verifier.acme.example
      resource: oci://registry.acme.example/shop
      verifiedLevels: [ACME_REVIEWED]
      maxAge: 30d
`
