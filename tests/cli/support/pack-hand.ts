import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import {
  envelopeOf,
  formatHashedRekord,
  formatManifest,
  PACK_MANIFEST,
  packLine,
  packPath,
  paddedTar,
  parseManifest,
  preAuthenticationEncoding,
  readTar,
  STATEMENT_PAYLOAD_TYPE,
  TAR_END,
  tarHead,
  verifyPlatform,
  type Json,
  type Pack,
  type PackManifest,
} from "@promotrail/core"
import { LEDGER_HASHER, sha256 } from "@promotrail/server"
import { logFiles, logHandOf } from "./log-maker.ts"

/** The files of a pack, in their order. */
export type PackFiles = ReadonlyMap<string, Uint8Array>

/** Opens an archive of a pack. */
export function filesIn(tar: Uint8Array): Map<string, Uint8Array> {
  const files = readTar((at, bytes) => tar.subarray(at, at + bytes), tar.length)
  if ("kind" in files) throw new Error(`the archive is damaged: ${JSON.stringify(files)}`)
  return new Map(files.map(({ path, at, bytes }) => [path, tar.subarray(at, at + bytes)]))
}

/** Archives files as they are. */
export function tarOf(files: PackFiles): Uint8Array {
  const parts = [...files].flatMap(([path, bytes]) => [
    tarHead(path, bytes.length),
    bytes,
    new Uint8Array(paddedTar(bytes.length) - bytes.length),
  ])
  return Buffer.concat([...parts, TAR_END])
}

/** A pack in memory, as `verifyPack` takes it. */
export function packOf(files: PackFiles, isOrdered = true): Pack {
  return {
    paths: [...files.keys()],
    isOrdered,
    read: (path) => files.get(path),
    digest(path) {
      const bytes = files.get(path)
      return bytes === undefined ? undefined : { bytes: bytes.length, sha256: sha256(bytes) }
    },
  }
}

export const textIn = (files: PackFiles, path: string): string => Buffer.from(files.get(path) ?? []).toString()
export const linesIn = (files: PackFiles, path: string): readonly string[] =>
  textIn(files, path).split("\n").slice(0, -1)
export const bytesOf = (lines: readonly string[]): Uint8Array => Buffer.from(lines.map((line) => `${line}\n`).join(""))

export function manifestOf(files: PackFiles): PackManifest {
  const manifest = parseManifest(textIn(files, PACK_MANIFEST), sha256)
  if (!manifest.ok) throw new Error(manifest.error)
  return manifest.value
}

/** The same pack with a manifest that fits whatever was done to its files: what a forger would hand out. */
export function withManifest(
  files: PackFiles,
  change: (said: PackManifest) => PackManifest = (said) => said,
): PackFiles {
  const said = change(manifestOf(files))
  const others = [...files].filter(([path]) => path !== PACK_MANIFEST)
  const listed = others.map(([path, bytes]) => ({ path, sha256: sha256(bytes), bytes: bytes.length }))
  return new Map([...others, [PACK_MANIFEST, Buffer.from(formatManifest({ ...said, files: listed }, sha256))]])
}

/** A record of a pack, opened. */
export type OpenRecord = { readonly payload: string; readonly signature: string; readonly keyId: string }

export function recordsIn(files: PackFiles): readonly OpenRecord[] {
  const paths = [...files.keys()].filter((path) => path.startsWith("records/1/"))
  return paths
    .flatMap((path) => linesIn(files, path))
    .map((line) => {
      const { envelope } = JSON.parse(line) as {
        envelope: { payload: string; signatures: readonly { keyid: string; sig: string }[] }
      }
      const [signed] = envelope.signatures
      const payload = Buffer.from(envelope.payload, "base64").toString()
      return { payload, signature: signed?.sig ?? "", keyId: signed?.keyid ?? "" }
    })
}

/** The keys that an operator has. */
export type Keys = { readonly record: KeyObject; readonly log: KeyObject }

export const keysIn = (dataFolder: string): Keys => ({
  record: createPrivateKey(readFileSync(join(dataFolder, "keys/record.key"))),
  log: createPrivateKey(readFileSync(join(dataFolder, "keys/log.key"))),
})

/** Signs a statement as a record. `keyId` is what it claims. */
export function signRecord(payload: string, key: KeyObject, keyId: string): OpenRecord {
  const message = preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, Buffer.from(payload))
  return { payload, keyId, signature: sign("sha256", message, key).toString("base64") }
}

/**
 * A pack whose log was made anew of these records, by somebody who has its keys: everything in it is signed, and fits.
 * `publicKey` is what the leaves name as the signer.
 */
export function forged(
  files: PackFiles,
  records: readonly OpenRecord[],
  log: KeyObject,
  publicKey: KeyObject,
  change: (said: PackManifest) => PackManifest = (said) => said,
): PackFiles {
  const [said] = manifestOf(files).logs
  if (said === undefined) throw new Error("a pack without a log")
  const spki = publicKey.export({ format: "der", type: "spki" })
  const leaves = records.map(({ payload, signature }) =>
    Buffer.from(
      formatHashedRekord({
        digest: hash("sha256", preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, Buffer.from(payload))),
        signature: Buffer.from(signature, "base64"),
        publicKey: spki,
        keyDetails: "PKIX_ECDSA_P256_SHA_256",
      }),
    ),
  )
  const tree = logFiles(said.origin, leaves, logHandOf(said.origin, log))
  const kept = [...files].filter(([path]) => !/^(?:logs|records|bundles)\//.test(path))
  const chunks = Map.groupBy(records.entries(), ([index]) => packPath.records(1, index))
  const lines = [...chunks].map(([path, group]): [string, Uint8Array] => [
    path,
    Buffer.from(group.map(([index, record]) => packLine({ envelope: envelopeOf(record) as Json, index })).join("")),
  ])
  const made: PackFiles = new Map([
    ...kept,
    ...[...tree].map(([path, bytes]): [string, Uint8Array] => [packPath.log(said.origin, path), bytes]),
    ...lines,
  ])
  const root = Buffer.from(textIn(tree, "checkpoint").split("\n")[2] ?? "", "base64").toString("hex")
  const size = records.length
  return withManifest(made, (manifest) =>
    change({
      ...manifest,
      includes: { ...manifest.includes, bundles: 0 },
      logs: [{ ...said, size, root, range: { from: 0, to: size } }],
    }),
  )
}

export const publicOf = (key: KeyObject): KeyObject => createPublicKey(key)

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** What core alone needs: hashes and signatures, by another verifier than the command's. */
const NEEDED: Parameters<typeof verifyPlatform>[0] = {
  sha256,
  verifier: {
    verifyEd25519(raw, message, signature) {
      const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(raw).toString("base64url") }
      return verify(null, message, createPublicKey({ key: jwk, format: "jwk" }), signature)
    },
    verifyP256: (spki, message, signature) =>
      verify(
        "sha256",
        message,
        { key: createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }), dsaEncoding: "ieee-p1363" },
        signature,
      ),
  },
  words: { fault: JSON.stringify, refusal: JSON.stringify, vouched: JSON.stringify },
}

/** Everything else by ECMAScript. */
export const PURE = verifyPlatform(NEEDED)

/** The same with faster ways. */
export const PLATFORM = verifyPlatform({
  ...NEEDED,
  hasher: LEDGER_HASHER,
  utf8Of: (text) => Buffer.from(text),
  textOfUtf8(bytes) {
    try {
      return UTF8.decode(bytes)
    } catch {
      return undefined
    }
  },
  bytesOfBase64(text) {
    const bytes = Buffer.from(text, "base64")
    return bytes.toString("base64") === text ? bytes : undefined
  },
})
