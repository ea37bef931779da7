import { hasKeys, isList, isObject, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import type { Head } from "../detect/head.ts"
import type { Format } from "../format.ts"
import { ISTANBUL_SUMMARY } from "./istanbul-summary.ts"

const isCoverage = ({ xml }: Head) => xml?.root === "coverage"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const COVERAGE_FORMATS: readonly Format[] = [
  {
    id: "clover-xml",
    kind: "code-coverage",
    title: "Clover XML",
    recognisedBy: "root `coverage` with `project` or a `clover` version",
    refuses: [],
    recognise: (head) => isCoverage(head) && (head.xml!.children.has("project") || head.xml!.attributes.has("clover")),
  },
  {
    id: "sonar-generic-coverage",
    kind: "code-coverage",
    title: "Sonar generic coverage",
    recognisedBy: 'root `coverage version="1"` with `file`',
    refuses: [],
    recognise: (head) =>
      isCoverage(head) &&
      head.xml!.attributes.get("version") === "1" &&
      !head.xml!.children.has("packages") &&
      !head.xml!.attributes.has("line-rate"),
  },
  {
    id: "cobertura-xml",
    kind: "code-coverage",
    title: "Cobertura XML",
    recognisedBy: "root `coverage` with `packages`, `sources` or `line-rate`",
    refuses: [],
    recognise: isCoverage,
  },
  {
    id: "jacoco-xml",
    kind: "code-coverage",
    title: "JaCoCo XML",
    recognisedBy: "root `report` with `counter`, `package`, `group` or `sessioninfo`",
    refuses: [],
    recognise: ({ xml, text }) =>
      xml?.root === "report" &&
      (["counter", "package", "group", "sessioninfo"].some((name) => xml.children.has(name)) || /JACOCO/.test(text)),
  },
  {
    id: "opencover-xml",
    kind: "code-coverage",
    title: "OpenCover XML",
    recognisedBy: "root `CoverageSession`",
    refuses: [],
    recognise: ({ xml }) => xml?.root === "CoverageSession",
  },
  {
    id: "pit-xml",
    kind: "code-coverage",
    title: "PIT mutations",
    recognisedBy: "root `mutations`",
    refuses: [],
    recognise: ({ xml }) => xml?.root === "mutations",
  },
  {
    id: "stryker-json",
    kind: "code-coverage",
    title: "Stryker mutation report",
    recognisedBy: "`schemaVersion` with `files` of `mutants`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "schemaVersion") && (hasKeys(first, "files") || hasKeys(first, "thresholds")),
  },
  {
    id: "coveragepy-json",
    kind: "code-coverage",
    title: "coverage.py JSON",
    recognisedBy: "`meta.version` with `files`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "meta", "files") && hasKeys(shapeAt(first, "meta"), "version"),
  },
  ISTANBUL_SUMMARY,
  {
    id: "simplecov-resultset",
    kind: "code-coverage",
    title: "SimpleCov result set",
    recognisedBy: "commands, each with `coverage` and `timestamp`",
    refuses: [],
    recognise: ({ first }) => isObject(first) && first.size > 0 && isSimpleCov([...first.values()][0]),
  },
  {
    id: "lcov",
    kind: "code-coverage",
    title: "LCOV",
    recognisedBy: "lines `SF:` and `DA:`",
    refuses: [],
    recognise: ({ lines }) =>
      lines.some((line) => line.startsWith("SF:")) &&
      lines.some((line) => /^(DA|FN|FNDA|LF|BRDA|end_of_record)\b/.test(line)),
  },
  {
    id: "go-cover",
    kind: "code-coverage",
    title: "Go coverage profile",
    recognisedBy: "a first line `mode: set`, `count` or `atomic`",
    refuses: [],
    recognise: ({ lines }) => /^mode: (set|count|atomic)\s*$/.test(lines[0] ?? ""),
  },
]

function isSimpleCov(command: JsonShape | undefined): boolean {
  const coverage = shapeAt(command, "coverage")
  if (!isObject(coverage)) return false
  if (hasKeys(command, "timestamp")) return true
  return [...coverage.values()].every((file) => isList(file) || hasKeys(file, "lines"))
}
