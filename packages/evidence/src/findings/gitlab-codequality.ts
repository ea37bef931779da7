import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, number, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { Findings, lineOf } from "./findings.ts"
import { pathOf } from "./places.ts"
import { said } from "./present.ts"
import { severityOf, type SeverityWords } from "./severity.ts"

/** Severities of Code Climate's engine specification, which GitLab took over (docs.gitlab.com, Code Quality). */
const SEVERITIES: SeverityWords = new Map([
  ["blocker", "critical"],
  ["critical", "high"],
  ["major", "medium"],
  ["minor", "low"],
  ["info", "info"],
])

/** GitLab's Code Quality report: a list of issues as Code Climate writes them. */
export const GITLAB_CODE_QUALITY: Format = {
  id: "gitlab-codequality-json",
  kind: "findings",
  title: "GitLab code quality report",
  versions: "Code Climate engine specification 0.3, as GitLab reads it",
  recognisedBy: "an array with `fingerprint` and `location`",
  takes: ["every issue, with its fingerprint", "severity, `blocker` as critical and `major` as medium"],
  refuses: ["an empty list is not recognised: it could be anything's"],
  distrusts: ["lists without an issue: measurements alone"],
  commands: [
    "trivy image --format template --template @contrib/gitlab-codequality.tpl",
    "golangci-lint run --output.code-climate.path",
  ],
  recognise: ({ first }) =>
    hasKeys(shapeAt(first, 0), "fingerprint", "location") && hasKeys(shapeAt(first, 0), "description"),
  open(input) {
    const findings = new Findings(input)
    const take = (value: Json, { at, pointer }: JsonPlace): void => {
      if (!isJsonObject(value)) throw new RefusedInput({ kind: "invalid", line: at, what: "an issue is no object" })
      // Engines may measure, too: a measurement is no issue.
      if (text(value, "type") === "measurement") return
      findings.list(at)
      const rule = text(value, "check_name") || "code-quality"
      const native = text(value, "severity")
      const file = pathOf(text(value, "location", "path"))
      const title = text(value, "description")
      const print = text(value, "fingerprint")
      const line =
        number(value, "location", "lines", "begin") ??
        number(value, "location", "positions", "begin", "line") ??
        number(value, "location", "lines")
      findings.add({
        at,
        pointer,
        rule,
        severity: severityOf(SEVERITIES, native, input.warnings),
        native,
        state: "open",
        title,
        file: said(file),
        line: lineOf(line),
        identity: print === "" ? [rule, file, title] : [rule, print],
      })
    }
    return openJson(input, { "*": take }, () => {
      const doubt = new Doubt()
      if (findings.results === 0) doubt.note({ kind: "nothing-measured", what: "issues" })
      return { refusal: null, ...doubt.told, counts: findings.counts() }
    })
  },
}
