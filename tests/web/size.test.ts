import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { useWorld, settled } from "./support/world.ts"
import { buildPage, type PageBuild } from "./support/page-build.ts"

const KB = 1000

describe("the built page", () => {
  let build: PageBuild
  beforeAll(async () => {
    build = await buildPage()
  })
  afterAll(() => build.forget())
  const textOf = (pattern: string) =>
    globSync(pattern, { cwd: build.folder }).map((path) => readFileSync(join(build.folder, path), "utf8"))

  test("has at most 20 kB of styles", () => {
    expect(textOf("assets/*.css").reduce((sum, css) => sum + gzipSync(css, { level: 9 }).length, 0)).toBeLessThan(
      20 * KB,
    )
  })

  test("brings no inline script, no style attribute and no schema library", () => {
    const [html = ""] = textOf("index.html")
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=/)
    expect(textOf("assets/*.js").filter((js) => js.includes("ZodObject") || js.includes("new Function"))).toEqual([])
  })

  test("brings each text file compressed", () => {
    const plain = globSync("**/*.{js,css,html,svg}", { cwd: build.folder })
    const packed = new Set(globSync("**/*.{br,gz}", { cwd: build.folder }))
    expect(plain.filter((path) => !packed.has(`${path}.br`) || !packed.has(`${path}.gz`))).toEqual([])
  })
})

type Texts = ReadonlyMap<string, string>

const importsOf = (url: string, texts: Texts): readonly string[] =>
  [...(texts.get(url) ?? "").matchAll(/\b(?:from|import)\s*["`](\.\/[^"`]+)["`]/g)].map(([, path = ""]) =>
    String(new URL(path, url)),
  )

/** Scripts and all that they import at once, however far away. */
function withImports(urls: readonly string[], texts: Texts): ReadonlySet<string> {
  const found = new Set(urls)
  for (const url of found) for (const imported of importsOf(url, texts)) found.add(imported)
  return found
}

describe.skipIf(missingPart("chromium") !== undefined)("the first view", () => {
  const world = useWorld(async (api) => {
    await api.policy()
    await api.register("v2.5.0")
    await api.report("v2.5.0", "dev", "dev-unit.xml")
  })

  test.for([
    { name: "overview", path: "/" },
    { name: "release", path: "/a/checkout/releases/v2.5.0" },
  ])("of the $name takes at most 130 kB of gzipped JavaScript", async ({ name, path }) => {
    const { page, close } = await world().open("/environments")
    await settled(page)
    const asked: string[] = []
    page.on("request", (request) => {
      if (request.resourceType() === "script") asked.push(request.url())
    })
    await page.goto(world().server.url + path)
    await settled(page)
    const texts = new Map(await Promise.all(asked.map(async (url) => [url, await (await fetch(url)).text()] as const)))
    // The panel beside the matrix, and what it alone imports, is asked for when the matrix stands.
    const chunk = (of: string) =>
      withImports(
        [...texts.keys()].filter((url) => url.includes(`/${of}-`)),
        texts,
      )
    const [first, later] = [chunk(name), chunk("panel")]
    const before = [...texts.keys()].filter((url) => first.has(url) || !later.has(url))
    const sizes = before.map((url) => gzipSync(texts.get(url) ?? "", { level: 9 }).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(130 * KB)
    await close()
  })
})
