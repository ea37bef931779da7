import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"

const classOf = (file: string, lines: string, methods = "") =>
  `<class name="C" filename="${file}" line-rate="1"><methods>${methods}</methods><lines>${lines}</lines></class>`
const inMethod = (lines: string) => `<method name="m" signature="()"><lines>${lines}</lines></method>`
const reportOf = (classes: string, attributes = 'line-rate="1"') =>
  `<coverage ${attributes}><packages><package name="p"><classes>${classes}</classes></package></packages></coverage>`
const line = (number: number | string, hits: number | string) => `<line number="${number}" hits="${hits}"/>`
const branch = (number: number, said: string) =>
  `<line number="${number}" hits="1" branch="true" condition-coverage="${said}"/>`

/** `covered/valid` of lines, and of branches. */
function figures(file: string) {
  const { report } = read(file)
  const { linesCovered, linesValid, branchesCovered, branchesValid } = report.counts
  return report.outcome === "accepted"
    ? [`${linesCovered}/${linesValid}`, `${branchesCovered}/${branchesValid}`].join(" ")
    : report.code
}

describe("lines are counted where they are listed", () => {
  test.for<[claim: string, classes: string, expected: string]>([
    ["a line is covered when it was hit", classOf("a", line(1, 3) + line(2, 0)), "1/2 0/0"],
    ["a line of two classes in one file is one line", classOf("a", line(1, 0)) + classOf("a", line(1, 2)), "1/1 0/0"],
    ["the same number in two files is two lines", classOf("a", line(1, 0)) + classOf("b", line(1, 2)), "1/2 0/0"],
    [
      "lines of methods repeat those of the class",
      classOf("a", line(1, 1), inMethod(line(1, 1) + line(9, 1))),
      "1/1 0/0",
    ],
    [
      "also where they come after them",
      `<class filename="a"><lines>${line(1, 1)}</lines><methods>${inMethod(line(9, 1))}</methods></class>`,
      "1/1 0/0",
    ],
    [
      "a class with lines only in its methods has those",
      classOf("a", "", inMethod(line(1, 1) + line(2, 0))),
      "1/2 0/0",
    ],
    [
      "one such class does not change the others",
      classOf("a", "", inMethod(line(1, 1))) + classOf("b", line(1, 0), inMethod(line(7, 1))),
      "1/2 0/0",
    ],
    ["hits may be written as a float", classOf("a", line(1, "2.0") + line(2, "0.0") + line(3, "1e3")), "2/3 0/0"],
    ["negative hits are none", classOf("a", line(1, "-1") + line(2, 1)), "1/2 0/0"],
    ["hits that cannot be read are none", classOf("a", line(1, "many") + line(2, "") + line(3, "NaN")), "0/3 0/0"],
    ["missing hits are none", classOf("a", '<line number="4"/>'), "0/1 0/0"],
    ["hits beyond a machine's numbers are hits", classOf("a", line(1, "18446744073709551615")), "1/1 0/0"],
    [
      "a line number that is none is a line of its own",
      classOf("a", line("-1", 0) + line("-1", 0) + line(1, 1)),
      "1/2 0/0",
    ],
    ["branches come from the condition", classOf("a", branch(1, "50% (1/2)") + branch(2, "100% (4/4)")), "2/2 5/6"],
    ["some tools put spaces into it", classOf("a", branch(1, "50.0% ( 1 / 2 )")), "1/1 1/2"],
    [
      "the most that is said of a line's branches holds",
      classOf("a", branch(1, "25% (1/4)")) + classOf("a", branch(1, "75% (3/4)")),
      "1/1 3/4",
    ],
    ["more taken than there are is nothing to believe", classOf("a", branch(1, "250% (5/2)")), "1/1 0/2"],
    ["a percentage alone counts no branches", classOf("a", branch(1, "50%")), "1/1 0/0"],
    [
      "line 0 and very large ones are lines",
      classOf("a", line(0, 1) + line(999999999, 0) + line("99999999999", 0)),
      "1/3 0/0",
    ],
  ])("%s", ([, classes, expected]) => {
    expect(figures(reportOf(classes))).toBe(expected)
  })
})

describe("the header proves nothing", () => {
  test.for<[claim: string, attributes: string, classes: string, expected: string]>([
    ["everything covered of nothing", 'line-rate="1" lines-valid="0" lines-covered="0"', "", "nothing-measured"],
    ["lines promised but none listed", 'line-rate="0.9" lines-valid="82" lines-covered="63"', "", "nothing-measured"],
    ["classes without lines", 'line-rate="1"', classOf("a", ""), "nothing-measured"],
    ["a header of another file", 'lines-valid="5" lines-covered="5"', classOf("a", line(1, 0)), "0/1 0/0"],
  ])("%s", ([, attributes, classes, expected]) => {
    expect(figures(reportOf(classes, attributes))).toBe(expected)
  })

  test("where it disagrees with the lines, a warning says so", () => {
    const { report } = read(reportOf(classOf("a", line(1, 0)), 'lines-valid="5" lines-covered="5"'))
    expect(report.warnings.map(({ text }) => text)).toEqual([
      '1 summary figure(s) disagree with what is listed: "lines 5 of 5, listed 0 of 1". What is listed was counted.',
    ])
    expect(read(reportOf(classOf("a", line(1, 0)), 'lines-valid="1" lines-covered="0"')).report.warnings).toEqual([])
  })
})

test.for([
  ["a line without a number", reportOf(classOf("a", '<line hits="1"/>')), "1/1 0/0"],
  ["a class without file and name", reportOf(`<class><lines>${line(1, 0)}</lines></class>`), "0/1 0/0"],
] as const)("%s is counted, and unfit", ([, file, counted]) => {
  expect(standingOf(read(file))).toBe("unfit")
  expect(figures(file)).toBe(counted)
})

test.for([
  ["an entity", `<!DOCTYPE coverage [<!ENTITY a "b">]>${reportOf("")}`, "entity-declaration"],
  ["a file that was cut", reportOf(classOf("a", line(1, 1))).slice(0, -12), "truncated"],
] as const)("%s is refused", ([, file, code]) => {
  expect(read(file).report).toMatchObject({ outcome: "rejected", code })
})

test("the whole report and each file become items, at their line, with one kind of separator", () => {
  const { items, report } = read(
    `<coverage line-rate="1" timestamp="1700000000">\n<packages><package name="p"><classes>\n${classOf(
      "src\\a b.cs",
      line(1, 1) + branch(2, "50% (1/2)"),
    )}\n${classOf("/src/c.cs", line(1, 0))}</classes></package></packages></coverage>`,
  )
  expect(items).toEqual([
    { type: "coverage", metric: "line", scope: "", covered: 2, total: 3, at: 1 },
    { type: "coverage", metric: "branch", scope: "", covered: 1, total: 2, at: 1 },
    { type: "coverage", metric: "line", scope: "src/a b.cs", covered: 2, total: 2, at: 3 },
    { type: "coverage", metric: "line", scope: "/src/c.cs", covered: 0, total: 1, at: 4 },
    { type: "coverage", metric: "branch", scope: "src/a b.cs", covered: 1, total: 2, at: 3 },
  ])
  expect(report.counts["files"]).toBe(2)
  expect(report.producedAt).toBe("2023-11-14T22:13:20.000Z")
})

test.for([
  ["0", undefined],
  ["", undefined],
  ["1700000000.7938", "2023-11-14T22:13:20.000Z"],
  ["1700000000000", "2023-11-14T22:13:20.000Z"],
  ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.000Z"],
] as const)("the timestamp %j is %j, never now", ([timestamp, expected]) => {
  const file = reportOf(classOf("a", line(1, 1)), `line-rate="1" timestamp="${timestamp}"`)
  expect(read(file).report).toMatchObject({ outcome: "accepted", ...(expected && { producedAt: expected }) })
  expect(read(file).report.producedAt).toBe(expected)
})

test("another tool's document with the same root is not taken for it", () => {
  expect(read('<coverage profilerVersion="1.5.8"><module moduleId="2"/></coverage>').report.outcome).toBe("unsupported")
})
