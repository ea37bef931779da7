import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { embedded } from "./golden/embed.ts"
import { engineSources } from "./golden/engine.ts"
import { GOLDEN } from "./golden/files.ts"
import { GLOSSARY } from "./golden/glossary.ts"
import { table } from "./golden/page.ts"
import { parseSteps, renderTranscript } from "./golden/scripts.ts"
import { ROOT } from "./repository.ts"

describe("what is generated is current", () => {
  test.for(GOLDEN)("$path", async ({ path, render }) => {
    const file = join(ROOT, path)
    const kept = existsSync(file) ? readFileSync(file, "utf8") : ""
    expect(kept, `${path} is stale; run: npm run golden`).toBe(await render())
  })

  test("every page of the reference is generated", () => {
    const pages = globSync("docs/reference/*", { cwd: ROOT }).filter((path) => !path.endsWith("README.md"))
    expect(pages.filter((path) => !GOLDEN.some((golden) => golden.path === path))).toStrictEqual([])
  })
})

describe("the digest of the evaluator", () => {
  const sources = engineSources()

  test("is taken over every kind of check, over coverage and over the reader of policies", () => {
    const missing = ["gate/checks/coverage.ts", "gate/unblock.ts", "catalog/policy-yaml.ts", "kernel/ratio.ts"].filter(
      (file) => !sources.includes(`packages/core/src/${file}`),
    )
    expect(missing).toStrictEqual([])
  })

  test("is not taken over sentences and pictures, which change no outcome", () => {
    expect(sources.filter((path) => /explain\.ts|\/views\//.test(path))).toStrictEqual([])
  })
})

describe("the glossary", () => {
  const sources = globSync("packages/core/src/**/*.ts", { cwd: ROOT })
    .filter((path) => !path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(ROOT, path), "utf8"))
    .join("\n")
  const terms = Object.values(GLOSSARY).flat()

  test("names only types that core exports", () => {
    const unknown = terms.filter(
      ({ inCode }) => inCode !== undefined && !new RegExp(`^export (type|const) ${inCode}\\b`, "m").test(sources),
    )
    expect(unknown).toStrictEqual([])
  })

  test("has each word once", () => {
    const words = terms.map(({ word }) => word)
    expect(words).toStrictEqual([...new Set(words)])
  })
})

describe("examples in pages", () => {
  test("a quote is renewed from its file, and the text around it stays", () => {
    const page = "before\n\n<!-- file: docs/examples/shop/policy.yaml -->\nold\n<!-- end -->\n\nafter\n"
    const renewed = embedded(page)
    expect(renewed).toContain("```yaml\n")
    expect(renewed).not.toContain("old")
    expect(renewed.startsWith("before\n\n<!-- file:")).toBe(true)
    expect(renewed.endsWith("<!-- end -->\n\nafter\n")).toBe(true)
    expect(embedded(renewed)).toBe(renewed)
  })

  test("a quote of a step that is not there is refused", () => {
    expect(() => embedded("<!-- example: tour nowhere -->\n<!-- end -->\n")).toThrow("no step nowhere")
  })

  test("a transcript reads back as the steps it was made of", () => {
    const steps = parseSteps("for readers\n#: one\necho a\necho b\n\n#: two exits 10\nfalse\n")
    expect(steps).toStrictEqual([
      { name: "one", exit: 0, commands: "echo a\necho b" },
      { name: "two", exit: 10, commands: "false" },
    ])
    const kept = renderTranscript(steps.map((step) => ({ ...step, printed: `${step.name}\n\nsaid` })))
    expect(parseSteps(kept)).toStrictEqual([
      { name: "one", exit: 0, commands: "one\n\nsaid" },
      { name: "two", exit: 10, commands: "two\n\nsaid" },
    ])
  })
})

test("a bar in a cell does not end the cell", () => {
  expect(table(["a"], [["b|c"]])).toBe("| a |\n| --- |\n| b\\|c |")
})
