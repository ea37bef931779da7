import { describe, expect, test } from "vitest"
import { componentItem } from "../../reports/uploads.contract.ts"
import { licencesRule } from "../report-rules.contract.ts"
import { answered, report, type Row, expected } from "./report-rows.contract.ts"

describe("licences", () => {
  const id = "licences"
  const sbom = (...licences: (string | null)[]) =>
    report(
      "sbom",
      licences.map((licence, at) => componentItem(`c${at}`, licence)),
    )
  const rule = (unknown: "fail" | "hold" | "warn" | "allow") => licencesRule({ allow: ["MIT"], unknown })
  test.for<Row>([
    { when: "all are allowed", rule: rule("hold"), uploads: sbom("MIT", "MIT OR ISC"), id, outcome: "pass" },
    {
      when: "one is not",
      rule: rule("hold"),
      uploads: sbom("MIT", "ISC"),
      id,
      outcome: "fail",
      reasons: ["licences.denied"],
    },
    {
      when: "one is not stated",
      rule: rule("hold"),
      uploads: sbom("MIT", null),
      id,
      outcome: "unknown",
      reasons: ["licences.unknown"],
    },
    {
      when: "one is not stated, and that is a failure",
      rule: rule("fail"),
      uploads: sbom(null),
      id,
      outcome: "fail",
      reasons: ["licences.unknown"],
    },
    {
      when: "one is not stated, and that is a warning",
      rule: rule("warn"),
      uploads: sbom("MIT", null),
      id,
      outcome: "warn",
      reasons: ["licences.unknown"],
    },
    {
      when: "one is not stated, and that is nothing",
      rule: rule("allow"),
      uploads: sbom("MIT", null),
      id,
      outcome: "pass",
    },
    {
      when: "one is denied and one is not stated",
      rule: rule("hold"),
      uploads: sbom("ISC", null),
      id,
      outcome: "fail",
      reasons: ["licences.denied", "licences.unknown"],
    },
    {
      when: "nothing is in it but the product itself",
      rule: rule("allow"),
      uploads: report("sbom", [componentItem("shop", "MIT", { depth: 0 })]),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })
})
