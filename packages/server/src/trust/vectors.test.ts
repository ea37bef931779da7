import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
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

describe.skipIf(IS_MISSING)("published vectors (skipped where ../shared is not there)", () => {
  test.for(CASES.map(({ name, holds }) => [name, holds] as const))("%s", ([, holds]) => {
    expect(holds()).toBe(true)
  })
})
