import { expect, onTestFinished, test } from "vitest"
import { REASONS, ROOMS } from "./architecture.ts"
import { offences } from "./boundaries.ts"
import { plant } from "./planted.ts"
import { ROOT } from "./repository.ts"

test("no file imports what its room may not", () => {
  expect(offences(ROOT)).toStrictEqual([])
})

test("every npm package in the table has its reason, and no reason is left without a room", () => {
  const rights = Object.values(ROOMS).flatMap((rooms) => {
    const names = new Set(Object.keys(rooms))
    return Object.values(rooms).flatMap((granted) => granted.split(" ").filter((right) => !names.has(right)))
  })
  const packages = rights.filter((right) => !/^(@promotrail\/.*|node:.*|rooms|)$/.test(right))
  expect([...new Set(packages)].toSorted()).toStrictEqual(Object.keys(REASONS).toSorted())
})

test.for([
  {
    when: "contract imports server",
    file: "packages/contract/src/bad.ts",
    text: `import { start } from "@promotrail/server"`,
    said: "server, which is not for contract",
  },
  {
    when: "contract imports server for a type only",
    file: "packages/contract/src/bad.ts",
    text: `import type { Config } from "@promotrail/server"`,
    said: "server, which is not for contract",
  },
  {
    when: "the kernel looks up to the gate",
    file: "packages/core/src/kernel/bad.ts",
    text: `export * from "../gate/verdict.ts"`,
    said: "gate, which is not for kernel",
  },
  {
    when: "a use case knows a driver",
    file: "packages/server/src/app/bad.ts",
    text: `const late = await import("../storage/sqlite/open.ts")`,
    said: "storage/sqlite, which is not for app",
  },
  {
    when: "one driver speaks through the other's package",
    file: "packages/server/src/storage/sqlite/bad.ts",
    text: `import { Client } from "pg"`,
    said: "pg, which is not for storage/sqlite",
  },
  {
    when: "core asks the platform",
    file: "packages/core/src/gate/bad.ts",
    text: `import { readFileSync } from "node:fs"`,
    said: "node:fs is not for it",
  },
  {
    when: "an import goes past a package's door",
    file: "packages/contract/src/bad.ts",
    text: `import { ok } from "@promotrail/core/src/kernel/result.ts"`,
    said: "core, past its door (@promotrail/core/src/kernel/result.ts)",
  },
  {
    when: "a relative import climbs over the wall",
    file: "packages/contract/src/bad.ts",
    text: `import { ok } from "../../core/src/kernel/result.ts"`,
    said: "core, past its door (packages/core/src/kernel/result.ts)",
  },
  {
    when: "a package is used that only another workspace names",
    file: "packages/evidence/src/bad.test.ts",
    text: `import { chromium } from "lightningcss"`,
    said: "lightningcss, which is not for evidence",
  },
  {
    when: "a tool uses a package that is merely hoisted",
    file: "tools/bad.ts",
    text: `import { transform } from "lightningcss"`,
    said: "lightningcss is a phantom; no package.json of its own names it",
  },
  {
    when: "a name is known only at run time",
    file: "packages/server/src/app/bad.ts",
    text: `export const load = (name: string) => import(name)`,
    said: "name is a name known only at run time; write it out",
  },
  {
    when: "shipped code leans on what serves tests",
    file: "packages/evidence/src/bad.ts",
    text: `import { reading } from "../testing/reading.ts"`,
    said: "packages/evidence/testing/reading.ts, which serves tests only",
  },
  {
    when: "a new folder has no room",
    file: "packages/core/src/extras/bad.ts",
    text: `import { ok } from "../kernel/result.ts"`,
    said: "stands in no room of tools/architecture.ts",
  },
  {
    when: "shipped code reaches into the tools",
    file: "packages/cli/src/bad.ts",
    text: `import { ROOT } from "../../../tools/repository.ts"`,
    said: "tools/repository.ts, outside it",
  },
])("is seen when $when", ({ file, text, said }) => {
  const planted = plant({ [file]: text })
  onTestFinished(planted.remove)
  expect(offences(planted.root)).toStrictEqual([`${file}: ${said}`])
})

test("a test may use the tools of testing and every room of its own package", () => {
  const planted = plant({
    "packages/core/src/gate/good.test.ts": `
      import { readFileSync } from "node:fs"
      import { test } from "vitest"
      import { heatmap } from "../views/heatmap.ts"
      import { ROOT } from "../../../../tools/repository.ts"
      import { reading } from "../../testing/reading.ts"
    `,
  })
  onTestFinished(planted.remove)
  expect(offences(planted.root)).toStrictEqual([])
})
