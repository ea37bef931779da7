import { createHash, createPublicKey, verify } from "node:crypto"
import { beforeAll, describe, expect, test } from "vitest"
import {
  openBundle,
  parseTlogProof,
  recordKeysInPem,
  verifyPlatform,
  type Sha256,
  type SignatureVerifier,
} from "@promotrail/core"
import { useWorld } from "./support/world.ts"
import { SMALL_POLICY } from "./support/small-policy.ts"

const sha256: Sha256 = (data) => createHash("sha256").update(data).digest("hex")
const verifier: SignatureVerifier = {
  verifyEd25519: async () => false,
  verifyP256: async (key, message, signature) =>
    verify(
      "sha256",
      message,
      { key: createPublicKey({ key: Buffer.from(key), format: "der", type: "spki" }), dsaEncoding: "ieee-p1363" },
      signature,
    ),
}

describe("signed records over HTTP", () => {
  const world = useWorld()
  let decided: { readonly id: string; readonly entry: number; readonly name: string }
  let other: string

  beforeAll(async () => {
    const shop = await world().application(SMALL_POLICY)
    await shop.register("v1")
    const { body } = await shop.gate("v1", "prod")
    decided = { id: String(body["id"]), entry: Number(body["ledgerIndex"]), name: shop.home.split("/").at(-1) ?? "" }
    const stranger = await world().application(SMALL_POLICY)
    const scope = { name: "stranger", scopes: ["read"], applications: [stranger.home.split("/").at(-1)] }
    other = String((await shop.ask("POST", "/v1/tokens", { json: scope })).body["secret"])
  })
  const ask = (path: string, token: string = world().token) => world().askAs(token)("GET", path)
  type Listed = readonly {
    readonly log: number
    readonly index: number
    readonly entry: number
    readonly kind: string
  }[]
  const recordsOf = async (query: string, token?: string) =>
    (await ask(`/v1/ledger/records?${query}`, token)).body["items"] as Listed

  test("those of one entry are found by it: the decision, and its summary behind it", async () => {
    const found = await recordsOf(`entry=${decided.entry}`)
    expect(found.map(({ kind }) => kind)).toStrictEqual(["promotion-decision", "verification-summary"])
    expect(found[1]?.index).toBe((found[0]?.index ?? 0) + 1)
    expect(await recordsOf("entry=100000")).toStrictEqual([])
  })

  test("pages of all of them begin with the genesis, and each stands once", async () => {
    const { size } = (await ask("/v1/ledger")).body
    const all: number[] = []
    for (let from: string | null = "0"; from !== null;) {
      const { body } = await ask(`/v1/ledger/records?from=${from}&limit=3`)
      all.push(...(body["items"] as Listed).map(({ index }) => index))
      from = body["next"] as string | null
    }
    expect(all).toStrictEqual(Array.from({ length: Number(size) }, (_, at) => at))
    expect((await ask("/v1/ledger/records/0")).body["kind"]).toBe("ledger-genesis")
  })

  test("a bundle opens with the keys that are handed out, and the proof beside it is of the same place", async () => {
    const [record] = await recordsOf(`entry=${decided.entry}`)
    const keys = recordKeysInPem((await ask("/v1/ledger/trust/decision.pub")).text, sha256) ?? []
    const words = { fault: () => "", refusal: () => "", vouched: () => "" }
    const bundle = (await ask(`/v1/ledger/records/${record?.index}/bundle`)).text
    const opened = await openBundle(bundle, keys, verifyPlatform({ sha256, verifier, words }))
    expect(opened.ok && opened.value.index).toBe(record?.index)
    expect((await ask(`/v1/decisions/${decided.id}/decision.sigstore.json`)).text).toBe(bundle)
    const proof = parseTlogProof((await ask(`/v1/ledger/records/${record?.index}/proof`)).text)
    expect(proof.ok && proof.value.index).toBe(record?.index)
  })

  test("of another application there is nothing for who may not see it", async () => {
    const [record] = await recordsOf(`entry=${decided.entry}`)
    expect(await recordsOf(`entry=${decided.entry}`, other)).toStrictEqual([])
    for (const what of ["", "/bundle", "/proof"])
      expect((await ask(`/v1/ledger/records/${record?.index}${what}`, other)).status).toBe(404)
    expect((await ask(`/v1/decisions/${decided.id}/decision.sigstore.json`, other)).status).toBe(404)
    expect((await ask("/v1/ledger/records/0", other)).status).toBe(200)
  })

  test.for([
    ["/v1/ledger/records/99999", 404],
    ["/v1/ledger/records/0?log=2", 404],
    ["/v1/ledger/records/0/bundle?log=2", 404],
    ["/v1/ledger/records/-1", 422],
    ["/v1/ledger/records?entry=none", 422],
    ["/v1/ledger/trust/record.key", 422],
  ] as const)("%s is answered with %i", async ([path, status]) => {
    expect((await ask(path)).status).toBe(status)
  })
})
