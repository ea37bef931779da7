import { generateKeyPairSync } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { envelopeOf, instance, provenanceOf } from "../../tools/sigstore-instance.ts"
import { digestFor, type Answer, type Client } from "./support/client.ts"
import { checksOf, verdict } from "./support/decisions.ts"
import { startServer } from "../support/server.ts"
import { useWorld } from "./support/world.ts"

const REPOSITORY = "https://github.com/acme/shop"
const WORKFLOW = `${REPOSITORY}/.github/workflows/release.yml@refs/heads/main`
const EVIL = "https://github.com/acme-evil/shop/.github/workflows/release.yml@refs/heads/main"

const sigstore = instance()
const stranger = instance()
const expired = instance({ until: "2026-10-01T00:00:00.000Z" })
const own = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
const other = generateKeyPairSync("ec", { namedCurve: "prime256v1" })

const folder = mkdtempSync(join(tmpdir(), "promotrail-trust-"))
writeFileSync(join(folder, "sigstore.json"), sigstore.root)
writeFileSync(join(folder, "expired.json"), expired.root)
writeFileSync(join(folder, "release.pub"), own.publicKey.export({ type: "spki", format: "pem" }))
afterAll(() => rmSync(folder, { recursive: true }))

const policy = (gate: string) => `
schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { prod: ${gate} }
`
const SIGNED = policy(`{ signature: { identity: "${REPOSITORY}", issuer: github } }`)
const BUILT = policy(
  `{ provenance: { identity: "${REPOSITORY}", issuer: github, builder: "${WORKFLOW}", source: "${REPOSITORY}", level: 2 } }`,
)
const KEYED = policy("{ signature: { keys: [release.pub] } }")

const json = (value: unknown) => JSON.stringify(value)
const built = (digest: string, over: { builder?: string; repository?: string } = {}) =>
  provenanceOf(digest, { builder: WORKFLOW, repository: REPOSITORY, ...over })
const OURS = digestFor("v1")
const good = () => sigstore.bundle(built(OURS), { subject: WORKFLOW, repository: REPOSITORY })

/** What the gate says after these files arrived. */
async function after(shop: Client, ...files: readonly unknown[]): Promise<Answer> {
  await shop.register("v1")
  for (const file of files) {
    const sent = await shop.report("v1", "environment=dev", json(file))
    expect([sent.status, sent.body["kind"], sent.body["outcome"]]).toEqual([201, "provenance", "accepted"])
  }
  return shop.gate("v1", "prod")
}

function tampered<T extends { dsseEnvelope: { payload: string } }>(bundle: T): T {
  const payload = Buffer.from(json(built(OURS, { repository: "https://github.com/acme/other" }))).toString("base64")
  return { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload } }
}

describe("what is promoted is signed, and was built where and from what the policy says", () => {
  const world = useWorld(() => ({ PROMOTRAIL_TRUST_ROOT: folder }))

  test.for<{ when: string; gate: string; files: () => readonly unknown[]; says: string }>([
    { when: "nothing has arrived", gate: SIGNED, files: () => [], says: "hold signature.missing" },
    { when: "its bundle by the right workflow", gate: SIGNED, files: () => [good()], says: "allow" },
    {
      when: "a bundle of another digest",
      gate: SIGNED,
      files: () => [sigstore.bundle(built(digestFor("v2")), { subject: WORKFLOW })],
      says: "hold evidence.wrong_subject",
    },
    {
      when: "a repository whose name only begins so",
      gate: SIGNED,
      files: () => [sigstore.bundle(built(OURS), { subject: EVIL })],
      says: "deny signature.invalid",
    },
    {
      when: "the right name by another issuer",
      gate: SIGNED,
      files: () => [sigstore.bundle(built(OURS), { subject: WORKFLOW, issuer: "https://issuer.evil.example" })],
      says: "deny signature.invalid",
    },
    {
      when: "an instance that nobody trusts",
      gate: SIGNED,
      files: () => [stranger.bundle(built(OURS), { subject: WORKFLOW })],
      says: "deny signature.invalid",
    },
    {
      when: "a root that was trusted no longer when it was signed",
      gate: SIGNED,
      files: () => [expired.bundle(built(OURS), { subject: WORKFLOW })],
      says: "deny signature.invalid",
    },
    {
      when: "a certificate that had expired when it was signed",
      gate: SIGNED,
      files: () => [sigstore.bundle(built(OURS), { subject: WORKFLOW, at: "2026-11-01T12:00:00.000Z" })],
      says: "deny signature.invalid",
    },
    {
      when: "a payload put under the signature",
      gate: SIGNED,
      files: () => [tampered(good())],
      says: "deny signature.invalid",
    },
    { when: "a bad one beside the good one", gate: SIGNED, files: () => [good(), tampered(good())], says: "allow" },
    { when: "the statement alone", gate: SIGNED, files: () => [built(OURS)], says: "hold signature.missing" },
    { when: "our own key", gate: KEYED, files: () => [envelopeOf(built(OURS), own.privateKey)], says: "allow" },
    {
      when: "somebody's key",
      gate: KEYED,
      files: () => [envelopeOf(built(OURS), other.privateKey)],
      says: "deny signature.invalid",
    },
    {
      when: "a certificate where a key is asked for",
      gate: KEYED,
      files: () => [good()],
      says: "deny signature.invalid",
    },
    { when: "provenance as it should be", gate: BUILT, files: () => [good()], says: "allow" },
    {
      when: "another builder",
      gate: BUILT,
      files: () => [sigstore.bundle(built(OURS, { builder: "https://builder.example" }), { subject: WORKFLOW })],
      says: "deny provenance.builder",
    },
    {
      when: "another source",
      gate: BUILT,
      files: () => [sigstore.bundle(built(OURS, { repository: `${REPOSITORY}-evil` }), { subject: WORKFLOW })],
      says: "deny provenance.source",
    },
    {
      when: "another repository in the certificate",
      gate: BUILT,
      files: () => [sigstore.bundle(built(OURS), { subject: WORKFLOW, repository: `${REPOSITORY}-evil` })],
      says: "deny provenance.source",
    },
    {
      when: "something else than provenance",
      gate: BUILT,
      files: () => [
        sigstore.bundle({ ...built(OURS), predicateType: "https://cyclonedx.org/bom" }, { subject: WORKFLOW }),
      ],
      says: "hold provenance.missing",
    },
  ])("$when: $says", async ({ gate, files, says }) => {
    const shop = await world().application(gate)
    expect(verdict(await after(shop, ...files()))).toBe(says)
  })

  test("every step has its answer in the decision, and the decision replays without the trust roots", async () => {
    const shop = await world().application(BUILT)
    const decided = await after(shop, good())
    const check = checksOf(decided).find(({ id }) => id === "provenance") as
      | { attested?: readonly unknown[] }
      | undefined
    expect(check?.attested).toMatchObject([
      {
        signedBy: [`${WORKFLOW} by https://token.actions.githubusercontent.com`],
        answers: {
          subject: "yes",
          form: "yes",
          signature: "yes",
          chain: "yes",
          log: "yes",
          time: "yes",
          identity: "yes",
          builder: "yes",
          source: "yes",
        },
        because: null,
      },
    ])
    const replayed = await shop.ask("POST", `/v1/decisions/${String(decided.body["id"])}/replay`)
    expect(replayed.body["agrees"]).toBe(true)
    expect(await shop.verified()).toBe(true)
  })

  test("which step failed, and why, is told", async () => {
    const shop = await world().application(SIGNED)
    const decided = await after(shop, tampered(good()))
    const check = checksOf(decided).find(({ id }) => id === "signature") as
      | { says?: string; attested?: unknown }
      | undefined
    expect(check?.says).toContain("has a signature that is wrong")
    expect(check?.attested).toMatchObject([{ answers: { subject: "yes", signature: "no", chain: "not-checked" } }])
  })

  test("an artifact more has to be attested as well; the attestation of each counts", async () => {
    const shop = await world().application(SIGNED)
    const artifacts = ["a", "b"].map((name) => ({ name, digest: digestFor(name) }))
    await shop.ask("POST", `${shop.home}/releases`, { json: { version: "v1", artifacts } })
    const bundles = artifacts.map(({ digest }) => sigstore.bundle(built(digest), { subject: WORKFLOW }))
    await shop.report("v1", "environment=dev", json(bundles[0]))
    expect(verdict(await shop.look("v1", "prod"))).toBe("hold evidence.wrong_subject")
    await shop.report("v1", "environment=dev", json(bundles[1]))
    expect(verdict(await shop.look("v1", "prod"))).toBe("allow")
  })

  test("the matrix says what was verified", async () => {
    const shop = await world().application(SIGNED)
    await after(shop, good())
    const matrix = await shop.ask("GET", `${shop.home}/releases/v1/matrix`)
    expect(matrix.text).toContain("1 verified")
  })
})

describe("a server that trusts nobody", () => {
  const world = useWorld()

  test("never says that a signature is good, nor that it is bad", async () => {
    const shop = await world().application(SIGNED)
    const decided = await after(shop, good())
    expect(verdict(decided)).toBe("hold signature.missing")
    expect(decided.text).toContain("the server has no trusted root")
  })
})

test("a trust root that cannot be used keeps the server from starting, and says why", async () => {
  const bad = mkdtempSync(join(tmpdir(), "promotrail-trust-"))
  writeFileSync(join(bad, "release.pub"), own.privateKey.export({ type: "pkcs8", format: "pem" }))
  const starting = startServer({ environment: { PROMOTRAIL_TRUST_ROOT: bad } })
  await expect(starting).rejects.toThrow(/ended with 64 .*The trust root release\.pub is a private key/s)
  rmSync(bad, { recursive: true })
})
