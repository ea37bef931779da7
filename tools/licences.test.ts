import { expect, test } from "vitest"
import { unacceptable, type Installed } from "./licences.ts"
import { lockedPackages } from "./lock-file.ts"

const installed = [...lockedPackages()].map(([name, { license, dev }]) => ({
  name,
  licence: license,
  isTool: dev === true,
}))

test("every package in the lock file has a licence we may use it under", () => {
  expect(installed.length).toBeGreaterThan(100)
  expect(unacceptable(installed)).toStrictEqual([])
})

test.for<{ licence: string | undefined; isTool: boolean; refused: boolean }>([
  { licence: "MIT", isTool: false, refused: false },
  { licence: "(MIT OR CC0-1.0)", isTool: false, refused: false },
  { licence: "MIT OR GPL-3.0-only", isTool: false, refused: false },
  { licence: "MIT AND GPL-3.0-only", isTool: false, refused: true },
  { licence: "MPL-2.0", isTool: true, refused: false },
  { licence: "MPL-2.0", isTool: false, refused: true },
  { licence: "AGPL-3.0-only", isTool: true, refused: true },
  { licence: "MIT OR (GPL-3.0-only AND X)", isTool: false, refused: false },
  { licence: "(MIT AND X) OR (Y AND Z)", isTool: false, refused: true },
  { licence: "SEE LICENSE IN LICENSE.md", isTool: true, refused: true },
  { licence: undefined, isTool: true, refused: true },
])("$licence, tool $isTool: refused $refused", ({ licence, isTool, refused }) => {
  const one: Installed = { name: "left-pad", licence, isTool }
  expect(unacceptable([one]).length > 0).toBe(refused)
})
