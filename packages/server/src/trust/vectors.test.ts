import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { verifyBundle } from "./bundle.ts"
import { trustOf } from "./trust.ts"
import { attestationVectors } from "./vectors.contract.ts"

const FOLDER = fileURLToPath(new URL("../../../../../shared/vectors", import.meta.url))

const IS_MISSING = !existsSync(FOLDER)
const CASES = attestationVectors(FOLDER)

test.skipIf(IS_MISSING)("there are vectors of each kind", () => {
  expect([...new Set(CASES.map(({ name }) => name.split("/")[0]))]).toStrictEqual([
    "sigstore",
    "dsse",
    "vsa",
    "in-toto",
  ])
})

type Entry = { inclusionProof: { checkpoint: { envelope: string } } }
type Bundle = { verificationMaterial: { tlogEntries: Entry[] } }

describe.skipIf(IS_MISSING)(
  "a published bundle with a time-stamp and a log entry (skipped where ../shared is not there)",
  () => {
    const folder = `${FOLDER}/sigstore/bundle-verify/rekor2-dsse-happy-path`
    const verified = (change: (bundle: Bundle) => void) => {
      const bundle = JSON.parse(readFileSync(`${folder}/bundle.sigstore.json`, "utf8")) as Bundle
      change(bundle)
      const text = readFileSync(`${folder}/trusted_root.json`, "utf8")
      return verifyBundle(bundle as never, trustOf([{ name: "root.json", text }])).answers
    }

    test("is good", () => {
      expect(verified(() => undefined)).toMatchObject({ signature: "yes", chain: "yes", log: "yes", time: "yes" })
    })

    test("is not without its log entry, where the root has a log", () => {
      expect(verified(({ verificationMaterial }) => void (verificationMaterial.tlogEntries = []))).toMatchObject({
        log: "no",
      })
    })

    test("is not where the log is called by a part of its name", () => {
      const renamed = ({ verificationMaterial: { tlogEntries } }: Bundle) => {
        const checkpoint = tlogEntries[0]!.inclusionProof.checkpoint
        checkpoint.envelope = checkpoint.envelope.replaceAll(/\u2014 (log2025)\S+/g, "\u2014 $1")
      }
      expect(verified(renamed)).toMatchObject({ log: "no" })
    })
  },
)

describe.skipIf(IS_MISSING)("published vectors (skipped where ../shared is not there)", () => {
  test.for(CASES.map(({ name, holds }) => [name, holds] as const))("%s", ([, holds]) => {
    expect(holds()).toBe(true)
  })
})
