import { chmodSync, readFileSync, statSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { answering, sendJson, sendProblem } from "./support/answering.ts"
import { folderWith, promotrail } from "./support/command.ts"
import { decisionWith } from "./support/decisions.ts"

const TOKEN = "a-token-that-nobody-may-see"
const DIGEST = `sha256:${"a".repeat(64)}`

/** A server that allows whatever is asked of it. */
const allowing = () =>
  answering(({ url, body }, response) => {
    const [, application, release] = /^\/v1\/applications\/([^/]+)\/releases\/([^/]+)\/gate$/.exec(url) ?? []
    const { to } = JSON.parse(body) as { to: string }
    sendJson(response, 200, decisionWith({ application, release, edge: { lane: null, from: "dev", to, first: true } }))
  })

describe("what is not on the command line is found, the nearest source first", () => {
  test.for<{ when: string; env?: Record<string, string>; file?: string; args?: string[]; asked: string }>([
    { when: "flags say it", args: ["--app", "flag", "--release", "v1"], asked: "flag/releases/v1" },
    {
      when: "flags go before variables",
      args: ["--app", "flag", "--release", "v1"],
      env: { PROMOTRAIL_APP: "variable", PROMOTRAIL_RELEASE: "v2" },
      asked: "flag/releases/v1",
    },
    {
      when: "variables go before the file",
      env: { PROMOTRAIL_APP: "variable", PROMOTRAIL_RELEASE: "v2" },
      file: "application: file\nrelease: v3\n",
      asked: "variable/releases/v2",
    },
    {
      when: "the file goes before the pipeline",
      env: { BITBUCKET_TAG: "v4" },
      file: "# ours\napplication: 'file' # quoted\nrelease: \"v3\"\n",
      asked: "file/releases/v3",
    },
    {
      when: "Bitbucket runs for a tag",
      env: { BITBUCKET_TAG: "v4" },
      file: "application: file",
      asked: "file/releases/v4",
    },
    {
      when: "GitHub runs for a tag",
      env: { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v5" },
      file: "application: file",
      asked: "file/releases/v5",
    },
    {
      when: "GitLab runs for a tag",
      env: { CI_COMMIT_TAG: "v6" },
      file: "application: file",
      asked: "file/releases/v6",
    },
    {
      when: "Azure runs for a tag",
      env: { BUILD_SOURCEBRANCH: "refs/tags/v7" },
      file: "application: file",
      asked: "file/releases/v7",
    },
  ])("$when", async ({ env = {}, file, args = [], asked }) => {
    const { url, heard } = await allowing()
    const folder = await folderWith({ "deep/er/x": "", ...(file === undefined ? {} : { ".promotrail.yaml": file }) })
    const ran = await promotrail(["gate", "--to", "staging", ...args], {
      env: { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: TOKEN, ...env },
      folder: `${folder}/deep/er`,
    })
    expect(ran).toMatchObject({ code: 0 })
    expect(heard[0]?.url).toBe(`/v1/applications/${asked}/gate`)
  })

  test("a branch of GitHub is no release", async () => {
    const env = { PROMOTRAIL_TOKEN: TOKEN, GITHUB_REF_TYPE: "branch", GITHUB_REF_NAME: "main" }
    const ran = await promotrail(["gate", "--to", "staging", "--app", "a"], { env, folder: await folderWith({}) })
    expect(ran).toMatchObject({ code: 64 })
  })

  test("a variable that is set but empty is a mistake, not a reason to look further", async () => {
    const env = { PROMOTRAIL_TOKEN: TOKEN, PROMOTRAIL_RELEASE: "", BITBUCKET_TAG: "v4" }
    const ran = await promotrail(["gate", "--to", "staging", "--app", "a"], { env, folder: await folderWith({}) })
    expect(ran).toMatchObject({ code: 64 })
    expect(ran.said).toContain("PROMOTRAIL_RELEASE is set but empty")
  })

  test("the file can name the server; where a value was found is told when something goes wrong", async () => {
    const { url } = await answering((_heard, response) =>
      sendProblem(response, 404, "unknown-release", "There is no v9."),
    )
    const folder = await folderWith({ ".promotrail.yaml": `url: ${url}\napplication: shop\n` })
    const env = { PROMOTRAIL_TOKEN: TOKEN, CI_COMMIT_TAG: "v9" }
    const ran = await promotrail(["gate", "--to", "staging"], { env, folder })
    expect(ran.code).toBe(64)
    expect(ran.said).toBe(
      `promotrail: There is no v9.\n  Used without being asked for: application shop (${folder}/.promotrail.yaml), release v9 (CI_COMMIT_TAG).\n`,
    )
  })
})

describe(".promotrail.yaml", () => {
  test.for<{ text: string; said: string }>([
    {
      text: "application: shop\nrelase: v1\n",
      said: ".promotrail.yaml:2 has the key relase, which is not known. Did you mean release?",
    },
    { text: "app: shop\n", said: "Did you mean application?" },
    { text: "token: secret\n", said: "A secret does not belong here" },
    { text: "application: shop\napplication: shop\n", said: ":2 says application a second time" },
    { text: "application:\n  name: shop\n", said: ":1 is not understood" },
    { text: "application: *anchor\n", said: ":1 is not understood" },
    { text: "just words\n", said: ":1 is not understood" },
    { text: 'application: ""\n', said: ":1 is not understood" },
  ])("$text", async ({ text, said }) => {
    const folder = await folderWith({ ".promotrail.yaml": text })
    const ran = await promotrail(["gate", "--to", "x", "--release", "v1"], { env: { PROMOTRAIL_TOKEN: TOKEN }, folder })
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain(said)
  })
})

describe("the server's address", () => {
  test.for([
    { url: "ftp://x", said: "must begin with http:// or https://" },
    { url: "nonsense", said: "is no URL" },
    { url: "https://me:hidden@x", said: "holds a user or password" },
    { url: "https://x/?a=b", said: "has a ? or # part" },
  ])("$url is refused", async ({ url, said }) => {
    const env = { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: TOKEN }
    const ran = await promotrail(["token", "list"], { env, folder: await folderWith({}) })
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain(said)
    expect(ran.said).not.toContain("hidden")
  })
})

test("a server on another machine is asked through the proxy of the environment, one on this machine never is", async () => {
  const proxy = await answering((_heard, response) => sendJson(response, 200, decisionWith()))
  const ask = ["gate", "--app", "checkout", "--release", "v2.5.0", "--to", "staging"]
  const env = { PROMOTRAIL_TOKEN: TOKEN, PROMOTRAIL_INSECURE: "1", HTTP_PROXY: proxy.url, http_proxy: proxy.url }
  const far = await promotrail(ask, { env: { ...env, PROMOTRAIL_URL: "http://promotrail.invalid" } })
  expect(far).toMatchObject({ code: 0 })
  expect(proxy.heard.map(({ url }) => url)).toStrictEqual([
    "http://promotrail.invalid/v1/applications/checkout/releases/v2.5.0/gate",
  ])
  const near = await answering((_heard, response) => sendJson(response, 200, decisionWith()))
  expect(await promotrail(ask, { env: { ...env, PROMOTRAIL_URL: near.url } })).toMatchObject({ code: 0 })
  expect([near.heard.length, proxy.heard.length]).toStrictEqual([1, 1])
})

const SESSION = {
  token: {
    id: "01JD00000000000000000000AA",
    name: "anna",
    scopes: ["read", "gate"],
    applications: [],
    createdAt: "2026-11-20T20:00:00.000Z",
    revokedAt: null,
  },
  installation: "x",
  version: "1",
  storage: "sqlite",
}

describe("login", () => {
  test("keeps a token the server accepts, for the user alone, and other verbs use it", async () => {
    const { url, heard } = await answering(({ url: asked }, response) => {
      if (asked === "/v1/session") sendJson(response, 200, SESSION)
      else sendJson(response, 200, decisionWith())
    })
    const folder = await folderWith({})
    const env = { PROMOTRAIL_URL: url, XDG_CONFIG_HOME: `${folder}/settings` }
    const ran = await promotrail(["login", "--token-stdin"], { env, folder, input: `${TOKEN}\n` })
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.out + ran.said).not.toContain(TOKEN)
    expect(ran.out).toContain("as anna: read, gate for every application")
    const file = `${folder}/settings/promotrail/tokens.json`
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(`${folder}/settings/promotrail`).mode & 0o777).toBe(0o700)
    expect(JSON.parse(readFileSync(file, "utf8"))).toStrictEqual({ tokens: { [url]: TOKEN } })

    const ask = ["gate", "--app", "checkout", "--release", "v2.5.0", "--to", "staging"]
    expect(await promotrail(ask, { env, folder })).toMatchObject({ code: 0 })
    expect(heard.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`)
    expect(await promotrail(ask, { env: { ...env, PROMOTRAIL_URL: "http://127.0.0.1:1" }, folder })).toMatchObject({
      code: 64,
    })

    chmodSync(file, 0o644)
    expect(await promotrail(["login", "--remove"], { env, folder })).toMatchObject({ code: 0 })
    expect({ mode: statSync(file).mode & 0o777, kept: readFileSync(file, "utf8") }).toStrictEqual({
      mode: 0o600,
      kept: '{\n  "tokens": {}\n}\n',
    })
    expect(await promotrail(ask, { env, folder })).toMatchObject({ code: 64 })
  })

  test("keeps nothing that the server does not accept", async () => {
    const { url } = await answering((_heard, response) =>
      sendProblem(response, 401, "unauthenticated", "No valid token."),
    )
    const folder = await folderWith({})
    const env = { PROMOTRAIL_URL: url, XDG_CONFIG_HOME: folder }
    expect(await promotrail(["login", "--token-stdin"], { env, folder, input: TOKEN })).toMatchObject({
      code: 64,
      out: "",
    })
    expect(() => statSync(`${folder}/promotrail`)).toThrow("ENOENT")
  })

  test("asks only on a terminal", async () => {
    const ran = await promotrail(["login"], { folder: await folderWith({}) })
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain("--token-stdin")
  })

  test.for(["", "  \n", "two words", "brok\u0000en"])("the input %j is no token", async (input) => {
    const ran = await promotrail(["login", "--token-stdin"], { folder: await folderWith({}), input })
    expect(ran).toMatchObject({ code: 64, out: "" })
  })

  test("a broken file of tokens is named", async () => {
    const folder = await folderWith({ "promotrail/tokens.json": "{" })
    const ran = await promotrail(["token", "list"], { env: { XDG_CONFIG_HOME: folder }, folder })
    expect(ran).toMatchObject({ code: 64 })
    expect(ran.said).toContain(`${folder}/promotrail/tokens.json is not what "promotrail login" wrote`)
  })
})

test("a release is registered with the commit the pipeline names", async () => {
  const { url, heard } = await answering((_heard, response) =>
    sendProblem(response, 409, "release-digest-changed", "Other digests."),
  )
  const env = { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: TOKEN, GITHUB_SHA: "abc123" }
  const args = [
    "release",
    "register",
    "v1",
    "--app",
    "a",
    "--artifact",
    `web@${DIGEST}`,
    "--issue",
    "A-1",
    "--issue",
    "A-2",
  ]
  expect(await promotrail(args, { env, folder: await folderWith({}) })).toMatchObject({ code: 65, out: "" })
  expect(JSON.parse(heard[0]?.body ?? "")).toStrictEqual({
    version: "v1",
    artifacts: [{ name: "web", digest: DIGEST }],
    commit: "abc123",
    notes: null,
    issues: ["A-1", "A-2"],
  })
})
