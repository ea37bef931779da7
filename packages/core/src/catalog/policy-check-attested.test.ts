import { describe, expect, test } from "vitest"
import { ATTESTED_POLICY, SMALL_POLICY as SMALL } from "./policy-example.ts"
import { explainMistake } from "./policy-mistake.ts"
import { readPolicy } from "./policy-read.ts"
import type { CheckRule } from "./policy.ts"

const prod = (gate: string) => `${SMALL}  prod: { ${gate} }\n`
const GITHUB = "https://token.actions.githubusercontent.com"

function rulesOf(text: string): readonly CheckRule[] {
  const answer = readPolicy(text)
  if (!answer.ok) throw new Error(answer.error.map((mistake) => explainMistake(mistake)).join("\n"))
  const checks = answer.value.policy.gates.find(({ environment }) => environment === "prod")?.checks ?? "none"
  return checks === "none" ? [] : checks
}

const parametersOf = (text: string, kind: "signature" | "provenance") =>
  rulesOf(text).find((rule) => rule.kind === kind)?.parameters

test("every key is read", () => {
  const rules = rulesOf(ATTESTED_POLICY).map(({ kind, severity, parameters }) => [kind, severity, parameters])
  expect(rules.slice(0, 2)).toEqual([
    [
      "signature",
      "warn",
      {
        measured: [],
        maxAgeMs: 2_592_000_000,
        signers: [
          { identity: "https://github.com/acme/shop", issuer: GITHUB },
          { identity: "anna@example.com", issuer: GITHUB },
        ],
        keys: ["release.pub", "SHA256:abc"],
      },
    ],
    [
      "provenance",
      "block",
      {
        measured: [],
        maxAgeMs: 2_592_000_000,
        signers: [
          {
            identity: "https://github.com/acme/shop/.github/workflows/*@refs/tags/*",
            issuer: "https://issuer.acme.example",
          },
        ],
        keys: [],
        builders: [
          { id: "https://github.com/acme/shop", level: null },
          { id: "https://builder.acme.example", level: 3 },
        ],
        sources: ["https://github.com/acme/shop"],
        buildTypes: ["https://actions.github.io/buildtypes/workflow/v1"],
        predicates: ["https://slsa.dev/provenance/*", "https://slsa.dev/verification_summary/v1"],
        level: 2,
        verifiers: ["https://verifier.acme.example"],
        resource: "oci://registry.acme.example/shop",
        verifiedLevels: ["ACME_REVIEWED"],
      },
    ],
  ])
})

test.for([
  { issuer: "github", identity: "https://github.com/acme/shop", is: GITHUB },
  { issuer: "gitlab", identity: "https://gitlab.com/acme/shop", is: "https://gitlab.com" },
  { issuer: "google", identity: "release@acme.example", is: "https://accounts.google.com" },
  {
    issuer: "bitbucket",
    identity: "https://bitbucket.org/acme/checkout",
    is: "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
  },
  { issuer: "https://issuer.acme.example/x", identity: "a@b.example", is: "https://issuer.acme.example/x" },
])("$issuer vouches for $identity as $is", ({ issuer, identity, is }) => {
  const parameters = parametersOf(prod(`signature: { identity: "${identity}", issuer: "${issuer}" }`), "signature")
  expect(parameters).toMatchObject({ signers: [{ identity, issuer: is }] })
})

test("a builder alone is enough to ask for provenance; nothing else is asked", () => {
  expect(parametersOf(prod("provenance: { builder: https://builder.example }"), "provenance")).toEqual({
    measured: [],
    signers: [],
    keys: [],
    builders: [{ id: "https://builder.example", level: null }],
    sources: [],
    buildTypes: [],
    predicates: [],
    level: null,
    verifiers: [],
    resource: null,
    verifiedLevels: [],
  })
})

describe("what would let everybody through, or nobody, is a mistake", () => {
  test.for<[gate: string, says: string]>([
    ["signature: {}", "`signature` without `identity` or `keys` lets everybody sign"],
    ["signature: { issuer: github }", "`issuer` alone lets everybody sign whom it knows"],
    ["signature: { identity: https://github.com/acme/shop }", "`identity` needs the `issuer` that vouches for it"],
    ['signature: { identity: "*", issuer: github }', "`*` is anybody"],
    ['signature: { identity: "https://*/acme/shop", issuer: github }', "is anybody"],
    ["signature: { identity: [], issuer: github }", "needs at least 1"],
    ["signature: { identity: https://github.com/a/b, issuer: githb }", "Did you mean `github`?"],
    ["signature: { identity: https://github.com/a/b, issuer: http://issuer.example }", "is not an issuer"],
    ["signature: { identity: a@b.example, issuer: bitbucket }", "Bitbucket has an issuer for each workspace"],
    ["signature: { identity: https://bitbucket.org.evil/acme/x, issuer: bitbucket }", "Bitbucket has an issuer"],
    ["signature: { keys: [] }", "needs at least 1"],
    ["signature: { key: a.pub }", "Did you mean `keys`?"],
    ["provenance: {}", "`provenance` has to say whose word it is"],
    ["provenance: { source: https://github.com/acme/shop }", "`provenance` has to say whose word it is"],
    ["provenance: { verifier: https://verifier.example }", "`provenance` has to say whose word it is"],
    ["provenance: { builder: b, level: 4 }", "is not a SLSA build level"],
    ["provenance: { builder: { id: b } }", "`level` is missing"],
    ["provenance: { keys: [a.pub], resource: oci://shop }", "Say whose count: `verifier`"],
    ["provenance: { keys: [a.pub], verifiedLevels: [A] }", "Say whose count: `verifier`"],
  ])("%s", ([gate, says]) => {
    const answer = readPolicy(prod(gate))
    expect(answer.ok ? "accepted" : answer.error.map((mistake) => explainMistake(mistake)).join("\n")).toContain(says)
  })
})
