import { generateKeyPairSync } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { instance } from "../../../../tools/sigstore-instance.ts"
import { trustOf } from "./trust.ts"
import { readTrustFolder } from "./trust-folder.ts"

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
const PEM = publicKey.export({ type: "spki", format: "pem" }) as string
const ROOT = instance().root
type Root = { tlogs: { baseUrl: string; publicKey: object }[]; certificateAuthorities: object[] }
const rootWith = (change: (root: Root) => void) => {
  const root = JSON.parse(ROOT) as Root
  change(root)
  return JSON.stringify(root)
}

describe("a file of the trust folder that cannot be used is named, and why", () => {
  test.for([
    { name: "a.json", text: "{", says: "a.json is not the JSON of a trusted root" },
    { name: "a.json", text: "{}", says: "a.json is no trusted root of version 0.1 or 0.2" },
    {
      name: "a.json",
      text: rootWith((root) => void ((root.tlogs = []), (root.certificateAuthorities = []))),
      says: "trusts nobody",
    },
    {
      name: "a.json",
      text: rootWith((root) => void (root.tlogs[0]!.publicKey = { ...root.tlogs[0]!.publicKey, validFor: {} })),
      says: "does not say since when the log https://log.test.example is trusted",
    },
    {
      name: "a.json",
      text: rootWith(
        (root) => void (root.certificateAuthorities[0] = { ...root.certificateAuthorities[0], validFor: undefined }),
      ),
      says: "does not say since when the authority https://authority.test.example is trusted",
    },
    {
      name: "a.json",
      text: rootWith((root) => void (root.tlogs[0]!.baseUrl = "log")),
      says: "has a log without an address",
    },
    {
      name: "a.json",
      text: rootWith((root) => void (root.tlogs[0]!.publicKey = { ...root.tlogs[0]!.publicKey, rawBytes: "AAAA" })),
      says: "has a key or a certificate that cannot be read",
    },
    { name: "k.pub", text: "ssh-ed25519 AAAA", says: "k.pub is no public key in PEM" },
    {
      name: "k.pub",
      text: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      says: "k.pub is a private key; give the server the public one alone",
    },
    {
      name: "k.pem",
      text: generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey.export({
        type: "spki",
        format: "pem",
      }) as string,
      says: "k.pem is no key of P-256",
    },
    {
      name: "k.pem",
      text: generateKeyPairSync("x25519").publicKey.export({ type: "spki", format: "pem" }) as string,
      says: "k.pem is no key of P-256",
    },
  ])("$name: $says", ({ name, text, says }) => {
    expect(() => trustOf([{ name, text }])).toThrow(says)
  })
})

test("the digest is over names and contents, in no order; nothing trusted has none", () => {
  const files = [
    { name: "b.pub", text: PEM },
    { name: "a.json", text: ROOT },
  ]
  const { digest } = trustOf(files)
  expect(trustOf(files.toReversed()).digest).toBe(digest)
  expect(trustOf([{ name: "c.pub", text: PEM }, files[1]!]).digest).not.toBe(digest)
  expect(trustOf([files[0]!, { name: "a.json", text: `${ROOT}\n` }]).digest).not.toBe(digest)
  expect(trustOf([]).digest).toBeNull()
})

describe("the folder", () => {
  test("is read by the endings of its files, and others are left alone", async () => {
    const folder = await mkdtemp(join(tmpdir(), "promotrail-trust-"))
    await writeFile(join(folder, "a.json"), ROOT)
    await writeFile(join(folder, "release.pub"), PEM)
    await writeFile(join(folder, "README.md"), "who is trusted, and why")
    const files = await readTrustFolder(folder)
    await rm(folder, { recursive: true })
    expect(files.map(({ name }) => name)).toStrictEqual(["a.json", "release.pub"])
  })

  test("that is named and not there, or has nothing in it, keeps the server from starting", async () => {
    const folder = await mkdtemp(join(tmpdir(), "promotrail-trust-"))
    await expect(readTrustFolder(folder)).rejects.toThrow("in which there is no trusted root")
    await rm(folder, { recursive: true })
    await expect(readTrustFolder(folder)).rejects.toThrow("is no folder that can be read")
  })

  test("that is not named trusts nobody", async () => {
    expect(await readTrustFolder(undefined)).toStrictEqual([])
  })
})
