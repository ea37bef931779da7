import type { Format } from "../format.ts"
import { openXml } from "../xml/document.ts"
import { JunitHandler, VOCABULARY } from "./junit-handler.ts"

const ROOTS = new Set(["testsuites", "testsuite", "testcase"])

/** JUnit XML in all its dialects (evidence.md §5). */
export const JUNIT_XML: Format = {
  id: "junit-xml",
  kind: "tests",
  title: "JUnit XML",
  versions:
    "every dialect: Ant, Surefire (flaky and rerun elements), pytest, Jest, Mocha, Playwright, GoogleTest, PHPUnit, node:test …",
  takes: [
    "each testcase with suite, class, name, file, line, status, attempts, duration and message",
    "errors of whole suites",
    "Xray test keys, requirements and tags from properties",
  ],
  commands: ["pytest --junitxml=report.xml", "vitest --reporter=junit", "mvn verify", "gradle test"],
  recognisedBy: "root `testsuites`, `testsuite` or `testcase`, in any namespace",
  refuses: ["reports without a testcase", "documents that declare entities", "broken or cut XML"],
  recognise: ({ xml }) => xml !== null && ROOTS.has(xml.root),
  open(input) {
    const handler = new JunitHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}
