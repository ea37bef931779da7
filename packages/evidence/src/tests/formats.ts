import type { Head } from "../detect/head.ts"
import type { Format } from "../format.ts"
import { ALLURE_RESULT } from "./allure-result.ts"
import { CTRF_JSON } from "./ctrf-json.ts"
import { CUCUMBER_JSON } from "./cucumber-json.ts"
import { CUCUMBER_MESSAGES } from "./cucumber-messages.ts"
import { DART_JSON } from "./dart-json.ts"
import { GO_TEST_JSON } from "./go-test-json.ts"
import { GTEST_JSON } from "./gtest-json.ts"
import { JEST_JSON } from "./jest-json.ts"
import { MOCHA_JSON } from "./mocha-json.ts"
import { MOCHAWESOME_JSON } from "./mochawesome-json.ts"
import { NUNIT2_XML } from "./nunit2-xml.ts"
import { NUNIT3_XML } from "./nunit3-xml.ts"
import { PLAYWRIGHT_JSON } from "./playwright-json.ts"
import { ROBOT_XML } from "./robot-xml.ts"
import { RSPEC_JSON } from "./rspec-json.ts"
import { TAP } from "./tap.ts"
import { TRX } from "./trx.ts"
import { XUNIT_XML } from "./xunit-v2-xml.ts"

const CONVERT = "Let the tool or a converter write JUnit XML."

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const TEST_FORMATS: readonly Format[] = [
  CTRF_JSON,
  TRX,
  NUNIT3_XML,
  NUNIT2_XML,
  XUNIT_XML,
  ROBOT_XML,
  JEST_JSON,
  PLAYWRIGHT_JSON,
  MOCHAWESOME_JSON,
  MOCHA_JSON,
  GTEST_JSON,
  RSPEC_JSON,
  CUCUMBER_MESSAGES,
  CUCUMBER_JSON,
  DART_JSON,
  GO_TEST_JSON,
  ALLURE_RESULT,
  TAP,
  {
    id: "native-xml-unsupported",
    kind: "tests",
    title: "A native XML report (of Boost.Test, Catch2, CTest, QTest, TestNG, Valgrind, Allure 1 …)",
    recognisedBy: "its root element or namespace, and for some what stands below",
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

/** Roots that belong to one kind of report each: Boost.Test, CppUnit and AUnit, CUnit, Valgrind, QTest … */
const NATIVE_ROOTS: ReadonlySet<string> = new Set(
  `TestLog TestResult TestRun CUNIT_TEST_RUN_REPORT valgrindoutput TestCase Site test-suite testng-results doctest
   Catch Catch2TestRun TestResults ResultsSession unittest-results testExecutions failsafe-summary tusar`.split(/\s+/),
)

/** Check, Open Test Reporting, Gallio: their roots have names that others have, too. */
const NATIVE_NAMESPACES = /check\.sourceforge\.net|opentest4j\.org\/reporting|gallio\.org/

function isNativeXml({ xml, text }: Head): boolean {
  if (xml === null) return false
  if (NATIVE_ROOTS.has(xml.root) || NATIVE_NAMESPACES.test(xml.namespace)) return true
  // What Jenkins keeps of a build's tests, and what MSTest wrote before TRX.
  return (
    (xml.root === "result" && /<suites>/.test(text) && /<(case|cases|caseResults)\b/.test(text)) ||
    (xml.root === "Tests" && /<UnitTestResult\b/.test(text))
  )
}
