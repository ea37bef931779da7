import { describe, expect, test } from "vitest"
import type { ItemOf } from "../catalog/items.ts"
import type { Digest } from "../kernel/digest.ts"
import { uploadOf, vexItem, vulnerabilityItem } from "./uploads.contract.ts"
import { vexBook, vexContent } from "./vex.ts"

const SHA = `sha256:${"a".repeat(64)}` as Digest
const product = { release: "v2.5.0", artifacts: [{ name: "checkout", digest: SHA }] }
const open = vulnerabilityItem("CVE-2026-1", { aliases: ["GHSA-aaaa"] })

const hiddenBy = (statements: readonly ItemOf<"vex">[], item = open) =>
  vexBook([uploadOf("vex", statements)], product)(item)

type Row = { readonly when: string; readonly statements: readonly ItemOf<"vex">[]; readonly hides: boolean }

describe("a statement hides a vulnerability", () => {
  const one = (over: Parameters<typeof vexItem>[1]) => [vexItem("CVE-2026-1", over)]
  test.for<Row>([
    { when: "it is not affected", statements: one({}), hides: true },
    { when: "it is fixed", statements: one({ status: "fixed", justification: "" }), hides: true },
    { when: "it is affected", statements: one({ status: "affected" }), hides: false },
    { when: "it is being looked at", statements: one({ status: "under_investigation" }), hides: false },
    { when: "an alias is named", statements: [vexItem("ghsa-AAAA")], hides: true },
    { when: "its own alias is named", statements: [vexItem("X-1", { aliases: ["CVE-2026-1"] })], hides: true },
    { when: "another id is named", statements: [vexItem("CVE-2026-11")], hides: false },
    { when: "no product is named", statements: one({ products: [] }), hides: false },
    { when: "any version is named", statements: one({ products: ["pkg:deb/debian/openssl"] }), hides: true },
    { when: "another version is named", statements: one({ products: ["pkg:deb/debian/openssl@3.0.2"] }), hides: false },
    { when: "only a name is named", statements: one({ products: ["openssl"] }), hides: false },
    { when: "there is no author", statements: one({ author: " " }), hides: false },
    { when: "there is no date", statements: one({ issuedAt: "" }), hides: false },
    { when: "the date is no moment", statements: one({ issuedAt: "2026-11-01" }), hides: false },
    { when: "there is no justification", statements: one({ justification: "" }), hides: false },
    {
      when: "there is an impact statement instead",
      statements: one({ justification: "", impact: "unused" }),
      hides: true,
    },
    { when: "the product is this artifact", statements: one({ products: [`pkg:oci/checkout@${SHA}`] }), hides: true },
    {
      when: "the product is another artifact",
      statements: one({ products: [`pkg:oci/checkout@sha256:${"b".repeat(64)}`] }),
      hides: false,
    },
    {
      when: "the product is this release by name",
      statements: one({ products: ["pkg:oci/checkout@v2.5.0"] }),
      hides: true,
    },
    {
      when: "the product is another release",
      statements: one({ products: ["pkg:oci/checkout@v2.4.0"] }),
      hides: false,
    },
    { when: "the product is any release", statements: one({ products: ["pkg:oci/checkout"] }), hides: false },
    {
      when: "it is a part of this artifact",
      statements: one({ products: [SHA], subcomponents: ["pkg:deb/debian/openssl@3.0.1"] }),
      hides: true,
    },
    {
      when: "another part of this artifact is meant",
      statements: one({ products: [SHA], subcomponents: ["pkg:deb/debian/zlib@1"] }),
      hides: false,
    },
    {
      when: "it is a part of something else",
      statements: one({ products: ["pkg:oci/other@1"], subcomponents: ["pkg:deb/debian/openssl@3.0.1"] }),
      hides: false,
    },
    {
      when: "parts nobody can read are meant",
      statements: one({ products: [SHA], subcomponents: ["openssl"] }),
      hides: false,
    },
  ])("$when: $hides", ({ statements, hides }) => {
    expect(hiddenBy(statements) !== null).toBe(hides)
  })

  test("a component without a package URL is covered through the product alone", () => {
    const { purl: _, ...nameless } = open
    expect(hiddenBy(one({}), nameless)).toBeNull()
    expect(hiddenBy(one({ products: [SHA] }), nameless)).not.toBeNull()
  })
})

describe("of several statements", () => {
  const at = (issuedAt: string, status: ItemOf<"vex">["status"]) => vexItem("CVE-2026-1", { issuedAt, status })
  const [early, late] = ["2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z"]
  test.for<Row>([
    { when: "the newest wins: affected", statements: [at(late, "affected"), at(early, "not_affected")], hides: false },
    { when: "the newest wins: fixed", statements: [at(early, "affected"), at(late, "fixed")], hides: true },
    { when: "at the same moment the worse wins", statements: [at(late, "fixed"), at(late, "affected")], hides: false },
    {
      when: "one that does not hide and has no date is never old",
      statements: [at(late, "not_affected"), at("", "under_investigation")],
      hides: false,
    },
    {
      when: "one that may not hide does not stand in the way of one that may",
      statements: [at(early, "not_affected"), vexItem("CVE-2026-1", { issuedAt: late, author: "" })],
      hides: true,
    },
  ])("$when", ({ statements, hides }) => {
    expect(hiddenBy(statements) !== null).toBe(hides)
    expect(hiddenBy(statements.toReversed()) !== null).toBe(hides)
  })
})

test("on record are author, date, status, why and the upload", () => {
  expect(hiddenBy([vexItem("CVE-2026-1")])).toStrictEqual({
    author: "security",
    issuedAt: "2026-11-01T00:00:00.000Z",
    status: "not_affected",
    justification: "vulnerable_code_not_in_execute_path",
    evidence: "upload-vex",
  })
})

test("what hides nothing is counted, with what it lacks", () => {
  const statements = [
    vexItem("A"),
    vexItem("B", { author: "" }),
    vexItem("C", { issuedAt: "" }),
    vexItem("D", { products: [] }),
    vexItem("E", { justification: "" }),
    vexItem("F", { status: "affected", author: "" }),
  ]
  expect(vexContent([uploadOf("vex", statements)])).toStrictEqual({
    kind: "vex",
    statements: [
      { status: "affected", count: 1 },
      { status: "not_affected", count: 5 },
    ],
    ignored: [
      { because: "no-author", count: 1 },
      { because: "no-date", count: 1 },
      { because: "no-justification", count: 1 },
      { because: "no-product", count: 1 },
    ],
  })
})
