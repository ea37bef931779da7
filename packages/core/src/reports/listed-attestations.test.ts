import { expect, test } from "vitest"
import { ARTIFACTS, attestation, summary, unverified } from "./attested.contract.ts"
import { attestationContent } from "./listed-attestations.ts"
import { uploadOf } from "./uploads.contract.ts"

const [shop] = ARTIFACTS as readonly [(typeof ARTIFACTS)[number]]
const contentOf = (...attestations: readonly ReturnType<typeof attestation>[]) =>
  attestationContent([uploadOf("provenance", [], { attestations })], ARTIFACTS)

test("artifacts are found among the subjects by digest, whatever they are called", () => {
  const renamed = attestation({ of: [{ ...shop, name: "other" }] })
  const called = attestation({ of: [{ name: "shop", digest: `sha256:${"c".repeat(64)}` as never }] })
  expect(contentOf(renamed, called).attested?.map(({ artifacts }) => artifacts)).toStrictEqual([[shop.digest], []])
})

test("a digest by another algorithm is another digest", () => {
  const { item, verification } = attestation()
  const subjects = [{ name: "shop", digests: [shop.digest.replace("sha256", "sha512")] }]
  expect(contentOf({ item: { ...item, subjects }, verification }).attested?.[0]?.artifacts).toStrictEqual([])
})

test("of very many those that could count are kept, however many others were sent first", () => {
  const forged = Array.from({ length: 300 }, () => attestation({ verification: unverified("no") }))
  const foreign = Array.from({ length: 300 }, () => attestation({ of: [] }))
  const { attestations, attested = [] } = contentOf(...foreign, ...forged, attestation())
  expect([attestations, attested.length, attested[0]?.answers.signature]).toStrictEqual([601, 200, "yes"])
})

test("long texts are cut, and a summary is kept with its words", () => {
  const long = attestation({ builder: "b".repeat(10_000) })
  expect(contentOf(long).attested?.[0]?.builder).toHaveLength(300)
  expect(contentOf(summary("FAILED")).attested?.[0]?.summary).toMatchObject({
    result: "FAILED",
    resource: "oci://shop",
  })
})
