import { existsSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { disagreement, VECTORS } from "./case.ts"
import { VECTOR_CASES } from "./cases.ts"

describe.skipIf(!existsSync(VECTORS))("published vectors (skipped: no ../shared where absent)", () => {
  test.for(Object.entries(VECTOR_CASES))("%s: we say what each of them says", async ([, cases]) => {
    const found: string[] = []
    const listed = cases()
    expect(listed.length).toBeGreaterThan(0)
    for (const one of listed) {
      const said = await disagreement(one)
      if (said !== undefined) found.push(`${one.name}: ${said}`)
    }
    expect(found).toStrictEqual([])
  })
})
