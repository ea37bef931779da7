import { generateKeyPairSync, sign } from "node:crypto"
import { afterEach, describe, expect, test, vi } from "vitest"
import { webCrypto, whyNotHere } from "./web-crypto.ts"

const message = Buffer.from("what is signed")

/** Both kinds of keys, as the browser takes them, and a signature of each. */
function kinds() {
  const ed = generateKeyPairSync("ed25519")
  const p256 = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const other = generateKeyPairSync("ec", { namedCurve: "secp384r1" })
  const spki = (key: typeof ed.publicKey) => key.export({ type: "spki", format: "der" })
  return {
    verifyEd25519: {
      key: spki(ed.publicKey).subarray(-32),
      signature: sign(null, message, ed.privateKey),
      noKey: new Uint8Array(31),
    },
    verifyP256: {
      key: spki(p256.publicKey),
      signature: sign("sha256", message, { key: p256.privateKey, dsaEncoding: "ieee-p1363" }),
      noKey: spki(other.publicKey),
    },
  }
}

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === 5 ? byte ^ 1 : byte))

describe.each(["verifyEd25519", "verifyP256"] as const)("%s", (name) => {
  const { key, signature, noKey } = kinds()[name]
  const verify = webCrypto[name]

  test("takes what was signed by that key", async () => {
    expect(await verify(key, message, signature)).toBe(true)
  })

  test.for([
    ["another message", key, flipped(message), signature],
    ["another signature", key, message, flipped(signature)],
    ["a signature cut short", key, message, signature.subarray(1)],
    ["no signature", key, message, new Uint8Array()],
    ["another key", kinds()[name].key, message, signature],
    ["what is no key of that kind", noKey, message, signature],
  ] as const)("takes nothing of %s", async ([, by, what, signed]) => {
    expect(await verify(by, what, signed)).toBe(false)
  })
})

describe("whether this browser can check signatures", () => {
  afterEach(() => vi.unstubAllGlobals())

  test("it can where it knows Ed25519", async () => {
    expect(await whyNotHere()).toBeNull()
  })

  test("it cannot without https, and says so", async () => {
    vi.stubGlobal("crypto", {})
    expect(await whyNotHere()).toContain("not served over https")
  })

  test("it cannot where Ed25519 is unknown, and says so", async () => {
    vi.stubGlobal("crypto", { subtle: { importKey: () => Promise.reject(new Error("unknown")) } })
    expect(await whyNotHere()).toContain("does not know Ed25519")
  })
})
