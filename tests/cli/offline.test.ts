import { describe, expect, test } from "vitest"
import { folderWith, promotrail } from "./support/command.ts"

const PASSED = `<testsuite name="s"><testcase classname="c" name="a"/><testcase classname="c" name="b"/></testsuite>`
const FAILED = `<testsuite name="s"><testcase classname="c" name="a"><failure message="no"/></testcase></testsuite>`
const POLICY = `schema: promotrail/policy/v1
application: checkout
environments:
  dev: { tier: development, purpose: every merge, owners: [team:checkout] }
  prod: { tier: production, purpose: customers, owners: [team:sre] }
path: [dev, prod]
gates:
  default:
    coverage: { minimum: 85 }
`

describe("inspect", () => {
  test("says of each file what it is, and exits 0 only when all are accepted", async () => {
    const folder = await folderWith({ "r/one.xml": PASSED, "r/two.xml": FAILED })
    const ran = await promotrail(["inspect", "r/*.xml"], { folder })
    expect(ran).toStrictEqual({
      code: 0,
      said: "",
      out: [
        "✓ accepted  r/one.xml",
        "    junit-xml: 2 tests: 2 passed",
        "✓ accepted  r/two.xml",
        "    junit-xml: 1 test: 1 failed",
        "2 files: 2 accepted, 0 not.",
        "",
      ].join("\n"),
    })
  })

  test("prints a line of JSON for every file, also for those it cannot read", async () => {
    const folder = await folderWith({
      "good.xml": PASSED,
      "empty.xml": "",
      "cut.xml": PASSED.slice(0, 40),
      "page.html": "<html></html>",
    })
    const files = ["good.xml", "empty.xml", "cut.xml", "page.html", "absent.xml", "."]
    const { code, out } = await promotrail(["inspect", "--json", ...files], { folder })
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(code).toBe(65)
    expect(lines.map(({ file }) => file)).toStrictEqual(files)
    expect(lines.map(({ outcome }) => outcome)).toStrictEqual([
      "accepted",
      "empty",
      "rejected",
      "unsupported",
      "rejected",
      "rejected",
    ])
    expect(lines[0]).toMatchObject({ format: "junit-xml", reason: null, counts: { tests: 2, passed: 2 } })
    for (const { reason } of lines.slice(1)) expect(reason).toMatch(/\w/)
    expect(lines.map((line) => Object.keys(line))).toStrictEqual(
      lines.map(() => ["file", "format", "outcome", "reason", "unfit", "counts"]),
    )
  })

  test("what is accepted and satisfies no gate says why, and is 65", async () => {
    const folder = await folderWith({ "null.json": "null", "one.xml": PASSED })
    const ran = await promotrail(["inspect", "null.json", "one.xml"], { folder })
    expect(ran).toMatchObject({ code: 65, said: "" })
    expect(ran.out).toMatch(/^✓ accepted {2}null\.json\n {4}trivy-json: .*\n {4}satisfies no gate: .* no targets: .*\n/)
    expect(ran.out).toContain("2 files: 2 accepted (1 of them satisfies no gate), 0 not.")
    const { out } = await promotrail(["inspect", "--json", "null.json"], { folder })
    expect(JSON.parse(out)).toMatchObject({
      outcome: "accepted",
      reason: null,
      unfit: expect.stringContaining("no targets"),
    })
  })
})

describe("policy check", () => {
  test("a policy without mistakes is 0", async () => {
    const folder = await folderWith({ "policy.yaml": POLICY })
    const ran = await promotrail(["policy", "check", "policy.yaml"], { folder })
    expect(ran).toMatchObject({ code: 0, out: "" })
    expect(ran.said).toContain("✓ policy.yaml: a policy for checkout, dev → prod, 1 gates.")
  })

  test("all mistakes at once, each with file, line and column, is 65", async () => {
    const broken = POLICY.replace("minimum: 85", "minimum: 185, targt: 90").replace("[dev, prod]", "[dev, prd]")
    const ran = await promotrail(["policy", "check", "policy.yaml"], {
      folder: await folderWith({ "policy.yaml": broken }),
    })
    expect(ran.code).toBe(65)
    expect(
      ran.out
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/ .*/, "")),
    ).toStrictEqual([
      expect.stringMatching(/^policy\.yaml:6:\d+$/),
      expect.stringMatching(/^policy\.yaml:9:\d+$/),
      expect.stringMatching(/^policy\.yaml:9:\d+$/),
    ])
  })

  test("a file that is not UTF-8 is wrong usage", async () => {
    const { writeFileSync } = await import("node:fs")
    const folder = await folderWith({})
    writeFileSync(`${folder}/policy.yaml`, Buffer.from([0x73, 0xff, 0xfe]))
    expect(await promotrail(["policy", "check", "policy.yaml"], { folder })).toMatchObject({ code: 64 })
  })
})

test("policy schema prints the JSON Schema", async () => {
  const { code, out } = await promotrail(["policy", "schema"])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Promotrail policy",
  })
})
