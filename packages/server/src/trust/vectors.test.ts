import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { attestationVectors } from "./vectors.contract.ts"

const FOLDER = fileURLToPath(new URL("../../../../../shared/vectors", import.meta.url))

describe.skipIf(!existsSync(FOLDER))("published vectors (skipped where ../shared is not there)", () => {
  const cases = attestationVectors(FOLDER)

  test("there are some of each", () => {
    const kinds = new Set(cases.map(({ name }) => name.split("/")[0]))
    expect([...kinds]).toStrictEqual(["sigstore", "dsse", "vsa", "in-toto"])
  })

  test.for(cases.map(({ name, holds }) => [name, holds] as const))("%s", ([, holds]) => {
    expect(holds()).toBe(true)
  })
})
