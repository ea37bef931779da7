import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, read, type Read } from "../../testing/reading.ts"

/** One honest file per format: a pass, a failure, an error where there are any, and a skip. */
const XML = '<?xml version="1.0" encoding="utf-8"?>'
const FILES: Readonly<Record<string, string>> = {
  trx: `${XML}<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
<Results><UnitTestResult testId="1" testName="Grüße" outcome="Passed"/>
<UnitTestResult testId="2" testName="Fails" outcome="Failed"><Output><ErrorInfo><Message>nö</Message></ErrorInfo></Output></UnitTestResult>
<UnitTestResult testId="3" testName="Waits" outcome="NotExecuted"/></Results>
<TestDefinitions><UnitTest id="1" storage="a.dll"><TestMethod className="A"/></UnitTest></TestDefinitions>
<ResultSummary outcome="Failed"><Counters total="3" passed="1" failed="1"/></ResultSummary></TestRun>`,
  "nunit3-xml": `${XML}<test-run id="1" testcasecount="3"><test-suite type="Assembly" name="a.dll" result="Failed" site="Child">
<test-case name="Grüße" fullname="A.Grüße" result="Passed"/>
<test-case name="Fails" fullname="A.Fails" result="Failed" label="Error"><failure><message>nö</message></failure></test-case>
<test-case name="Waits" fullname="A.Waits" result="Skipped"/></test-suite></test-run>`,
  "nunit2-xml": `${XML}<test-results name="a.dll" total="3" failures="1"><test-suite name="a.dll" success="False"><results>
<test-case name="A.Grüße" executed="True" success="True"/>
<test-case name="A.Fails" executed="True" success="False"><failure><message>nö</message></failure></test-case>
<test-case name="A.Waits" executed="False"/></results></test-suite></test-results>`,
  "xunit-v2-xml": `${XML}<assemblies><assembly name="a.dll" total="3" passed="1" failed="1"><collection>
<test name="A.Grüße" type="A" result="Pass"/><test name="A.Fails" type="A" result="Fail"><failure><message>nö</message></failure></test>
<test name="A.Waits" type="A" result="Skip"/></collection></assembly></assemblies>`,
  "robot-xml": `${XML}<robot generator="Robot 7.0"><suite name="Shop">
<test name="Grüße"><kw name="Log"><status status="PASS"/></kw>
<status status="PASS"/></test><test name="Fails"><status status="FAIL">nö</status></test>
<test name="Waits"><status status="SKIP"/></test><status status="FAIL"/></suite></robot>`,
  tap: `TAP version 14
    ok 1 - inner
    1..1
ok 1 - Grüße # time=2ms
not ok 2 - fails
  ---
  message: nö
  ...
ok 3 - waits # SKIP no network
1..3
`,
  "go-test-json": [
    '{"Action":"start","Package":"shop"}',
    '{"Action":"run","Package":"shop","Test":"Grüße"}',
    '{"Action":"pass","Package":"shop","Test":"Grüße","Elapsed":0.1}',
    "text in between",
    '{"Action":"run","Package":"shop","Test":"Fails"}',
    '{"Action":"output","Package":"shop","Test":"Fails","Output":"nö\\n"}',
    '{"Action":"fail","Package":"shop","Test":"Fails","Elapsed":0.1}',
    '{"Action":"run","Package":"shop","Test":"Waits"}',
    '{"Action":"skip","Package":"shop","Test":"Waits","Elapsed":0}',
    '{"Action":"fail","Package":"shop","Elapsed":0.3}\n',
  ].join("\n"),
  "cucumber-messages": [
    '{"meta":{"protocolVersion":"33.0.4"}}',
    ...["PASSED", "FAILED", "SKIPPED"].flatMap((status, id) => [
      `{"pickle":{"id":"p${id}","uri":"features/a.feature","name":"Grüße ${id}"}}`,
      `{"testCase":{"id":"c${id}","pickleId":"p${id}"}}`,
      `{"testCaseStarted":{"id":"s${id}","testCaseId":"c${id}","attempt":0}}`,
      `{"testStepFinished":{"testCaseStartedId":"s${id}","testStepResult":{"status":"${status}","message":"nö"}}}`,
      `{"testCaseFinished":{"testCaseStartedId":"s${id}","willBeRetried":false}}`,
    ]),
    '{"testRunFinished":{"success":false}}\n',
  ].join("\n"),
  "dart-json": [
    '{"protocolVersion":"0.1.1","runnerVersion":"1.25.0","type":"start","time":0}',
    '{"suite":{"id":0,"path":"test/a_test.dart"},"type":"suite","time":0}',
    ...["success", "failure", "success"].flatMap((result, id) => [
      `{"test":{"id":${id},"name":"Grüße ${id}","suiteID":0},"type":"testStart","time":1}`,
      `{"testID":${id},"error":"nö","stackTrace":"","type":"error"}`,
      `{"testID":${id},"result":"${result}","skipped":${id === 2},"hidden":false,"type":"testDone","time":2}`,
    ]),
    '{"success":false,"type":"done","time":3}\n',
  ].join("\n"),
}
const ALL = Object.entries(FILES)
const JSON_LINES = ALL.filter(([, file]) => file.startsWith("{"))

/** UTF-16, with its byte order mark. */
function utf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0xfeff, little)
  for (let i = 0; i < text.length; i++) view.setUint16(2 + i * 2, text.charCodeAt(i), little)
  return bytes
}

/** Whether nothing in a reading gives a gate pause. */
const isClean = ({ report: { outcome, counts } }: Read) =>
  outcome === "accepted" && (counts["failed"] ?? 0) + (counts["errored"] ?? 0) + (counts["suiteErrors"] ?? 0) === 0

/**
 * Whether a part of a file passes more than all of it, and nothing in it warns. (A line of TAP may lose its directive;
 * then the plan behind it is missing, too, and that is told.)
 */
const saysMore = ({ report: { outcome, counts } }: Read, whole: Read) =>
  outcome === "accepted" &&
  counts["suiteErrors"] === 0 &&
  (counts["passed"] ?? 0) > (whole.report.counts["passed"] ?? 0)

describe.for(ALL)("a file in %s", ([format, file]) => {
  const whole = read(file)

  test("holds a pass, a failure and a skip, and troubles nobody", () => {
    expect(whole.report).toMatchObject({ format, outcome: "accepted" })
    expect(whole.report.counts).toMatchObject({ tests: 3, passed: 1, skipped: 1, suiteErrors: 0 })
    expect(whole.report.warnings).toEqual([])
  })

  test("reads the same in chunks of any size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (chunk) => {
        expect(read(file, { chunk })).toEqual(whole)
      }),
      { numRuns: 30, examples: [[1], [2], [3]] },
    )
  })

  test("reads the same with a byte order mark, in UTF-16 and with carriage returns", () => {
    const plain = file.replace(/ encoding="utf-8"/, "")
    expect(read(`\uFEFF${file}`)).toEqual(whole)
    expect(read(utf16(plain, true))).toEqual(whole)
    expect(read(utf16(plain, false))).toEqual(whole)
    expect(read(file.replaceAll("\n", "\r\n"))).toEqual(whole)
  })

  test("is refused, or never better, wherever it is cut", () => {
    const bytes = bytesOf(file)
    for (let at = 0; at < bytes.length; at++) {
      const cut = read(bytes.subarray(0, at))
      expect(isClean(cut), `cut at ${at}`).toBe(false)
      expect(saysMore(cut, whole), `cut at ${at}`).toBe(false)
    }
  })

  test("counts are what its facts add up to, whatever bytes are damaged", () => {
    const bytes = bytesOf(file)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const damaged = bytes.slice()
        damaged[at] = byte
        const { report, facts } = read(damaged)
        expect(report.code).not.toBe("reader-failed")
        if (report.outcome !== "accepted") return
        const tests = facts.filter(({ suiteLevel }) => !suiteLevel)
        for (const status of ["passed", "failed", "errored", "skipped"]) {
          expect(report.counts[status]).toBe(tests.filter((fact) => fact.status === status).length)
        }
        expect(report.counts["tests"]).toBe(tests.length)
        expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length)
      }),
      { numRuns: 300 },
    )
  })

  test("names every fact's line", () => {
    for (const { at } of whole.facts) expect(at).toBeGreaterThan(1)
  })
})

describe.for(JSON_LINES)("events in %s", ([, file]) => {
  const lines = file.split("\n")
  const whole = read(file)

  const shuffled = (line: string, order: readonly number[]): string => {
    if (!line.startsWith("{")) return line
    const turned = (value: unknown): unknown => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value
      const entries = Object.entries(value)
      const ranked = entries.map((entry, i) => ({ entry, rank: order[i % order.length] ?? 0 }))
      return Object.fromEntries(
        ranked.sort((one, other) => one.rank - other.rank).map(({ entry: [key, inner] }) => [key, turned(inner)]),
      )
    }
    return JSON.stringify(turned(JSON.parse(line)))
  }

  test("read the same in any order of their keys", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 4, maxLength: 8 }), (order) => {
        expect(read(lines.map((line) => shuffled(line, order)).join("\n"))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  test("are never better without one of them", () => {
    for (let i = 0; i < lines.length; i++) {
      const less = read(lines.toSpliced(i, 1).join("\n"))
      expect(isClean(less), lines[i]).toBe(false)
      expect(saysMore(less, whole), lines[i]).toBe(false)
    }
  })

  test("with keys of the language's own are read like others", () => {
    const hostile = file.replaceAll("Grüße", "__proto__").replaceAll("a.feature", "constructor")
    expect(read(hostile).report.counts).toEqual(whole.report.counts)
  })
})
