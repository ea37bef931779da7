import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"

describe("Checkstyle", () => {
  const error = '<error line="3" column="1" severity="error" message="Missing" source="x.JavadocCheck"/>'
  const file = (inner: string) => `<file name="src/A.java">${inner}</file>`
  const report = (inner: string) => `<?xml version="1.0"?><checkstyle version="10.3">${inner}</checkstyle>`

  test("gives every error of every file", () => {
    const whole = read(report(file(error) + file("")))
    expect(whole.report).toMatchObject({
      outcome: "accepted",
      counts: { results: 1, open: 1, files: 2 },
      tool: { version: "10.3" },
    })
    expect(whole.items).toMatchObject([
      { rule: "x.JavadocCheck", severity: "high", native: "error", file: "src/A.java", line: 3, title: "Missing" },
    ])
  })

  test.for([
    ["error", "high"],
    ["warning", "medium"],
    ["info", "low"],
    ["ignore", "info"],
    ["style", "unknown"],
  ] as const)("severity %s is %s", ([word, severity]) => {
    expect(read(report(file(error.replace('"error"', `"${word}"`)))).items).toMatchObject([{ severity }])
  })

  test.for([
    { what: "files without errors", inner: file(""), outcome: "accepted" },
    { what: "no file", inner: "", outcome: "unfit" },
    { what: "a word that is none of its own", inner: file(error.replace("error", "erxor")), outcome: "unfit" },
    {
      what: "an exception and no error",
      inner: file("<exception><![CDATA[boom\n at x]]></exception>"),
      outcome: "unfit",
    },
    { what: "an exception beside an error", inner: file(`${error}<exception>boom</exception>`), outcome: "accepted" },
  ])("$what: $outcome", ({ inner, outcome }) => {
    const found = read(report(inner))
    expect(found.report.format).toBe("checkstyle-xml")
    expect(standingOf(found)).toBe(outcome)
  })
})

describe("SpotBugs", () => {
  const bug = (attributes = 'priority="2" rank="8"') =>
    `<BugInstance type="NP_NULL" ${attributes} category="CORRECTNESS"><LongMessage>Null here</LongMessage>
     <Class classname="a.B"><SourceLine classname="a.B" start="1" end="90" sourcepath="a/B.java"/></Class>
     <Method classname="a.B" name="run" signature="()V"><SourceLine start="5" sourcepath="a/B.java"/></Method>
     <SourceLine classname="a.B" start="12" end="12" sourcepath="a/B.java"/><SourceLine start="30" sourcepath="a/C.java"/></BugInstance>`
  const summary = (more = 'total_classes="4" total_bugs="0"') => `<FindBugsSummary ${more}/>`
  const report = (inner: string) =>
    `<BugCollection version="4.8.3" analysisTimestamp="1795198868466">${inner}</BugCollection>`

  test("gives every bug with its own line", () => {
    const whole = read(report(bug() + summary('total_classes="4" total_bugs="1"')))
    expect(whole.report).toMatchObject({
      outcome: "accepted",
      counts: { results: 1, classes: 4 },
      producedAt: "2026-11-20T18:21:08.466Z",
      warnings: [],
    })
    expect(whole.items).toMatchObject([
      {
        rule: "NP_NULL",
        severity: "high",
        native: "rank 8",
        file: "a/B.java",
        line: 12,
        title: "Null here",
        fingerprint: "NP_NULL | a.B | run()V | ",
      },
    ])
  })

  test.for([
    ['rank="1" priority="3"', "critical"],
    ['rank="4"', "critical"],
    ['rank="9"', "high"],
    ['rank="14"', "medium"],
    ['rank="20" priority="1"', "low"],
    ['priority="1"', "high"],
    ['priority="2"', "medium"],
    ['priority="3"', "low"],
    ["", "unknown"],
    ['rank="99" priority="9"', "unknown"],
  ] as const)("%s is %s", ([attributes, severity]) => {
    expect(read(report(bug(attributes))).items).toMatchObject([{ severity }])
  })

  test("the hash by which SpotBugs compares reports is taken", () => {
    expect(read(report(bug('rank="8" instanceHash="abc"'))).items).toMatchObject([{ fingerprint: "NP_NULL | abc" }])
  })

  test.for([
    { what: "no bug in some classes", inner: summary(), outcome: "accepted" },
    { what: "no bug in no class", inner: summary('total_classes="0"'), outcome: "unfit" },
    { what: "no bug and no summary", inner: "", outcome: "unfit" },
    { what: "no bug and errors", inner: `<Errors errors="2" missingClasses="0"/>${summary()}`, outcome: "unfit" },
    {
      what: "no bug and errors that are listed alone",
      inner: `<Errors><AnalysisError>x</AnalysisError></Errors>${summary()}`,
      outcome: "unfit",
    },
    { what: "a bug without a summary", inner: bug(), outcome: "accepted" },
  ])("$what: $outcome", ({ inner, outcome }) => {
    const found = read(report(inner))
    expect(found.report.format).toBe("spotbugs-xml")
    expect(standingOf(found)).toBe(outcome)
  })

  test("a summary that disagrees is told", () => {
    expect(read(report(bug() + summary('total_classes="4" total_bugs="7"'))).report.warnings).toMatchObject([
      { code: "summary-disagrees" },
    ])
  })
})

describe("PMD", () => {
  const violation = (priority = "3") =>
    `<violation beginline="7" rule="Empty" ruleset="Errors" package="a" class="B" method="run" priority="${priority}">\nAvoid it\n</violation>`
  const file = (inner: string) => `<file name="/builds/team/shop/src/B.java">${inner}</file>`
  const report = (inner: string) => `<pmd version="7.0.0" timestamp="2026-01-02T03:04:05.678">${inner}</pmd>`

  test("gives every violation", () => {
    const whole = read(report(file(violation())))
    expect(whole.report).toMatchObject({
      outcome: "accepted",
      counts: { results: 1, files: 1 },
      tool: { name: "PMD", version: "7.0.0" },
    })
    expect(whole.items).toMatchObject([
      {
        rule: "Errors/Empty",
        severity: "medium",
        native: "3",
        file: "team/shop/src/B.java",
        line: 7,
        title: "Avoid it",
      },
    ])
  })

  test.for([
    ["1", "high"],
    ["2", "high"],
    ["3", "medium"],
    ["4", "low"],
    ["5", "low"],
    ["6", "unknown"],
  ] as const)("priority %s is %s", ([priority, severity]) => {
    expect(read(report(file(violation(priority)))).items).toMatchObject([{ severity }])
  })

  const suppressed = '<suppressedviolation filename="a.java" suppressiontype="annotation" msg="m" usermsg="legacy"/>'
  test.for([
    { what: "no file", inner: "", outcome: "unfit" },
    { what: "an error and no violation", inner: '<error filename="a.java" msg="parse"/>', outcome: "unfit" },
    {
      what: "a broken rule and no violation",
      inner: `${suppressed}<configerror rule="r" msg="broken"/>`,
      outcome: "unfit",
    },
    { what: "suppressed violations alone", inner: suppressed, outcome: "accepted" },
  ])("$what: $outcome", ({ inner, outcome }) => {
    const found = read(report(inner))
    expect(found.report.format).toBe("pmd-xml")
    expect(standingOf(found)).toBe(outcome)
  })

  test("suppressed violations are no results", () => {
    const { report: told, items } = read(report(suppressed))
    expect(told.counts).toMatchObject({ results: 0, suppressed: 1 })
    expect(items).toMatchObject([{ state: "suppressed", suppressedBy: "annotation: legacy" }])
  })

  test("the copy-paste detector's report is another one", () => {
    expect(read('<pmd-cpd><duplication lines="3"/></pmd-cpd>').report).toMatchObject({ outcome: "unsupported" })
  })
})
