import { describe, expect, test } from "vitest"
import { answering, sendJson, sendProblem, type Heard } from "./support/answering.ts"
import { folderWith, promotrail } from "./support/command.ts"

const ONE = `<testsuite name="s"><testcase classname="c" name="a"/></testsuite>`
const AT = ["--app", "checkout", "--release", "v1", "--environment", "dev"]

const counts = (passed: number, inScope: number) => ({
  inScope,
  passed,
  failed: inScope - passed,
  errored: 0,
  skipped: 0,
  notRun: 0,
  vanished: 0,
  flaky: 0,
})

const evidence = (file: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  id: "01JD00000000000000000000AA",
  application: "checkout",
  release: "v1",
  environment: "dev",
  kind: "tests",
  subject: "environment",
  category: "unit",
  variant: "",
  inventory: false,
  file,
  raw: `sha256:${"0".repeat(64)}`,
  bytes: 10,
  format: "junit-xml",
  tool: null,
  outcome: "accepted",
  code: null,
  reason: null,
  unfit: null,
  producedAt: null,
  receivedAt: "2026-11-20T20:00:00.000Z",
  by: { id: "01JD00000000000000000000BB", name: "ci" },
  counts: { tests: 1, passed: 1 },
  warnings: [],
  ledgerIndex: 3,
  effect: [{ category: "unit", before: counts(34, 40), after: counts(40, 40) }],
  ...changes,
})
const refusal = (file: string) =>
  evidence(file, { outcome: "rejected", code: "truncated", reason: "The file was cut off.", counts: {}, effect: [] })

const fileIn = ({ url }: Heard): string => new URL(url, "http://x").searchParams.get("file") ?? ""

const report = (url: string, folder: string, ...args: readonly string[]) =>
  promotrail(["report", ...args, ...AT], { folder, env: { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: "token" } })

test("every file is sent as it is, and what was understood and what it did is told", async () => {
  const { url, heard } = await answering((asked, response) => sendJson(response, 201, evidence(fileIn(asked))))
  const folder = await folderWith({ "r/a.xml": ONE, "r/deep/b.xml": `${ONE}\n`, "r/note.txt": "no" })
  const ran = await report(url, folder, "r/**/*.xml", "--category", "unit", "--variant", "firefox")
  expect(ran).toStrictEqual({
    code: 0,
    said: "",
    out: [
      "✓ accepted  r/a.xml",
      "    junit-xml, unit in dev: 1 test: 1 passed",
      "    coverage of unit in dev: 34/40 (85 %) → 40/40 (100 %)",
      "✓ accepted  r/deep/b.xml",
      "    junit-xml, unit in dev: 1 test: 1 passed",
      "    coverage of unit in dev: 34/40 (85 %) → 40/40 (100 %)",
      "2 files: 2 accepted, 0 refused.",
      "",
    ].join("\n"),
  })
  expect(heard.map(({ method, url: asked, body }) => [method, asked, body])).toStrictEqual([
    [
      "POST",
      "/v1/applications/checkout/releases/v1/evidence?environment=dev&category=unit&variant=firefox&file=r%2Fa.xml",
      ONE,
    ],
    [
      "POST",
      "/v1/applications/checkout/releases/v1/evidence?environment=dev&category=unit&variant=firefox&file=r%2Fdeep%2Fb.xml",
      `${ONE}\n`,
    ],
  ])
  expect(heard.map(({ headers }) => headers["content-length"])).toStrictEqual([
    String(ONE.length),
    String(ONE.length + 1),
  ])
})

test("one refused file is 65, its reason is told, and the others are sent all the same", async () => {
  const { url, heard } = await answering((asked, response) => {
    if (fileIn(asked) === "a.xml") sendJson(response, 422, refusal("a.xml"))
    else if (fileIn(asked) === "b.xml") sendProblem(response, 413, "too-large", "The file is larger than 512 MB.")
    else sendJson(response, 201, evidence("c.xml"))
  })
  const folder = await folderWith({ "a.xml": "<", "b.xml": ONE, "c.xml": ONE })
  const ran = await report(url, folder, "a.xml", "b.xml", "c.xml")
  expect(ran).toMatchObject({ code: 65, said: "" })
  expect(ran.out).toContain(
    "✗ rejected  a.xml\n    The file was cut off.\n✗ rejected  b.xml\n    The file is larger than 512 MB.\n✓ accepted  c.xml",
  )
  expect(ran.out).toContain("3 files: 1 accepted, 2 refused.")
  expect(heard).toHaveLength(3)
})

test("a file that satisfies no gate is 65, although it was accepted, and says why", async () => {
  const { url } = await answering((asked, response) =>
    sendJson(
      response,
      201,
      evidence(fileIn(asked), fileIn(asked) === "a.xml" ? { unfit: "The report lists no targets.", effect: [] } : {}),
    ),
  )
  const ran = await report(url, await folderWith({ "a.xml": ONE, "b.xml": ONE }), "a.xml", "b.xml")
  expect(ran).toMatchObject({ code: 65, said: "" })
  expect(ran.out).toContain("✓ accepted  a.xml\n    junit-xml, unit in dev: 1 test: 1 passed\n")
  expect(ran.out).toContain("    satisfies no gate: The report lists no targets.\n✓ accepted  b.xml")
  expect(ran.out).toContain("2 files: 2 accepted (1 of them satisfies no gate), 0 refused.")
})

test("a missing permission ends the run at once", async () => {
  const { url, heard } = await answering((_asked, response) =>
    sendProblem(response, 403, "forbidden", "It needs report."),
  )
  const ran = await report(url, await folderWith({ "a.xml": ONE, "b.xml": ONE }), "a.xml", "b.xml")
  expect(ran).toMatchObject({ code: 64, out: "" })
  expect(heard).toHaveLength(1)
})

test("one missing file keeps all of them from being sent", async () => {
  const { url, heard } = await answering((asked, response) => sendJson(response, 201, evidence(fileIn(asked))))
  expect(await report(url, await folderWith({ "a.xml": ONE }), "a.xml", "b.xml")).toMatchObject({ code: 64, out: "" })
  expect(heard).toHaveLength(0)
})

test("a lost connection is tried again with the same key, and the file is whole", async () => {
  const { url, heard } = await answering((asked, response, count) => {
    if (count === 1) response.destroy()
    else if (count === 2) sendProblem(response, 503, "overloaded", "Busy.")
    else sendJson(response, 201, evidence(fileIn(asked)))
  })
  const folder = await folderWith({ "a.xml": ONE.repeat(20_000) })
  expect(await report(url, folder, "a.xml")).toMatchObject({ code: 0 })
  expect(heard.map(({ body }) => body.length)).toStrictEqual([
    ONE.length * 20_000,
    ONE.length * 20_000,
    ONE.length * 20_000,
  ])
  expect(new Set(heard.map(({ headers }) => headers["idempotency-key"])).size).toBe(1)
})

test("the same file sent by two runs carries two keys: the second is new evidence unless the server finds it equal", async () => {
  const { url, heard } = await answering((asked, response) =>
    sendJson(response, 200, evidence(fileIn(asked), { repeat: true })),
  )
  const folder = await folderWith({ "a.xml": ONE })
  expect((await report(url, folder, "a.xml")).out).toContain("(the same as the newest upload; nothing changed)")
  await report(url, folder, "a.xml")
  expect(new Set(heard.map(({ headers }) => headers["idempotency-key"])).size).toBe(2)
})

describe("an answer that is not evidence is never success", () => {
  test.for([
    { when: "a web page", status: 200, body: "<html></html>", type: "text/html" },
    { when: "an empty object", status: 201, body: "{}", type: "application/json" },
    {
      when: "evidence without an outcome",
      status: 201,
      body: JSON.stringify({ ...evidence("a.xml"), outcome: undefined }),
      type: "application/json",
    },
    { when: "a 202", status: 202, body: JSON.stringify(evidence("a.xml")), type: "application/json" },
  ])("$when: 69", async ({ status, body, type }) => {
    const { url } = await answering((_asked, response) => {
      response.writeHead(status, { "content-type": type })
      response.end(body)
    })
    expect(await report(url, await folderWith({ "a.xml": ONE }), "a.xml")).toMatchObject({ code: 69, out: "" })
  })
})

test("a name with brackets is a file before it is a pattern", async () => {
  const { url } = await answering((asked, response) => sendJson(response, 201, evidence(fileIn(asked))))
  const folder = await folderWith({ "a[1].xml": ONE, "a1.xml": ONE })
  expect((await report(url, folder, "a[1].xml")).out).toContain("accepted  a[1].xml")
})

test("--json prints a line per file, what the server recorded", async () => {
  const { url } = await answering((asked, response) => sendJson(response, 201, evidence(fileIn(asked))))
  const ran = await report(url, await folderWith({ "a.xml": ONE, "b.xml": ONE }), "*.xml", "--json")
  const lines = ran.out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown)
  expect(lines).toStrictEqual([evidence("a.xml"), evidence("b.xml")])
})
