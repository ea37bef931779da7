import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import type { CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { matrixOf } from "./matrix.ts"
import { renderMatrixHtml } from "./matrix-html.ts"
import { renderMatrixSvg } from "./matrix-svg.ts"
import { renderMatrixMarkdown, renderMatrixText, type PaintState } from "./matrix-text.ts"
import type { MatrixView } from "./matrix-view.ts"
import { workedExample } from "./places.contract.ts"

const uncoloured: PaintState = (_state, text) => text
const view = matrixOf(workedExample())
const golden = (name: string) => fileURLToPath(new URL(`../../../../fixtures/matrix/${name}`, import.meta.url))

describe("the worked example, drawn", () => {
  test.for<[string, string]>([
    ["worked-example.txt", renderMatrixText(view, uncoloured)],
    ["worked-example.svg", renderMatrixSvg(view)],
    ["worked-example.html", renderMatrixHtml(view)],
    ["worked-example.md", renderMatrixMarkdown(view)],
    ["worked-example.json", canonicalJson(view as unknown as Json)],
  ])("%s", async ([name, text]) => {
    await expect(`${text}\n`).toMatchFileSnapshot(golden(name))
  })
})

/** A view as a hostile server might hand it to the command: nothing in it can be trusted to keep its grammar. */
function hostile(text: string): MatrixView {
  const cell = {
    ...view.totals[0],
    value: text,
    detail: text,
    symbol: text,
    word: text,
  } as MatrixView["totals"][number]
  return {
    ...view,
    application: text as never,
    release: text as ReleaseVersion,
    policy: text as never,
    at: text as never,
    comparedWith: text as ReleaseVersion,
    columns: view.columns.map((column) => ({
      ...column,
      environment: text as EnvironmentName,
      word: text,
      running: text as ReleaseVersion,
    })),
    groups: [
      {
        title: text,
        rows: [
          {
            key: text,
            kind: "tests",
            category: text as CategoryName,
            title: text,
            requirement: text,
            isWide: false,
            cells: [cell, cell, cell, cell],
          },
        ],
      },
    ],
    totals: [cell, cell, cell, cell],
  }
}

describe("hostile names", () => {
  const evil = `"'><script>alert(1)</script>&<img src=x onerror=1>`
  test("stay text in HTML and SVG", () => {
    for (const drawn of [renderMatrixHtml(hostile(evil)), renderMatrixSvg(hostile(evil))]) {
      expect(drawn).not.toMatch(/<script|<img|onerror=1>(?!&)/)
      expect(drawn).not.toContain(`"'>`)
    }
  })

  test("do not end a cell in Markdown", () => {
    const table = renderMatrixMarkdown(hostile("a|b<i>"))
    expect(table.split("\n").every((line) => line.replaceAll("\\|", "").split("|").length === 7)).toBe(true)
    expect(table).not.toContain("<i>")
  })

  test("controls that XML forbids are replaced", () => {
    expect(renderMatrixSvg(hostile("a\u0000\u001bb"))).not.toMatch(/[\p{Cc}]/u)
  })
})

test("a picture names itself, describes every cell, and cuts what would leave its place", () => {
  const svg = renderMatrixSvg(hostile("x".repeat(300)))
  expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="title description"/)
  expect(svg).toContain("…</text>")
  expect(renderMatrixSvg(view)).toContain("integration: dev Warning 85 %")
})

test("colour adds to symbols and never carries: without it every state can be told", () => {
  const painted = renderMatrixText(view, (state, text) => `<${state}>${text}</${state}>`)
  expect(painted.replaceAll(/<\/?[a-z-]+>/g, "")).toBe(renderMatrixText(view, uncoloured))
  expect(painted).toContain("<warn>▲ 85 %</warn>")
})
