import { ALL_ROUTES, PROBLEMS } from "@promotrail/contract"
import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { readConfig } from "../config.ts"
import { assemble, type Assembled } from "../main.ts"

const POLICY = `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates: { default: { coverage: {} } }
`
const DIGEST = `sha256:${"1".repeat(64)}`
const OTHER = `sha256:${"2".repeat(64)}`
const junit = (passed: number, failed: number) =>
  `<testsuite name="s">${Array.from({ length: passed + failed }, (_, at) => `<testcase classname="c" name="t${at}">${at < passed ? "" : '<failure message="no"/>'}</testcase>`).join("")}</testsuite>`

describe("the API", () => {
  let folder: string
  let server: Assembled
  const admin = randomBytes(24).toString("hex")

  type Asked = { readonly body?: unknown; readonly token?: string | null; readonly headers?: Record<string, string> }
  const ask = async (
    method: "GET" | "POST" | "DELETE",
    url: string,
    { body, token = admin, headers = {} }: Asked = {},
  ) => {
    const isBytes = typeof body === "string" || body instanceof Uint8Array || body instanceof Readable
    const answer = await server.app.inject({
      method,
      url,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: isBytes ? (body as string) : JSON.stringify(body) }),
    })
    const json = /[/+]json\b/.test(String(answer.headers["content-type"])) && answer.body !== ""
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: json ? (answer.json() as Record<string, unknown>) : {},
    }
  }
  const yaml = (text: string) =>
    ask("POST", "/v1/applications/shop/policy", { body: text, headers: { "content-type": "application/yaml" } })
  const register = (version: string, digest = DIGEST) =>
    ask("POST", "/v1/applications/shop/releases", { body: { version, artifacts: [{ name: "shop", digest }] } })
  const upload = (version: string, body: string, query = "environment=dev", headers = {}) =>
    ask("POST", `/v1/applications/shop/releases/${version}/evidence?${query}`, { body, headers })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "promotrail-http-"))
    const sample = fileURLToPath(new URL("../../../../fixtures/sample", import.meta.url))
    const config = readConfig(
      { PROMOTRAIL_DATA: folder, PROMOTRAIL_ADMIN_TOKEN: admin, PROMOTRAIL_LOG_LEVEL: "silent" },
      { page: join(folder, "no-page"), sample },
    )
    if (!config.ok) throw new Error("the test's settings are wrong")
    server = await assemble(config.value)
    await yaml(POLICY)
    await register("v1")
  })
  afterAll(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  test("every route asks for a token, and answers a problem without one", async () => {
    for (const { method, path } of ALL_ROUTES) {
      const { status, body, headers } = await ask(method, path.replaceAll(/\{\w+\}/g, "x1"), { token: null })
      expect([path, status, body["type"]]).toEqual([path, 401, "/problems/unauthenticated"])
      expect(headers["content-type"]).toContain("application/problem+json")
    }
  })

  test("every route has a handler", async () => {
    for (const { method, path } of ALL_ROUTES) {
      const { text } = await ask(method, path.replaceAll(/\{\w+\}/g, "x1"))
      expect(text, `${method} ${path}`).not.toContain("openapi.json lists what there is")
    }
  })

  describe("tokens", () => {
    const tokenWith = async (scopes: string[], applications: string[] = []) => {
      const made = await ask("POST", "/v1/tokens", { body: { name: scopes.join(" "), scopes, applications } })
      return { secret: made.body["secret"] as string, id: (made.body["token"] as { id: string }).id }
    }
    test.for([
      { scope: "read", may: ["GET /v1/applications"], mayNot: ["POST gate", "POST evidence", "GET /v1/tokens"] },
      { scope: "report", may: ["GET /v1/applications", "POST evidence"], mayNot: ["POST gate", "GET /v1/tokens"] },
      { scope: "gate", may: ["GET /v1/applications", "POST gate"], mayNot: ["POST evidence", "GET /v1/tokens"] },
      { scope: "admin", may: ["GET /v1/applications", "POST gate", "POST evidence", "GET /v1/tokens"], mayNot: [] },
    ])("$scope may do its own and read", async ({ scope, may, mayNot }) => {
      const { secret } = await tokenWith([scope])
      const tries: Record<string, () => Promise<{ status: number }>> = {
        "GET /v1/applications": () => ask("GET", "/v1/applications", { token: secret }),
        "GET /v1/tokens": () => ask("GET", "/v1/tokens", { token: secret }),
        "POST gate": () =>
          ask("POST", "/v1/applications/shop/releases/v1/gate", { token: secret, body: { to: "staging" } }),
        "POST evidence": () =>
          ask("POST", "/v1/applications/shop/releases/v1/evidence?environment=dev", {
            token: secret,
            body: junit(1, 0),
          }),
      }
      for (const what of may) expect([what, (await tries[what]?.())?.status]).not.toEqual([what, 403])
      for (const what of mayNot) expect([what, (await tries[what]?.())?.status]).toEqual([what, 403])
    })

    test("a token for one application neither reads nor lists another", async () => {
      const { secret } = await tokenWith(["read"], ["elsewhere"])
      expect((await ask("GET", "/v1/applications/shop", { token: secret })).status).toBe(403)
      expect((await ask("GET", "/v1/applications", { token: secret })).body["items"]).toEqual([])
      expect((await ask("GET", "/v1/evidence", { token: secret })).body["items"]).toEqual([])
      expect((await ask("GET", "/v1/audit", { token: secret })).body["items"]).toEqual([])
    })

    test("a revoked token is refused at once, and no secret is stored or listed", async () => {
      const { secret, id } = await tokenWith(["read"])
      expect((await ask("GET", "/v1/applications", { token: secret })).status).toBe(200)
      expect((await ask("DELETE", `/v1/tokens/${id}`)).status).toBe(200)
      expect((await ask("GET", "/v1/applications", { token: secret })).status).toBe(401)
      expect((await ask("GET", "/v1/tokens")).text).not.toContain(secret)
      expect((await ask("GET", "/v1/audit?limit=500")).text).not.toContain(secret)
    })

    test("a revoked secret does not become an administrator's by starting again", async () => {
      const { secret, id } = await tokenWith(["read"])
      await ask("DELETE", `/v1/tokens/${id}`)
      await expect(server.services.tokens.ensureAdministrator(secret)).rejects.toThrow("was revoked")
    })
  })

  test("a version is bound to its digests: the same again is 200, another set 409", async () => {
    expect((await register("v1")).status).toBe(200)
    const { status, body } = await register("v1", OTHER)
    expect([status, body["type"]]).toEqual([409, "/problems/release-digest-changed"])
  })

  test("a gate without evidence is a 409 with the decision as body, and never a 200", async () => {
    await register("v-empty")
    const { status, body } = await ask("POST", "/v1/applications/shop/releases/v-empty/gate", {
      body: { to: "staging" },
    })
    expect([status, body["verdict"], body["recorded"]]).toEqual([409, "hold", true])
  })

  test("evidence decides: denied at 8 of 10, allowed after the re-run, both in the audit trail", async () => {
    await register("v-two")
    const first = await upload("v-two", junit(8, 2))
    expect(first.status).toBe(201)
    const denied = await ask("POST", "/v1/applications/shop/releases/v-two/gate", { body: { to: "staging" } })
    expect([denied.status, denied.body["verdict"]]).toEqual([409, "deny"])
    const failing = (denied.body["checks"] as { id: string; evidence?: string[] }[]).find(
      ({ id }) => id === "coverage.exit.other",
    )
    expect(failing?.evidence).toEqual([first.body["id"]])
    expect((await upload("v-two", junit(10, 0))).status).toBe(201)
    const allowed = await ask("POST", "/v1/applications/shop/releases/v-two/gate", { body: { to: "staging" } })
    expect([allowed.status, allowed.body["verdict"]]).toEqual([200, "allow"])
    const { body } = await ask("GET", "/v1/audit?kind=decision.recorded&release=v-two")
    const verdicts = (body["items"] as { body: { data: { verdict: string } } }[]).map(
      (entry) => entry.body.data.verdict,
    )
    expect(verdicts).toEqual(["allow", "deny"])
  })

  describe("evidence", () => {
    test.for([
      { what: "nothing at all", body: "", outcome: "empty" },
      { what: "half a file", body: junit(3, 0).slice(0, -20), outcome: "rejected" },
      {
        what: "an entity bomb",
        body: '<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite><testcase name="&a;"/></testsuite>',
        outcome: "rejected",
      },
      { what: "a report of no tests", body: "<testsuites/>", outcome: "empty" },
      {
        what: "another format",
        body: '{"kind":"a format of nobody","components":[]}',
        outcome: "unsupported",
      },
      { what: "something unknown", body: "hello", outcome: "unsupported" },
    ])("$what is refused with its reason, kept, and never coverage", async ({ body, outcome }) => {
      await register("v-bad")
      const refused = await upload("v-bad", body)
      expect(refused.status).toBe(422)
      expect(refused.body["reason"]).toMatch(/\S/)
      expect(["empty", "rejected", "unsupported"]).toContain(refused.body["outcome"])
      expect(refused.body["outcome"]).toBe(outcome)
      const kept = await ask("GET", `/v1/evidence/${String(refused.body["id"])}/raw`)
      expect(kept.text).toBe(body)
      const gate = await ask("GET", "/v1/applications/shop/releases/v-bad/gate?to=staging")
      expect(gate.body["verdict"]).toBe("hold")
    })

    test("a bill of materials without a component is kept, and no check relies on it", async () => {
      await register("v-bare")
      const bare = await upload("v-bare", '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}')
      expect([bare.status, bare.body["unfit"]]).toEqual([201, expect.stringMatching(/\S/)])
      const gate = await ask("GET", "/v1/applications/shop/releases/v-bare/gate?to=staging")
      expect(gate.body["verdict"]).toBe("hold")
    })

    test("the same file again is a repeat; after another one it is new", async () => {
      await register("v-repeat")
      expect((await upload("v-repeat", junit(2, 0))).status).toBe(201)
      const again = await upload("v-repeat", junit(2, 0))
      expect([again.status, again.body["repeat"]]).toEqual([200, true])
      expect((await upload("v-repeat", junit(1, 1))).status).toBe(201)
      expect((await upload("v-repeat", junit(2, 0))).status).toBe(201)
    })

    test("an idempotency key makes one upload of two, and refuses another file under it", async () => {
      await register("v-key")
      const first = await upload("v-key", junit(4, 0), "environment=dev", { "idempotency-key": "k1" })
      await upload("v-key", junit(3, 1))
      const again = await upload("v-key", junit(4, 0), "environment=dev", { "idempotency-key": "k1" })
      expect([again.status, again.body["id"]]).toEqual([200, first.body["id"]])
      const other = await upload("v-key", junit(5, 0), "environment=dev", { "idempotency-key": "k1" })
      expect([other.status, other.body["type"]]).toEqual([422, "/problems/idempotency-key-reused"])
    })

    test("an unknown release or environment is named, with what there is", async () => {
      expect((await upload("v-none", junit(1, 0))).body["type"]).toBe("/problems/unknown-release")
      const { status, body } = await upload("v1", junit(1, 0), "environment=moon")
      expect([status, body["known"]]).toEqual([404, ["dev", "staging", "prod"]])
    })
  })

  test("a decision asked twice under one idempotency key is one decision", async () => {
    const once = await ask("POST", "/v1/applications/shop/releases/v1/gate", {
      body: { to: "staging" },
      headers: { "idempotency-key": "g1" },
    })
    const twice = await ask("POST", "/v1/applications/shop/releases/v1/gate", {
      body: { to: "staging" },
      headers: { "idempotency-key": "g1" },
    })
    expect([twice.status, twice.body["id"]]).toEqual([once.status, once.body["id"]])
  })

  test("a policy with mistakes is refused with all of them, and nothing is stored", async () => {
    const before = await ask("GET", "/v1/applications/shop/policy")
    const { status, body } = await yaml(POLICY.replace("coverage: {}", "covrage: {}, evidence: 3"))
    expect([status, body["type"]]).toEqual([422, "/problems/policy-invalid"])
    expect((body["mistakes"] as unknown[]).length).toBeGreaterThan(1)
    expect((await ask("GET", "/v1/applications/shop/policy")).body["policy"]).toBe(before.body["policy"])
  })

  test("reads carry entity tags, and an unchanged one does not travel again", async () => {
    const first = await ask("GET", "/v1/applications/shop/releases/v1")
    const again = await ask("GET", "/v1/applications/shop/releases/v1", {
      headers: { "if-none-match": String(first.headers["etag"]) },
    })
    expect([again.status, again.text]).toEqual([304, ""])
  })

  describe("bad requests", () => {
    test.for([
      { what: "not JSON", body: "{", headers: { "content-type": "application/json" }, type: "malformed-body" },
      { what: "an unknown member", body: { to: "staging", force: true }, headers: {}, type: "invalid-request" },
      { what: "a name that is none", body: { to: "../x" }, headers: {}, type: "invalid-request" },
      {
        what: "a megabyte of nesting",
        body: `${"[".repeat(600_000)}`,
        headers: { "content-type": "application/json" },
        type: "malformed-body",
      },
      {
        what: "prototype pollution",
        body: '{"to":"staging","__proto__":{"x":1}}',
        headers: { "content-type": "application/json" },
        type: "malformed-body",
      },
      {
        what: "too large a body",
        body: `{"to":"${"x".repeat(1_100_000)}"}`,
        headers: { "content-type": "application/json" },
        type: "too-large",
      },
      {
        what: "another media type",
        body: "<x/>",
        headers: { "content-type": "application/xml" },
        type: "unsupported-media-type",
      },
    ])("$what is a $type problem", async ({ body, headers, type }) => {
      const answer = await ask("POST", "/v1/applications/shop/releases/v1/gate", { body, headers })
      expect([answer.body["type"], answer.status]).toEqual([
        `/problems/${type}`,
        PROBLEMS[type as keyof typeof PROBLEMS].status,
      ])
      expect(answer.body["requestId"]).toBe(answer.headers["x-request-id"])
    })

    test("there is no gate into the first environment", async () => {
      const { body } = await ask("POST", "/v1/applications/shop/releases/v1/gate", { body: { to: "dev" } })
      expect(body["type"]).toBe("/problems/no-gate")
    })
  })

  test("retired and quarantined tests are listed and not counted", async () => {
    await register("v-mark")
    await upload("v-mark", junit(8, 2))
    const gate = async () => (await ask("GET", "/v1/applications/shop/releases/v-mark/gate?to=staging")).body["verdict"]
    expect(await gate()).toBe("deny")
    const retired = await ask("POST", "/v1/applications/shop/tests/retire", {
      body: { pattern: "s::c::t8", reason: "gone" },
    })
    expect(retired.body["matched"]).toBe(1)
    const until = "2999-01-01T00:00:00.000Z"
    await ask("POST", "/v1/applications/shop/tests/quarantine", {
      body: { pattern: "s::c::t9", owner: "anna", reason: "S-1", until },
    })
    expect(await gate()).toBe("allow")
    const cell = await ask("GET", "/v1/applications/shop/releases/v-mark/cells/dev/other?state=all")
    expect((cell.body["counts"] as { inScope: number }).inScope).toBe(8)
    expect(
      (cell.body["excluded"] as { reason: string; count: number }[])
        .map(({ reason, count }) => `${count} ${reason}`)
        .toSorted(),
    ).toEqual(["1 quarantined", "1 retired"])
  })

  test("a blocked release is denied everywhere until the block is lifted", async () => {
    await register("v-block")
    await upload("v-block", junit(10, 0))
    const gate = () => ask("GET", "/v1/applications/shop/releases/v-block/gate?to=staging")
    expect((await gate()).body["verdict"]).toBe("allow")
    await ask("POST", "/v1/applications/shop/releases/v-block/block", { body: { reason: "leaks" } })
    expect([(await gate()).body["verdict"], (await gate()).body["reasons"]]).toEqual(["deny", ["release.blocked"]])
    await ask("POST", "/v1/applications/shop/releases/v-block/unblock", { body: { reason: "patched" } })
    expect((await gate()).body["verdict"]).toBe("allow")
  })

  test("an advisory decision answers 200 and is recorded as advisory", async () => {
    const { status, body } = await ask("POST", "/v1/applications/shop/releases/v-empty/gate", {
      body: { to: "staging", mode: "advisory" },
    })
    expect([status, body["verdict"], body["mode"]]).toEqual([200, "hold", "advisory"])
  })

  test("recorded decisions replay byte for byte, and their input is what the digest says", async () => {
    const asked = await ask("POST", "/v1/applications/shop/releases/v-two/gate", { body: { to: "staging" } })
    const id = String(asked.body["id"])
    expect((await ask("POST", `/v1/decisions/${id}/replay`)).body["agrees"]).toBe(true)
    const input = await ask("GET", `/v1/decisions/${id}/input`)
    const { createHash } = await import("node:crypto")
    expect(`sha256:${createHash("sha256").update(input.text).digest("hex")}`).toBe(asked.body["input"])
  })

  test("exports hold every entry, and cells cannot become formulas", async () => {
    await ask("POST", "/v1/applications/shop/tests/retire", { body: { pattern: "=cmd()", reason: "+1" } })
    const head = await ask("GET", "/v1/ledger")
    const lines = (await ask("GET", "/v1/audit/export?format=jsonl")).text.trimEnd().split("\n")
    expect(lines.length).toBe(head.body["entries"])
    expect((await ask("GET", "/v1/audit/export?format=csv")).text).toContain(",'=cmd(),")
  })

  test("answers forbid scripts and frames from elsewhere", async () => {
    const { headers } = await ask("GET", "/healthz", { token: null })
    expect(headers["content-security-policy"]).toContain("default-src 'none'")
    expect(headers["x-content-type-options"]).toBe("nosniff")
  })

  test("health, readiness, metrics and the API description need no token", async () => {
    for (const path of ["/healthz", "/readyz", "/metrics", "/openapi.json", "/api"]) {
      expect([path, (await ask("GET", path, { token: null })).status]).toEqual([path, 200])
    }
    expect((await ask("GET", "/metrics", { token: null })).text).toContain(
      'promotrail_decisions_total{verdict="allow"}',
    )
  })

  test("an upload that breaks off records nothing", async () => {
    await register("v-abort")
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from("<testsuite><testcase name='a'/>")
        throw Object.assign(new Error("gone"), { code: "ECONNRESET" })
      })(),
    )
    await ask("POST", "/v1/applications/shop/releases/v-abort/evidence?environment=dev", { body: broken }).catch(
      () => undefined,
    )
    expect((await ask("GET", "/v1/evidence?release=v-abort")).body["items"]).toEqual([])
  })

  test("archived applications are off every page, their entries remain, and applying the policy brings them back", async () => {
    expect((await ask("POST", "/v1/applications/shop/archive", { body: { reason: "done" } })).status).toBe(200)
    expect((await ask("GET", "/v1/applications")).body["items"]).toEqual([])
    expect((await ask("GET", "/v1/applications/shop/releases")).status).toBe(404)
    expect(((await ask("GET", "/v1/audit?application=shop")).body["items"] as unknown[]).length).toBeGreaterThan(5)
    expect((await yaml(POLICY)).status).toBe(200)
    expect((await ask("GET", "/v1/applications/shop/releases")).status).toBe(200)
  })
})
