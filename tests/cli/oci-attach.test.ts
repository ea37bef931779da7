import { describe, expect, test } from "vitest"
import { apiAt } from "../../packages/cli/src/api.ts"
import { attachSummary } from "../../packages/cli/src/oci/attach-summary.ts"
import { attach } from "../../packages/cli/src/oci/attach.ts"
import { findAttestations } from "../../packages/cli/src/oci/attestations.ts"
import { isOwnSummary } from "../../packages/cli/src/oci/bundle-statement.ts"
import { attestationFiles } from "../../packages/cli/src/oci/evidence-files.ts"
import { parseReference } from "../../packages/cli/src/oci/reference.ts"
import { openRegistry } from "../../packages/cli/src/oci/registry.ts"
import { answering, send, sendJson } from "./support/answering.ts"
import { promotrail } from "./support/command.ts"
import { decisionWith, denial } from "./support/decisions.ts"
import { BUNDLE, digestOf, INDEX, pushImage, pushReferrer, registry, type FakeRegistry } from "./support/registry.ts"

const ID = "01JD00000000000000000000AA"
const VSA = "https://slsa.dev/verification_summary/v1"
const AT = "2026-11-20T20:00:00Z"
const IT = { bundle: Buffer.from(`{"mediaType":"${BUNDLE}"}`), predicateType: VSA, createdAt: AT }
const ANNOTATIONS = {
  "dev.sigstore.bundle.content": "dsse-envelope",
  "dev.sigstore.bundle.predicateType": VSA,
  "org.opencontainers.image.created": AT,
}

const open = ({ host }: FakeRegistry) =>
  openRegistry({ domain: host, name: "shop" }, "pull,push", { variables: { HOME: "/nowhere" }, timeoutMs: 10_000 })
const jsonAt = ({ manifests }: FakeRegistry, at: string): unknown => JSON.parse(String(manifests.get(at)?.bytes))
const tagOf = ({ digest }: { readonly digest: string }) => digest.replace(":", "-")

describe("a summary is attached as a referrer", () => {
  test("with an empty config, one layer, a subject, and what is said of it", async () => {
    const one = await registry()
    const image = pushImage(one, "v1")
    const pushed = await attach(open(one), image.digest, IT)
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
      layers: [{ mediaType: BUNDLE, digest: digestOf(IT.bundle), size: IT.bundle.length }],
      subject: image,
      annotations: ANNOTATIONS,
    })
    expect(one.blobs.get(digestOf(IT.bundle))).toStrictEqual(IT.bundle)
    expect(one.manifests.has(tagOf(image))).toBe(false)
  })

  test.for([
    ["knows subjects and lists them", {}, false],
    ["does not say that it knows subjects", { noSubject: true }, true],
    ["says that it knows subjects and lists none", { noReferrers: true }, true],
    ["is older than both", { noSubject: true, noReferrers: true }, true],
  ] as const)(
    "it is found again in a registry that %s, and once however often it is pushed",
    async ([, ways, isTagged]) => {
      const one = await registry(ways)
      const image = pushImage(one, "v1")
      const pushed = [await attach(open(one), image.digest, IT), await attach(open(one), image.digest, IT)]
      expect(pushed[0]).toBe(pushed[1])
      expect(one.manifests.has(tagOf(image))).toBe(isTagged)
      const { attestations } = await findAttestations(open(one), image.digest)
      expect(attestations.map(({ bytes }) => Buffer.from(bytes))).toStrictEqual([IT.bundle])
    },
  )

  test("what others have listed under the tag stays as it is", async () => {
    const one = await registry({ noReferrers: true })
    const image = pushImage(one, "v1")
    const other = { ...pushReferrer(one, image, "{}"), annotations: { by: "another" } }
    one.manifest({ manifests: [other], annotations: { of: "theirs" } }, tagOf(image), INDEX)
    const digest = await attach(open(one), image.digest, IT)
    expect(jsonAt(one, tagOf(image))).toMatchObject({
      annotations: { of: "theirs" },
      manifests: [other, { digest, artifactType: BUNDLE, annotations: ANNOTATIONS }],
    })
  })

  test("a tag that is no list is not written over", async () => {
    const one = await registry({ noReferrers: true })
    const image = pushImage(one, "v1")
    const before = pushImage(one, tagOf(image), "somebody's image")
    await expect(attach(open(one), image.digest, IT)).rejects.toThrow("It was left as it is.")
    expect(digestOf(one.manifests.get(tagOf(image))?.bytes ?? "")).toBe(before.digest)
  })

  test.for([
    ["uploads", "POST", "/blobs/uploads/", "does not take uploads"],
    ["the blob", "PUT", "/blobs/uploads/one", "does not take sha256:"],
    ["the manifest", "PUT", "/manifests/", "does not take the manifest"],
  ] as const)("a registry that does not take %s is told", async ([, method, path, says]) => {
    const one = await registry({
      instead(asked, response) {
        if (asked.method !== method || !asked.path.includes(path)) return false
        response.writeHead(405)
        response.end()
        return true
      },
    })
    const image = pushImage(one, "v1")
    await expect(attach(open(one), image.digest, IT)).rejects.toThrow(says)
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
    const image = pushImage(one, "v1")
    const variables = { PROMOTRAIL_REGISTRY_USER: "me", PROMOTRAIL_REGISTRY_PASSWORD: "secret" }
    const signedIn = openRegistry({ domain: one.host, name: "shop" }, "pull,push", { variables, timeoutMs: 10_000 })
    await attach(signedIn, image.digest, IT)
    expect(store.heard.map(({ method, headers }) => [method, headers.authorization])).toStrictEqual([
      ["PUT", undefined],
      ["PUT", undefined],
    ])
  })
})

describe("the summary of a decision is fetched and attached to the image it is about", () => {
  const bundleOf = (digest: string, changes: object = {}) => {
    const statement = {
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "web", digest: { sha256: digest.slice(7) } }],
      predicateType: VSA,
      predicate: {
        verifier: { id: "https://promotrail.example" },
        timeVerified: AT,
        resourceUri: "pkg:oci/shop",
        policy: { uri: "urn:p", digest: { sha256: "0".repeat(64) } },
        verificationResult: "PASSED",
        verifiedLevels: ["PROMOTRAIL_STAGING"],
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

  async function attachment(status: number, bodyFor: (digest: string) => string, decidedOf?: string) {
    const one = await registry()
    const image = pushImage(one, "v1")
    const before = one.manifests.size
    const server = await answering((_asked, response) =>
      send(response, status, "application/json", bodyFor(image.digest)),
    )
    const decided = { id: ID, artifacts: [{ digest: decidedOf ?? image.digest }] }
    const api = apiAt(new URL(server.url), "token", {})
    const reference = parseReference(`${one.host}/shop:v1`)
    const said = await attachSummary(decided, reference, api, { variables: { HOME: "/nowhere" } }).then(String, String)
    return { said, one, image, server, isAttached: one.manifests.size > before }
  }

  test("as the server sent it, to the digest that was decided about", async () => {
    const { said, one, image, server } = await attachment(200, bundleOf)
    expect(said).toContain(
      `The summary of decision ${ID} is attached to ${one.host}/shop:v1 (${image.digest}) as sha256:`,
    )
    expect(server.heard.map(({ url }) => url)).toStrictEqual([`/v1/decisions/${ID}/vsa.sigstore.json`])
    const { attestations } = await findAttestations(open(one), image.digest)
    expect(attestations.map(({ bytes }) => Buffer.from(bytes).toString())).toStrictEqual([bundleOf(image.digest)])
  })

  test.for([
    ["a gate of ours", "urn:promotrail:verifier:v1", true],
    ["somebody else", "https://example.com/verifier", false],
  ] as const)("a summary by %s: is it kept from being evidence?", ([, id, isOwn]) => {
    const bundle = bundleOf(`sha256:${"a".repeat(64)}`, { verifier: { id } })
    expect(isOwnSummary(Buffer.from(bundle))).toBe(isOwn)
  })

  test("what was attached is not sent back as evidence", async () => {
    const one = await registry()
    const image = pushImage(one, "v1")
    pushReferrer(one, image, bundleOf(image.digest, { verifier: { id: "urn:promotrail:verifier:v1" } }))
    const reference = parseReference(`${one.host}/shop:v1`)
    const look = () =>
      attestationFiles([reference], [{ name: "web", digest: image.digest }], "v1", { variables: { HOME: "/nowhere" } })
    await expect(look()).rejects.toThrow("has no attestation that can be sent.")
    pushReferrer(one, image, "{}")
    const { files, notes } = await look()
    expect(files).toHaveLength(1)
    expect(notes.join("\n")).toContain("1 of type summary of a Promotrail gate: no evidence for a gate, not sent.")
  })

  const ASK = ["gate", "--app", "checkout", "--release", "v2.5.0", "--to", "staging"]
  const gate = async (
    decided: (changes: Readonly<Record<string, unknown>>) => object,
    status: number,
    summary: (digest: string) => string,
  ) => {
    const one = await registry()
    const image = pushImage(one, "v1")
    const server = await answering((asked, response) => {
      if (asked.method === "POST")
        sendJson(response, status, decided({ artifacts: [{ name: "web", digest: image.digest }] }))
      else send(response, 200, "application/json", summary(image.digest))
    })
    const env = { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: "token" }
    const ran = await promotrail([...ASK, "--quiet", "--attach", `${one.host}/shop:v1`], { env })
    return { ran, found: (await findAttestations(open(one), image.digest)).attestations.length }
  }

  test.for([
    ["allow", decisionWith, 200, bundleOf, 0, 1, "is attached to"],
    ["deny", denial, 409, bundleOf, 10, 1, "is attached to"],
    [
      "allow, and nothing to attach",
      decisionWith,
      200,
      () => "{}",
      0,
      0,
      "promotrail: NOT ATTACHED, the verdict stands.",
    ],
    ["deny, and nothing to attach", denial, 409, () => "{}", 10, 0, "promotrail: NOT ATTACHED, the verdict stands."],
  ] as const)("gate --attach ends as the verdict does: %s", async ([, decided, status, summary, code, count, says]) => {
    const { ran, found } = await gate(decided, status, summary)
    expect(ran).toMatchObject({ code })
    expect(ran.said).toContain(says)
    expect(found).toBe(count)
  })

  test.for([
    ["a reference that is none", ["--attach", "ghcr.io/acme/shop"], "neither a tag nor a digest"],
    ["an advisory decision", ["--attach", "ghcr.io/acme/shop:v1", "--advisory"], "has no summary"],
  ] as const)("gate --attach with %s asks nothing", async ([, args, says]) => {
    const server = await answering((_asked, response) => sendJson(response, 200, decisionWith()))
    const env = { PROMOTRAIL_URL: server.url, PROMOTRAIL_TOKEN: "token" }
    const ran = await promotrail([...ASK, ...args], { env })
    expect(ran).toMatchObject({ code: 64, out: "" })
    expect(ran.said).toContain(says)
    expect(server.heard).toStrictEqual([])
  })

  const OTHER = `sha256:${"d".repeat(64)}`
  test.for<readonly [string, number, (digest: string) => string, string | undefined, string]>([
    ["an image that nothing was decided about", 200, bundleOf, OTHER, "is no artifact of what was decided"],
    ["a summary of another image", 200, () => bundleOf(OTHER), undefined, "is not about"],
    ["no summary", 200, () => "{}", undefined, "no summary of decision"],
    ["another statement", 200, (digest) => bundleOf(digest).replace(BUNDLE, "x"), undefined, "no summary of decision"],
    ["a result that is none", 200, (digest) => bundleOf(digest, { verificationResult: "OK" }), undefined, "no summary"],
    ["no time", 200, (digest) => bundleOf(digest, { timeVerified: undefined }), undefined, "has no time"],
    ["a server that has none", 404, bundleOf, undefined, "Error"],
  ])("%s: nothing is attached", async ([, status, body, decidedOf, says]) => {
    const { said, isAttached } = await attachment(status, body, decidedOf)
    expect(said).toContain(says)
    expect(isAttached).toBe(false)
  })
})
