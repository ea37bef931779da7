import type { ServerResponse } from "node:http"
import { describe, expect, test } from "vitest"
import { answering, listening, send, sendJson, sendProblem } from "./support/answering.ts"
import { folderWith, promotrail } from "./support/command.ts"
import { decisionWith, denial, held } from "./support/decisions.ts"

const ASK = ["gate", "--app", "checkout", "--release", "v2.5.0", "--to", "staging"]
const TOKEN = "a-token-that-nobody-may-see"

const gate = (url: string, ...more: readonly string[]) =>
  promotrail([...ASK, ...more], { env: { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: TOKEN, PROMOTRAIL_TIMEOUT: "2s" } })

type Answer = (response: ServerResponse) => void
const json =
  (status: number, value: unknown): Answer =>
  (response) =>
    sendJson(response, status, value)
const problem =
  (status: number, kind: string): Answer =>
  (response) =>
    sendProblem(response, status, kind, "Something is not as it should be.")

const PAGE = "<!doctype html><title>Welcome</title>allow"

describe("the exit code of a gate", () => {
  test.for<{ when: string; answer: Answer; code: number; advisory?: true }>([
    { when: "allow", answer: json(200, decisionWith()), code: 0 },
    { when: "deny", answer: json(409, denial()), code: 10 },
    { when: "hold", answer: json(409, held()), code: 11 },
    { when: "an evaluation error", answer: json(500, decisionWith({ verdict: "error" })), code: 70 },
    { when: "a policy rolled out as advisory", answer: json(200, denial({ mode: "advisory" })), code: 0 },
    { when: "a recorded advisory", answer: json(200, denial({ mode: "advisory" })), code: 0, advisory: true },
    {
      when: "advisory was asked and an enforced allow comes",
      answer: json(200, decisionWith()),
      code: 69,
      advisory: true,
    },
    { when: "advisory was asked and a deny comes", answer: json(409, denial()), code: 69, advisory: true },
    {
      when: "an advisory that was not recorded",
      answer: json(200, denial({ mode: "advisory", recorded: false })),
      code: 69,
      advisory: true,
    },
    {
      when: "an advisory that could not be evaluated",
      answer: json(500, decisionWith({ mode: "advisory", verdict: "error" })),
      code: 70,
      advisory: true,
    },
    { when: "a 200 with a deny in it", answer: json(200, denial()), code: 69 },
    { when: "a 200 with a hold in it", answer: json(200, held()), code: 69 },
    { when: "a 200 with an error in it", answer: json(200, decisionWith({ verdict: "error" })), code: 69 },
    { when: "a 409 with an allow in it", answer: json(409, decisionWith()), code: 69 },
    { when: "a 500 with an allow in it", answer: json(500, decisionWith()), code: 69 },
    { when: "a 201 with an allow in it", answer: json(201, decisionWith()), code: 69 },
    { when: "an allow that was not recorded", answer: json(200, decisionWith({ recorded: false })), code: 69 },
    { when: "an allow for another release", answer: json(200, decisionWith({ release: "v2.4.0" })), code: 69 },
    { when: "an allow for another application", answer: json(200, decisionWith({ application: "other" })), code: 69 },
    {
      when: "an allow into another environment",
      answer: json(200, decisionWith({ edge: { lane: null, from: "dev", to: "prod", first: true } })),
      code: 69,
    },
    {
      when: "an allow on another lane",
      answer: json(200, decisionWith({ edge: { lane: "hotfix", from: "dev", to: "staging", first: true } })),
      code: 69,
    },
    { when: "an unknown verdict", answer: json(200, decisionWith({ verdict: "ALLOW" })), code: 69 },
    { when: "the word allow alone", answer: json(200, "allow"), code: 69 },
    { when: "a verdict and nothing else", answer: json(200, { verdict: "allow" }), code: 69 },
    { when: "an allow without checks", answer: json(200, decisionWith({ checks: null })), code: 69 },
    { when: "a list around the allow", answer: json(200, [decisionWith()]), code: 69 },
    {
      when: "a test list that is none",
      answer: json(409, denial({ unblock: [{ says: "", actions: [{ action: "", who: "", says: "", tests: 5 }] }] })),
      code: 69,
    },
    {
      when: "a refusal that does not call itself one",
      answer: json(404, {
        type: "/problems/unknown-release",
        title: "x",
        status: 404,
        detail: "There is none.",
        requestId: "r",
      }),
      code: 69,
    },
    { when: "null", answer: json(200, null), code: 69 },
    { when: "an empty 200", answer: (response) => send(response, 200, "application/json", ""), code: 69 },
    { when: "a 204", answer: (response) => response.writeHead(204).end(), code: 69 },
    {
      when: "half of an allow",
      answer: (response) => send(response, 200, "application/json", JSON.stringify(decisionWith()).slice(0, 300)),
      code: 69,
    },
    { when: "a web page", answer: (response) => send(response, 200, "text/html", PAGE), code: 69 },
    {
      when: "an allow that calls itself a web page",
      answer: (response) => send(response, 200, "text/html", JSON.stringify(decisionWith())),
      code: 69,
    },
    { when: "the sign-in page of a proxy", answer: (response) => send(response, 401, "text/html", PAGE), code: 69 },
    { when: "a 404 of something else", answer: (response) => send(response, 404, "text/plain", "nope"), code: 69 },
    {
      when: "a redirect",
      answer: (response) => response.writeHead(302, { location: "https://login.example.com/x?secret=1" }).end(),
      code: 69,
    },
    { when: "not signed in", answer: problem(401, "unauthenticated"), code: 64 },
    { when: "not permitted", answer: problem(403, "forbidden"), code: 64 },
    { when: "an unknown application", answer: problem(404, "unknown-application"), code: 64 },
    { when: "an unknown release", answer: problem(404, "unknown-release"), code: 64 },
    { when: "an unknown environment", answer: problem(404, "unknown-environment"), code: 64 },
    { when: "the first environment of the path", answer: problem(400, "no-gate"), code: 64 },
    { when: "a name the grammar refuses", answer: problem(422, "invalid-request"), code: 64 },
    { when: "a storage that is away", answer: problem(503, "storage-unavailable"), code: 69 },
    { when: "a full disk", answer: problem(507, "storage-full"), code: 69 },
    { when: "an internal error", answer: problem(500, "internal"), code: 70 },
    { when: "a refusal only a newer server knows", answer: problem(422, "made-up-later"), code: 65 },
    {
      when: "a 200 that is a problem",
      answer: (response) => sendProblem(response, 200, "made-up-later", "Fine, but no."),
      code: 69,
    },
    { when: "a 500 of a proxy", answer: (response) => send(response, 500, "text/plain", "oops"), code: 69 },
  ])("$when: $code", async ({ answer, code, advisory }) => {
    const { url, heard } = await answering((_heard, response) => answer(response))
    const ran = await gate(url, ...(advisory ? ["--advisory"] : []))
    expect(ran).toMatchObject({ code })
    expect(ran.out + ran.said).not.toContain(TOKEN)
    expect(ran.out + ran.said).toMatch(/\S/)
    expect(heard[0]).toMatchObject({
      method: "POST",
      url: "/v1/applications/checkout/releases/v2.5.0/gate",
      body: JSON.stringify({ to: "staging", lane: null, mode: advisory ? "advisory" : "enforce" }),
      headers: { authorization: `Bearer ${TOKEN}` },
    })
  })

  test.for<{ when: string; connected: Parameters<typeof listening>[0]; code: number }>([
    { when: "closes at once", connected: (socket) => socket.destroy(), code: 69 },
    { when: "never answers", connected: () => {}, code: 69 },
    { when: "speaks something else", connected: (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"), code: 69 },
    {
      when: "stops in the middle of an allow",
      connected: (socket) => {
        socket.once("data", () =>
          socket.end(
            `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"verdict":"allow"`,
          ),
        )
      },
      code: 69,
    },
    {
      when: "drips its answer",
      connected: (socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{")
      },
      code: 69,
    },
  ])("a server that $when: $code", async ({ connected, code }) => {
    expect(await gate(await listening(connected))).toMatchObject({ code, out: "" })
  })

  test("nobody there: 69", async () => {
    const ran = await gate("http://127.0.0.1:1")
    expect(ran).toMatchObject({ code: 69, out: "" })
    expect(ran.said).toContain("Nothing answers at http://127.0.0.1:1 (connection refused).")
  })

  test("https asked of a server that speaks http: 69", async () => {
    const { url } = await answering((_heard, response) => sendJson(response, 200, decisionWith()))
    expect(await gate(url.replace("http:", "https:"))).toMatchObject({ code: 69, out: "" })
  })
})

test("a redirect is not followed: the token goes nowhere else, and the address it names is cut", async () => {
  const other = await answering((_heard, response) => sendJson(response, 200, decisionWith()))
  const { url } = await answering((_heard, response) =>
    response.writeHead(307, { location: `${other.url}/?t=1` }).end(),
  )
  const ran = await gate(url)
  expect({ code: ran.code, heard: other.heard }).toStrictEqual({ code: 69, heard: [] })
  expect(ran.said).toContain(`sends to ${other.url}.`)
})

test("a server that is back in a moment is asked again with the same key", async () => {
  const { url, heard } = await answering((_heard, response, count) => {
    if (count === 1) sendProblem(response, 503, "overloaded", "Busy.")
    else if (count === 2) response.destroy()
    else sendJson(response, 200, decisionWith())
  })
  expect(await gate(url)).toMatchObject({ code: 0 })
  const keys = heard.map(({ headers }) => headers["idempotency-key"])
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
})

test("two runs never share a key", async () => {
  const { url, heard } = await answering((_heard, response) => sendJson(response, 200, decisionWith()))
  await Promise.all([gate(url), gate(url)])
  expect(new Set(heard.map(({ headers }) => headers["idempotency-key"])).size).toBe(2)
})

describe("--wait", () => {
  test("records the first and the final evaluation and looks in between", async () => {
    const { url, heard } = await answering(({ method }, response, count) => {
      if (method === "GET")
        sendJson(response, 200, count < 3 ? held({ recorded: false }) : decisionWith({ recorded: false }))
      else if (count === 1) sendJson(response, 409, held())
      else sendJson(response, 200, decisionWith())
    })
    expect(await gate(url, "--wait", "1m", "--quiet")).toMatchObject({
      code: 0,
      out: "✓ ALLOW  v2.5.0 from dev to staging: allowed.\n",
    })
    expect(heard.map(({ method }) => method)).toStrictEqual(["POST", "GET", "GET", "POST"])
    expect(heard[1]?.url).toBe("/v1/applications/checkout/releases/v2.5.0/gate?to=staging")
  })

  test("ends with a recorded hold when the time is over", async () => {
    const { url, heard } = await answering(({ method }, response) => {
      sendJson(response, method === "GET" ? 200 : 409, held({ recorded: method !== "GET" }))
    })
    expect(await gate(url, "--wait", "1200ms")).toMatchObject({ code: 11 })
    expect(heard.map(({ method }) => method).at(-1)).toBe("POST")
    expect(heard.filter(({ method }) => method === "POST")).toHaveLength(2)
  })

  test("does not wait for a deny", async () => {
    const { url, heard } = await answering((_heard, response) => sendJson(response, 409, denial()))
    expect(await gate(url, "--wait", "10m")).toMatchObject({ code: 10 })
    expect(heard).toHaveLength(1)
  })

  test("outlives a server that is away in between, and stops when the release is no longer known", async () => {
    const { url } = await answering(({ method }, response, count) => {
      if (count === 1) sendJson(response, 409, held())
      else if (method === "GET" && count === 2) send(response, 500, "text/html", PAGE)
      else sendProblem(response, 404, "unknown-release", "There is no v2.5.0.")
    })
    expect(await gate(url, "--wait", "10m")).toMatchObject({ code: 64 })
  })
})

describe("what a gate prints", () => {
  test("a denial, whole: what failed, measured against required, the tests, the evidence, the way out, the record", async () => {
    const { url } = await answering((_heard, response) => sendJson(response, 409, denial()))
    const { out } = await gate(url)
    await expect(out.replaceAll(url, "http://server")).toMatchFileSnapshot("golden/denial.txt")
  })

  test("a denial as Markdown, also appended to the step summary", async () => {
    const folder = await folderWith({ "summary.md": "before\n" })
    const { url } = await answering((_heard, response) => sendJson(response, 409, denial()))
    const env = { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: TOKEN, GITHUB_STEP_SUMMARY: `${folder}/summary.md` }
    const { out, code } = await promotrail([...ASK, "--markdown"], { env })
    await expect(out.replaceAll(url, "http://server")).toMatchFileSnapshot("golden/denial-markdown.txt")
    const { readFileSync } = await import("node:fs")
    expect({ code, summary: readFileSync(`${folder}/summary.md`, "utf8") }).toStrictEqual({
      code: 10,
      summary: `before\n${out}`,
    })
  })

  test("a step summary that cannot be written changes nothing but a line", async () => {
    const { url } = await answering((_heard, response) => sendJson(response, 200, decisionWith()))
    const env = { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: TOKEN, GITHUB_STEP_SUMMARY: "/no/such/folder/summary.md" }
    const ran = await promotrail(ASK, { env })
    expect(ran.code).toBe(0)
    expect(ran.said).toContain("step summary")
  })

  test("--json: the decision as it came", async () => {
    const { url } = await answering((_heard, response) => sendJson(response, 409, denial()))
    expect(JSON.parse((await gate(url, "--json")).out)).toStrictEqual(denial())
  })

  test("--junit: a case per check and one for the verdict, and no name can break out", async () => {
    const folder = await folderWith({})
    const { url } = await answering((_heard, response) => sendJson(response, 409, denial({ says: `no <"&\u001b>` })))
    const env = { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: TOKEN }
    expect(await promotrail([...ASK, "--junit", "gate.xml"], { env, folder })).toMatchObject({ code: 10 })
    const inspected = await promotrail(["inspect", "--json", "gate.xml"], { folder })
    expect(JSON.parse(inspected.out)).toMatchObject({
      format: "junit-xml",
      outcome: "accepted",
      counts: { tests: 4, passed: 1, failed: 2, skipped: 1 },
    })
  })

  test("nothing in a foreign name reaches the terminal as an escape", async () => {
    const { url } = await answering((_heard, response) => sendJson(response, 409, denial()))
    for (const more of [[], ["--markdown"], ["--quiet"]]) {
      const { out, said } = await gate(url, ...more)
      expect(out + said).not.toContain("\u001b")
    }
  })
})

test("a token that goes over plain http to another machine is warned about, without being shown", async () => {
  const env = { PROMOTRAIL_URL: "http://promotrail.invalid", PROMOTRAIL_TOKEN: TOKEN }
  const ran = await promotrail(ASK, { env })
  expect(ran).toMatchObject({ code: 69, out: "" })
  expect(ran.said).toContain("warning: the token goes to http://promotrail.invalid unencrypted.")
  expect(ran.said).not.toContain(TOKEN)
  expect((await promotrail(ASK, { env: { ...env, PROMOTRAIL_INSECURE: "1" } })).said).not.toContain("warning")
})
