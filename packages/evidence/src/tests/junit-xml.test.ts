import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const suite = (cases: string, attributes = 'name="s"') => `<testsuite ${attributes}>${cases}</testsuite>`
const inSuite = (inner: string, attributes = "") =>
  suite(`<testcase classname="c" name="n" ${attributes}>${inner}</testcase>`)
const codes = (xml: string) => read(xml).report.warnings.map(({ code }) => code)

describe("the status of a testcase is what its strongest sign says", () => {
  test.for([
    { says: "nothing", inner: "", status: "passed" },
    { says: "a failure", inner: "<failure/>", status: "failed" },
    { says: "an error", inner: "<error/>", status: "errored" },
    { says: "skipped", inner: "<skipped/>", status: "skipped" },
    { says: "ignored", inner: "<ignored/>", status: "skipped" },
    { says: "disabled, as an element", inner: "<disabled/>", status: "skipped" },
    { says: "failure and error", inner: "<failure/><error/>", status: "errored" },
    { says: "skipped and failure", inner: "<skipped/><failure/>", status: "failed" },
    { says: "skipped, failure and error", inner: "<skipped/><failure/><error/>", status: "errored" },
    { says: "todo with a failure inside", inner: '<skipped type="todo"/><failure/>', status: "skipped" },
    { says: "xfail", inner: '<skipped type="pytest.xfail" message="known"/>', status: "skipped" },
    { says: "a failure inside its output", inner: "<system-out><failure/></system-out>", status: "passed" },
    { says: "flakyFailure", inner: "<flakyFailure/>", status: "passed" },
    { says: "a failure with reruns", inner: "<failure/><rerunFailure/><rerunError/>", status: "failed" },
  ])("$says: $status", ({ inner, status }) => {
    expect(read(inSuite(inner)).facts[0]?.status).toBe(status)
  })

  test.for([
    { attributes: 'status="run"', inner: "", status: "passed" },
    { attributes: 'status="notrun"', inner: "", status: "skipped" },
    { attributes: 'status="disabled"', inner: "<failure/>", status: "skipped" },
    { attributes: 'result="suppressed"', inner: "<error/>", status: "skipped" },
    { attributes: 'disabled="1"', inner: "<failure/>", status: "skipped" },
    { attributes: 'disabled="0"', inner: "<failure/>", status: "failed" },
    { attributes: 'status="run" result="completed"', inner: "", status: "passed" },
    { attributes: 'status="run" result="skipped"', inner: "", status: "skipped" },
    { attributes: 'status="Skipped"', inner: "<failure/>", status: "failed" },
    { attributes: 'status="FAILED"', inner: "", status: "failed" },
    { attributes: 'result="Error"', inner: "", status: "errored" },
    { attributes: 'status="whatever"', inner: "", status: "errored" },
    { attributes: 'status="whatever"', inner: "<skipped/>", status: "skipped" },
    { attributes: 'skipped="true"', inner: "", status: "skipped" },
    { attributes: 'skipped="0"', inner: "", status: "passed" },
    { attributes: 'executed="false"', inner: "", status: "skipped" },
    { attributes: 'status="Inconclusive"', inner: "", status: "skipped" },
    { attributes: 'status="constructor"', inner: "", status: "errored" },
  ])("$attributes with $inner: $status", ({ attributes, inner, status }) => {
    expect(read(inSuite(inner, attributes)).facts[0]?.status).toBe(status)
  })

  test("a word nobody knows is never a pass, and is shown", () => {
    const { report } = read(inSuite("", 'status="splendid"'))
    expect(report.counts).toMatchObject({ errored: 1, passed: 0 })
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: "unknown-status", count: 1 }))
    expect(report.warnings[0]?.text).toContain("splendid")
  })

  test.for([
    { inner: "", attributes: 'status="notrun"', raw: "notrun" },
    { inner: '<skipped type="pytest.xfail"/>', attributes: "", raw: "xfail" },
    { inner: '<skipped type="todo"/>', attributes: "", raw: "todo" },
    { inner: "", attributes: 'status="run" result="completed"', raw: undefined },
  ])("the tool's own word is kept where it says more: $raw", ({ inner, attributes, raw }) => {
    expect(read(inSuite(inner, attributes)).facts[0]?.rawStatus).toBe(raw)
  })
})

describe("attempts and flakiness", () => {
  test("flakyFailure and flakyError mark a pass as flaky and count as attempts", () => {
    const { facts, report } = read(inSuite('<flakyFailure message="once"/><flakyError/>'))
    expect(facts[0]).toMatchObject({ status: "passed", flaky: true, attempts: 3, message: "once" })
    expect(report.counts).toMatchObject({ passed: 1, flaky: 1 })
  })

  test("reruns beside a failure are attempts of a failure", () => {
    const { facts } = read(inSuite("<failure>first</failure><rerunFailure>second</rerunFailure>"))
    expect(facts[0]).toMatchObject({ status: "failed", flaky: false, attempts: 2, message: "first" })
  })

  test("reruns without a failure pass with a warning, as their tools count them", () => {
    expect(read(inSuite("<rerunFailure/>")).facts[0]).toMatchObject({ status: "passed", flaky: false, attempts: 2 })
    expect(codes(inSuite("<rerunFailure/>"))).toContain("rerun-without-outcome")
  })

  const twice = (first: string, second: string) =>
    suite(`<testcase name="n">${first}</testcase><testcase name="n">${second}</testcase>`)

  test("a repeated test is a second test, numbered, with one warning and a count", () => {
    const { facts, report } = read(
      suite('<testcase name="n"/><testcase name="n"/><testcase name="n"><failure/></testcase>'),
    )
    expect(facts.map(({ id }) => id)).toEqual(["s::::n", "s::::n#2", "s::::n#3"])
    expect(report.counts).toMatchObject({ tests: 3, unique: 1, passed: 2, failed: 1, flaky: 0 })
    expect(report.warnings.filter(({ code }) => code === "duplicate-identity")).toMatchObject([{ count: 2 }])
  })

  test("a number never lands on a test that is really called so", () => {
    const names = ["a#2", "a", "a", "a#2"].map((name) => `<testcase name="${name}"/>`)
    const ids = read(suite(names.join(""))).facts.map(({ id }) => id)
    expect(new Set(ids).size).toBe(4)
    expect(ids[0]).toBe("s::::a#2")
  })

  test.for([
    { when: "failed, then passed", first: "<failure/>", second: "", status: "passed", flaky: true },
    { when: "passed, then failed", first: "", second: "<failure/>", status: "failed", flaky: false },
    { when: "failed, then skipped", first: "<failure/>", second: "<skipped/>", status: "failed", flaky: false },
    { when: "skipped, then passed", first: "<skipped/>", second: "", status: "passed", flaky: false },
    { when: "passed twice", first: "", second: "", status: "passed", flaky: false },
  ])("with merged retries, $when is $status (flaky: $flaky)", ({ first, second, status, flaky }) => {
    const { facts, report } = read(twice(first, second), { retries: "merge" })
    expect(facts).toMatchObject([{ id: "s::::n", status, flaky, attempts: 2 }])
    expect(report.counts).toMatchObject({ tests: 1, unique: 1, [status]: 1 })
  })
})

describe("where a test stands makes its identity", () => {
  test.for([
    { what: "a suite", xml: suite('<testcase classname="c" name="n"/>'), id: "s::c::n" },
    {
      what: "a root around it",
      xml: `<testsuites name="all">${suite('<testcase classname="c" name="n"/>')}</testsuites>`,
      id: "s::c::n",
    },
    { what: "nested suites", xml: suite(suite('<testcase classname="c" name="n"/>', 'name="t"')), id: "s/t::c::n" },
    {
      what: "a nested suite without a name",
      xml: suite(suite('<testcase classname="c" name="n"/>', "")),
      id: "s::c::n",
    },
    { what: "`class` instead of `classname`", xml: suite('<testcase class="c" name="n"/>'), id: "s::c::n" },
    { what: "both, and classname wins", xml: suite('<testcase class="x" classname="c" name="n"/>'), id: "s::c::n" },
    { what: "no suite at all", xml: '<testcase name="n"/>', id: "::::n" },
    {
      what: "directly under testsuites",
      xml: '<testsuites><testcase classname="c" name="n"/></testsuites>',
      id: "::c::n",
    },
    {
      what: "a namespace prefix",
      xml: '<j:testsuite xmlns:j="urn:x" name="s"><j:testcase classname="c" name="n"/></j:testsuite>',
      id: "s::c::n",
    },
    {
      what: "a default namespace",
      xml: '<testsuite xmlns="urn:junit" name="s"><testcase classname="c" name="n"/></testsuite>',
      id: "s::c::n",
    },
    { what: "an unknown wrapper", xml: suite('<tests><testcase classname="c" name="n"/></tests>'), id: "s::c::n" },
    { what: "no name", xml: suite('<testcase classname="c"/>'), id: "s::c::" },
  ])("$what: $id", ({ xml, id }) => {
    expect(read(xml).facts.map((fact) => fact.id)).toEqual([id])
  })

  test("the file of the suite stands in for the file of the test", () => {
    const xml = suite('<testcase name="a"/><testcase name="b" file="b.ts" line="7"/>', 'name="s" file="s.ts"')
    expect(read(xml).facts).toMatchObject([{ file: "s.ts" }, { file: "b.ts", line: 7 }])
  })

  test("every fact knows the line of the raw file it comes from", () => {
    const xml = '<testsuite name="s">\n<testcase name="a"/>\r\n<testcase\n name="b"/>\n\n</testsuite>'
    expect(read(xml).facts.map(({ at }) => at)).toEqual([2, 3])
  })
})

describe("counts come from testcases, headers are a cross-check", () => {
  test("a header that disagrees is a warning", () => {
    const { report } = read(suite('<testcase name="a"/>', 'name="s" tests="65255"'))
    expect(report).toMatchObject({ outcome: "accepted", counts: { tests: 1 } })
    expect(report.warnings).toMatchObject([{ code: "header-disagrees", count: 1 }])
  })

  test("a parent that repeats the counts of its children agrees, and so does one that counts only its own", () => {
    const child = suite('<testcase name="a"/><testcase name="b"/>', 'name="t" tests="2" failures="0"')
    expect(codes(suite(child, 'name="s" tests="2" failures="0"'))).toEqual([])
    expect(codes(suite(`<testcase name="c"/>${child}`, 'name="s" tests="1" failures="0"'))).toEqual([])
  })

  test("failures that the header knows and the file does not are a warning", () => {
    expect(codes(suite('<testcase name="a"/>', 'name="s" tests="1" failures="1"'))).toEqual(["header-disagrees"])
  })
})

describe("a report that proves nothing is empty, not passed", () => {
  test.for([
    { what: "no testcase", xml: "<testsuites/>", code: "no-tests", reason: "nothing was run" },
    {
      what: "a header full of promises",
      xml: suite("", 'name="s" tests="58"'),
      code: "no-tests",
      reason: "promises 58 tests",
    },
    {
      what: "a suite that failed before its tests",
      xml: suite('<error message="no database"/>'),
      code: "suites-failed-without-tests",
      reason: "no database",
    },
  ])("$what", ({ xml, code, reason }) => {
    const { report } = read(xml)
    expect(report).toMatchObject({ outcome: "empty", code, format: "junit-xml", kind: "tests" })
    expect(report.reason).toContain(reason)
  })

  test("an error of a suite is no test, but is not lost", () => {
    const { report, facts } = read(suite('<testcase name="a"/><error message="teardown broke"/>'))
    expect(report.counts).toMatchObject({ tests: 1, passed: 1, errored: 0, suiteErrors: 1 })
    expect(facts[1]).toMatchObject({ suiteLevel: true, status: "errored", suite: "s", message: "teardown broke" })
    expect(report.warnings).toMatchObject([{ code: "suite-error", count: 1 }])
  })
})

describe("numbers and times as tools write them", () => {
  test.for([
    { time: "1.5", ms: 1500 },
    { time: "0.0000004", ms: 0 },
    { time: "1e3", ms: 1_000_000 },
    { time: "1,234.56", ms: 1_234_560 },
    { time: "2,5", ms: 2500 },
    { time: " 3 ", ms: 3000 },
    { time: "", ms: undefined },
    { time: "NaN", ms: undefined },
    { time: "soon", ms: undefined },
    { time: "-1", ms: 0 },
  ])("time=$time is $ms ms", ({ time, ms }) => {
    expect(read(inSuite("", `time="${time}"`)).facts[0]?.durationMs).toBe(ms)
  })

  test("what was clamped or could not be read is said", () => {
    expect(codes(inSuite("", 'time="-1"'))).toEqual(["negative-number"])
    expect(codes(inSuite("", 'time="soon"'))).toEqual(["unreadable-number"])
  })

  test.for([
    { timestamp: "2026-11-20T18:44:42Z", at: "2026-11-20T18:44:42.000Z", warned: [] },
    { timestamp: "2026-11-20T18:44:42.5+01:00", at: "2026-11-20T17:44:42.500Z", warned: [] },
    { timestamp: "2026-11-20T18:44:42", at: "2026-11-20T18:44:42.000Z", warned: ["time-without-zone"] },
    { timestamp: "2026-11-20T 18:44:42", at: "2026-11-20T18:44:42.000Z", warned: ["time-without-zone"] },
    { timestamp: "Fri, 20 Nov 2026 18:44:42 GMT", at: "2026-11-20T18:44:42.000Z", warned: [] },
    { timestamp: "1970-01-01T00:00:00", at: undefined, warned: [] },
    { timestamp: "2026-11-20", at: undefined, warned: [] },
    { timestamp: "2026-13-40T00:00:00Z", at: undefined, warned: ["unreadable-time"] },
    { timestamp: "yesterday", at: undefined, warned: ["unreadable-time"] },
  ])("timestamp=$timestamp is $at", ({ timestamp, at, warned }) => {
    const { report } = read(suite('<testcase name="a"/>', `name="s" timestamp="${timestamp}"`))
    expect(report.producedAt).toBe(at)
    expect(report.warnings.map(({ code }) => code)).toEqual(warned)
  })

  test("the newest timestamp of all suites counts", () => {
    const xml = `<testsuites>${["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z"]
      .map((timestamp) => suite(`<testcase name="${timestamp}"/>`, `name="s" timestamp="${timestamp}"`))
      .join("")}</testsuites>`
    expect(read(xml).report.producedAt).toBe("2026-03-01T00:00:00.000Z")
  })
})

describe("messages and properties", () => {
  test.for([
    { xml: '<failure message="m"/>', message: "m" },
    { xml: "<failure>text</failure>", message: "text" },
    { xml: '<failure message="m">details</failure>', message: "m\ndetails" },
    { xml: '<failure message="m">m and more</failure>', message: "m and more" },
    { xml: "<failure>a<![CDATA[<b>]]>&amp;c</failure>", message: "a<b>&c" },
    { xml: "<failure><![CDATA[a]]]]><![CDATA[>b]]></failure>", message: "a]]>b" },
    { xml: "<failure message='first'/><failure message='second'/>", message: "first" },
    { xml: "<rerunFailure message='second'/><failure message='first'/>", message: "first" },
    { xml: "<rerunError message='second'/><error message='first'/>", message: "first" },
    { xml: "<skipped message='why'/>", message: "why" },
    { xml: "<skipped message='why'/><failure message='broke'/>", message: "broke" },
    { xml: "<failure message='broke'/><skipped message='why'/>", message: "broke" },
    { xml: "<failure message='a&#10;b'/>", message: "a\nb" },
  ])("$xml: $message", ({ xml, message }) => {
    expect(read(inSuite(xml)).facts[0]?.message).toBe(message)
  })

  test("text is kept up to the limit and the rest is said to be missing", () => {
    const { facts, report } = read(inSuite(`<failure>${"x".repeat(200)}</failure>`), { limits: { textPerItem: 50 } })
    expect(facts[0]?.message).toBe("x".repeat(50))
    expect(report.warnings.map(({ code }) => code)).toEqual(["text-cut"])
  })

  test("Jira fields, tags and keys are taken from properties, in value or in text; nothing else is", () => {
    const { facts } = read(
      inSuite(`<properties>
        <property name="jira.Environment Scope" value="Staging"/>
        <property name="jira.__proto__" value="x"/>
        <property name="tags" value="smoke, slow"/>
        <property name="tag">nightly</property>
        <property name="test_key" value="SHOP-1"/>
        <property name="requirements">SHOP-2,SHOP-3</property>
        <property name="user.name" value="jane"/>
        <property name="testrun_evidence"><item name="shot.png">aGVsbG8=</item></property>
      </properties>`),
    )
    expect(facts[0]).toMatchObject({ tags: ["smoke", "slow", "nightly"], keys: ["SHOP-1", "SHOP-2", "SHOP-3"] })
    expect(Object.entries(facts[0]?.jira ?? {})).toEqual([
      ["Environment Scope", "Staging"],
      ["__proto__", "x"],
    ])
    expect(JSON.stringify(facts)).not.toContain("jane")
  })

  test("properties share the room for text, and what does not fit is said to be missing", () => {
    const property = (name: string) => `<property name="tag" value="${name.repeat(30)}"/>`
    const { facts, report } = read(inSuite(`<properties>${property("a")}${property("b")}</properties>`), {
      limits: { textPerItem: 50 },
    })
    expect(facts[0]?.tags).toEqual(["a".repeat(30)])
    expect(report.warnings.map(({ code }) => code)).toEqual(["text-cut"])
  })

  test("host names and the properties of a suite are not copied", () => {
    const xml = suite(
      '<properties><property name="jira.x" value="secret"/></properties><testcase name="a"/>',
      'name="s" hostname="build-7"',
    )
    expect(JSON.stringify(read(xml))).not.toMatch(/build-7|secret/)
  })
})

test("a vulnerability scan in JUnit clothes is accepted, with a warning", () => {
  const xml = suite('<testcase classname="zlib" name="[HIGH] CVE-2026-1234"><failure/></testcase>')
  expect(codes(xml)).toEqual(["looks-like-vulnerabilities"])
})

test("a testcase inside a testcase is a test of its own", () => {
  const xml = suite('<testcase name="outer"><testcase name="inner"><failure/></testcase></testcase>')
  expect(tally(read(xml))).toBe("1/1/0/0")
})
