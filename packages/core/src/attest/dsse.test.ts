import { generateKeyPairSync, sign, type KeyObject } from "node:crypto"
import { describe, expect, test } from "vitest"
import { verifier } from "../../testing/signers.ts"
import { base64Of } from "../kernel/base64.ts"
import { utf8Of } from "../kernel/utf8.ts"
import {
  formatEnvelope,
  parseEnvelope,
  preAuthenticationEncoding,
  verifyEnvelope,
  type DsseEnvelope,
  type DsseKey,
} from "./dsse.ts"

const TYPE = "application/vnd.in-toto+json"
const PAYLOAD = utf8Of('{"ü":">>>???"}')
const spki = (key: KeyObject) => key.export({ format: "der", type: "spki" })
const ec = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
const ed = generateKeyPairSync("ed25519")
const EC: DsseKey = { name: "ec", algorithm: "p256", publicKey: spki(ec.publicKey) }
const ED: DsseKey = { name: "ed", algorithm: "ed25519", publicKey: spki(ed.publicKey).subarray(-32) }
const MESSAGE = preAuthenticationEncoding(TYPE, PAYLOAD)
const DER = sign("sha256", MESSAGE, ec.privateKey)
const RAW = sign("sha256", MESSAGE, { key: ec.privateKey, dsaEncoding: "ieee-p1363" })
const BY_ED = sign(null, MESSAGE, ed.privateKey)

const envelope = (...signatures: readonly Uint8Array[]): DsseEnvelope => ({
  payloadType: TYPE,
  payload: PAYLOAD,
  signatures: signatures.map((signature) => ({ signature })),
})

test("lengths are of bytes, not of characters", () => {
  expect(Buffer.from(preAuthenticationEncoding("ü", utf8Of("ö"))).toString()).toBe("DSSEv1 2 ü 2 ö")
})

describe("a signature", () => {
  test.for([
    ["ECDSA in DER", [DER], [EC], ["ec"]],
    ["ECDSA as r ‖ s", [RAW], [EC], ["ec"]],
    ["Ed25519", [BY_ED], [ED], ["ed"]],
    ["two of two", [DER, BY_ED], [ED, EC], ["ec", "ed"]],
    ["the same one twice", [DER, RAW], [EC], ["ec"]],
    ["one of two that is known", [BY_ED, DER], [EC], ["ec"]],
  ] as const)("%s", async ([, signatures, keys, signedBy]) => {
    expect(await verifyEnvelope(envelope(...signatures), keys, verifier)).toStrictEqual({
      ok: true,
      value: { payloadType: TYPE, payload: PAYLOAD, signedBy },
    })
  })

  test.for([
    ["of a key nobody knows", envelope(DER), [ED]],
    ["of another payload", { ...envelope(DER), payload: utf8Of("{}") }, [EC]],
    ["of another type", { ...envelope(DER), payloadType: "text/plain" }, [EC]],
    ["and no key", envelope(DER), []],
    ["cut", envelope(DER.subarray(0, -1)), [EC]],
    ["with a byte behind it", envelope(Buffer.concat([DER, Buffer.of(0)])), [EC]],
    ["with a third number in it", envelope(Buffer.of(0x30, DER.length + 1, ...DER.subarray(2), 2, 1, 1)), [EC]],
    ["of the payload without its encoding", envelope(sign("sha256", PAYLOAD, ec.privateKey)), [EC]],
  ] as const)("%s says nothing: %#", async ([, forged, keys]) => {
    expect(await verifyEnvelope(forged, keys, verifier)).toStrictEqual({
      ok: false,
      error: { kind: "no-known-signature" },
    })
  })

  test("every flipped bit of payload and signature is found", async () => {
    const flip = (bytes: Uint8Array, bit: number) => bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
    for (let bit = 0; bit < PAYLOAD.length * 8; bit += 1) {
      const forged = { ...envelope(BY_ED), payload: flip(PAYLOAD, bit) }
      expect((await verifyEnvelope(forged, [ED], verifier)).ok).toBe(false)
    }
    for (let bit = 0; bit < DER.length * 8; bit += 1) {
      expect((await verifyEnvelope(envelope(flip(DER, bit)), [EC], verifier)).ok).toBe(false)
    }
  })
})

describe("an envelope", () => {
  const SIG = base64Of(BY_ED)
  const text = (members: object) => JSON.stringify(members)
  test("what is written is read, in either alphabet", () => {
    const written = formatEnvelope(envelope(BY_ED, DER))
    expect(parseEnvelope(written)).toMatchObject({ ok: true, value: { payloadType: TYPE } })
    const urlSafe = Buffer.from(PAYLOAD).toString("base64url")
    expect(urlSafe).not.toBe(Buffer.from(PAYLOAD).toString("base64"))
    const read = parseEnvelope(text({ payload: urlSafe, payloadType: TYPE, signatures: [{ sig: SIG, keyid: "k" }] }))
    expect(read.ok && [read.value.payload, read.value.signatures[0]?.keyid]).toStrictEqual([PAYLOAD, "k"])
  })

  test.for([
    ["no signature", { payload: "e30=", payloadType: TYPE, signatures: [] }, "signatures"],
    ["signatures that are no list", { payload: "e30=", payloadType: TYPE, signatures: { sig: SIG } }, "signatures"],
    ["an empty signature", { payload: "e30=", payloadType: TYPE, signatures: [{ sig: "" }] }, "signatures"],
    [
      "a keyid that is no text",
      { payload: "e30=", payloadType: TYPE, signatures: [{ sig: SIG, keyid: 1 }] },
      "signatures",
    ],
    ["both alphabets at once", { payload: "+-8=", payloadType: TYPE, signatures: [{ sig: SIG }] }, "payload"],
    ["stray bits", { payload: "e31=", payloadType: TYPE, signatures: [{ sig: SIG }] }, "payload"],
    ["a line feed in base64", { payload: "e3\n0=", payloadType: TYPE, signatures: [{ sig: SIG }] }, "payload"],
    ["no payload", { payloadType: TYPE, signatures: [{ sig: SIG }] }, "payload"],
    ["no type", { payload: "e30=", signatures: [{ sig: SIG }] }, "payloadType"],
  ] as const)("with %s is refused", ([, members, member]) => {
    expect(parseEnvelope(text(members))).toStrictEqual({ ok: false, error: { kind: "malformed-envelope", member } })
  })

  test("with a payload twice is refused: which of the two was signed?", () => {
    const twice = `{"payload":"e30=","payload":"e30=","payloadType":"${TYPE}","signatures":[{"sig":"${SIG}"}]}`
    expect(parseEnvelope(twice)).toMatchObject({ error: { why: "duplicate-key" } })
  })
})
