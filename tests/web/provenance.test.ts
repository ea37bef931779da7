import { generateKeyPairSync } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import axe from "axe-core"
import { afterAll, describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { envelopeOf, provenanceOf } from "../../tools/sigstore-instance.ts"
import type { Api } from "./support/api.ts"
import { settled, useWorld } from "./support/world.ts"

const RELEASE = "v1"
const DIGEST = `sha256:${Buffer.from(RELEASE).toString("hex").padEnd(64, "0")}`
const own = generateKeyPairSync("ed25519")
const folder = mkdtempSync(join(tmpdir(), "promotrail-trust-"))
writeFileSync(join(folder, "release.pub"), own.publicKey.export({ type: "spki", format: "pem" }))
afterAll(() => rmSync(folder, { recursive: true }))

const POLICY = `schema: promotrail/policy/v1
application: checkout
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { prod: { provenance: { keys: [release.pub], builder: "https://builder.example", source: "https://git.example/shop" } } }
`
const words = (text: string) => text.replaceAll(/\s+/g, " ").trim()

let decision = ""
async function play(api: Api): Promise<void> {
  await api.policyText(POLICY)
  await api.register(RELEASE)
  const statement = provenanceOf(DIGEST, { builder: "https://laptop.example", repository: "https://git.example/shop" })
  await api.reportText(RELEASE, "dev", "provenance.json", JSON.stringify(envelopeOf(statement, own.privateKey)))
  decision = String((await api.gate(RELEASE, "prod"))["id"])
}

describe.skipIf(missingPart("chromium") !== undefined)("what is signed", () => {
  const world = useWorld(play, { PROMOTRAIL_TRUST_ROOT: folder })
  const ANSWERS =
    "https://slsa.dev/provenance/v1 signed by key release.pub about this release: yes well-formed: yes signature: yes certificate: not asked log: not asked signed in time: not asked signer: yes builder: no source: yes"

  test("a decision says step by step what was answered", async () => {
    const { page, wrongs, close } = await world().open(`/decisions/${decision}`)
    const checks = page.getByRole("region", { name: "Checks", exact: true })
    await checks.waitFor()
    const attested = checks.getByRole("list", { name: "Attestations looked at for provenance" })
    expect(words(await attested.innerText())).toBe(ANSWERS)
    expect(words(await checks.innerText())).toContain(
      "checkout: it was built by https://laptop.example, not https://builder.example",
    )
    expect(wrongs).toEqual([])
    await close()
  })

  test("so does the panel of the cell, and both pass the examination", async () => {
    for (const path of [`/a/checkout/releases/${RELEASE}?cell=provenance%3Aprovenance.dev`, `/decisions/${decision}`]) {
      const { page, wrongs, close } = await world().open(path, { isExamined: true })
      const attested = page.getByRole("list", { name: "Attestations looked at for provenance" })
      await attested.waitFor()
      expect(words(await attested.innerText())).toBe(ANSWERS)
      await settled(page)
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([])
      expect(wrongs).toEqual([])
      await close()
    }
  })
})
