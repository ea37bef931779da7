import { describe, expect, test } from "vitest"
import { answering, send, sendJson } from "./support/answering.ts"
import { folderWith, promotrail } from "./support/command.ts"
import { decisionWith, denial } from "./support/decisions.ts"
import { BUNDLE, digestOf, INDEX, pushImage, pushReferrer, registry, type FakeRegistry } from "./support/registry.ts"

const VSA = "https://slsa.dev/verification_summary/v1"
const AT = "2026-11-20T20:00:00Z"
const ANNOTATIONS = {
  "dev.sigstore.bundle.content": "dsse-envelope",
  "dev.sigstore.bundle.predicateType": VSA,
  "org.opencontainers.image.created": AT,
}
const ASK = ["gate", "--app", "checkout", "--release", "v2.5.0", "--to", "staging", "--quiet"]
const NOT_ATTACHED = "promotrail: NOT ATTACHED, the verdict stands."

/** The summary of a decision about an image, as a bundle. */
function bundleOf(digest: string, changes: object = {}): string {
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "web", digest: { sha256: digest.slice("sha256:".length) } }],
    predicateType: VSA,
    predicate: {
      verifier: { id: "urn:promotrail:verifier:v1" },
      timeVerified: AT,
      resourceUri: "oci://shop",
      policy: { uri: "urn:p", digest: { sha256: "0".repeat(64) } },
      verificationResult: "PASSED",
      verifiedLevels: ["PROMOTION_ALLOWED:staging"],
      ...changes,
    },
  }
  const payload = Buffer.from(JSON.stringify(statement)).toString("base64")
  const dsseEnvelope = {
    payload,
    payloadType: "application/vnd.in-toto+json",
    signatures: [{ sig: "AAAA", keyid: "" }],
  }
  return JSON.stringify({ mediaType: BUNDLE, verificationMaterial: {}, dsseEnvelope })
}

const jsonAt = ({ manifests }: FakeRegistry, at: string): unknown => JSON.parse(String(manifests.get(at)?.bytes))
const tagOf = ({ digest }: { readonly digest: string }) => digest.replace(":", "-")

type Said = {
  readonly decided?: (changes: Readonly<Record<string, unknown>>) => object
  readonly status?: number
  readonly summary?: (digest: string) => string
  readonly summaryStatus?: number
  readonly judged?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Asks a gate about the image with the tag v1, and has the summary of the answer attached to it. */
async function gate(one: FakeRegistry, { digest }: { readonly digest: string }, said: Said = {}) {
  const { decided = decisionWith, status = 200, summary = bundleOf, summaryStatus = 200, judged = digest, env } = said
  const server = await answering((asked, response) => {
    if (asked.method === "POST") sendJson(response, status, decided({ artifacts: [{ name: "web", digest: judged }] }))
    else send(response, summaryStatus, "application/json", summary(digest))
  })
  const ran = await promotrail([...ASK, "--attach", `${one.host}/shop:v1`], {
    folder: await folderWith({}),
    env: { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: "token", ...env },
  })
  const pushed = /\) as (sha256:[0-9a-f]{64})\.\n/.exec(ran.said)?.[1] ?? ""
  return { ...ran, pushed, asked: server.heard.map(({ url }) => url) }
}

describe("a summary is attached as a referrer", () => {
  test("with an empty config, one layer, a subject, and what is said of it", async () => {
    const one = await registry()
    const image = pushImage(one, "v1")
    const { code, pushed, asked } = await gate(one, image)
    const summary = bundleOf(image.digest)
    expect(code).toBe(0)
    expect(asked.at(-1)).toBe("/v1/decisions/01JD00000000000000000000AA/vsa.sigstore.json")
    expect(jsonAt(one, pushed)).toStrictEqual({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      artifactType: BUNDLE,
      config: {
        mediaType: "application/vnd.oci.empty.v1+json",
        digest: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        size: 2,
        data: "e30=",
      },
      layers: [{ mediaType: BUNDLE, digest: digestOf(summary), size: summary.length }],
      subject: image,
      annotations: ANNOTATIONS,
    })
    expect(String(one.blobs.get(digestOf(summary)))).toBe(summary)
    expect(one.manifests.has(tagOf(image))).toBe(false)
  })

  test.for([
    ["knows subjects and lists them", {}, false],
    ["does not say that it knows subjects", { noSubject: true }, true],
    ["says that it knows subjects and lists none", { noReferrers: true }, true],
    ["is older than both", { noSubject: true, noReferrers: true }, true],
  ] as const)("in a registry that %s it is listed, and once however often it is pushed", async ([, ways, isTagged]) => {
    const one = await registry(ways)
    const image = pushImage(one, "v1")
    const [first, second] = [await gate(one, image), await gate(one, image)]
    expect(first.pushed).toMatch(/^sha256:/)
    expect(second.pushed).toBe(first.pushed)
    const atTag = String(one.manifests.get(tagOf(image))?.bytes ?? `{"manifests":[]}`)
    const { manifests } = JSON.parse(atTag) as { manifests: { digest: string; artifactType: string }[] }
    const listed = manifests.map(({ digest, artifactType }) => [digest, artifactType])
    expect(listed).toStrictEqual(isTagged ? [[first.pushed, BUNDLE]] : [])
  })

  test("what others have listed under the tag stays as it is", async () => {
    const one = await registry({ noReferrers: true })
    const image = pushImage(one, "v1")
    const other = { ...pushReferrer(one, image, "{}"), annotations: { by: "another" } }
    one.manifest({ manifests: [other], annotations: { of: "theirs" } }, tagOf(image), INDEX)
    const { pushed } = await gate(one, image)
    expect(jsonAt(one, tagOf(image))).toMatchObject({
      annotations: { of: "theirs" },
      manifests: [other, { digest: pushed, artifactType: BUNDLE, annotations: ANNOTATIONS }],
    })
  })

  test("a tag that is no list is not written over", async () => {
    const one = await registry({ noReferrers: true })
    const image = pushImage(one, "v1")
    const before = pushImage(one, tagOf(image), "somebody's image")
    expect((await gate(one, image)).said).toContain("It was left as it is.")
    expect(digestOf(one.manifests.get(tagOf(image))?.bytes ?? "")).toBe(before.digest)
  })

  test.for([
    ["uploads", "POST", "/blobs/uploads/", "does not take uploads"],
    ["the blob", "PUT", "/blobs/uploads/one", "does not take sha256:"],
    ["the manifest", "PUT", "/manifests/", "does not take the manifest"],
  ] as const)("a registry that does not take %s is told, and the verdict stands", async ([, method, path, says]) => {
    const one = await registry({
      instead(asked, response) {
        if (asked.method !== method || !asked.path.includes(path)) return false
        response.writeHead(405)
        response.end()
        return true
      },
    })
    const { code, said } = await gate(one, pushImage(one, "v1"))
    expect(code).toBe(0)
    expect(said).toContain(NOT_ATTACHED)
    expect(said).toContain(says)
  })

  test("an upload that is to go to another host goes there without credentials", async () => {
    const store = await answering((_asked, response) => send(response, 201, "text/plain", ""))
    const one = await registry({
      instead({ headers, method, path }, response) {
        if (headers.authorization === undefined) response.writeHead(401, { "www-authenticate": "Basic" })
        else if (method === "POST" && path.endsWith("/uploads/")) response.writeHead(202, { location: store.url })
        else return false
        response.end()
        return true
      },
    })
    const env = { PROMOTRAIL_REGISTRY_USER: "me", PROMOTRAIL_REGISTRY_PASSWORD: "s3cret" }
    expect((await gate(one, pushImage(one, "v1"), { env })).pushed).toMatch(/^sha256:/)
    expect(store.heard.map(({ method, headers }) => [method, headers.authorization])).toStrictEqual([
      ["PUT", undefined],
      ["PUT", undefined],
    ])
  })
})

describe("gate --attach ends as the verdict does", () => {
  const nothing = () => "{}"
  test.for([
    ["allow", decisionWith, 200, bundleOf, 0, "is attached to"],
    ["deny", denial, 409, bundleOf, 10, "is attached to"],
    ["allow, and nothing to attach", decisionWith, 200, nothing, 0, NOT_ATTACHED],
    ["deny, and nothing to attach", denial, 409, nothing, 10, NOT_ATTACHED],
  ] as const)("%s", async ([, decided, status, summary, code, says]) => {
    const one = await registry()
    const ran = await gate(one, pushImage(one, "v1"), { decided, status, summary })
    expect(ran).toMatchObject({ code })
    expect(ran.said).toContain(says)
  })

  test.for([
    ["a reference that is none", ["--attach", "ghcr.io/acme/shop"], "neither a tag nor a digest"],
    ["an advisory decision", ["--attach", "ghcr.io/acme/shop:v1", "--advisory"], "has no summary"],
  ] as const)("%s is wrong usage, and nothing is asked", async ([, args, says]) => {
    const server = await answering((_asked, response) => sendJson(response, 200, decisionWith()))
    const env = { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: "token" }
    const ran = await promotrail([...ASK, ...args], { env })
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain(says)
    expect(server.heard).toStrictEqual([])
  })

  const OTHER = `sha256:${"d".repeat(64)}`
  test.for<readonly [string, Said, string]>([
    ["an image that nothing was decided about", { judged: OTHER }, "is no artifact of what was decided"],
    ["a summary of another image", { summary: () => bundleOf(OTHER) }, "is not about"],
    ["no summary", { summary: nothing }, "no summary of decision"],
    ["another format", { summary: (digest) => bundleOf(digest).replace(BUNDLE, "x") }, "no summary of decision"],
    ["a result that is none", { summary: (digest) => bundleOf(digest, { verificationResult: "OK" }) }, "no summary"],
    ["no time", { summary: (digest) => bundleOf(digest, { timeVerified: undefined }) }, "has no time"],
    ["a server that has none", { summaryStatus: 404 }, NOT_ATTACHED],
  ])("%s: nothing is pushed", async ([, said, says]) => {
    const one = await registry()
    const ran = await gate(one, pushImage(one, "v1"), said)
    expect(ran).toMatchObject({ code: 0, pushed: "" })
    expect(ran.said).toContain(NOT_ATTACHED)
    expect(ran.said).toContain(says)
    expect(one.heard.filter(({ method }) => method !== "GET")).toStrictEqual([])
  })
})
