import { err, parseStampedNote, type AnchoredLog } from "@promotrail/core"
import { ASN1Obj } from "@sigstore/core"
import { spawnSync } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { afterAll, describe, expect, onTestFinished, test } from "vitest"
import { der, unsigned } from "./der.ts"
import { readRoots, RootMistake, timestampOutside } from "./timestamp.ts"
import { readTimestamp, timestampRequest } from "./timestamp-token.ts"

const hasOpenssl = spawnSync("openssl", ["ts", "-help"]).status === 0
const folder = mkdtempSync(join(tmpdir(), "promotrail-tsa-"))
afterAll(() => rmSync(folder, { recursive: true }))

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" })
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`)
}

const CONFIG = `
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[tsa]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[plain]
basicConstraints = critical,CA:FALSE
[both]
extendedKeyUsage = critical,timeStamping,codeSigning
[meek]
extendedKeyUsage = timeStamping
[req]
distinguished_name = dn
[dn]
[ts]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

/** Keys and certificates as openssl makes them: two roots, an authority between, and who signs time. */
function makeAuthority(): void {
  writeFileSync(join(folder, "tsa.cnf"), CONFIG)
  writeFileSync(join(folder, "serial"), "01\n")
  const key = (name: string, kind: readonly string[]) => openssl("genpkey", ...kind, "-out", `${name}.key`)
  const ec = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
  for (const name of ["root", "middle", "tsa", "both", "meek", "late", "stranger", "plain"]) key(name, ec)
  key("rsa", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
  const root = (name: string) =>
    openssl(
      "req",
      "-x509",
      "-new",
      "-key",
      `${name}.key`,
      "-subj",
      `/CN=${name}`,
      "-days",
      "30",
      "-out",
      `${name}.pem`,
      "-config",
      "tsa.cnf",
      "-extensions",
      "ca",
    )
  const issued = (name: string, by: string, extensions: string, ...more: readonly string[]) => {
    openssl("req", "-new", "-key", `${name}.key`, "-subj", `/CN=${name}`, "-out", `${name}.csr`, "-config", "tsa.cnf")
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      `${by}.pem`,
      "-CAkey",
      `${by}.key`,
      "-CAcreateserial",
      "-out",
      `${name}.pem`,
      "-days",
      "30",
      "-extfile",
      "tsa.cnf",
      "-extensions",
      extensions,
      ...more,
    )
  }
  for (const name of ["root", "stranger"]) root(name)
  issued("middle", "root", "ca")
  issued("tsa", "root", "tsa")
  issued("rsa", "middle", "tsa")
  // An authority that is none: it may sign, and vouches for nobody.
  issued("plain", "root", "plain")
  issued("late", "plain", "tsa")
  for (const name of ["both", "meek"]) issued(name, "root", name)
}

/** The answer of an authority; openssl checks by itself that its certificate is for time stamps alone. */
function reply(request: Uint8Array, signer: string, chain: readonly string[] = []): Buffer<ArrayBuffer> {
  writeFileSync(join(folder, "request.tsq"), request)
  writeFileSync(join(folder, "chain.pem"), chain.map((name) => readFileSync(join(folder, `${name}.pem`))).join(""))
  const more = chain.length === 0 ? [] : ["-chain", "chain.pem"]
  openssl(
    "ts",
    "-reply",
    "-config",
    "tsa.cnf",
    "-section",
    "ts",
    "-queryfile",
    "request.tsq",
    "-inkey",
    `${signer}.key`,
    "-signer",
    `${signer}.pem`,
    ...more,
    "-out",
    "reply.tsr",
  )
  return readFileSync(join(folder, "reply.tsr"))
}

describe.skipIf(!hasOpenssl)("tokens of a real authority (skipped: no openssl where absent)", () => {
  if (hasOpenssl) makeAuthority()
  const [data, nonce] = [Buffer.from("a checkpoint"), Buffer.from("ff02030405060708", "hex")]
  const certificate = (name: string) => new X509Certificate(readFileSync(join(folder, `${name}.pem`)))
  const asked = { data, nonce }
  const rootsOf = (...names: readonly string[]) => ({ ...asked, roots: names.map(certificate) })
  const request = timestampRequest(data, nonce)

  test("openssl reads what we ask", () => {
    writeFileSync(join(folder, "ours.tsq"), request)
    const { stdout } = spawnSync("openssl", ["ts", "-query", "-in", "ours.tsq", "-text"], {
      cwd: folder,
      encoding: "utf8",
    })
    expect(stdout).toContain("Hash Algorithm: sha256")
    expect(stdout).toContain("Nonce: 0xFF02030405060708")
    expect(stdout).toContain("Certificate required: yes")
  })

  test.for([
    ["ECDSA, vouched for by the root", "tsa", [], "root"],
    ["RSA, vouched for through an authority between", "rsa", ["middle"], "root"],
    ["of a certificate that is trusted itself", "tsa", [], "tsa"],
  ] as const)("one counts: %s", ([, signer, chain, root]) => {
    const read = readTimestamp(reply(request, signer, chain), rootsOf(root))
    expect(read).toMatchObject({ ok: true })
    const age = read.ok ? Date.now() - read.value.getTime() : Number.NaN
    expect(Math.abs(age)).toBeLessThan(86_400_000)
  })

  test.for([
    ["other bytes", { data: Buffer.from("another") }, "it is about other bytes"],
    ["another number used once", { nonce: Buffer.from("0102030405060709", "hex") }, "it answers another request"],
    ["a root nobody configured", { roots: ["stranger"] }, "no configured root vouches"],
    ["no root at all", { roots: [] }, "no configured root vouches"],
  ] as const)("one does not count for %s", ([, change, why]) => {
    const names: readonly string[] = "roots" in change ? change.roots : ["root"]
    const claim = { ...rootsOf(...names), ...("roots" in change ? {} : change) }
    expect(readTimestamp(reply(request, "tsa"), claim)).toStrictEqual(err(expect.stringContaining(why)))
  })

  test("one without a number does not count for a request with one", () => {
    const bare = timestampRequest(data, nonce)
    // The same request without its number: the last but one value, 10 or 11 bytes with its head.
    const at = bare.indexOf(Buffer.from("020900ff02030405060708", "hex"))
    const without = Buffer.concat([bare.subarray(0, at), bare.subarray(at + 11)])
    without[1] = (without[1] ?? 0) - 11
    const read = readTimestamp(reply(without, "tsa"), rootsOf("root"))
    expect(read).toStrictEqual(err("it answers another request"))
  })

  test("a certificate that is no authority vouches for nobody", () => {
    const read = readTimestamp(reply(request, "late", ["plain"]), rootsOf("root"))
    expect(read).toStrictEqual(err(expect.stringContaining("no configured root vouches")))
  })

  // An authority would not sign with these; somebody who has such a certificate would.
  test.for([
    ["both", "not for time stamps alone"],
    ["meek", "not for time stamps alone"],
    ["tsa", "it counts"],
  ] as const)("signed with the certificate of %s", ([signer, why]) => {
    const real = ASN1Obj.parseBuffer(reply(request, "tsa"))
    const info = real.subs[1]?.subs[1]?.subs[0]?.subs[2]?.subs[1]?.subs[0]?.value ?? Buffer.alloc(0)
    writeFileSync(join(folder, "info.der"), info)
    const who = ["-signer", `${signer}.pem`, "-inkey", `${signer}.key`, "-md", "sha256"]
    const type = ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-nodetach", "-binary", "-cades", "-nosmimecap"]
    openssl("cms", "-sign", "-in", "info.der", ...who, ...type, "-outform", "DER", "-out", "forged.der")
    const response = der(0x30, der(0x30, unsigned(Uint8Array.of(0))), readFileSync(join(folder, "forged.der")))
    const read = readTimestamp(response, rootsOf("root"))
    expect(read.ok ? "it counts" : read.error).toContain(why)
  })

  test("no flipped bit of one changes what it says", () => {
    const whole = reply(request, "tsa")
    const right = readTimestamp(whole, rootsOf("root"))
    const wrong: number[] = []
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 0x01
      const read = readTimestamp(changed, rootsOf("root"))
      if (read.ok && (!right.ok || read.value.getTime() !== right.value.getTime())) wrong.push(at)
    }
    expect(wrong).toStrictEqual([])
    for (const length of [0, 1, 10, 100, whole.length - 1])
      expect(readTimestamp(whole.subarray(0, length), rootsOf("root")).ok).toBe(false)
  })

  test("the head is stamped over HTTP, and the text that is kept verifies with openssl", async () => {
    const url = await authority((body) => reply(body, "tsa"))
    const outside = timestampOutside({ url, roots: [certificate("root")] })
    const anchored = await outside.anchor(LOG, undefined, new AbortController().signal)
    if (!anchored.ok) throw new Error(anchored.error.why)
    expect(anchored.value.size).toBe(5)
    const stamped = parseStampedNote(anchored.value.text)
    expect(stamped?.note).toBe(NOTE)
    writeFileSync(join(folder, "kept.tsr"), stamped?.response ?? "")
    writeFileSync(join(folder, "kept.checkpoint"), NOTE)
    openssl("ts", "-verify", "-in", "kept.tsr", "-data", "kept.checkpoint", "-CAfile", "root.pem")
  })

  test("an answer that was kept and is given again does not count", async () => {
    const old = reply(request, "tsa")
    const outside = timestampOutside({ url: await authority(() => old), roots: [certificate("root")] })
    const anchored = await outside.anchor(LOG, undefined, new AbortController().signal)
    expect(anchored).toMatchObject({ ok: false, error: { why: expect.stringContaining("does not count") as string } })
  })
})

const NOTE = "log.example\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— log.example AAAAAAAA\n"
const LOG: AnchoredLog = {
  head: () => Promise.resolve({ origin: "log.example", size: 5, note: NOTE }),
  consistency: () => Promise.reject(new Error("nobody asks for a proof")),
}

async function authority(answer: (body: Buffer) => Buffer): Promise<URL> {
  const server = createServer((request, response) => {
    const isRight = request.method === "POST" && request.headers["content-type"] === "application/timestamp-query"
    void buffer(request).then((body) => response.writeHead(isRight ? 200 : 400).end(isRight ? answer(body) : ""))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`)
}

test.for([
  ["no answer that anybody can read", Buffer.from("<html>")],
  ["nothing", Buffer.alloc(0)],
  ["a refusal", Buffer.from("300530030201023000", "hex").subarray(0, 7)],
] as const)("%s is no token", async ([, body]) => {
  const outside = timestampOutside({ url: await authority(() => body), roots: [] })
  const anchored = await outside.anchor(LOG, undefined, new AbortController().signal)
  expect(anchored).toMatchObject({ ok: false, error: { isAlarm: false } })
})

test("roots that cannot be used are told before anything is asked", async () => {
  const file = join(folder, "roots.pem")
  await expect(readRoots(join(folder, "none.pem"))).rejects.toThrow("cannot be read (ENOENT)")
  writeFileSync(file, "hello")
  await expect(readRoots(file)).rejects.toThrow("there is no certificate")
  writeFileSync(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
  await expect(readRoots(file)).rejects.toBeInstanceOf(RootMistake)
})
