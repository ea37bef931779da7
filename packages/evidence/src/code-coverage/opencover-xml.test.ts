import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const summary = (points: string, branches = "0/0") => {
  const [visited, all] = points.split("/")
  const [taken, of] = branches.split("/")
  return `<Summary numSequencePoints="${all}" visitedSequencePoints="${visited}" numBranchPoints="${of}" visitedBranchPoints="${taken}"/>`
}
const point = (vc: number | string, fileid = "") =>
  `<SequencePoint vc="${vc}" sl="1"${fileid === "" ? "" : ` fileid="${fileid}"`}/>`
const method = (points: string, branches = "") =>
  `<Method><FileRef uid="1"/><SequencePoints>${points}</SequencePoints><BranchPoints>${branches}</BranchPoints></Method>`
const files = '<Files><File uid="1" fullPath="C:\\src\\A.cs"/><File uid="2" fullPath="C:\\src\\B.cs"/></Files>'
const classes = (inside: string) => `<Classes><Class><Methods>${inside}</Methods></Class></Classes>`
const session = (modules: string, own = "") => `<CoverageSession>${own}<Modules>${modules}</Modules></CoverageSession>`

function figures(file: string) {
  const { outcome, code, unfit, counts } = read(file).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  return `${fitness}${counts["statementsCovered"]}/${counts["statementsValid"]} ${counts["branchesCovered"]}/${counts["branchesValid"]}`
}

test.for<[claim: string, file: string, expected: string]>([
  ["the session's summary is taken", session("<Module/>", summary("3/4", "1/2")), "3/4 1/2"],
  [
    "summaries of classes are not added",
    session(`<Module>${summary("3/4")}</Module>`, summary("3/4", "1/2")),
    "3/4 1/2",
  ],
  [
    "without a summary the points are counted",
    session(
      `<Module>${files}${classes(method(point(1) + point(0), '<BranchPoint vc="1"/><BranchPoint vc="0"/>'))}</Module>`,
    ),
    "1/2 1/2",
  ],
  [
    "a method's own point is no further one",
    session(`<Module>${classes(method(point(1)) + '<Method><MethodPoint vc="0"/></Method>')}</Module>`),
    "1/1 0/0",
  ],
  [
    "what a filter left out is no part of it",
    session(
      `<Module skippedDueTo="Filter">${classes(method(point(1)))}</Module><Module>${classes(method(point(0)))}</Module>`,
    ),
    "0/1 0/0",
  ],
  [
    "visits that cannot be read are none",
    session(`<Module>${classes(method(point("x") + point(-1) + point("")))}</Module>`),
    "0/3 0/0",
  ],
  ["0 of 0 is nothing", session("", summary("0/0")), "unfit: 0/0 0/0"],
  ["no summary and no point is nothing", session(""), "unfit: 0/0 0/0"],
  [
    "only what was left out is nothing",
    session(`<Module skippedDueTo="Filter">${classes(method(point(1)))}</Module>`),
    "unfit: 0/0 0/0",
  ],
  ["more visited than there is", session("", summary("5/4")), "unfit: 0/5 0/0"],
  [
    "half a summary",
    '<CoverageSession><Summary numSequencePoints="4"/></CoverageSession>',
    "unfit: 0/4 undefined/undefined",
  ],
])("%s", ([, file, expected]) => {
  expect(figures(file)).toBe(expected)
})

test.for([
  ["before", files, ""],
  ["behind", "", files],
] as const)(
  "points are those of their file, or of their method's, with the files %s the classes",
  ([, before, behind]) => {
    const points = method(point(1) + point(0) + point(1, "2"), '<BranchPoint vc="1" fileid="2"/>')
    const { items } = read(session(`<Module>${before}${classes(points)}${behind}</Module>`))
    expect(
      items.map((item) => item.type === "coverage" && `${item.scope} ${item.metric} ${item.covered}/${item.total}`),
    ).toEqual([
      " statement 2/3",
      " branch 1/1",
      "C:/src/A.cs statement 1/2",
      "C:/src/B.cs statement 1/1",
      "C:/src/B.cs branch 1/1",
    ])
  },
)

test("where the points say something else, the summary is shown with a warning", () => {
  const { report } = read(session(`<Module>${classes(method(point(0)))}</Module>`, summary("4/4")))
  expect(report.counts).toMatchObject({ statementsCovered: 4, statementsValid: 4 })
  expect(report.warnings.map(({ code }) => code)).toEqual(["summary-counted"])
})

test("each module numbers its files anew, and 0 is no file", () => {
  const named = (path: string) => `<Files><File uid="1" fullPath="${path}"/></Files>`
  const module = (path: string, points: string) => `<Module>${named(path)}${classes(method(points))}</Module>`
  const { items } = read(session(module("a.cs", point(1, "1") + point(0, "0")) + module("b.cs", point(1))))
  expect(items.map((item) => item.type === "coverage" && `${item.scope} ${item.covered}/${item.total}`)).toEqual([
    " 2/3",
    "a.cs 1/2",
    "b.cs 1/1",
  ])
})
