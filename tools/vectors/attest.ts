import { createPublicKey } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import {
  canonicalJson,
  checkVsa,
  parseEnvelope,
  parseStatement,
  preAuthenticationEncoding,
  readStrictJson,
  statementIn,
  parseVsa,
  utf8Of,
  verifyEnvelope,
  type ExpectedVsa,
  type Json,
} from "@promotrail/core"
import { SIGNATURES } from "@promotrail/cli"
import { filesBelow, readVectors, VECTORS, type VectorCase } from "./case.ts"

const text = (...path: readonly string[]): string => readFileSync(join(VECTORS, ...path), "utf8")
const spkiOf = (key: Parameters<typeof createPublicKey>[0]): Uint8Array =>
  createPublicKey(key).export({ format: "der", type: "spki" })

/** DSSE: what is signed, and the vector of its specification. */
export function dsseCases(): readonly VectorCase[] {
  const pae =
    readVectors<readonly { readonly type: string; readonly body: string; readonly pae: string }[]>("dsse/pae.json")
  return [
    ...pae.map((vector) => ({
      name: `dsse/pae.json: ${JSON.stringify(vector.type)}`,
      run: () => ({
        said: Buffer.from(preAuthenticationEncoding(vector.type, utf8Of(vector.body))).toString(),
        expected: vector.pae,
      }),
    })),
    {
      name: "dsse/protocol-vector.json",
      async run() {
        const { key, envelope, ok, bodyUtf8 } = readVectors<{
          readonly key: { readonly x: string; readonly y: string }
          readonly envelope: unknown
          readonly ok: boolean
          readonly bodyUtf8: string
        }>("dsse/protocol-vector.json")
        const coordinate = (decimal: string): string =>
          Buffer.from(BigInt(decimal).toString(16).padStart(64, "0"), "hex").toString("base64url")
        const jwk = { kty: "EC", crv: "P-256", x: coordinate(key.x), y: coordinate(key.y) }
        const opened = await opens(JSON.stringify(envelope), spkiOf({ key: jwk, format: "jwk" }))
        return { said: opened && Buffer.from(opened.payload).toString(), expected: ok && bodyUtf8 }
      },
    },
  ]
}

/** Summaries of verifications: a real one of GKE, and what slsa-verifier says of some that are not right. */
export function vsaCases(): readonly VectorCase[] {
  const key = spkiOf(text("vsa/gke-vsa.pub.pem"))
  return [
    {
      name: "vsa/gke-vsa.dsse.json",
      run: async () => ({ said: await summaryIn(text("vsa/gke-vsa.dsse.json"), key), expected: "PASSED" }),
    },
    ...readVectors<readonly { readonly name: string; readonly envelope: unknown; readonly ok: boolean }[]>(
      "vsa/envelope-cases.json",
    ).map(({ name, envelope, ok }) => ({
      name: `vsa/envelope-cases.json: ${name}`,
      run: async () => ({ said: (await summaryIn(JSON.stringify(envelope), key)) === "PASSED", expected: ok }),
    })),
    ...readVectors<readonly SemanticCase[]>("vsa/semantic-cases.json").map(({ name, vsa, expected, ok }) => ({
      name: `vsa/semantic-cases.json: ${name}`,
      run() {
        const { subjectDigests, verificationResult: result, ...said } = vsa
        const subjects = [{ digests: new Map(Object.entries(subjectDigests)) }]
        return { said: checkVsa({ ...said, subjects, result }, expected).ok, expected: ok }
      },
    })),
  ]
}

type SemanticCase = {
  readonly name: string
  readonly vsa: {
    readonly subjectDigests: Readonly<Record<string, string>>
    readonly verifierId: string
    readonly resourceUri: string
    readonly verificationResult: string
    readonly verifiedLevels: readonly string[]
  }
  readonly expected: ExpectedVsa
  readonly ok: boolean
}

async function opens(envelope: string, publicKey: Uint8Array) {
  const read = parseEnvelope(envelope)
  if (!read.ok) return false
  const verified = await verifyEnvelope(read.value, [{ name: "key", algorithm: "p256", publicKey }], SIGNATURES)
  return verified.ok && verified.value
}

async function summaryIn(envelope: string, publicKey: Uint8Array): Promise<string> {
  const payload = await opens(envelope, publicKey)
  if (payload === false) return "not signed"
  const statement = statementIn(payload)
  const summary = statement.ok ? parseVsa(statement.value) : undefined
  return summary?.ok === true ? summary.value.result : "not read"
}

/** Canonical JSON (RFC 8785): documents, and numbers by their bits. */
export function jcsCases(): readonly VectorCase[] {
  const numbers = readVectors<readonly { readonly ieeeHex: string; readonly json: string | null }[]>("jcs/numbers.json")
  return [
    ...filesBelow("jcs/input").map((file) => ({
      name: `jcs/input/${file}`,
      run() {
        const outhex = join("jcs/outhex", file.replace(/\.json$/, ".txt"))
        // One document shows an integer beyond 2^53, which is canonical and must not be signed.
        const read = readStrictJson(text("jcs/input", file))
        const value = read.ok ? read.value : (JSON.parse(text("jcs/input", file)) as Json)
        const said = canonicalJson(value)
        const hex = existsSync(join(VECTORS, outhex)) ? text(outhex).replace(/\s/g, "") : undefined
        return {
          said: [said, hex === undefined ? undefined : Buffer.from(said).toString("hex")],
          expected: [text("jcs/output", file), hex],
        }
      },
    })),
    ...numbers.map(({ ieeeHex, json }) => ({
      name: `jcs/numbers.json: ${ieeeHex}`,
      run() {
        const value = Buffer.from(ieeeHex.padStart(16, "0"), "hex").readDoubleBE()
        return { said: spelled(value), expected: json }
      },
    })),
  ]
}

function spelled(value: number): string | null {
  try {
    return canonicalJson(value)
  } catch {
    return null
  }
}

/**
 * Statements as the specifications of in-toto show them. Many hold dots and words in angle brackets in place of values:
 * those are no JSON, and what is no JSON is refused.
 */
export function statementCases(): readonly VectorCase[] {
  return filesBelow("in-toto").map((file) => ({
    name: `in-toto/${file}`,
    run() {
      const bare = text("in-toto", file).replace(/("(?:[^"\\\n]|\\.)*")|\/\/.*|\/\*[^]*?\*\//g, "$1")
      const read = parseStatement(bare)
      return { said: read.ok ? read.value.subjects.length > 0 : false, expected: shown(bare) }
    },
  }))
}

/** What a plain reading of an example says: JSON, version 1, with subjects that have digests. */
function shown(bare: string): boolean {
  try {
    const { _type, subject, predicateType } = JSON.parse(bare) as Record<string, unknown>
    const subjects = Array.isArray(subject) ? (subject as { digest?: object }[]) : []
    const isNamed = subjects.length > 0 && subjects.every(({ digest }) => Object.keys(digest ?? {}).length > 0)
    return _type === "https://in-toto.io/Statement/v1" && typeof predicateType === "string" && isNamed
  } catch {
    return false
  }
}
