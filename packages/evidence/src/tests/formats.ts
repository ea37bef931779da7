import { hasKeys, isList, isObject, type JsonShape, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Head } from "../detect/head.ts"
import type { Format } from "../format.ts"
import { CUCUMBER_MESSAGES } from "./cucumber-messages.ts"
import { DART_JSON } from "./dart-json.ts"
import { GO_TEST_JSON } from "./go-test-json.ts"
import { NUNIT2_XML } from "./nunit2-xml.ts"
import { NUNIT3_XML } from "./nunit3-xml.ts"
import { ROBOT_XML } from "./robot-xml.ts"
import { TAP } from "./tap.ts"
import { TRX } from "./trx.ts"
import { XUNIT_XML } from "./xunit-v2-xml.ts"

const CONVERT = "Let the tool or a converter write JUnit XML."
/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const TEST_FORMATS: readonly Format[] = [
  {
    id: "ctrf-json",
    kind: "tests",
    title: "CTRF JSON",
    recognisedBy: "`results.summary` and `results.tests`, or `reportFormat` CTRF",
    refuses: [],
    recognise: ({ first }) =>
      textAt(first, "reportFormat") === "CTRF" ||
      (isObject(shapeAt(first, "results", "summary")) && isList(shapeAt(first, "results", "tests"))) ||
      hasKeys(shapeAt(first, "results"), "tool", "summary"),
  },
  TRX,
  NUNIT3_XML,
  NUNIT2_XML,
  XUNIT_XML,
  ROBOT_XML,
  {
    id: "jest-json",
    kind: "tests",
    title: "Jest or Vitest JSON",
    recognisedBy: "`numTotalTests` and `testResults`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "numTotalTests"),
  },
  {
    id: "playwright-json",
    kind: "tests",
    title: "Playwright JSON",
    recognisedBy: "`config` and `suites`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "config", "suites") || hasKeys(shapeAt(first, "config"), "rootDir", "projects"),
  },
  {
    id: "mocha-json",
    kind: "tests",
    title: "Mocha JSON",
    recognisedBy: "`stats.suites`, `stats.passes`",
    refuses: [],
    recognise: ({ first }) => hasKeys(shapeAt(first, "stats"), "suites", "passes"),
  },
  {
    id: "gtest-json",
    kind: "tests",
    title: "GoogleTest JSON",
    recognisedBy: "`testsuites` with `tests`, `failures`, `disabled`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "tests", "failures", "disabled", "testsuites"),
  },
  {
    id: "rspec-json",
    kind: "tests",
    title: "RSpec JSON",
    recognisedBy: "`examples` and `summary`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "examples", "summary") || (hasKeys(first, "examples") && hasKeys(first, "version")),
  },
  CUCUMBER_MESSAGES,
  {
    id: "cucumber-json",
    kind: "tests",
    title: "Cucumber JSON",
    recognisedBy: "an array of features with `elements` and `uri`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(shapeAt(first, 0), "elements") &&
      (hasKeys(shapeAt(first, 0), "uri") || hasKeys(shapeAt(first, 0), "keyword")),
  },
  DART_JSON,
  GO_TEST_JSON,
  {
    id: "allure-result-json",
    kind: "tests",
    title: "Allure result",
    recognisedBy: "`uuid`, `historyId`, `steps` or `attachments` beside `name`, `status` or `start`",
    refuses: [],
    recognise: ({ first }) => isAllure(first),
  },
  TAP,
  {
    id: "native-xml-unsupported",
    kind: "tests",
    title: "A native XML report (Boost.Test, Check, CppUnit, CUnit, CTest, QTest, Valgrind, Allure 1)",
    recognisedBy: "its root element",
    refuses: ["every version: such reports are to be converted"],
    advice: CONVERT,
    recognise: isNativeXml,
  },
  {
    id: "testlink-xml",
    kind: "tests",
    title: "A TestLink test specification",
    recognisedBy: "testcases with an `internalid`",
    refuses: ["every version: it says what is to be tested, not what was"],
    advice: "It lists tests without results; export the execution results as JUnit XML.",
    recognise: ({ xml, text }) =>
      (xml?.root === "testsuite" || xml?.root === "testcases") && /<testcase\s[^>]*internalid\s*=/.test(text),
  },
  {
    id: "native-text-unsupported",
    kind: "tests",
    title: "TeamCity service messages",
    recognisedBy: "lines that begin with `##teamcity[`",
    refuses: ["every version: such reports are to be converted"],
    advice: CONVERT,
    recognise: ({ lines }) => lines.some((line) => /^\s*##teamcity\[test/.test(line)),
  },
]

function isAllure(shape: JsonShape | undefined): boolean {
  const marked = ["uuid", "historyId", "steps", "attachments"].some((key) => hasKeys(shape, key))
  const told = ["status", "start", "children", "testCaseId"].some((key) => hasKeys(shape, key))
  return marked && told && (hasKeys(shape, "name") || hasKeys(shape, "historyId") || hasKeys(shape, "children"))
}

const NATIVE_ROOTS = new Set([
  "TestLog",
  "TestResult",
  "CUNIT_TEST_RUN_REPORT",
  "valgrindoutput",
  "TestCase",
  "TestRun",
  "Site",
  "test-suite",
])

function isNativeXml({ xml }: Head): boolean {
  if (xml === null) return false
  return NATIVE_ROOTS.has(xml.root) || xml.namespace.includes("check.sourceforge.net")
}
