import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const counter = (type: string, covered: number | string, missed: number | string) =>
  `<counter type="${type}" missed="${missed}" covered="${covered}"/>`
const source = (name: string, counters: string) =>
  `<sourcefile name="${name}"><line nr="1" mi="0" ci="1"/>${counters}</sourcefile>`
const packageOf = (name: string, inside: string) => `<package name="${name}">${inside}</package>`
const reportOf = (inside: string) => `<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN"
  "report.dtd"><report name="x"><sessioninfo id="build-host-17" start="1700000000000" dump="1700000001000"/>${inside}</report>`

/** `covered/all` by metric, of those that were measured. */
function figures(file: string) {
  const { report, items } = read(file)
  if (report.outcome !== "accepted") return report.code
  const found = items.flatMap((item) =>
    item.type === "coverage" && item.scope === "" ? [[item.metric, `${item.covered}/${item.total}`]] : [],
  )
  return { ...Object.fromEntries(found), ...(report.unfit === null ? {} : { unfit: true }) }
}

test.for<[claim: string, inside: string, expected: unknown]>([
  [
    "the report's own counters are taken",
    counter("LINE", 3, 1) + counter("BRANCH", 1, 1),
    { line: "3/4", branch: "1/2" },
  ],
  [
    "every kind of counter has its metric",
    ["INSTRUCTION", "BRANCH", "LINE", "COMPLEXITY", "METHOD", "CLASS"].map((type) => counter(type, 1, 1)).join(""),
    { instruction: "1/2", branch: "1/2", line: "1/2", complexity: "1/2", function: "1/2", class: "1/2" },
  ],
  [
    "counters of packages and methods are not added to them",
    packageOf(
      "p",
      `<class name="p/C"><method name="m">${counter("LINE", 9, 9)}</method>${counter("LINE", 9, 9)}</class>${source(
        "C.java",
        counter("LINE", 3, 1),
      )}${counter("LINE", 3, 1)}`,
    ) + counter("LINE", 3, 1),
    { line: "3/4" },
  ],
  ["without debug information lines were not measured", counter("INSTRUCTION", 5, 5), { instruction: "5/10" }],
  [
    "without counters of its own its packages are added up",
    packageOf("p", counter("LINE", 1, 1)) + packageOf("q", counter("LINE", 2, 0)),
    { line: "3/4" },
  ],
  [
    "packages in groups are, too",
    `<group name="g"><group name="h">${packageOf("p", counter("LINE", 1, 1))}</group>${packageOf(
      "q",
      counter("LINE", 2, 0),
    )}</group>`,
    { line: "3/4" },
  ],
  [
    "a group holds its groups",
    `<group name="g">${counter("LINE", 5, 1)}<group name="h">${counter("LINE", 5, 1)}</group></group>`,
    { line: "5/6" },
  ],
  [
    "without those its files are",
    packageOf("p", source("A", counter("LINE", 1, 0)) + source("B", counter("LINE", 0, 1))),
    { line: "1/2" },
  ],
  ["and its classes at last", packageOf("p", `<class name="p/A">${counter("LINE", 0, 2)}</class>`), { line: "0/2" }],
  ["a counter of an unknown kind is passed over", counter("LINE", 1, 0) + counter("MCDC", 1, 0), { line: "1/1" }],
  ["0 of 0 is nothing", counter("LINE", 0, 0) + counter("INSTRUCTION", 0, 0), "nothing-measured"],
  ["no counter is nothing", packageOf("p", ""), "nothing-measured"],
  ["a counter below 0", counter("LINE", 5, -5), { line: "0/5", unfit: true }],
  ["a counter that is no number", counter("LINE", "all", 0), "nothing-measured"],
  ["a counter without what was missed", '<counter type="LINE" covered="5"/>', { line: "0/5", unfit: true }],
])("%s", ([, inside, expected]) => {
  expect(figures(reportOf(inside))).toEqual(expected)
})

test("where the packages say something else, the report's counters are shown with a warning", () => {
  const { report } = read(reportOf(packageOf("p", counter("LINE", 1, 9)) + counter("LINE", 9, 1)))
  expect(report.counts).toMatchObject({ linesCovered: 9, linesValid: 10 })
  expect(report.warnings.map(({ code }) => code)).toEqual(["external-doctype", "summary-counted"])
})

test("files are named by their package; the machine that ran is not kept", () => {
  const { items, report } = read(
    reportOf(packageOf("a/b", source("C.kt", counter("LINE", 1, 1))) + counter("LINE", 1, 1)),
  )
  expect(items.map((item) => item.type === "coverage" && item.scope)).toEqual(["", "a/b/C.kt"])
  expect(report.producedAt).toBe("2023-11-14T22:13:21.000Z")
  expect(JSON.stringify([items, report])).not.toContain("build-host-17")
})
