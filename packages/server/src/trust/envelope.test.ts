import { generateKeyPairSync, sign, type KeyObject } from "node:crypto"
import { describe, expect, test } from "vitest"
import { envelopeOf, provenanceOf } from "../../../../tools/sigstore-instance.ts"
import { verifyEnvelope } from "./envelope.ts"
import { trustOf, type Trust } from "./trust.ts"

const statement = provenanceOf(`sha256:${"ab".repeat(32)}`, { builder: "b", repository: "https://git.example/r" })
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }) as string
const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve })

const PAIRS = {
  "P-256": ec("prime256v1"),
  "P-384": ec("secp384r1"),
  "P-521": ec("secp521r1"),
  Ed25519: generateKeyPairSync("ed25519"),
  RSA: generateKeyPairSync("rsa", { modulusLength: 2_048 }),
} as const
const trusting = (...names: readonly (keyof typeof PAIRS)[]): Trust =>
  trustOf(names.map((name) => ({ name: `${name}.pub`, text: pem(PAIRS[name].publicKey) })))

const PAE = (payload: string) => {
  const bytes = Buffer.from(payload, "base64")
  return Buffer.concat([Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${bytes.length} `), bytes])
}

describe("an envelope is right by a key of the installation", () => {
  test.for(Object.keys(PAIRS) as (keyof typeof PAIRS)[])("of %s", (name) => {
    const { answers, signers } = verifyEnvelope(envelopeOf(statement, PAIRS[name].privateKey), trusting(name))
    expect(answers).toStrictEqual({ signature: "yes", chain: "none", log: "none", time: "none" })
    expect(signers).toMatchObject([{ by: "key", name: `${name}.pub` }])
  })

  test.for(["P-256", "P-384"] as const)("of %s, its signature written as r and s", (name) => {
    const envelope = envelopeOf(statement)
    const hash = name === "P-256" ? "sha256" : "sha384"
    const key = { key: PAIRS[name].privateKey, dsaEncoding: "ieee-p1363" } as const
    const sig = sign(hash, PAE(envelope.payload), key).toString("base64")
    const written = [sig, sig.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")]
    for (const text of written) {
      const found = verifyEnvelope({ ...envelope, signatures: [{ sig: text }] }, trusting(name))
      expect(found.answers?.signature).toBe("yes")
    }
  })

  test("whatever it calls its key, and wherever among the signatures it stands", () => {
    const { signatures, ...envelope } = envelopeOf(statement, PAIRS.RSA.privateKey, PAIRS["P-256"].privateKey)
    const named = signatures.map(({ sig }) => ({ sig, keyid: "SHA256:of-somebody-else" }))
    const { signers } = verifyEnvelope({ ...envelope, signatures: named }, trusting("Ed25519", "P-256"))
    expect(signers).toMatchObject([{ name: "P-256.pub" }])
  })

  test("of several keys each that made one of its signatures is told, once", () => {
    const keys = [PAIRS.RSA.privateKey, PAIRS["P-256"].privateKey, PAIRS["P-256"].privateKey]
    const { signers } = verifyEnvelope(envelopeOf(statement, ...keys), trusting("RSA", "P-256", "Ed25519"))
    expect(signers?.map((signer) => (signer.by === "key" ? signer.name : ""))).toStrictEqual(["P-256.pub", "RSA.pub"])
  })
})

describe("an envelope is not right", () => {
  const trust = trusting("P-256")
  const good = envelopeOf(statement, PAIRS["P-256"].privateKey)
  const [first] = good.signatures

  test.for([
    { when: "by another key", envelope: envelopeOf(statement, ec("prime256v1").privateKey), says: { signature: "no" } },
    {
      when: "after its payload was changed",
      envelope: { ...good, payload: Buffer.from("{}").toString("base64") },
      says: { signature: "no" },
    },
    {
      when: "after its type was changed",
      envelope: { ...good, payloadType: "application/vnd.in-toto+json; charset=utf-8" },
      says: { form: "no" },
    },
    { when: "without a signature", envelope: { ...good, signatures: [] }, says: { signature: "none" } },
    {
      when: "with a signature that is no base64",
      envelope: { ...good, signatures: [{ sig: "&&&" }] },
      says: { signature: "none" },
    },
    {
      when: "with a signature that is cut",
      envelope: { ...good, signatures: [{ sig: first?.sig.slice(0, 40) ?? "" }] },
      says: { signature: "no" },
    },
    {
      when: "with a signature that is a list",
      envelope: { ...good, signatures: [{ sig: [first?.sig ?? ""] }] },
      says: { signature: "none" },
    },
  ])("$when", ({ envelope, says }) => {
    const found = verifyEnvelope(envelope, trust)
    expect(found.answers).toMatchObject(says)
    expect(found.signers ?? []).toStrictEqual([])
  })

  test("nor wrong with a certificate beside it that nobody can place in time", () => {
    const other = envelopeOf(statement, ec("prime256v1").privateKey)
    const certified = { ...other, signatures: other.signatures.map(({ sig }) => ({ sig, cert: "-----BEGIN" })) }
    for (const one of [trust, { keys: [] }]) {
      const found = verifyEnvelope(certified, one)
      expect([found.answers?.signature, found.because]).toStrictEqual([undefined, expect.stringContaining("bundle")])
    }
  })

  test("and not wrong either where there is no key to check it with", () => {
    expect(verifyEnvelope(good, { keys: [] }).answers).toBeUndefined()
  })
})
