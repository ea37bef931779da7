import type { MatrixView } from "@promotrail/core"
import fc from "fast-check"
import { expect, test } from "vitest"
import { ALL, linesOf, moved, placeOf } from "./place.ts"

// Only names and their order matter here.
const view = {
  columns: ["dev", "staging", "prod"].map((environment) => ({ environment })),
  groups: [
    { title: "Tests", rows: ["unit", "smoke"].map((category) => ({ category, requirement: "", cells: [] })) },
    { title: "Experience", rows: [{ category: "performance", requirement: "", cells: [] }] },
  ],
  totals: [],
} as unknown as MatrixView
const lines = linesOf(view)
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey })

test("all categories together are the last line, in a group of their own", () => {
  expect(lines.map(({ category, opens }) => [category, opens?.title])).toEqual([
    ["unit", "Tests"],
    ["smoke", undefined],
    ["performance", "Experience"],
    [ALL, "Release"],
  ])
})

test("a release without a category has no line at all", () => {
  expect(linesOf({ ...view, groups: [] })).toEqual([])
})

test.for([
  { key: press("PageDown"), from: [0, 1], to: [2, 1], what: "PageDown goes to the next group" },
  { key: press("PageDown"), from: [3, 1], to: [3, 1], what: "PageDown stays at the end" },
  { key: press("PageUp"), from: [1, 1], to: [0, 1], what: "PageUp goes to the start of the group first" },
  { key: press("PageUp"), from: [2, 1], to: [0, 1], what: "PageUp then goes to the group before" },
  { key: press("Home"), from: [2, 1], to: [2, 0], what: "Home goes to the first environment" },
  { key: press("End", true), from: [0, 0], to: [3, 2], what: "Ctrl End goes to the last cell" },
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
  [`${ALL}.prod`, { line: 3, column: 2 }],
  ["smoke.nowhere", null],
  ["smoke", null],
  ["__proto__.dev", null],
  [undefined, null],
] as const)("the name %s leads to its place, or to none", ([name, place]) => {
  expect(placeOf(name, view, lines)).toEqual(place)
})
