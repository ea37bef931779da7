import { expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const metrics = (statements: string, conditionals = "0/0", methods = "0/0") =>
  `<metrics ${[
    ["statements", statements],
    ["conditionals", conditionals],
    ["methods", methods],
  ]
    .map(([name = "", figure = ""]) => `${name}="${figure.split("/")[1]}" covered${name}="${figure.split("/")[0]}"`)
    .join(" ")} elements="99" coveredelements="99"/>`
const stmt = (num: number, count: number | string) => `<line num="${num}" count="${count}" type="stmt"/>`
const reportOf = (project: string, behind = "") =>
  `<coverage generated="1700000000" clover="4.4.1"><project timestamp="1">${project}</project>${behind}</coverage>`

/** `covered/all` by metric, of those that were measured. */
function figures(file: string) {
  const { report, items } = read(file)
  if (report.outcome !== "accepted") return report.code
  const found = items.flatMap((item) =>
    item.type === "coverage" && item.scope === "" ? [[item.metric, `${item.covered}/${item.total}`]] : [],
  )
  return { ...Object.fromEntries(found), ...(report.unfit === null ? {} : { unfit: true }) }
}

test.for<[claim: string, file: string, expected: unknown]>([
  [
    "the project's metrics are taken, each by its kind",
    reportOf(metrics("3/4", "1/2", "1/1")),
    { statement: "3/4", branch: "1/2", function: "1/1" },
  ],
  [
    "lines are those that are listed",
    reportOf(`${metrics("3/4")}<file name="a">${stmt(1, 1)}${stmt(1, 0)}${stmt(2, 0)}</file>`),
    { statement: "3/4", line: "1/2" },
  ],
  [
    "a method is no line",
    reportOf(`${metrics("1/1")}<file name="a"><line num="1" count="5" type="method"/>${stmt(2, 0)}</file>`),
    { statement: "1/1", line: "0/1" },
  ],
  [
    "a condition of OpenClover ran when it was true or false",
    reportOf(`${metrics("1/1")}<file name="a"><line num="1" truecount="0" falsecount="2" type="cond"/>
      <line num="2" truecount="0" falsecount="0" type="cond"/></file>`),
    { statement: "1/1", line: "1/2" },
  ],
  [
    "a condition of Istanbul ran when it says so",
    reportOf(
      `${metrics("1/1")}<file name="a"><line num="1" count="0" truecount="0" falsecount="2" type="cond"/></file>`,
    ),
    { statement: "1/1", line: "0/1" },
  ],
  [
    "without metrics of the project its files are added up",
    reportOf(
      `<package name="p"><file name="a">${metrics("1/2")}</file></package><file name="b">${metrics("2/2")}</file>`,
    ),
    { statement: "3/4" },
  ],
  [
    "metrics of packages and classes are not added",
    reportOf(
      `<package name="p">${metrics("9/9")}<file name="a"><class name="C">${metrics("9/9")}</class>${metrics("1/2")}</file></package>`,
    ),
    { statement: "1/2" },
  ],
  [
    "tests that ran prove nothing",
    reportOf(
      metrics("1/2"),
      `<testproject>${metrics("9/9")}<file name="t">${metrics("9/9")}${stmt(1, 1)}</file></testproject>`,
    ),
    { statement: "1/2" },
  ],
  [
    "nothing but tests is nothing",
    `<coverage clover="4"><testproject>${metrics("9/9")}</testproject></coverage>`,
    { unfit: true },
  ],
  ["0 of 0 is nothing", reportOf(metrics("0/0")), { unfit: true }],
  ["no project is nothing", '<coverage generated="1" clover="3.2.0"/>', { unfit: true }],
  ["more covered than there is", reportOf(metrics("5/4")), { statement: "0/5", unfit: true }],
  ["a metric without its other half", reportOf('<metrics statements="4"/>'), { statement: "0/4", unfit: true }],
  ["a metric that is no number", reportOf(metrics("x/4")), { statement: "0/4", unfit: true }],
])("%s", ([, file, expected]) => {
  expect(figures(file)).toEqual(expected)
})

test("where the files say something else, the project's metrics are shown with a warning", () => {
  const { report } = read(reportOf(`${metrics("9/9")}<file name="a">${metrics("1/9")}</file>`))
  expect(report.counts).toMatchObject({ statementsCovered: 9, statementsValid: 9 })
  expect(report.warnings.map(({ code }) => code)).toEqual(["summary-counted"])
})

test.for([
  ['<file name="A.java" path="C:\\p\\A.java">', "C:/p/A.java"],
  ['<file name="/src/A.php">', "/src/A.php"],
  ['<file name="A.java">', "org/x/A.java"],
] as const)("the path of %s is %s", ([open, expected]) => {
  const { items } = read(reportOf(`<package name="org.x">${open}${metrics("1/2")}</file></package>`))
  expect(items.map((item) => item.type === "coverage" && item.scope)).toEqual(["", expected])
})
