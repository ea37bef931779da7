import type { TestCase } from "@promotrail/core"
import { isScript, testOfFile } from "./listed-files.ts"
import { sourcePath } from "./source-path.ts"

/** `[project] src/a.test.ts > describe > test`, as `vitest list` prints; the project is in no report of Vitest's. */
const VITEST = /^(?:\[[^\]]+\] )?(\S[^>]*?\.[cm]?[jt]sx?) > (.+)$/
/** Whether a line is one of `vitest list`; with a project it begins as JSON does. */
export const isVitestLine = (line: string): boolean => VITEST.test(line)

const PYTEST = /^[^\s:][^:[]*\.py::/

/**
 * A line as a test: `suite::class::name`, a pytest node id (`tests/test_a.py::TestB::test_c`), a line of `vitest list`,
 * a script's path, `class::name` or a bare name. What a tool lists becomes what its report calls the same test.
 */
export function testOfLine(line: string): TestCase {
  if (PYTEST.test(line)) return testOfNode(line)
  const [, script, titles] = VITEST.exec(line) ?? []
  if (script !== undefined && titles !== undefined) {
    const file = sourcePath(script)
    return { suite: file, class: "", name: titles, file }
  }
  if (isScript(line)) return testOfFile(line)
  const [first = "", ...rest] = line.split("::")
  const name = rest.pop()
  if (name === undefined) return { suite: "", class: "", name: first }
  if (rest.length === 0) return { suite: "", class: first, name }
  return { suite: first, class: rest.join("::"), name }
}

/** As pytest's JUnit report has it: module and classes as class, parameters with the name, whatever stands in them. */
function testOfNode(node: string): TestCase {
  const bracket = node.indexOf("[")
  const parameters = bracket < 0 ? "" : node.slice(bracket)
  const [file = "", ...steps] = node.slice(0, bracket < 0 ? undefined : bracket).split("::")
  const name = `${steps.pop() ?? ""}${parameters}`
  const module = file.slice(0, -".py".length).replace(/[\\/]/g, ".")
  return { suite: "pytest", class: [module, ...steps].join("."), name, file }
}
