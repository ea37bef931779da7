import { page, table } from "./page.ts"

/** One word of the product: what it means, and what it is called in code where that is a type or value of its own. */
export type Term = { readonly word: string; readonly means: string; readonly inCode?: string }

/** The product's nouns, one word each, the same in code, API, command and page. */
export const GLOSSARY: Readonly<Record<string, readonly Term[]>> = {
  "Things that move": [
    { word: "application", means: "What has releases and a promotion path of its own.", inCode: "ApplicationName" },
    { word: "release", means: "A version bound for ever to a set of artifact digests.", inCode: "ReleaseVersion" },
    { word: "artifact", means: "One thing that is deployed: a name and a digest.", inCode: "Artifact" },
    { word: "digest", means: "`sha256:` and 64 hex digits. Identity goes by digest, never by tag.", inCode: "Digest" },
    {
      word: "predecessor",
      means:
        "The release whose tests a new one is expected to have, too: what ran in the environment when it was registered, else the one registered before it.",
    },
  ],
  Places: [
    { word: "environment", means: "A named place where releases run, such as staging.", inCode: "EnvironmentName" },
    { word: "path", means: "The order of environments that a release goes through." },
    { word: "lane", means: "Another order, by name, such as hotfix.", inCode: "LaneName" },
    { word: "edge", means: "One step of a path or lane: from one environment to the next.", inCode: "Edge" },
  ],
  "Evidence and coverage": [
    {
      word: "evidence",
      means: "A file as received, with what was read from it. Refused files are kept and never counted.",
      inCode: "EvidenceRecorded",
    },
    {
      word: "report",
      means:
        "Evidence of another kind than tests: findings, vulnerabilities, an SBOM, measures, violations, code coverage…",
      inCode: "ReportState",
    },
    {
      word: "subject",
      means:
        "What a report was measured on: the artifact, and so it counts at every gate, or what runs in one environment.",
      inCode: "EvidenceSubject",
    },
    {
      word: "finding",
      means:
        "One result of a static or dynamic analysis, however many places it names. New unless it is open in what runs in the target.",
      inCode: "FindingItem",
    },
    {
      word: "VEX",
      means:
        "Somebody's dated word that a vulnerability does not affect a product, or is fixed in it. Hides it, and is counted apart.",
      inCode: "VexItem",
    },
    {
      word: "attestation",
      means: "A signed word about an artifact, by its digest: who built it, from what, what was found in it.",
      inCode: "AttestationItem",
    },
    {
      word: "trust root",
      means: "A file that says whose signatures are good: a Sigstore instance's trusted root, or a public key.",
    },
    {
      word: "signer",
      means: "Who made a signature: a key of the trust roots, or an identity by the word of its issuer.",
      inCode: "Signer",
    },
    { word: "inventory", means: "A list of tests that exist. It can add tests to what is expected, never remove any." },
    { word: "test", means: "One test case by its id `suite::class::name`.", inCode: "TestCase" },
    { word: "category", means: "What a test is about: unit, integration, smoke…", inCode: "CategoryName" },
    {
      word: "scope",
      means: "The environments in which a test counts. Where it ran is another thing, stored apart.",
      inCode: "ScopeRule",
    },
    {
      word: "variant",
      means: "One of several runs of the same tests, such as a browser or a shard. The worst result counts.",
    },
    {
      word: "coverage",
      means:
        "Passed ÷ in scope, for a release, an environment and a category. Not the share of lines that tests touch.",
      inCode: "CoverageCounts",
    },
    { word: "completeness", means: "Executed ÷ in scope. Shown, never gated." },
    { word: "pass rate", means: "Passed ÷ executed. Shown, never gated." },
    { word: "not run", means: "Counts here and has no result. Stays in the denominator." },
    {
      word: "vanished",
      means: "A test of the predecessor that is neither reported nor in an inventory. Counts as not run.",
    },
    { word: "retired", means: "No longer expected, with a reason. Listed, not counted.", inCode: "RetiredRule" },
    {
      word: "quarantined",
      means: "Not counted until a date, with owner and reason. Critical tests cannot be.",
      inCode: "QuarantineRule",
    },
    { word: "critical", means: "A test that must pass whatever the minimum is." },
    { word: "flaky", means: "Passed after a recorded failed attempt. Counts as passed, and says so." },
    { word: "not due", means: "Counts in the target and nowhere before it, so it cannot have run yet." },
    {
      word: "band",
      means: "Red below the minimum, amber up to the target, green above. Always with a symbol and a word.",
      inCode: "Band",
    },
  ],
  "Rules and verdicts": [
    {
      word: "policy",
      means:
        "The file that says what an application's releases need at each gate. Kept by digest, each version an entry of the ledger.",
      inCode: "Policy",
    },
    { word: "rollout", means: "`enforce`, or `advisory`: decisions are recorded with what they would have stopped." },
    { word: "gate", means: "The checks between one environment and the next.", inCode: "Gate" },
    { word: "exit", means: "The part of a gate about what counts where the release comes from." },
    {
      word: "entry",
      means: "The part of a gate about what counts where the release wants to go and could have run before.",
    },
    { word: "check", means: "One testable condition of a gate, with a stable id.", inCode: "Check" },
    { word: "severity", means: "`block`, `warn` or `observe`. Only blocking checks decide." },
    {
      word: "outcome",
      means: "How a check ended: pass, warn, fail, unknown, error, waived or not applicable.",
      inCode: "Outcome",
    },
    { word: "reason code", means: "Why a check did not pass, as a stable word.", inCode: "ReasonCode" },
    {
      word: "verdict",
      means: "allow, deny, or hold: hold may become allow without a new release. Anything else is no verdict.",
      inCode: "Verdict",
    },
    {
      word: "decision",
      means: "The recorded answer of a gate, with the digests of its policy, its input and its outcome.",
      inCode: "Decision",
    },
    { word: "input", means: "Everything the evaluator saw, frozen as canonical JSON.", inCode: "GateInput" },
    {
      word: "unblock set",
      means: "A smallest set of actions that would make it an allow, found by evaluating again.",
      inCode: "UnblockSet",
    },
    { word: "replay", means: "Evaluating the recorded input again and comparing byte for byte." },
    { word: "block", means: "A person's word that a release must not go further, until it is lifted." },
  ],
  "After the decision": [
    {
      word: "deployment",
      means:
        "The statement that a release went to an environment, succeeded or failed. What runs there is the newest that succeeded.",
    },
    {
      word: "ledger",
      means: "The append-only list of every governance fact, each entry hashed into one tree.",
      inCode: "Event",
    },
    { word: "root", means: "The hash of the whole ledger. Change one entry and it changes." },
    {
      word: "checkpoint",
      means: "What a transparency log signs: its name, how many entries it has, and the root over them.",
      inCode: "Checkpoint",
    },
    {
      word: "witness",
      means: "Somebody who signs a log's checkpoint with the time, and only if it continues the one before.",
      inCode: "Witnessed",
    },
    {
      word: "tile",
      means: "A file of a transparency log: 256 hashes of its tree, or the entries below them.",
      inCode: "Tile",
    },
    { word: "token", means: "A bearer secret with scopes, kept as a hash. It is who did something.", inCode: "Actor" },
  ],
}

/** `docs/reference/glossary.md`. */
export function glossaryPage(): string {
  return page("Glossary", "`tools/golden/glossary.ts`", [
    "One word, one thing: the same in the code, the HTTP interface, the command and the page.",
    ...Object.entries(GLOSSARY).flatMap(([heading, terms]) => [
      `## ${heading}`,
      table(
        ["word", "means", "in code"],
        terms.map(({ word, means, inCode }) => [`**${word}**`, means, inCode === undefined ? "" : `\`${inCode}\``]),
      ),
    ]),
  ])
}
