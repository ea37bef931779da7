import { expect, test } from "vitest"
import { importsOf } from "./imports.ts"

test.for([
  { written: `import { a } from "x"`, read: ["x"] },
  { written: `import "x"`, read: ["x"] },
  { written: `import type { A } from "x"`, read: ["x"] },
  { written: `export { a } from "x"`, read: ["x"] },
  { written: `export * as all from "x"`, read: ["x"] },
  { written: `export const a = 1`, read: [] },
  { written: `await import("x")`, read: ["x"] },
  { written: "await import(`x`)", read: ["x"] },
  { written: `type T = import("x").Name`, read: ["x"] },
  { written: `import x = require("x")`, read: ["x"] },
  { written: `const x = require("x")`, read: ["x"] },
  { written: `import.meta.resolve("x")`, read: ["x"] },
  { written: `new URL("./x.ts", "https://example.org/")`, read: [] },
  { written: `// import "x"\n/* import("x") */`, read: [] },
  { written: `const text = 'import "x"'`, read: [] },
  { written: `const pattern = /import "x"/`, read: [] },
])("$written", ({ written, read }) => {
  expect(importsOf("file.ts", written)).toStrictEqual({ imports: read.map((specifier) => ({ specifier })) })
})

test("a file named beside the module is told apart from an import", () => {
  expect(importsOf("file.ts", `new Worker(new URL("./x.ts", import.meta.url))`)).toStrictEqual({
    imports: [{ specifier: "./x.ts", isFile: true }],
  })
})

test("an import whose name is computed is seen, with its words", () => {
  expect(importsOf("file.ts", "await import(`./${name}.ts`)")).toStrictEqual({
    imports: [{ computed: "`./${name}.ts`" }],
  })
})

test("a file that is no program is said to be unreadable, not free of imports", () => {
  expect(importsOf("file.ts", `import { from "x"`)).toHaveProperty("unreadable")
})
