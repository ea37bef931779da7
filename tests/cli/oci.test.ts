import { describe, expect, test } from "vitest"
import { answering, sendJson, type Heard } from "./support/answering.ts"
import { folderWith, promotrail, type Ran } from "./support/command.ts"
import {
  BUNDLE,
  digestOf,
  DSSE,
  IMAGE,
  INDEX,
  pushImage,
  pushReferrer,
  registry,
  type FakeRegistry,
  type HeardByRegistry,
} from "./support/registry.ts"

const SECRET = "s3cret-never-shown"
const ME = { id: "01JD00000000000000000000BB", name: "ci" }

/** A server that registers everything, knows one release with these artifacts, and accepts all evidence. */
async function promotrailServer(artifacts: readonly { readonly name: string; readonly digest: string }[] = []) {
  const release = (made: readonly unknown[]) => ({
    application: "shop",
    version: "v1",
    artifacts: made,
    commit: null,
    notes: null,
    issues: [],
    registeredAt: "2026-11-20T20:00:00.000Z",
    registeredBy: ME,
    blocked: null,
    predecessor: null,
    glyphs: [],
    leadTimeMs: null,
  })
  const server = await answering((asked, response) => {
    if (asked.method === "GET") return sendJson(response, 200, release(artifacts))
    if (!asked.url.includes("/evidence")) {
      return sendJson(response, 201, release((JSON.parse(asked.body) as { artifacts: unknown[] }).artifacts))
    }
    return sendJson(response, 201, accepted(asked))
  })
  return { ...server, uploads: () => server.heard.filter(({ url }) => url.includes("/evidence")) }
}

const fileOf = ({ url }: Heard): string => new URL(url, "http://x").searchParams.get("file") ?? ""
const accepted = (asked: Heard) => ({
  id: "01JD00000000000000000000AA",
  application: "shop",
  release: "v1",
  environment: "dev",
  kind: "provenance",
  subject: "artifact",
  category: "provenance",
  variant: "",
  inventory: false,
  file: fileOf(asked),
  raw: digestOf(asked.body),
  bytes: asked.body.length,
  format: "sigstore-bundle",
  tool: null,
  outcome: "accepted",
  code: null,
  reason: null,
  unfit: null,
  producedAt: null,
  receivedAt: "2026-11-20T20:00:00.000Z",
  by: ME,
  counts: { attestations: 1, subjects: 1, signatures: 1 },
  warnings: [],
  ledgerIndex: 3,
})

type Server = Awaited<ReturnType<typeof promotrailServer>>
type Env = Readonly<Record<string, string | undefined>>

async function run({ url }: Server, args: readonly string[], env: Env = {}): Promise<Ran> {
  const ran = await promotrail([...args, "--app", "shop"], {
    folder: await folderWith({}),
    env: { PROMOTRAIL_URL: url, PROMOTRAIL_TOKEN: "token", ...env },
  })
  expect(`${ran.out}${ran.said}`).not.toContain(SECRET)
  return ran
}
const register = (server: Server, args: readonly string[], env?: Env) =>
  run(server, ["release", "register", "v1", ...args], env)
const report = (server: Server, words: readonly string[], env?: Env) =>
  run(server, ["report", ...words, "--release", "v1", "--environment", "dev"], env)

/** An image with the tag v1 and a server that knows it. */
async function released(one: FakeRegistry) {
  const image = pushImage(one, "v1")
  return {
    image,
    server: await promotrailServer([{ name: "web", digest: image.digest }]),
    word: `oci:${one.host}/shop:v1`,
  }
}

describe("a tag is resolved once, to the digest of what it stands for", () => {
  test("the digest is registered, and what the tag stood for is told", async () => {
    const one = await registry()
    const { digest } = pushImage(one, "v1")
    const server = await promotrailServer()
    const other = `sha256:${"b".repeat(64)}`
    const ran = await register(server, ["--artifact", `db@${other}`, "--artifact", `web=oci:${one.host}/shop:v1`])
    expect(ran).toMatchObject({ code: 0, said: "" })
    expect(ran.out).toContain(`    db@${other}\n    web@${digest} (${one.host}/shop:v1)\n`)
    const artifacts = [
      { name: "db", digest: other },
      { name: "web", digest },
    ]
    expect(JSON.parse(server.heard[0]?.body ?? "")).toMatchObject({ artifacts })
    expect(one.heard).toHaveLength(1)
  })

  test("what the registry says the digest is does not count", async () => {
    const one = await registry({
      instead: ({ path }, response) => {
        if (!path.includes("/manifests/")) return false
        response.writeHead(200, { "content-type": IMAGE, "docker-content-digest": `sha256:${"0".repeat(64)}` })
        response.end(JSON.stringify({ schemaVersion: 2, mediaType: IMAGE, layers: [] }))
        return true
      },
    })
    const ran = await register(await promotrailServer(), ["--artifact", `web=oci:${one.host}/shop:v1`])
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.out).toContain(digestOf(JSON.stringify({ schemaVersion: 2, mediaType: IMAGE, layers: [] })))
    expect(ran.out).not.toContain("sha256:0000")
  })

  test("of an index its own digest is registered and each platform is told; one that is asked for is an artifact", async () => {
    const one = await registry()
    const [amd, arm] = [pushImage(one, "amd", "amd"), pushImage(one, "arm", "arm")]
    const at = (architecture: string, variant?: string) => ({ platform: { os: "linux", architecture, variant } })
    const manifests = [
      { ...amd, ...at("amd64") },
      { ...arm, ...at("arm64", "v8") },
      { ...arm, platform: { os: "unknown", architecture: "unknown" } },
    ]
    const index = one.manifest({ manifests }, "v1", INDEX)
    const where = `web=oci:${one.host}/shop:v1`
    const server = await promotrailServer()
    const plain = await register(server, ["--artifact", where])
    expect(plain.out).toContain(
      `    web@${index.digest} (${one.host}/shop:v1)\n        linux/amd64 ${amd.digest}\n        linux/arm64/v8 ${arm.digest}\n`,
    )
    const both = await register(server, ["--artifact", where, "--platform", "linux/arm64", "--platform", "linux/amd64"])
    expect(both).toMatchObject({ code: 0 })
    expect(JSON.parse(server.heard[1]?.body ?? "")).toMatchObject({
      artifacts: [
        { name: "web", digest: index.digest },
        { name: "web/linux/arm64", digest: arm.digest },
        { name: "web/linux/amd64", digest: amd.digest },
      ],
    })
    const none = await register(server, ["--artifact", where, "--platform", "windows/amd64"])
    expect(none).toMatchObject({ code: 65, out: "" })
    expect(none.said).toContain("has no manifest for windows/amd64. It has linux/amd64, linux/arm64/v8.")
    expect(server.heard).toHaveLength(2)
  })

  const fixed = (status: number, headers: Readonly<Record<string, string>>, body: string) => ({
    instead: ({ path }: HeardByRegistry, response: import("node:http").ServerResponse) => {
      if (!path.includes("/manifests/")) return false
      response.writeHead(status, headers)
      response.end(body)
      return true
    },
  })
  const typed = { "content-type": IMAGE }
  const A = `sha256:${"a".repeat(64)}`
  test.for<readonly [string, string, Parameters<typeof registry>[0], number, string]>([
    ["a tag that is not there", ":v9", {}, 64, "There is no"],
    ["a digest that is something else", `@${A}`, fixed(200, typed, `{"layers":[]}`), 65, "answers with something else"],
    ["an answer without end", ":v1", fixed(200, typed, " ".repeat(4 * 1024 * 1024 + 1)), 69, "more than 4194304 bytes"],
    ["an answer cut off", ":v1", fixed(200, { ...typed, "content-length": "50" }, "{}"), 69, "too early"],
    ["a page of a proxy", ":v1", fixed(200, { "content-type": "text/html" }, "<html>"), 65, "no JSON"],
    ["a registry in trouble", ":v1", fixed(503, {}, ""), 69, "not available (503)"],
    ["a registry that is too busy", ":v1", fixed(429, {}, ""), 69, "not available (429)"],
    ["a redirect to nowhere", ":v1", fixed(302, {}, ""), 69, "does not say where to"],
    ["a redirect in a circle", ":v1", fixed(302, { location: "/v2/shop/manifests/v1" }, ""), 69, "without end"],
    [
      "a redirect without encryption",
      ":v1",
      fixed(302, { location: "http://example.com/" }, ""),
      65,
      "without encryption",
    ],
    ["no tag", "", {}, 64, "neither a tag nor a digest"],
  ])("%s registers nothing", async ([, end, ways, code, says]) => {
    const one = await registry(ways)
    const server = await promotrailServer()
    const ran = await register(server, ["--artifact", `web=oci:${one.host}/shop${end}`])
    expect(ran).toMatchObject({ code, out: "" })
    expect(ran.said).toContain(says)
    expect(server.heard).toStrictEqual([])
    expect(one.heard.length).toBeLessThan(10)
  })

  test("a registry that does not answer is 69 when the time is over", async () => {
    const one = await registry({ instead: () => true })
    const ran = await register(await promotrailServer(), ["--artifact", `web=oci:${one.host}/shop:v1`], {
      PROMOTRAIL_TIMEOUT: "1s",
    })
    expect(ran).toMatchObject({ code: 69, out: "" })
    expect(ran.said).toContain(`${one.host} did not answer within 1 s`)
  })
})

describe("attestations are found wherever a registry keeps them, and sent as they are", () => {
  const TEXT = `{"mediaType":"${BUNDLE}","n":1}`
  type Push = (one: FakeRegistry, image: ReturnType<typeof pushImage>) => void
  const fallback: Push = (one, image) => {
    const listed = pushReferrer(one, image, TEXT)
    // As GHCR lists it: with the type of the config.
    const manifests = [{ ...listed, artifactType: "application/vnd.oci.empty.v1+json" }]
    one.manifest({ manifests }, image.digest.replace(":", "-"), INDEX)
  }
  test.for<readonly [string, Parameters<typeof registry>[0], Push, string]>([
    ["by the referrers API", {}, (one, image) => void pushReferrer(one, image, TEXT), "sigstore.json"],
    ["by the tag that stands in for it", { noReferrers: true }, fallback, "sigstore.json"],
    [
      "by the type of the layer alone",
      {},
      (one, image) => void pushReferrer(one, image, TEXT, { artifactType: "application/x" }),
      "sigstore.json",
    ],
    [
      "by the type of the manifest alone",
      {},
      (one, image) => void pushReferrer(one, image, TEXT, { layerType: "application/json" }),
      "sigstore.json",
    ],
    [
      "as a bundle of an older version",
      {},
      (one, image) =>
        void pushReferrer(one, image, TEXT, { layerType: "application/vnd.dev.sigstore.bundle+json;version=0.2" }),
      "sigstore.json",
    ],
    [
      "as an envelope",
      {},
      (one, image) => void pushReferrer(one, image, TEXT, { artifactType: "", layerType: DSSE }),
      "dsse.json",
    ],
    [
      "at cosign's old tag",
      { noReferrers: true },
      (one, { digest }) => void one.manifest({ layers: [one.blob(TEXT, DSSE)] }, `${digest.replace(":", "-")}.att`),
      "dsse.json",
    ],
  ])("%s", async ([, ways, push, ending]) => {
    const one = await registry(ways)
    const { image, server, word } = await released(one)
    push(one, image)
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.said).toContain(`web@${image.digest} has 1 attestation.`)
    expect(server.uploads().map((asked) => [fileOf(asked), asked.body])).toStrictEqual([
      [`${one.host}/shop:v1/${digestOf(TEXT).replace(":", "-")}.${ending}`, TEXT],
    ])
  })

  test("over all pages, each once, beside files of the disk", async () => {
    const one = await registry({ page: 2 })
    const { image, server, word } = await released(one)
    for (const n of [1, 2, 3, 4, 5]) pushReferrer(one, image, `{"n":${n}}`)
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code: 0 })
    expect(server.uploads().map(({ body }) => body)).toStrictEqual([1, 2, 3, 4, 5].map((n) => `{"n":${n}}`))
  })

  test("what is no attestation is told and not sent", async () => {
    const one = await registry()
    const { image, server, word } = await released(one)
    pushReferrer(one, image, TEXT)
    pushReferrer(one, image, "{}", { artifactType: "application/spdx+json", layerType: "application/spdx+json" })
    one.manifest(
      { layers: [one.blob("{}", "application/vnd.dev.cosign.simplesigning.v1+json")] },
      `${image.digest.replace(":", "-")}.sig`,
    )
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.said).toContain("1 of type application/spdx+json: no attestation, not taken.")
    expect(ran.said).toContain(
      ".sig (application/vnd.dev.cosign.simplesigning.v1+json) are in a format that cannot be checked",
    )
    expect(server.uploads()).toHaveLength(1)
  })

  const summaryBy = (id: string): string => {
    const predicate = {
      verifier: { id },
      timeVerified: "2026-11-20T20:00:00Z",
      resourceUri: "oci://shop",
      policy: { uri: "urn:p", digest: { sha256: "0".repeat(64) } },
      verificationResult: "PASSED",
      verifiedLevels: ["L"],
    }
    const subject = [{ digest: { sha256: "0".repeat(64) } }]
    const predicateType = "https://slsa.dev/verification_summary/v1"
    const statement = { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate }
    const payload = Buffer.from(JSON.stringify(statement)).toString("base64")
    const dsseEnvelope = { payload, payloadType: "application/vnd.in-toto+json", signatures: [{ sig: "AAAA" }] }
    return JSON.stringify({ mediaType: BUNDLE, verificationMaterial: {}, dsseEnvelope })
  }

  test("the summary of a gate is no evidence for a gate; that of somebody else is sent", async () => {
    const one = await registry()
    const { image, server, word } = await released(one)
    pushReferrer(one, image, summaryBy("urn:promotrail:verifier:v1"))
    expect(await report(server, [word])).toMatchObject({ code: 65, out: "" })
    const theirs = summaryBy("https://example.com/verifier")
    pushReferrer(one, image, theirs)
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.said).toContain("1 of type summary of a Promotrail gate: no evidence for a gate, not sent.")
    expect(server.uploads().map(({ body }) => body)).toStrictEqual([theirs])
  })

  test("what only pretends to refer to it is told and not sent", async () => {
    const one = await registry({ noReferrers: true })
    const { image, server, word } = await released(one)
    const other = pushImage(one, "other", "other")
    const manifests = [pushReferrer(one, image, TEXT), pushReferrer(one, other, `{"of":"other"}`)]
    one.manifest({ manifests }, image.digest.replace(":", "-"), INDEX)
    const ran = await report(server, [word])
    expect(ran.said).toContain("is about something else: not taken.")
    expect(server.uploads().map(({ body }) => body)).toStrictEqual([TEXT])
  })

  test("of an index also those of its platforms that the release has", async () => {
    const one = await registry()
    const amd = pushImage(one, "amd", "amd")
    const arm = pushImage(one, "arm", "arm")
    const of = (architecture: string) => ({ platform: { os: "linux", architecture } })
    const index = one.manifest(
      {
        manifests: [
          { ...amd, ...of("amd64") },
          { ...arm, ...of("arm64") },
        ],
      },
      "v1",
      INDEX,
    )
    pushReferrer(one, index, `{"of":"index"}`)
    pushReferrer(one, amd, `{"of":"amd"}`)
    pushReferrer(one, arm, `{"of":"arm"}`)
    const server = await promotrailServer([
      { name: "web", digest: index.digest },
      { name: "web/linux/amd64", digest: amd.digest },
    ])
    expect(await report(server, [`oci:${one.host}/shop:v1`])).toMatchObject({ code: 0 })
    expect(server.uploads().map(({ body }) => body)).toStrictEqual([`{"of":"index"}`, `{"of":"amd"}`])
  })
})

describe("no attestation is never silence", () => {
  test("an image without one is 65", async () => {
    const one = await registry()
    const { server, word } = await released(one)
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code: 65, out: "" })
    expect(ran.said).toContain("has no attestation that can be sent.")
    expect(server.uploads()).toStrictEqual([])
  })

  test("a tag that has moved is 65, and nothing of the other image is sent", async () => {
    const one = await registry()
    const { image, server, word } = await released(one)
    pushReferrer(one, image, "{}")
    const moved = pushImage(one, "v1", "moved")
    pushReferrer(one, moved, "{}")
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code: 65, out: "" })
    expect(ran.said).toContain(`is ${moved.digest}, which is no artifact of v1. Has the tag moved`)
    expect(server.uploads()).toStrictEqual([])
    expect(await report(server, [`oci:${one.host}/shop@${image.digest}`])).toMatchObject({ code: 0 })
  })

  test("a tag that moves while it is looked at is asked for once", async () => {
    const one: FakeRegistry = await registry({
      instead: ({ path }) => {
        // Whoever asks a second time sees another image, and one with an attestation.
        if (seen.filter((before) => before === path).length > 0) pushReferrer(one, pushImage(one, "v1", "moved"), "{}")
        if (path.endsWith("/manifests/v1")) seen.push(path)
        return false
      },
    })
    const seen: string[] = []
    const { image, server, word } = await released(one)
    pushReferrer(one, image, `{"of":"first"}`)
    expect(await report(server, [word])).toMatchObject({ code: 0 })
    expect(seen).toHaveLength(1)
    expect(server.uploads().map(({ body }) => body)).toStrictEqual([`{"of":"first"}`])
  })

  test("one that is listed and gone is 65, although the others are sent", async () => {
    const one = await registry({ noReferrers: true })
    const { image, server, word } = await released(one)
    const gone = { mediaType: IMAGE, digest: `sha256:${"c".repeat(64)}`, size: 3 }
    one.manifest({ manifests: [gone, pushReferrer(one, image, "{}")] }, image.digest.replace(":", "-"), INDEX)
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code: 65 })
    expect(ran.said).toContain(`${gone.digest} is listed and is not there`)
    expect(server.uploads()).toHaveLength(1)
  })

  type Ways = NonNullable<Parameters<typeof registry>[0]>
  const on = (part: string, status: number, headers: Readonly<Record<string, string>>, body: string): Ways => ({
    instead: ({ path }, response) => {
      if (!path.includes(part)) return false
      response.writeHead(status, headers)
      response.end(body)
      return true
    },
  })
  const list = { "content-type": INDEX }
  const empty = `{"mediaType":"${INDEX}","manifests":[]}`
  const many = Array.from({ length: 501 }, (_, n) => ({ mediaType: IMAGE, digest: digestOf(String(n)), size: 1 }))
  test.for<readonly [string, Ways, number, string]>([
    ["other bytes than were listed", on("/blobs/", 200, {}, "[]"), 65, "answers with something else than sha256:"],
    ["a blob cut off", on("/blobs/", 200, { "content-length": "9" }, "{}"), 69, "too early"],
    ["a blob without end", on("/blobs/", 200, {}, " ".repeat(5 * 1024 * 1024 + 1)), 69, "more than 5242880 bytes"],
    ["a blob that is gone", on("/blobs/", 404, {}, ""), 69, "does not give the attestation"],
    ["a list in trouble", on("/referrers/", 500, {}, ""), 69, "not available (500)"],
    ["a list that is forbidden", on("/referrers/", 403, {}, ""), 64, "does not let us in"],
    ["a list in a circle", on("/referrers/", 200, { ...list, link: `<?a>; rel="next"` }, empty), 69, "in a circle"],
    [
      "a list that goes on elsewhere",
      on("/referrers/", 200, { ...list, link: `<https://evil.example/>; rel=next` }, empty),
      65,
      "evil.example",
    ],
    ["a list that is none", on("/referrers/", 200, list, "{}"), 69, "is no list of manifests"],
    [
      "more than anybody looks at",
      on("/referrers/", 200, list, JSON.stringify({ manifests: many })),
      65,
      "lists 501 referrers",
    ],
  ])("%s sends nothing", async ([, ways, code, says]) => {
    const one = await registry(ways)
    const { image, server, word } = await released(one)
    pushReferrer(one, image, "{}")
    const ran = await report(server, [word])
    expect(ran).toMatchObject({ code, out: "" })
    expect(ran.said).toContain(says)
    expect(server.uploads()).toStrictEqual([])
  })
})

describe("secrets go where they were asked for, and nowhere else", () => {
  const USER = { PROMOTRAIL_REGISTRY_USER: "me", PROMOTRAIL_REGISTRY_PASSWORD: SECRET }
  const BASIC = `Basic ${Buffer.from(`me:${SECRET}`).toString("base64")}`

  /** A registry that wants a token of a service, and the service. */
  async function guarded(
    more: (heard: HeardByRegistry, response: import("node:http").ServerResponse) => boolean = () => false,
  ) {
    const tokens = await answering((_asked, response) => sendJson(response, 200, { token: `${SECRET}-token` }))
    const one = await registry({
      instead(asked, response) {
        if (asked.headers.authorization === `Bearer ${SECRET}-token`) return more(asked, response)
        const realm = `Bearer realm="${tokens.url}/token",service="reg",scope="repository:shop:pull"`
        response.writeHead(401, { "www-authenticate": realm })
        response.end()
        return true
      },
    })
    return { one, tokens }
  }

  test("a token service that the registry names gets the credentials, the registry the token", async () => {
    const { one, tokens } = await guarded()
    const { image, server, word } = await released(one)
    pushReferrer(one, image, "{}")
    expect(await report(server, [word], USER)).toMatchObject({ code: 0 })
    expect(tokens.heard.map(({ method, url, headers }) => [method, url, headers.authorization])).toStrictEqual([
      ["GET", "/token?service=reg&scope=repository%3Ashop%3Apull", BASIC],
    ])
    expect(one.heard.map(({ headers }) => headers.authorization)).not.toContain(BASIC)
    expect(server.heard.map(({ headers }) => headers.authorization)).toStrictEqual(["Bearer token", "Bearer token"])
  })

  test("an identity token is exchanged at the service, and shown to nobody else", async () => {
    const { one, tokens } = await guarded()
    const { image, server, word } = await released(one)
    pushReferrer(one, image, "{}")
    const kept = JSON.stringify({ auths: { [one.host]: { identitytoken: `${SECRET}-identity` } } })
    const DOCKER_CONFIG = await folderWith({ "config.json": kept })
    expect(await report(server, [word], { DOCKER_CONFIG })).toMatchObject({ code: 0 })
    expect(tokens.heard.map(({ method, url }) => [method, url])).toStrictEqual([["POST", "/token"]])
    expect(Object.fromEntries(new URLSearchParams(tokens.heard[0]?.body))).toStrictEqual({
      grant_type: "refresh_token",
      client_id: "promotrail",
      refresh_token: `${SECRET}-identity`,
      scope: "repository:shop:pull",
      service: "reg",
    })
    expect(JSON.stringify(one.heard.map(({ headers }) => headers))).not.toContain(`${SECRET}-identity`)
  })

  test("without credentials a token for anybody is asked for", async () => {
    const { one, tokens } = await guarded()
    const { image, server, word } = await released(one)
    pushReferrer(one, image, "{}")
    expect(await report(server, [word])).toMatchObject({ code: 0 })
    expect(tokens.heard[0]?.headers).not.toHaveProperty("authorization")
  })

  test("where a blob is redirected to, the token is not shown", async () => {
    const TEXT = `{"mediaType":"${BUNDLE}"}`
    const store = await answering((_asked, response) => {
      response.writeHead(200)
      response.end(TEXT)
    })
    const { one } = await guarded(({ path }, response) => {
      if (!path.includes("/blobs/")) return false
      response.writeHead(307, { location: `${store.url}/b?signature=${SECRET}` })
      response.end()
      return true
    })
    const { image, server, word } = await released(one)
    pushReferrer(one, image, TEXT)
    expect(await report(server, [word], USER)).toMatchObject({ code: 0 })
    expect(server.uploads().map(({ body }) => body)).toStrictEqual([TEXT])
    expect(store.heard).toHaveLength(1)
    expect(store.heard[0]?.headers).not.toHaveProperty("authorization")
  })

  test("a store that asks for credentials itself gets none", async () => {
    const store = await answering((_asked, response) => {
      response.writeHead(401, { "www-authenticate": 'Basic realm="store"' })
      response.end()
    })
    const { one } = await guarded(({ path }, response) => {
      if (!path.includes("/blobs/")) return false
      response.writeHead(307, { location: store.url })
      response.end()
      return true
    })
    const { image, server, word } = await released(one)
    pushReferrer(one, image, "{}")
    expect(await report(server, [word], USER)).toMatchObject({ code: 69 })
    expect(store.heard.map(({ headers }) => headers.authorization)).toStrictEqual([undefined])
  })

  test.for([
    ["Basic", 'Basic realm="r"', 64, "The credentials at hand are not accepted"],
    ["a token service without encryption", 'Bearer realm="http://example.com/t"', 65, "no credentials may go to"],
    [
      "a token service with a password in it",
      `Bearer realm="https://a:b@example.com/t"`,
      65,
      "no credentials may go to",
    ],
    ["a token service that is no address", 'Bearer realm="/token"', 65, "no credentials may go to"],
    ["nothing that is understood", "Negotiate", 64, "does not let us in"],
  ] as const)("a registry that goes on asking for %s", async ([, challenge, code, says]) => {
    const one = await registry({
      instead(_asked, response) {
        response.writeHead(401, { "www-authenticate": challenge })
        response.end()
        return true
      },
    })
    const ran = await register(await promotrailServer(), ["--artifact", `web=oci:${one.host}/shop:v1`], USER)
    expect(ran).toMatchObject({ code, out: "" })
    expect(ran.said).toContain(says)
    expect(one.heard.length).toBeLessThan(3)
  })

  test("Basic is answered with what docker login keeps, by the host it was asked for", async () => {
    const one = await registry({
      instead({ headers }, response) {
        if (headers.authorization === BASIC) return false
        response.writeHead(401, { "www-authenticate": 'Basic realm="r"' })
        response.end()
        return true
      },
    })
    const { digest } = pushImage(one, "v1")
    const kept = (host: string) => JSON.stringify({ auths: { [host]: { auth: BASIC.slice("Basic ".length) } } })
    const folder = await folderWith({ "a/config.json": kept(one.host), "b/config.json": kept("127.0.0.1") })
    const server = await promotrailServer()
    const args = ["--artifact", `web=oci:${one.host}/shop:v1`]
    const good = await register(server, args, { DOCKER_CONFIG: `${folder}/a` })
    expect(good.out).toContain(digest)
    expect(await register(server, args, { DOCKER_CONFIG: `${folder}/b` })).toMatchObject({ code: 64, out: "" })
    expect(one.heard.map(({ headers }) => headers.authorization)).toStrictEqual([undefined, BASIC, undefined])
  })

  test("credentials of the environment are not tried at two registries", async () => {
    const [one, two] = [await registry(), await registry()]
    const args = ["--artifact", `a=oci:${one.host}/shop:v1`, "--artifact", `b=oci:${two.host}/shop:v1`]
    const ran = await register(await promotrailServer(), args, USER)
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain("is for one registry")
    expect([...one.heard, ...two.heard]).toStrictEqual([])
  })
})
