import type { MatrixView } from "@promotrail/core"
import fc from "fast-check"
import { expect, test } from "vitest"
import { ALL, cellAt, linesOf, moved, placeOf, type Line } from "./place.ts"

// Only names and their order matter here.
const row = (key: string) => ({ key, kind: "tests", title: key, requirement: "", isWide: false, cells: [] })
const view = {
  columns: ["dev", "staging", "prod"].map((environment) => ({ environment })),
  groups: [
    { title: "Tests", rows: [row("unit"), row("smoke")] },
    { title: "Experience", rows: [row("performance")] },
    { title: "Supply", rows: [{ ...row("sbom:sbom"), kind: "sbom", isWide: true }] },
  ],
  totals: [],
} as unknown as MatrixView
const lines = linesOf(view)
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey })

test("all tests together are the last line, in a group of their own", () => {
  expect(lines.map(({ key, opens }) => [key, opens?.title])).toEqual([
    ["unit", "Tests"],
    ["smoke", undefined],
    ["performance", "Experience"],
    ["sbom:sbom", "Supply"],
    [ALL, "Release"],
  ])
})

test("a release without a row has no line at all, and one without tests no sum of them", () => {
  expect(linesOf({ ...view, groups: [] })).toEqual([])
  expect(linesOf({ ...view, groups: view.groups.slice(2) }).map(({ key }) => key)).toEqual(["sbom:sbom"])
})

test("a wide line shows its one cell in every column", () => {
  const [, staging] = [{}, {}] as MatrixView["totals"][number][]
  const cells = [{}, staging] as MatrixView["totals"]
  const line = { ...lines[0], cells } as Line
  expect(cellAt(line, 1)).toBe(staging)
  expect(cellAt({ ...line, isWide: true, cells: cells.slice(0, 1) }, 2)).toBe(cells[0])
})

test.for([
  { key: press("PageDown"), from: [0, 1], to: [2, 1], what: "PageDown goes to the next group" },
  { key: press("PageDown"), from: [4, 1], to: [4, 1], what: "PageDown stays at the end" },
  { key: press("PageUp"), from: [1, 1], to: [0, 1], what: "PageUp goes to the start of the group first" },
  { key: press("PageUp"), from: [2, 1], to: [0, 1], what: "PageUp then goes to the group before" },
  { key: press("Home"), from: [2, 1], to: [2, 0], what: "Home goes to the first environment" },
  { key: press("End", true), from: [0, 0], to: [4, 2], what: "Ctrl End goes to the last cell" },
  { key: press("ArrowDown"), from: [2, 1], to: [3, 1], what: "down into a wide cell keeps the column" },
  { key: press("ArrowDown"), from: [3, 1], to: [4, 1], what: "down out of a wide cell keeps the column" },
  { key: press("ArrowUp"), from: [3, 2], to: [2, 2], what: "up out of a wide cell keeps the column" },
  { key: press("ArrowRight"), from: [3, 1], to: [3, 1], what: "a wide cell has nothing to its right" },
  { key: press("Home"), from: [3, 1], to: [3, 1], what: "a wide cell is the first of its line" },
  { key: press("End"), from: [3, 1], to: [3, 1], what: "a wide cell is the last of its line" },
  { key: press("Home", true), from: [3, 1], to: [0, 0], what: "Ctrl Home leads out of a wide cell, too" },
])("$what", ({ key, from: [line = 0, column = 0], to: [toLine, toColumn] }) => {
  expect(moved({ line, column }, key, lines, 3)).toEqual({ line: toLine, column: toColumn })
})

test("no key leads out of the grid, and others are left to the browser", () => {
  const keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...keys)), fc.boolean(), (pressed, ctrlKey) => {
      const end = pressed.reduce((place, key) => moved(place, { key, ctrlKey }, lines, 3) ?? place, {
        line: 0,
        column: 0,
      })
      expect(lines[end.line]).toBeDefined()
      expect(view.columns[end.column]).toBeDefined()
    }),
  )
  expect(moved({ line: 0, column: 0 }, press("Tab"), lines, 3)).toBeNull()
})

test.for([
  ["smoke.staging", { line: 1, column: 1 }],
  [`${ALL}.prod`, { line: 4, column: 2 }],
  ["sbom:sbom.staging", { line: 3, column: 1 }],
  ["smoke.nowhere", null],
  ["smoke", null],
  ["__proto__.dev", null],
  [undefined, null],
] as const)("the name %s leads to its place, or to none", ([name, place]) => {
  expect(placeOf(name, view, lines)).toEqual(place)
})
