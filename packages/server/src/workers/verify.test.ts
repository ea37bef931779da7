import { generateKeyPairSync } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { envelopeOf, provenanceOf } from "../../../../tools/sigstore-instance.ts"
import type { ReportIntake } from "../ports/reader.ts"
import { startIntake } from "./intake.ts"

const own = generateKeyPairSync("ed25519")
const trust = [{ name: "own.pub", text: own.publicKey.export({ type: "spki", format: "pem" }) as string }]
const statement = provenanceOf(`sha256:${"ab".repeat(32)}`, { builder: "b", repository: "https://git.example/r" })
let folder: string
let files = 0
let intake: ReportIntake

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "promotrail-verify-"))
  intake = await startIntake({ store: { kind: "sqlite", folder }, trust })
})
afterAll(async () => {
  await intake.close()
  await rm(folder, { recursive: true, force: true })
})

async function fileOf(text: string | Uint8Array): Promise<string> {
  const path = join(folder, `file-${files++}`)
  await writeFile(path, text)
  return path
}

const good = () => JSON.stringify(envelopeOf(statement, own.privateKey))

test("each attestation of a file is verified with the roots the server was started with", async () => {
  const path = await fileOf(
    `${good()}\n${JSON.stringify(envelopeOf(statement, generateKeyPairSync("ed25519").privateKey))}\n`,
  )
  const verified = await intake.verify(path)
  const attestations = "attestations" in verified ? verified.attestations : []
  expect(attestations.map(({ item, verification }) => [item.at, verification.answers.signature])).toStrictEqual([
    [1, "yes"],
    [2, "no"],
  ])
})

test("a file of another encoding is verified as what was signed", async () => {
  const verified = await intake.verify(await fileOf(Buffer.from(`\ufeff${good()}`, "utf16le")))
  expect("attestations" in verified ? verified.attestations[0]?.verification.answers.signature : "").toBe("yes")
})

test.for<[string, () => string]>([
  ["a file that is cut", () => good().slice(0, -2)],
  ["a file that is something else", () => "<testsuites/>"],
])("%s attests nothing", async ([, text]) => {
  expect(await intake.verify(await fileOf(text()))).toStrictEqual({ attestations: [] })
})

test("one that takes for ever is no answer, and the next file is verified", async () => {
  const hasty = await startIntake({ store: { kind: "sqlite", folder }, trust, patienceMs: 1 })
  const path = await fileOf(good())
  expect(await hasty.verify(path)).toStrictEqual({ broken: expect.stringContaining("took longer") })
  await hasty.close()
  expect(await intake.verify(path)).toHaveProperty("attestations")
})

test("a file that is not there is our mistake, not an answer", async () => {
  await expect(intake.verify(join(folder, "nothing"))).rejects.toThrow("ENOENT")
})
