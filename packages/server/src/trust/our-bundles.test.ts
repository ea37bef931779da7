import { spawnSync } from "node:child_process"
import { createPublicKey, generateKeyPairSync } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bundleFromJSON, type SerializedBundle } from "@sigstore/bundle"
import { TrustedRoot } from "@sigstore/protobuf-specs"
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify"
import { checkVsa, parseStatement, parseVsa, VERIFIER_ID, wordOfPredicate } from "@promotrail/core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { records } from "../app/records.ts"
import type { RecordRow } from "../ports/log.ts"
import type { Store } from "../ports/store.ts"
import { folderBlobs, openSqliteStore } from "../storage/index.ts"
import { signedBytes } from "../storage/shared/log/leaf.ts"
import { sha256 } from "../storage/shared/hashes.ts"
import { decision, object, worldOf } from "../storage/world.contract.ts"

// What others make of our records: Sigstore's own verifier, and openssl.

type Changed = { dsseEnvelope: Envelope; verificationMaterial: { tlogEntries: [Entry] } }
type Envelope = { payload: string; payloadType: string; signatures: [{ sig: string; keyid: string }] }
type Entry = {
  logIndex: string
  canonicalizedBody: string
  inclusionProof: {
    hashes: string[]
    rootHash: string
    treeSize: string
    logIndex: string
    checkpoint: { envelope: string }
  }
}

const flipped = (base64: string): string => {
  const bytes = Buffer.from(base64, "base64")
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  return bytes.toString("base64")
}

const TAMPERED: readonly { readonly what: string; readonly change: (bundle: Changed) => void }[] = [
  { what: "another statement", change: ({ dsseEnvelope }) => (dsseEnvelope.payload = flipped(dsseEnvelope.payload)) },
  {
    what: "another type of statement",
    change: ({ dsseEnvelope }) => (dsseEnvelope.payloadType = "application/json"),
  },
  {
    what: "another signature",
    change: ({ dsseEnvelope }) => (dsseEnvelope.signatures[0].sig = flipped(dsseEnvelope.signatures[0].sig)),
  },
  {
    what: "another leaf",
    change: ({ verificationMaterial: { tlogEntries } }) =>
      (tlogEntries[0].canonicalizedBody = flipped(tlogEntries[0].canonicalizedBody)),
  },
  {
    what: "another way to the root",
    change: ({ verificationMaterial: { tlogEntries } }) => {
      const { hashes } = tlogEntries[0].inclusionProof
      hashes[0] = flipped(hashes[0] ?? "")
    },
  },
  {
    what: "another place",
    change: ({ verificationMaterial: { tlogEntries } }) => (tlogEntries[0].inclusionProof.logIndex = "0"),
  },
  {
    what: "another root",
    change: ({ verificationMaterial: { tlogEntries } }) => {
      const { inclusionProof } = tlogEntries[0]
      const { checkpoint } = inclusionProof
      const [origin = "", size = "", root = "", ...rest] = checkpoint.envelope.split("\n")
      checkpoint.envelope = [origin, size, flipped(root), ...rest].join("\n")
      inclusionProof.rootHash = flipped(root)
    },
  },
]

describe("our records", () => {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-bundles-"))
  const bundles: SerializedBundle[] = []
  const files = { roots: "", pem: "" }
  const artifact = { name: "app.jar", digest: object("app").digest }
  let store: Store
  let all: readonly RecordRow[]

  beforeAll(async () => {
    store = await openSqliteStore({ folder })
    const world = worldOf(store, await folderBlobs(folder))
    await world.policy()
    await world.release("v1")
    await world.deploy("v1", "dev")
    await world.upload({ release: "v1", tests: { "s::c::a": "passed" } })
    const { event: decided, ...rest } = decision("v1")
    if (decided.kind !== "decision.recorded") throw new Error("no decision")
    await world.done({ ...rest, event: { ...decided, data: { ...decided.data, artifacts: [artifact] } } })

    const proving = records({ store, sha256 })
    all = await store.read.records(1, 0, 100)
    for (const record of all) {
      const made = await proving.bundle(record)
      if (made.ok) bundles.push(JSON.parse(made.value) as SerializedBundle)
    }
    files.roots = await proving.trustFile("trusted_root.json")
    files.pem = await proving.trustFile("decision.pub")
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  /** The newest one, the summary of a decision, changed. */
  const changed = (change: (bundle: Changed) => void): SerializedBundle => {
    const bundle = structuredClone(bundles.at(-1))
    change(bundle as unknown as Changed)
    return bundle as SerializedBundle
  }

  test("are of every kind that was written, and @sigstore/verify takes each", () => {
    expect(all.map(({ predicate }) => wordOfPredicate(predicate))).toEqual(
      expect.arrayContaining(["ledger-genesis", "policy-change", "release-registration", "promotion-outcome"]),
    )
    expect(all.map(({ predicate }) => wordOfPredicate(predicate)).slice(-2)).toStrictEqual([
      "promotion-decision",
      "verification-summary",
    ])
    expect(bundles).toHaveLength(all.length)
    for (const bundle of bundles) expect(() => verifies(bundle, files)).not.toThrow()
  })

  test("are taken with a witness's cosignature below their checkpoint, and that checkpoint may be an older one", async () => {
    const [log] = await store.read.logs()
    if (log === undefined) throw new Error("no log")
    // Eight bytes of time and 64 of signature, in the form of a cosignature: clients of Sigstore know no witness.
    const line = `— eyes.example ${Buffer.concat([Buffer.from("01020304", "hex"), Buffer.alloc(72, 7)]).toString("base64")}\n`
    const told = { failedAt: null, failure: null, at: log.at }
    const text = `${log.note}${line}`
    await store.keepAnchor({ kind: "witness", name: "eyes.example", size: log.size, text, ...told })
    await worldOf(store, await folderBlobs(folder)).release("v2")
    const proving = records({ store, sha256 })
    const last = all.at(-1)
    const made = last === undefined ? undefined : await proving.bundle(last)
    if (made?.ok !== true) throw new Error("no bundle")
    expect(made.value).toContain("eyes.example")
    expect(() => verifies(JSON.parse(made.value) as SerializedBundle, files)).not.toThrow()
  })

  test.for(TAMPERED)("are refused with $what", ({ change }) => {
    expect(() => verifies(changed(change), files)).toThrow(Error)
  })

  test("are refused where another key or another log is trusted", () => {
    const bundle = changed(() => undefined)
    expect(() => verifies(bundle, files)).not.toThrow()
    const otherKey = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey
    const pem = otherKey.export({ type: "spki", format: "pem" }).toString()
    expect(() => verifies(bundle, { ...files, pem })).toThrow(Error)
    const otherLog = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" })
    const roots = files.roots.replace(/"rawBytes":"[^"]+"/, `"rawBytes":"${otherLog.toString("base64")}"`)
    expect(() => verifies(bundle, { ...files, roots })).toThrow(Error)
  })

  test("say what a verifier of SLSA summaries asks, and for no other environment", () => {
    const statement = parseStatement(all.at(-1)?.payload ?? "")
    const vsa = statement.ok ? parseVsa(statement.value) : statement
    if (!vsa.ok) throw new Error("no summary")
    const { resourceUri } = vsa.value
    const asked = (level: string) =>
      checkVsa(vsa.value, {
        digests: [artifact.digest],
        verifierId: VERIFIER_ID,
        resourceUri,
        verifiedLevels: [`PROMOTION_ALLOWED:${level}`],
      })
    expect(asked("staging")).toMatchObject({ ok: true })
    expect(asked("prod")).toMatchObject({ ok: false })
  })

  test.skipIf(spawnSync("openssl", ["version"]).status !== 0)(
    "are verified by openssl (skipped where there is none)",
    () => {
      const record = all.at(-1)
      const [key, signature] = [join(folder, "decision.pub"), join(folder, "record.sig")]
      writeFileSync(key, files.pem)
      writeFileSync(signature, Buffer.from(record?.signature ?? "", "base64"))
      const message = signedBytes(record?.payload ?? "")
      const verify = (input: Uint8Array) =>
        spawnSync("openssl", ["dgst", "-sha256", "-verify", key, "-signature", signature], { input, encoding: "utf8" })
      expect(verify(message).stdout).toBe("Verified OK\n")
      expect(verify(Buffer.concat([message, Buffer.from("x")])).status).not.toBe(0)
    },
  )

  test("name nobody", () => {
    for (const { payload, leaf, predicate } of all) expect(`${payload} ${leaf}`, predicate).not.toContain("anna")
  })
})

/** What a Sigstore client makes of a bundle that trusts these files alone and asks for our log. Throws where it refuses. */
function verifies(bundle: SerializedBundle, { roots, pem }: { readonly roots: string; readonly pem: string }): void {
  const publicKey = createPublicKey(pem)
  const root = TrustedRoot.fromJSON(JSON.parse(roots))
  const material = toTrustMaterial(root, () => ({ publicKey, validFor: () => true }))
  const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 0, timestampThreshold: 0 })
  verifier.verify(toSignedEntity(bundleFromJSON(bundle)))
}
