import { closeSync, openSync, writeSync } from "node:fs"

/** A generated report of one format. Its parts are about as long and as various as those of real ones. */
export type ReportKind = {
  readonly id: string
  readonly head: string
  /** One test, finding, component …, with what separates it from the one before. */
  readonly part: (at: number) => string
  /** What ends the file, and stands for how many parts there were. */
  readonly tail: (parts: number) => string
}

const comma = (at: number): string => (at === 0 ? "" : ",\n")
const hex = (at: number, digits: number): string =>
  (Math.imul(at + 1, 0x9e3779b1) >>> 0)
    .toString(16)
    .padStart(8, "0")
    .repeat(Math.ceil(digits / 8))
    .slice(0, digits)
const uuid = (at: number): string => hex(at, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
const file = (at: number): string => `src/main/module${at % 40}/part${at % 400}/Source${at % 4000}.ts`
const time = (at: number): string => new Date(1_760_000_000_000 + at * 37).toISOString()
const json = (value: unknown): string => JSON.stringify(value)

const cyclonedxJson = (at: number) =>
  json({
    "bom-ref": `pkg:npm/library-${at}@${at % 9}.${at % 31}.${at % 7}`,
    type: "library",
    group: at % 3 === 0 ? "@scope" : "",
    name: `library-${at}`,
    version: `${at % 9}.${at % 31}.${at % 7}`,
    description: "Takes one thing apart and puts another together, without asking why – größtenteils",
    hashes: [{ alg: "SHA-512", content: hex(at, 128) }],
    licenses: [{ license: { id: at % 5 === 0 ? "Apache-2.0" : "MIT" } }],
    purl: `pkg:npm/library-${at}@${at % 9}.${at % 31}.${at % 7}`,
    externalReferences: [{ type: "vcs", url: `https://git.example/library-${at}.git` }],
    properties: [{ name: "example:package:path", value: `node_modules/library-${at}` }],
  })

const sarifResult = (at: number) =>
  json({
    ruleId: `js/rule-${at % 60}`,
    ruleIndex: at % 60,
    level: ["error", "warning", "note"][at % 3],
    message: { text: `This value flows from a request into a query without being checked (${at}).` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file(at), uriBaseId: "%SRCROOT%" },
          region: { startLine: 1 + (at % 900), startColumn: 7, endColumn: 42 },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${hex(at, 16)}:1` },
    codeFlows: [
      {
        threadFlows: [
          {
            locations: [0, 1, 2].map((step) => ({
              location: {
                physicalLocation: { artifactLocation: { uri: file(at + step) }, region: { startLine: step + 1 } },
                message: { text: "request" },
              },
            })),
          },
        ],
      },
    ],
  })

const trivyVulnerability = (at: number) =>
  json({
    VulnerabilityID: `CVE-2024-${at}`,
    PkgID: `library${at % 900}@1.${at % 40}`,
    PkgName: `library${at % 900}`,
    PkgIdentifier: { PURL: `pkg:deb/debian/library${at % 900}@1.${at % 40}?arch=amd64`, UID: hex(at, 16) },
    InstalledVersion: `1.${at % 40}`,
    FixedVersion: at % 3 === 0 ? `1.${(at % 40) + 1}` : "",
    Status: at % 3 === 0 ? "fixed" : "affected",
    Layer: { Digest: `sha256:${hex(at, 64)}` },
    SeveritySource: "nvd",
    PrimaryURL: `https://avd.example/nvd/cve-2024-${at}`,
    Title: "library: reads one byte too many when a header is longer than it says",
    Description: "A header that is longer than it says makes the library read one byte behind its end. ".repeat(4),
    Severity: ["CRITICAL", "HIGH", "MEDIUM", "LOW"][at % 4],
    CweIDs: ["CWE-125"],
    CVSS: { nvd: { V3Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", V3Score: 7.5 } },
    References: Array.from({ length: 5 }, (_, i) => `https://example.org/advisories/${at}/${i}`),
    PublishedDate: time(at),
    LastModifiedDate: time(at + 9),
  })

const grypeMatch = (at: number) =>
  json({
    vulnerability: {
      id: `CVE-2024-${at}`,
      dataSource: `https://nvd.example/CVE-2024-${at}`,
      namespace: "debian:distro:debian:12",
      severity: ["Critical", "High", "Medium", "Low", "Negligible"][at % 5],
      urls: [`https://example.org/${at}`],
      description: "A header that is longer than it says makes the library read one byte behind its end. ".repeat(3),
      cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", metrics: { baseScore: 7.5 } }],
      fix: { versions: at % 3 === 0 ? [`1.${at % 40}`] : [], state: at % 3 === 0 ? "fixed" : "not-fixed" },
    },
    relatedVulnerabilities: [{ id: `GHSA-${at}`, dataSource: "https://example.org", severity: "High" }],
    matchDetails: [{ type: "exact-direct-match", matcher: "dpkg-matcher", searchedBy: { distro: { type: "debian" } } }],
    artifact: {
      id: hex(at, 16),
      name: `library${at % 900}`,
      version: `1.${at % 40}`,
      type: "deb",
      locations: [{ path: "/var/lib/dpkg/status", layerID: `sha256:${hex(at, 64)}` }],
      licenses: ["MIT"],
      purl: `pkg:deb/debian/library${at % 900}@1.${at % 40}`,
    },
  })

const spdxPackage = (at: number) =>
  json({
    SPDXID: `SPDXRef-Package-${at}`,
    name: `library-${at}`,
    versionInfo: `${at % 9}.${at % 31}`,
    supplier: "Organization: Example",
    downloadLocation: `https://git.example/library-${at}.git`,
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: at % 5 === 0 ? "Apache-2.0" : "MIT OR GPL-2.0-only",
    copyrightText: "NOASSERTION",
    checksums: [{ algorithm: "SHA256", checksumValue: hex(at, 64) }],
    externalRefs: [
      { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: `pkg:npm/library-${at}@1.0.0` },
    ],
  })

const semgrepResult = (at: number) =>
  json({
    check_id: `rules.javascript.rule-${at % 60}`,
    path: file(at),
    start: { line: 1 + (at % 900), col: 3, offset: at },
    end: { line: 1 + (at % 900), col: 30, offset: at + 27 },
    extra: {
      message: "A value from a request becomes part of a command. Use a list of words instead.",
      severity: ["ERROR", "WARNING", "INFO"][at % 3],
      fingerprint: hex(at, 64),
      lines: "    run(`tool ${request.query.name}`)",
      metadata: { cwe: ["CWE-78: OS Command Injection"], confidence: "HIGH", likelihood: "LOW", impact: "HIGH" },
      is_ignored: at % 50 === 0,
    },
  })

const axeRule = (at: number, key: string) =>
  json({
    id: `rule-${at % 90}-${key}`,
    impact: ["critical", "serious", "moderate", "minor"][at % 4],
    tags: ["wcag2a", "wcag143"],
    description: "Elements must have enough contrast",
    help: "Contrast",
    helpUrl: "https://rules.example/contrast",
    nodes: Array.from({ length: 3 }, (_, i) => ({
      any: [
        { id: "color-contrast", data: { fgColor: "#777", bgColor: "#fff", contrastRatio: 4.4 }, message: "4.4 of 4.5" },
      ],
      all: [],
      none: [],
      html: `<span class="price-${i}">12.30</span>`,
      target: [`#part-${at} > span:nth-child(${i})`],
      failureSummary: "Fix any of the following: contrast",
    })),
  })

const istanbulFile = (at: number): string => {
  const range = (line: number) => ({ start: { line, column: 4 }, end: { line, column: 60 } })
  const ids = Array.from({ length: 60 }, (_, i) => i)
  const mapOf = (make: (i: number) => unknown) => Object.fromEntries(ids.map((i) => [i, make(i)]))
  const path = `/build/project/src/part${at % 90}/file${at}.ts`
  return `${json(path)}:${json({
    path,
    statementMap: mapOf((i) => range(i + 1)),
    fnMap: mapOf((i) => ({ name: `function${i}`, decl: range(i + 1), loc: range(i + 1), line: i + 1 })),
    branchMap: mapOf((i) => ({ loc: range(i + 1), type: "if", locations: [range(i + 1), range(i + 2)], line: i + 1 })),
    s: mapOf((i) => i % 3),
    f: mapOf((i) => i % 2),
    b: mapOf((i) => [i % 2, 1]),
  })}`
}

const goTest = (at: number): string => {
  const test = `TestOrder${Math.floor(at / 20)}/keeps_the_total_${at}`
  const event = (Action: string, more = {}) =>
    `${json({ Time: time(at), Action, Package: `example.org/shop/part${at >> 12}`, Test: test, ...more })}\n`
  const output = (text: string) => event("output", { Output: `${text}\n` })
  return `${event("run")}${output(`=== RUN   ${test}`)}${output("    order_test.go:42: 3 lines, 57.80 & 2 vouchers")}${output(`    --- PASS: ${test} (0.02s)`)}${event(at % 50 === 0 ? "fail" : "pass", { Elapsed: 0.02 })}`
}

const cucumberCase = (at: number): string => {
  const lines: unknown[] = [
    {
      pickle: {
        id: `p${at}`,
        uri: `features/part${at % 90}.feature`,
        name: `keeps the total for order ${at}`,
        language: "en",
        steps: [0, 1, 2].map((i) => ({
          id: `s${at}-${i}`,
          text: `there is an order of ${at} with ${i} lines`,
          astNodeIds: [`n${at}`],
        })),
        tags: [{ name: "@shop", astNodeId: `t${at}` }],
        astNodeIds: [`a${at}`],
      },
    },
    {
      testCase: {
        id: `c${at}`,
        pickleId: `p${at}`,
        testSteps: [0, 1, 2].map((i) => ({
          id: `t${at}-${i}`,
          pickleStepId: `s${at}-${i}`,
          stepDefinitionIds: ["d1"],
        })),
      },
    },
    { testCaseStarted: { attempt: 0, id: `r${at}`, testCaseId: `c${at}`, timestamp: { seconds: at, nanos: 0 } } },
    ...[0, 1, 2].flatMap((i) => [
      {
        testStepStarted: {
          testCaseStartedId: `r${at}`,
          testStepId: `t${at}-${i}`,
          timestamp: { seconds: at, nanos: i },
        },
      },
      {
        testStepFinished: {
          testCaseStartedId: `r${at}`,
          testStepId: `t${at}-${i}`,
          testStepResult: {
            status: at % 40 === 0 && i === 2 ? "FAILED" : "PASSED",
            duration: { seconds: 0, nanos: 1_000_000 },
          },
          timestamp: { seconds: at, nanos: i + 1 },
        },
      },
    ]),
    { testCaseFinished: { testCaseStartedId: `r${at}`, timestamp: { seconds: at, nanos: 9 }, willBeRetried: false } },
  ]
  return `${lines.map(json).join("\n")}\n`
}

const jestFile = (at: number): string =>
  json({
    assertionResults: Array.from({ length: 20 }, (_, i) => ({
      ancestorTitles: ["checkout", `order ${at}`],
      duration: i,
      failureDetails: [],
      failureMessages:
        i === 7 && at % 9 === 0
          ? ["Error: expected 200 but was 503\n    at Object.<anonymous> (order.test.ts:7:1)"]
          : [],
      fullName: `checkout order ${at} keeps the total ${i}`,
      invocations: 1,
      location: null,
      numPassingAsserts: 1,
      retryReasons: [],
      status: i === 7 && at % 9 === 0 ? "failed" : "passed",
      title: `keeps the total ${i}`,
    })),
    endTime: 1_760_000_000_000 + at,
    message: "",
    name: `/build/project/src/part${at % 90}/order${at}.test.ts`,
    startTime: 1_760_000_000_000,
    status: at % 9 === 0 ? "failed" : "passed",
    summary: "",
  })

const jestTail = (parts: number): string => {
  const failed = Math.ceil(parts / 9)
  const totals = {
    numFailedTests: failed,
    numPassedTests: parts * 20 - failed,
    numPendingTests: 0,
    numTodoTests: 0,
    numTotalTests: parts * 20,
  }
  return `],${json({ ...totals, numFailedTestSuites: failed, numTotalTestSuites: parts, success: false, startTime: 1_760_000_000_000, wasInterrupted: false }).slice(1)}`
}

/** Reports whose parts can be repeated as often as wanted. JUnit has a generator of its own (`junit.ts`). */
export const REPORT_KINDS: readonly ReportKind[] = [
  {
    id: "trx",
    head: '<?xml version="1.0" encoding="utf-8"?>\n<TestRun id="r" name="n" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Times start="2026-11-20T10:00:00Z" finish="2026-11-20T11:00:00Z" />\n<Results>\n',
    part: (at) =>
      `<UnitTestResult executionId="${uuid(at)}" testId="${uuid(at)}" testName="Shop.Orders.Order${at}Keeps(total: ${at})" computerName="agent" duration="00:00:00.0${10 + (at % 90)}" startTime="${time(at)}" endTime="${time(at + 1)}" testType="13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b" outcome="${at % 50 === 0 ? "Failed" : "Passed"}" testListId="8c84fa94-04c1-424b-9868-57a2d4851a1d">${at % 50 === 0 ? "<Output><ErrorInfo><Message>expected &lt;200&gt; but was &lt;503&gt;</Message><StackTrace>at Shop.Orders()</StackTrace></ErrorInfo></Output>" : ""}</UnitTestResult>\n`,
    tail: () => '</Results><ResultSummary outcome="Failed" /></TestRun>\n',
  },
  {
    id: "tap",
    head: "TAP version 13\n",
    part: (at) =>
      at % 50 === 0
        ? `not ok ${at + 1} - keeps the total for order ${at}\n  ---\n  expected: 200\n  actual: 503\n  stack: |\n    at Test (order.js:${at % 900}:3)\n  ...\n`
        : `ok ${at + 1} - keeps the total for order ${at} & customer ${at % 977} in the usual region # time=0.${at % 90}ms\n`,
    tail: (parts) => `1..${parts}\n`,
  },
  {
    id: "go-test-json",
    head: "",
    part: goTest,
    tail: (parts) =>
      Array.from(
        { length: (Math.max(0, parts - 1) >> 12) + 1 },
        (_, at) => `${json({ Time: time(at), Action: "fail", Package: `example.org/shop/part${at}`, Elapsed: 9 })}\n`,
      ).join(""),
  },
  {
    id: "cucumber-messages",
    head: `${json({ meta: { protocolVersion: "33.0.4", implementation: { name: "cucumber-js", version: "12" } } })}\n${json({ testRunStarted: { timestamp: { seconds: 0, nanos: 0 } } })}\n`,
    part: cucumberCase,
    tail: () => `${json({ testRunFinished: { success: false, timestamp: { seconds: 9, nanos: 0 } } })}\n`,
  },
  {
    id: "jest-json",
    head: '{"numTotalTestSuites":0,"testResults":['.replace('"numTotalTestSuites":0,', ""),
    part: (at) => comma(at) + jestFile(at),
    tail: jestTail,
  },
  {
    id: "cobertura-xml",
    head: '<?xml version="1.0" ?>\n<coverage version="7" timestamp="1760000000000" line-rate="0.66" branch-rate="0.5"><sources><source>src</source></sources><packages><package name="shop" line-rate="0.66">\n<classes>\n',
    part: (at) =>
      `<class name="Order${at}" filename="shop/order${at}.py" line-rate="0.66" branch-rate="0.5" complexity="0"><methods/><lines>\n${Array.from({ length: 40 }, (_, i) => (i % 8 === 0 ? `<line number="${i + 1}" hits="${i % 3}" branch="true" condition-coverage="50% (1/2)"/>\n` : `<line number="${i + 1}" hits="${i % 3}"/>\n`)).join("")}</lines></class>\n`,
    tail: () => "</classes></package></packages></coverage>\n",
  },
  {
    id: "jacoco-xml",
    head: '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="shop"><package name="shop">\n',
    part: (at) =>
      `<class name="shop/Order${at}" sourcefilename="Order${at}.java">${Array.from({ length: 4 }, (_, i) => `<method name="total${i}" desc="(I)V" line="${i * 9}"><counter type="INSTRUCTION" missed="3" covered="17"/><counter type="LINE" missed="1" covered="4"/><counter type="METHOD" missed="0" covered="1"/></method>\n`).join("")}<counter type="LINE" missed="4" covered="16"/></class>\n<sourcefile name="Order${at}.java">${Array.from({ length: 20 }, (_, i) => `<line nr="${i + 1}" mi="${i % 4 === 0 ? 3 : 0}" ci="${i % 4 === 0 ? 0 : 5}" mb="0" cb="2"/>`).join("")}<counter type="LINE" missed="5" covered="15"/></sourcefile>\n`,
    tail: (parts) =>
      `</package><counter type="INSTRUCTION" missed="${parts * 12}" covered="${parts * 68}"/><counter type="BRANCH" missed="0" covered="${parts * 40}"/><counter type="LINE" missed="${parts * 5}" covered="${parts * 15}"/></report>\n`,
  },
  {
    id: "lcov",
    head: "TN:\n",
    part: (at) =>
      `SF:src/part${at % 90}/order${at}.ts\n${Array.from({ length: 4 }, (_, i) => `FN:${i * 9 + 1},total${i}\nFNDA:${i % 2},total${i}\n`).join("")}FNF:4\nFNH:2\n${Array.from({ length: 40 }, (_, i) => `DA:${i + 1},${i % 3}\n`).join("")}LF:40\nLH:26\n${Array.from({ length: 8 }, (_, i) => `BRDA:${i * 5 + 1},0,${i % 2},${i % 2}\n`).join("")}BRF:8\nBRH:4\nend_of_record\n`,
    tail: () => "",
  },
  { id: "istanbul-json", head: "{", part: (at) => comma(at) + istanbulFile(at), tail: () => "}\n" },
  {
    id: "sarif",
    head: `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"CodeQL","semanticVersion":"2.20.0","rules":[${Array.from({ length: 60 }, (_, i) => json({ id: `js/rule-${i}`, name: `rule${i}`, shortDescription: { text: "A rule" }, defaultConfiguration: { level: "error" }, properties: { "security-severity": "7.5" } })).join(",")}]}},"results":[`,
    part: (at) => comma(at) + sarifResult(at),
    tail: () => "]}]}\n",
  },
  {
    id: "semgrep-json",
    head: '{"version":"1.100.0","results":[',
    part: (at) => comma(at) + semgrepResult(at),
    tail: () => '],"errors":[],"paths":{"scanned":["src/a.ts"]}}\n',
  },
  {
    id: "zap-xml",
    head: '<?xml version="1.0"?><OWASPZAPReport programName="ZAP" version="2.17.0" generated="Fri, 20 Nov 2026 10:00:00"><site name="https://shop.example" host="shop.example" port="443" ssl="true"><alerts>\n',
    part: (at) =>
      `<alertitem><pluginid>${10_000 + (at % 300)}</pluginid><alertRef>${10_000 + (at % 300)}-1</alertRef><alert>A header is missing</alert><name>A header is missing (${at})</name><riskcode>${at % 4}</riskcode><confidence>2</confidence><riskdesc>Medium (Medium)</riskdesc><desc>&lt;p&gt;${"The header tells a browser what it may do. ".repeat(8)}&lt;/p&gt;</desc><instances>${Array.from({ length: 5 }, (_, i) => `<instance><uri>https://shop.example/part/${at}/${i}</uri><method>GET</method><param></param><attack></attack><evidence></evidence></instance>`).join("")}</instances><count>5</count><solution>&lt;p&gt;Send it.&lt;/p&gt;</solution><cweid>693</cweid><wascid>15</wascid><sourceid>1</sourceid></alertitem>\n`,
    tail: () => "</alerts></site></OWASPZAPReport>\n",
  },
  {
    id: "trivy-json",
    head: `{"SchemaVersion":2,"CreatedAt":"2026-11-20T10:00:00Z","ArtifactName":"shop:1","ArtifactType":"container_image","Results":[{"Target":"shop:1 (debian 12)","Class":"os-pkgs","Type":"debian","Vulnerabilities":[`,
    part: (at) => comma(at) + trivyVulnerability(at),
    tail: () => "]}]}\n",
  },
  {
    id: "grype-json",
    head: '{"matches":[',
    part: (at) => comma(at) + grypeMatch(at),
    tail: () =>
      '],"source":{"type":"image","target":{"userInput":"shop:1"}},"distro":{"name":"debian"},"descriptor":{"name":"grype","version":"0.100.0","timestamp":"2026-11-20T10:00:00Z","db":{"built":"2026-11-20T01:00:00Z","valid":true}}}\n',
  },
  {
    id: "cyclonedx-json",
    head: '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"timestamp":"2026-11-20T10:00:00Z","component":{"bom-ref":"shop","type":"application","name":"shop"}},"components":[',
    part: (at) => comma(at) + cyclonedxJson(at),
    tail: () => "]}\n",
  },
  {
    id: "cyclonedx-xml",
    head: '<?xml version="1.0" encoding="UTF-8"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><metadata><timestamp>2026-11-20T10:00:00Z</timestamp></metadata><components>\n',
    part: (at) =>
      `<component type="library" bom-ref="c${at}"><group>org.example</group><name>library-${at}</name><version>1.${at % 40}</version><description>Takes one thing apart and puts another together</description><hashes><hash alg="SHA-256">${hex(at, 64)}</hash></hashes><licenses><license><id>MIT</id></license></licenses><purl>pkg:maven/org.example/library-${at}@1.${at % 40}</purl></component>\n`,
    tail: () => "</components></bom>\n",
  },
  {
    id: "spdx-json",
    head: '{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"shop","documentNamespace":"https://example.org/shop","creationInfo":{"created":"2026-11-20T10:00:00Z","creators":["Tool: example-1"]},"packages":[',
    part: (at) => comma(at) + spdxPackage(at),
    tail: () =>
      '],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-Package-0"}]}\n',
  },
  {
    id: "jmeter-csv",
    head: "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n",
    part: (at) =>
      `${1_760_000_000_000 + at * 3},${100 + (at % 400)},${at % 9 === 0 ? '"pay, then ""ship"""' : `request ${at % 40}`},${at % 90 === 0 ? 503 : 200},OK,shoppers 1-${at % 50},text,${at % 90 !== 0},,2326,118,50,50,https://shop.example/${at % 40},${90 + (at % 400)},0,12\n`,
    tail: () => "",
  },
  {
    id: "jmeter-jtl-xml",
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n',
    part: (at) =>
      `<httpSample t="${100 + (at % 400)}" it="0" lt="90" ct="12" ts="${1_760_000_000_000 + at * 3}" s="${at % 90 !== 0}" lb="request ${at % 40}" rc="${at % 90 === 0 ? 503 : 200}" rm="OK" tn="shoppers 1-${at % 50}" dt="text" by="2326" sby="118" ng="50" na="50"/>\n`,
    tail: () => "</testResults>\n",
  },
  {
    id: "axe-json",
    head: '{"testEngine":{"name":"axe-core","version":"4.11.0"},"url":"https://shop.example/","timestamp":"2026-11-20T10:00:00.000Z","inapplicable":[],"incomplete":[],"passes":[{"id":"region","impact":null,"nodes":[{"html":"<main>","target":["main"]}]}],"violations":[',
    part: (at) => comma(at) + axeRule(at, hex(at, 6)),
    tail: () => "]}\n",
  },
]

/** Writes a report of about so many bytes; answers how many parts and bytes it has. */
export function writeReport(
  path: string,
  { head, part, tail }: ReportKind,
  bytes: number,
): { parts: number; bytes: number } {
  const out = openSync(path, "w")
  let written = 0
  let batch = head
  let parts = 0
  const flush = () => {
    const chunk = Buffer.from(batch)
    for (let at = 0; at < chunk.length;) at += writeSync(out, chunk, at)
    written += chunk.length
    batch = ""
  }
  while (written + batch.length < bytes) {
    batch += part(parts++)
    if (batch.length > 1 << 20) flush()
  }
  batch += tail(parts)
  flush()
  closeSync(out)
  return { parts, bytes: written }
}
