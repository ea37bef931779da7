import { expect, test } from "vitest"
import type { Item } from "../catalog/items.ts"
import { itemView } from "./item-view.ts"

const finding = {
  type: "finding",
  at: 12,
  rule: "java:S2077",
  severity: "high",
  native: "error",
  state: "open",
  fingerprint: "f",
} as const
const vulnerability = {
  type: "vulnerability",
  at: 3,
  id: "CVE-2026-4412",
  component: "openssl",
  version: "3.5.4",
  severity: "critical",
  native: "CRITICAL",
  state: "open",
  fingerprint: "v",
} as const

const says: readonly { readonly what: string; readonly item: Item; readonly said: string }[] = [
  {
    what: "a finding says rule, what it means, and where in the code",
    item: { ...finding, title: "SQL is built by hand", file: "src/Dao.java", line: 41, pointer: "/runs/0/results/3" },
    said: "fail High | java:S2077 | SQL is built by hand | src/Dao.java:41 | line 12, /runs/0/results/3",
  },
  {
    what: "a finding of a dynamic scan says which address",
    item: { ...finding, severity: "low", url: "https://shop.example/cart", occurrences: 4 },
    said: "warn Low | java:S2077 | 4 times | https://shop.example/cart | line 12",
  },
  {
    what: "what is suppressed never looks like what counts, and says by whom",
    item: { ...finding, state: "suppressed", suppressedBy: "the code", title: "SQL is built by hand." },
    said: "waived Suppressed, high | java:S2077 | SQL is built by hand; suppressed by the code |  | line 12",
  },
  {
    what: "what is gone is out of play",
    item: { ...finding, state: "absent" },
    said: "not-applicable Gone, high | java:S2077 |  |  | line 12",
  },
  {
    what: "a severity that nobody knows is not a harmless one",
    item: { ...finding, severity: "unknown" },
    said: "missing Unknown severity | java:S2077 |  |  | line 12",
  },
  {
    what: "a vulnerability says component, cure and score",
    item: { ...vulnerability, purl: "pkg:deb/openssl@3.5.4", path: "layer 2", fixedIn: ["3.5.6"], score10: 98 },
    said: "fail Critical | CVE-2026-4412 in openssl 3.5.4 | fixed in 3.5.6; CVSS 9.8 | pkg:deb/openssl@3.5.4 in layer 2 | line 3",
  },
  {
    what: "a vulnerability without a cure says so",
    item: { ...vulnerability, fixedIn: [], version: "" },
    said: "fail Critical | CVE-2026-4412 in openssl | no version mends it yet |  | line 3",
  },
  {
    what: "a component says its licences, all of which must be kept",
    item: {
      type: "component",
      at: 9,
      entry: "bom/app.json",
      name: "left-pad",
      version: "1.3.0",
      purl: "pkg:npm/left-pad@1.3.0",
      depth: 1,
      licences: [
        { text: "MIT", form: "expression", source: "declared" },
        { text: "WTFPL", form: "expression", source: "declared" },
      ],
    },
    said: "null  | left-pad 1.3.0 | MIT and WTFPL; a direct dependency | pkg:npm/left-pad@1.3.0 | line 9, in bom/app.json",
  },
  {
    what: "a component without a licence is missing one",
    item: { type: "component", at: 9, name: "mystery", version: "", licences: [] },
    said: "missing No licence | mystery |  |  | line 9",
  },
  {
    what: "a measure is shown in its unit",
    item: { type: "measure", at: 1, metric: "p95", scope: "POST /pay", value: 388_250 },
    said: "null 388.25 ms | p95 |  | POST /pay | line 1",
  },
  {
    what: "a crossed threshold fails",
    item: { type: "threshold", at: 1, name: "p(95)<300", scope: "", passed: false },
    said: "fail Crossed | p(95)<300 | a threshold of the tool itself | the whole run | line 1",
  },
  {
    what: "coverage has its numerator and denominator",
    item: { type: "coverage", at: 2, metric: "line", scope: "src/a.ts", covered: 17, total: 20 },
    said: "null 85 % | line coverage | 17 of 20 | src/a.ts | line 2",
  },
  {
    what: "where there is nothing to cover there is no percentage",
    item: { type: "coverage", at: 2, metric: "branch", scope: "", covered: 0, total: 0 },
    said: "null nothing to cover | branch coverage | 0 of 0 | the whole report | line 2",
  },
  {
    what: "a violation says where on which page",
    item: {
      type: "violation",
      at: 5,
      rule: "color-contrast",
      impact: "serious",
      page: "/cart",
      nodes: 3,
      needsReview: false,
    },
    said: "fail Serious | color-contrast | in 3 places | /cart | line 5",
  },
  {
    what: "what a person must look at is neither a violation nor a pass",
    item: {
      type: "violation",
      at: 5,
      rule: "color-contrast",
      impact: "serious",
      page: "/",
      nodes: 1,
      needsReview: true,
    },
    said: "pending Needs review | color-contrast | in 1 place | / | line 5",
  },
  {
    what: "a statement without author, date or product says what it lacks",
    item: {
      type: "vex",
      at: 7,
      vulnerability: "CVE-1",
      status: "not_affected",
      products: [],
      author: "",
      issuedAt: "",
    },
    said: "missing Without effect, not affected | CVE-1 | no justification; no author; no date | no product named | line 7",
  },
  {
    what: "a statement that hides says on whose word",
    item: {
      type: "vex",
      at: 7,
      vulnerability: "CVE-1",
      status: "not_affected",
      products: ["pkg:npm/a"],
      justification: "code not reachable",
      author: "Security",
      issuedAt: "2026-11-02T10:00:00.000Z",
    },
    said: "waived Not affected | CVE-1 | code not reachable; by Security; 2026-11-02 | pkg:npm/a | line 7",
  },
  {
    what: "an attestation is never verified by reading it",
    item: {
      type: "attestation",
      at: 1,
      statementType: "in-toto",
      predicateType: "https://slsa.dev/provenance/v1",
      subjects: [{ name: "checkout", digests: [] }],
      builder: "ci.example",
      sources: ["git+https://git.example/shop@1f"],
      signatures: 0,
      verified: "not-checked",
    },
    said: "pending Claimed | https://slsa.dev/provenance/v1 | built by ci.example; from git+https://git.example/shop@1f; no signature | checkout | line 1",
  },
  {
    what: "nothing in a report can move a terminal's cursor or turn the writing direction",
    item: { ...finding, rule: "a\u001b[2J", file: "b\u202egnp" },
    said: "fail High | a\ufffd[2J |  | b\ufffdgnp | line 12",
  },
]

test.for(says)("$what", ({ item, said }) => {
  const { state, word, name, about, where, place } = itemView(item)
  expect([`${state} ${word}`, name, about, where, place].join(" | ")).toBe(said)
})
