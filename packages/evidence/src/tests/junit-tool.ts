import type { XmlAttributes } from "../xml/attributes.ts"

/** The tool that wrote a report, as far as the report gives it away. */
export type JunitTool = { readonly name: string; readonly version?: string }

const NAMES: ReadonlyMap<string, string> = new Map([
  ["pytest", "pytest"],
  ["jest tests", "jest-junit"],
  ["vitest tests", "Vitest"],
  ["mocha tests", "Mocha"],
  ["cucumber-js", "Cucumber"],
  ["nextest-run", "cargo-nextest"],
])

/** JUnit XML has no field for its writer: only marks that no other tool leaves are taken. */
export function junitToolOf(root: boolean, attributes: XmlAttributes): JunitTool | undefined {
  const schema = attributes.get("xsi:noNamespaceSchemaLocation") ?? ""
  if (schema.includes("surefire-test-report")) return { name: "Maven Surefire" }
  const name = (attributes.get("name") ?? "").toLowerCase()
  const known = NAMES.get(name)
  if (known !== undefined) return { name: known }
  return root && attributes.get("name") === "AllTests" ? { name: "GoogleTest" } : undefined
}
