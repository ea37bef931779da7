import { describe, expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

/** Killed of valid mutants, and all there were; the refusal where there is one. */
function figures(file: string) {
  const { outcome, code, unfit, counts } = read(file).report
  if (outcome !== "accepted") return code
  const fitness = unfit === null ? "" : "unfit: "
  return `${fitness}${counts["mutantsKilled"]}/${counts["mutantsValid"]} of ${counts["mutants"]}`
}

const pit = (...statuses: string[]) =>
  `<mutations partial="true">${statuses
    .map(
      (status) => `<mutation detected="true" status="${status}"><sourceFile>C.java</sourceFile>
      <mutatedClass>org.x.C$1</mutatedClass></mutation>`,
    )
    .join("\n")}</mutations>`
const stryker = (statuses: readonly string[], version: unknown = "2.0") =>
  JSON.stringify({
    schemaVersion: version,
    files: { "src/a.ts": { source: "x", mutants: statuses.map((status, id) => ({ id, status })) } },
  })

describe("PIT", () => {
  test.for<[claim: string, statuses: string[], expected: string]>([
    ["killed and timed out mutants are killed", ["KILLED", "TIMED_OUT", "SURVIVED"], "2/3 of 3"],
    ["uncovered mutants are valid", ["KILLED", "NO_COVERAGE"], "1/2 of 2"],
    ["mutants that could not live are not", ["KILLED", "NON_VIABLE"], "1/1 of 2"],
    ["errors are no kills, whatever the file calls detected", ["KILLED", "MEMORY_ERROR", "RUN_ERROR"], "1/3 of 3"],
    ["an unknown status is no kill", ["KILLED", "ASSUMED", ""], "1/3 of 3"],
    ["a run that did not finish proves nothing", ["KILLED", "STARTED"], "unfit: 1/2 of 2"],
    ["nor does one that did not begin", ["KILLED", "NOT_STARTED"], "unfit: 1/2 of 2"],
    ["no mutant is nothing", [], "unfit: 0/0 of 0"],
    ["none that could live is nothing", ["NON_VIABLE"], "unfit: 0/0 of 1"],
  ])("%s", ([, statuses, expected]) => {
    expect(figures(pit(...statuses))).toBe(expected)
  })

  test("the score is no coverage, and files stand in the folder of their package", () => {
    const { items, report } = read(pit("KILLED", "SURVIVED"))
    expect(items).toEqual([
      { type: "coverage", metric: "mutation", scope: "", covered: 1, total: 2, at: 1 },
      { type: "coverage", metric: "mutation", scope: "org/x/C.java", covered: 1, total: 2, at: 1 },
    ])
    expect(Object.keys(report.counts).sort()).toEqual(["files", "mutants", "mutantsKilled", "mutantsValid"])
  })
})

describe("Stryker", () => {
  test.for<[claim: string, file: string, expected: string]>([
    ["killed and timed out mutants are killed", stryker(["Killed", "Timeout", "Survived", "NoCoverage"]), "2/4 of 4"],
    ["invalid mutants are not counted", stryker(["Killed", "CompileError", "RuntimeError", "Ignored"]), "1/1 of 4"],
    ["an unknown status is no kill", stryker(["Killed", "killed", ""]), "1/3 of 3"],
    ["a run that did not finish proves nothing", stryker(["Killed", "Pending"]), "unfit: 1/2 of 2"],
    ["only ignored mutants are nothing", stryker(["Ignored"]), "unfit: 0/0 of 1"],
    ["no mutant is nothing", stryker([]), "unfit: 0/0 of 0"],
    ["no file is nothing", '{"schemaVersion":"1","thresholds":{"high":80,"low":60}}', "unfit: 0/0 of 0"],
    ["version 1 is read", stryker(["Killed"], "1"), "1/1 of 1"],
    ["version 1.3.1 is, too", stryker(["Killed"], "1.3.1"), "1/1 of 1"],
    ["a number may be the version", stryker(["Killed"], 2), "1/1 of 1"],
    ["version 3 is not read", stryker(["Killed"], "3.0"), "unsupported-version"],
    ["nor is one that is not said", stryker(["Killed"], null), "unsupported-version"],
  ])("%s", ([, file, expected]) => {
    expect(figures(file)).toBe(expected)
  })

  test("it is recognised when its version stands behind all files, and each file has its place", () => {
    const mutants = [{ status: "Killed" }, { status: "Survived" }]
    const source = "x".repeat(100_000)
    const files = { "src\\a.ts": { mutants, source }, "b.ts": { mutants: [{ status: "Survived" }], source } }
    const { items, report } = read(
      JSON.stringify({ files, framework: { name: "StrykerJS", version: "8" }, schemaVersion: "1" }),
    )
    expect(report).toMatchObject({ outcome: "accepted", tool: { name: "StrykerJS", version: "8" }, formatVersion: "1" })
    expect(
      items.map((item) => item.type === "coverage" && [item.scope, item.covered, item.total, item.pointer]),
    ).toEqual([
      ["", 1, 3, undefined],
      ["src/a.ts", 1, 2, "/files/src\\a.ts"],
      ["b.ts", 0, 1, "/files/b.ts"],
    ])
  })
})
