import { describe, expect, test } from "vitest"
import { bytesOf, read } from "../../testing/reading.ts"
import { FORMATS } from "../index.ts"

/** The smallest honest document of each format. */
const SAMPLES: Readonly<Record<string, string>> = {
  "junit-xml": '<testsuite name="s"><testcase name="a"/></testsuite>',
  "ctrf-json": '{"results":{"tool":{"name":"x"},"summary":{"tests":1},"tests":[]}}',
  trx: '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"/>',
  "nunit3-xml": '<test-run id="2" testcasecount="1"/>',
  "nunit2-xml": '<test-results name="x" total="1"/>',
  "xunit-v2-xml": "<assemblies><assembly/></assemblies>",
  "robot-xml": '<robot generator="Robot 7"/>',
  "jest-json": '{"numTotalTests":1,"testResults":[],"success":true}',
  "playwright-json": '{"config":{"rootDir":"x"},"suites":[],"errors":[]}',
  "mocha-json": '{"stats":{"suites":1,"tests":1,"passes":1},"tests":[]}',
  "mochawesome-json": '{"stats":{"suites":1,"tests":1,"passes":1},"results":[]}',
  "gtest-json": '{"tests":1,"failures":0,"disabled":0,"errors":0,"testsuites":[]}',
  "rspec-json": '{"version":"3.13","examples":[],"summary":{"example_count":0}}',
  "cucumber-messages": '{"meta":{"protocolVersion":"33.0.4"}}\n{"source":{"uri":"x"}}',
  "cucumber-json": '[{"uri":"x","keyword":"Feature","elements":[]}]',
  "dart-json": '{"protocolVersion":"0.1.1","type":"start","time":0}\n{"type":"suite"}',
  "go-test-json": 'stray\n{"Time":"2026-01-01T00:00:00Z","Action":"run","Package":"x","Test":"T"}',
  "allure-result-json": '{"uuid":"1","name":"x","status":"passed"}',
  tap: "TAP version 14\n1..1\nok 1 - x",
  "native-xml-unsupported": '<TestLog><TestSuite name="x"/></TestLog>',
  "testlink-xml":
    '<testsuite name="s"><testcase internalid="7" name="a"><externalid>1</externalid></testcase></testsuite>',
  "native-text-unsupported": "##teamcity[testSuiteStarted name='x']",
  "clover-xml": '<coverage generated="1"><project><metrics/></project></coverage>',
  "sonar-generic-coverage": '<coverage version="1"><file path="x"/></coverage>',
  "cobertura-xml": '<coverage line-rate="1"><packages/></coverage>',
  "jacoco-xml": '<report name="x"><counter type="LINE"/></report>',
  "opencover-xml": "<CoverageSession><Summary/></CoverageSession>",
  "pit-xml": "<mutations><mutation/></mutations>",
  "stryker-json": '{"schemaVersion":"1","files":{}}',
  "coveragepy-json": '{"meta":{"version":"6.5"},"files":{},"totals":{}}',
  "istanbul-json-summary": '{"total":{"lines":{"total":1},"statements":{}}}',
  "istanbul-json": '{"/a.js":{"path":"/a.js","statementMap":{},"fnMap":{},"branchMap":{},"s":{},"f":{},"b":{}}}',
  "simplecov-resultset": '{"RSpec":{"coverage":{"a.rb":{"lines":[1]}},"timestamp":1}}',
  lcov: "TN:\nSF:a.c\nDA:1,1\nend_of_record",
  "go-cover": "mode: atomic\na.go:1.1,2.2 1 1",
  sarif: '{"version":"2.1.0","runs":[]}',
  "gitlab-security-json": '{"version":"15.0","vulnerabilities":[],"scan":{}}',
  "gitlab-codequality-json": '[{"description":"x","fingerprint":"y","location":{}}]',
  "checkov-json": '{"check_type":"terraform","results":{}}',
  "eslint-json": '[{"filePath":"x","messages":[]}]',
  "zap-json": '{"@version":"2","site":[]}',
  "zap-xml": '<OWASPZAPReport version="2"/>',
  "nuclei-json": '{"template-id":"x","info":{},"host":"y"}\n{"template-id":"z","info":{}}',
  "semgrep-json": '{"results":[],"errors":[]}',
  "checkstyle-xml": "<checkstyle/>",
  "spotbugs-xml": "<BugCollection/>",
  "pmd-xml": "<pmd/>",
  openvex: '{"@context":"https://openvex.dev/ns/v0.2.0","statements":[]}',
  csaf: '{"document":{"csaf_version":"2.0"}}',
  "grype-json": '{"matches":[],"source":{},"descriptor":{}}',
  "osv-scanner-json": '{"results":[{"source":{},"packages":[]}]}',
  "npm-audit-json": '{"auditReportVersion":2,"vulnerabilities":{}}',
  "dependency-track-fpf": '{"meta":{"application":"Dependency-Track"},"findings":[]}',
  "trivy-json": '{"SchemaVersion":2,"Results":[]}',
  "cyclonedx-json": '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}',
  "cyclonedx-xml": '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>',
  "spdx-json": '{"spdxVersion":"SPDX-2.3","SPDXID":"x"}',
  "spdx-tag-value": "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0",
  "github-dependency-snapshot": '{"version":0,"detector":{},"ref":"x","manifests":{}}',
  "k6-summary-json": '{"metrics":{"http_reqs":{}},"root_group":{}}',
  "lighthouse-json": '{"lighthouseVersion":"12","requestedUrl":"x"}',
  "gatling-global-stats": '{"numberOfRequests":{},"minResponseTime":{}}',
  "autocannon-json": '{"url":"x","connections":1,"pipelining":1,"duration":1}',
  "jmeter-jtl-xml": '<testResults version="1.2"><httpSample/></testResults>',
  "taurus-xml": "<FinalStatus/>",
  "taurus-csv": "label,succ,fail,avg_rt,throughput\n,1,0,0.2,1",
  "locust-csv": "Type,Name,Request Count,Failure Count\nGET,/,1,0",
  "jmeter-csv": "timeStamp,elapsed,label,success\n1,2,x,true",
  "wrk-text": "Running 1s test @ http://x\n  1 threads and 1 connections",
  "iago-log": 'INF [20140611-21:34:01.224] stats: {"400":84}',
  "axe-json": '{"testEngine":{"name":"axe-core"},"violations":[]}',
  "pa11y-json": '[{"code":"WCAG2AA","type":"error","selector":"a"}]',
  "sigstore-bundle": '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{}}',
  "slsa-provenance-dsse": `{"payloadType":"application/vnd.in-toto+json","payload":"${btoa('{"predicateType":"https://slsa.dev/provenance/v1"}')}"}`,
  "dsse-intoto": `{"payloadType":"application/vnd.in-toto+json","payload":"${btoa('{"predicateType":"x"}')}"}`,
  "rekor-log-entries": `[{"${"0a".repeat(40)}":{"body":"x"}}]`,
  "gcb-provenance": '{"image_summary":{},"provenance_summary":{}}',
  "helm-template-networkpolicy": "{{- if .Values.x }}\napiVersion: v1\nkind: X\n{{- end }}",
  "k8s-manifest": "apiVersion: v1\nkind: Service",
  "docker-compose": "services:\n  web:\n    image: x",
  "terraform-plan-json": '{"format_version":"1.2","terraform_version":"1.14","planned_values":{}}',
  "terraform-state": '{"version":4,"terraform_version":"1","serial":1,"lineage":"x"}',
  "driftctl-report": '{"summary":{"total_unmanaged":1},"coverage":1}',
  "flagd-json": '{"flags":{"a":{"state":"ENABLED","variants":{}}}}',
  "launchdarkly-file-data": '{"flagValues":{"a":true}}',
  "lighthouse-budget": '[{"path":"/","resourceSizes":[]}]',
  dotenv: "# comment\nexport NAME=value",
}

test("there is a sample of every known format, and the list has no format twice", () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(FORMATS.map(({ id }) => id).sort())
})

test.for(FORMATS)("$id is recognised by $recognisedBy", ({ id, read: isRead, kind, title }) => {
  const { report } = read(SAMPLES[id] ?? "")
  expect(report).toMatchObject({ format: id, kind: kind === "config" ? null : kind })
  expect(report.code === "unsupported-format").toBe(!isRead)
  expect(isRead || report.reason?.startsWith(`${title} is recognised but not read by this version.`)).toBe(true)
})

test("an unread format says what it is, never a count", () => {
  const { report } = read(SAMPLES["native-text-unsupported"] ?? "")
  expect(report.reason).toContain("TeamCity service messages is recognised but not read by this version")
  expect(report.counts).toEqual({})
})

test.for(Object.entries(SAMPLES).filter(([, sample]) => sample.length > 40))(
  "%s is recognised in any chunks, with a byte order mark and in UTF-16",
  ([id, sample]) => {
    expect(read(sample, { chunk: 1 }).report.format).toBe(id)
    expect(read(`\uFEFF${sample}`).report.format).toBe(id)
    const wide = new Uint8Array(2 + sample.length * 2)
    wide.set([0xff, 0xfe])
    for (let i = 0; i < sample.length; i++) new DataView(wide.buffer).setUint16(2 + i * 2, sample.charCodeAt(i), true)
    expect(read(wide).report.format).toBe(id)
  },
)

test.for([
  ["vulnerabilities", "gitlab-security-json"],
  ["matches", "grype-json"],
  ["results", "osv-scanner-json"],
  ["comments", null],
])("nothing but an empty list of %s is %s, and satisfies no gate", ([key, format]) => {
  const { report } = read(JSON.stringify({ __comment__: "cut", [key!]: [] }))
  expect(report).toMatchObject({ format })
  expect(report.outcome !== "accepted" || report.unfit !== null).toBe(true)
  expect(read(JSON.stringify({ [key!]: [], other: 1 })).report.format).toBe(null)
})

describe("what is no report is told apart", () => {
  test.for([
    { what: "unknown XML", file: "<catalog><book/></catalog>", outcome: "unsupported", says: '"catalog"' },
    { what: "unknown JSON", file: '{"hello":1}', outcome: "unsupported", says: '"hello"' },
    { what: "an empty object", file: "{}", outcome: "unsupported", says: "JSON is in no format" },
    { what: "broken JSON", file: '{"key": "val", malformed: "key"}', outcome: "rejected", says: "line 1, column 16" },
    { what: "many lines of JSON", file: '{"log":1}\n'.repeat(20), outcome: "unsupported", says: "no format" },
    { what: "cut JSON", file: '{"hello":', outcome: "rejected", says: "cut off" },
    { what: "deep JSON", file: "[".repeat(1_000_000), outcome: "rejected", says: "nested JSON values" },
    { what: "text", file: "Hello, release manager.", outcome: "unsupported", says: "Text is in no format" },
    { what: "the beginning of a zip archive", file: "PK\u0003\u0004\0\0", outcome: "rejected", says: "it was cut off" },
    { what: "binary data", file: "\u007fELF\0\0", outcome: "unsupported", says: "Binary data" },
    { what: "a web page", file: "<html><body/></html>", outcome: "unsupported", says: "web page" },
    { what: "broken XML", file: "<!x>", outcome: "rejected", says: "line 1, column 1" },
  ])("$what is $outcome", ({ file, outcome, says }) => {
    const { report } = read(file)
    expect(report).toMatchObject({ outcome, format: null, kind: null })
    expect(report.reason).toContain(says)
  })

  test("a format's mark is found although the file goes on beyond the first look", () => {
    const long = `{"bomFormat":"CycloneDX","components":[${'{"name":"x"},'.repeat(10_000)}{}]}`
    expect(read(bytesOf(long)).report.format).toBe("cyclonedx-json")
  })
})
