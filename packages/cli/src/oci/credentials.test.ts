import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { credentialsFor } from "./credentials.ts"

const SECRET = "s3cret-never-shown"
const auth = (pair: string) => ({ auth: Buffer.from(pair).toString("base64") })

/** A folder with Docker's file in it, and helpers: programs that are called `docker-credential-…`. */
function docker(config: unknown, helpers: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-docker-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config))
  for (const [name, script] of Object.entries(helpers)) {
    const path = join(folder, `docker-credential-${name}`)
    writeFileSync(path, `#!/bin/sh\n[ "$1" = get ] || exit 9\nread -r server || true\n${script}\n`)
    chmodSync(path, 0o755)
  }
  return { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"] ?? ""}` }
}

const password = (user: string) => ({ kind: "password", user, password: SECRET })
const SAYS_SERVER = `printf '{"ServerURL":"%s","Username":"%s","Secret":"${SECRET}"}' "$server" "$server"`
const NOT_FOUND = `echo "credentials not found in native keychain"; exit 1`

describe("credentials come from where docker login puts them", () => {
  test.for<readonly [string, unknown, Readonly<Record<string, string>>, string, unknown]>([
    ["a host", { auths: { "ghcr.io": auth(`u:${SECRET}`) } }, {}, "ghcr.io", password("u")],
    ["an address", { auths: { "https://ghcr.io/v2/": auth(`u:${SECRET}`) } }, {}, "ghcr.io", password("u")],
    ["Docker Hub", { auths: { "https://index.docker.io/v1/": auth(`u:${SECRET}`) } }, {}, "docker.io", password("u")],
    ["a user and a password", { auths: { "r.io": { username: "u", password: SECRET } } }, {}, "r.io", password("u")],
    ["another host", { auths: { "ghcr.io": auth(`u:${SECRET}`) } }, {}, "evil.ghcr.io", undefined],
    ["another port", { auths: { "r.io": auth(`u:${SECRET}`) } }, {}, "r.io:8443", undefined],
    [
      "an identity token",
      { auths: { "r.io": { identitytoken: SECRET } } },
      {},
      "r.io",
      { kind: "identity-token", token: SECRET },
    ],
    ["a store", { credsStore: "all" }, { all: SAYS_SERVER }, "r.io", password("r.io")],
    [
      "a store, for Docker Hub",
      { credsStore: "all" },
      { all: SAYS_SERVER },
      "docker.io",
      password("https://index.docker.io/v1/"),
    ],
    [
      "a helper before the store",
      { credsStore: "all", credHelpers: { "r.io": "one" } },
      { all: "exit 1", one: SAYS_SERVER },
      "r.io",
      password("r.io"),
    ],
    [
      "a store that has none, then the file",
      { credsStore: "all", auths: { "r.io": auth(`u:${SECRET}`) } },
      { all: NOT_FOUND },
      "r.io",
      password("u"),
    ],
    [
      "a helper that has none is the last word",
      { credHelpers: { "r.io": "one" }, auths: { "r.io": auth(`u:${SECRET}`) } },
      { one: NOT_FOUND },
      "r.io",
      undefined,
    ],
    [
      "a helper with an identity token",
      { credsStore: "all" },
      { all: `echo '{"Username":"<token>","Secret":"${SECRET}"}'` },
      "r.io",
      { kind: "identity-token", token: SECRET },
    ],
    ["nothing", {}, {}, "r.io", undefined],
  ])("%s", async ([, config, helpers, domain, expected]) => {
    expect(await credentialsFor(domain, docker(config, helpers))).toStrictEqual(expected)
  })

  test("no file is no credentials, and the environment comes before any file", async () => {
    expect(await credentialsFor("r.io", { DOCKER_CONFIG: "/nowhere" })).toBeUndefined()
    const variables = { ...docker({ auths: { "r.io": auth("u:other") } }), PROMOTRAIL_REGISTRY_USER: "me" }
    const all = { ...variables, PROMOTRAIL_REGISTRY_PASSWORD: SECRET }
    expect(await credentialsFor("r.io", all)).toStrictEqual(password("me"))
  })
})

describe("what is broken is told, and no secret with it", () => {
  test.for<readonly [string, unknown, Readonly<Record<string, string>>, string]>([
    ["no JSON", `{"auths": {"r.io": {"auth": "${SECRET}`, {}, "is not JSON"],
    ["no pair", { auths: { "r.io": auth(SECRET) } }, {}, "no user and password for r.io"],
    [
      "a helper that fails",
      { credsStore: "all" },
      { all: `echo "${SECRET}"; echo "${SECRET}" >&2; exit 3` },
      "docker-credential-all gives no credentials for r.io (it ended with 3)",
    ],
    [
      "a helper that says something else",
      { credsStore: "all" },
      { all: `echo '"${SECRET}"'` },
      "answers with no credentials",
    ],
    [
      "a helper that is not there",
      { credsStore: "gone" },
      {},
      "docker-credential-gone, which Docker's config.json names, cannot be run (ENOENT)",
    ],
    ["a helper that is a path", { credsStore: "../../bin/sh" }, {}, "no name"],
    ["a helper with a space", { credsStore: "a b" }, {}, "no name"],
  ])("%s", async ([, config, helpers, says]) => {
    const told = await credentialsFor("r.io", docker(config, helpers)).then(String, (error: Error) => error.message)
    expect(told).toContain(says)
    expect(told).not.toContain(SECRET)
  })

  test.for([
    { PROMOTRAIL_REGISTRY_USER: "u" },
    { PROMOTRAIL_REGISTRY_PASSWORD: SECRET },
    { PROMOTRAIL_REGISTRY_USER: "u", PROMOTRAIL_REGISTRY_PASSWORD: "" },
    { PROMOTRAIL_REGISTRY_USER: "u:v", PROMOTRAIL_REGISTRY_PASSWORD: SECRET },
  ])("half of the environment's credentials: %o", async (variables) => {
    await expect(credentialsFor("r.io", variables)).rejects.toThrow("are set together")
  })
})
