import { ASN1Obj } from "@sigstore/core"
import { X509Certificate } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { readTimestamp, timestampRequest } from "./timestamp-token.ts"

const FOLDER = resolve(import.meta.dirname, "../../../../../shared/vectors/rfc3161")
const isHere = existsSync(FOLDER)
const bytes = (name: string): Buffer<ArrayBuffer> => readFileSync(join(FOLDER, name))

describe.skipIf(!isHere)("published vectors of RFC 3161 (skipped: no ../shared where absent)", () => {
  const names = isHere ? readdirSync(FOLDER) : []
  const nonceIn = (request: string): Buffer =>
    ASN1Obj.parseBuffer(bytes(request)).subs.find(({ tag }, at) => at > 0 && tag.isInteger())?.value ?? Buffer.alloc(0)
  test.for(names.filter((name) => name.endsWith(".tsr")))("rfc3161/%s", (name) => {
    const [stem = ""] = name.split(".")
    const claim = { data: bytes(`${stem}.bin`), nonce: nonceIn(`${stem}.tsq`) }
    const read = readTimestamp(bytes(name), { ...claim, roots: [new X509Certificate(bytes("ca.pem"))] })
    expect(read.ok).toBe(!name.includes(".bad-signature."))
  })
  test.for(names.filter((name) => name.endsWith(".tsq")))("rfc3161/%s: we ask the same, byte for byte", (name) => {
    const [stem = ""] = name.split(".")
    expect(timestampRequest(bytes(`${stem}.bin`), nonceIn(name))).toStrictEqual(bytes(name))
  })
})
