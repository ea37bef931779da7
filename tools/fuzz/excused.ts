import type { Nature } from "./mutations.ts"

/** Where a format has nothing to tell a loss by: neither an end, nor a total, nor a second place that says the same. */
type Excuse = {
  readonly formats: readonly string[] | "all"
  readonly nature: Nature
  /** Which changes of this nature, by their description; all of them when absent. */
  readonly how?: RegExp
  readonly reason: string
}

const EXCUSES: readonly Excuse[] = [
  {
    formats: "all",
    nature: "flip",
    how: /^flip of <$/,
    reason: "an empty element whose bracket is gone is text, and text between elements means nothing in XML reports",
  },
  {
    formats: ["trx"],
    nature: "flip",
    how: /ResultSummary/,
    reason: "the outcome of the run is optional",
  },
  {
    formats: ["trx"],
    nature: "delete",
    how: /ResultSummary/,
    reason: "the outcome of the run is optional",
  },
  {
    formats: ["go-test-json"],
    nature: "flip",
    how: /member (Test|Package)/,
    reason: "a test of another name is another test; one with subtests is not counted itself",
  },
  {
    formats: ["stryker-json", "trivy-json"],
    nature: "flip",
    how: /at member/,
    reason: "members of other names are passed over: newer versions add some, and lists that are empty are left out",
  },
  {
    formats: ["axe-json"],
    nature: "delete",
    how: /member nodes/,
    reason: "a violation counts, however many places it lists",
  },
  {
    formats: ["lcov"],
    nature: "flip",
    reason: "keys of later versions are passed over, and LF, LH, BRF and BRH are optional",
  },
  {
    formats: ["cobertura-xml"],
    nature: "delete",
    how: /condition-coverage/,
    reason: "branches of lines and of the header are rarely the same, so that the header is no check",
  },
  {
    formats: ["junit-xml"],
    nature: "delete",
    how: /attribute testcase\/@(status|result|disabled)/,
    reason: "some tools say it by an attribute alone, and totals are optional",
  },
  {
    formats: ["sarif"],
    nature: "flip",
    how: /at member invocations/,
    reason: "invocations are optional",
  },
  {
    formats: ["sarif"],
    nature: "delete",
    how: /member (invocations|executionSuccessful)/,
    reason: "invocations are optional",
  },
  {
    formats: ["junit-xml"],
    nature: "flip",
    how: /(element (failure|error|skipped|testcase)|attribute testcase\/@(status|result))$/,
    reason: "elements and attributes of other names are extensions, and totals are optional",
  },
  {
    formats: ["cobertura-xml", "opencover-xml", "sonar-generic-coverage"],
    nature: "flip",
    how: /element|attribute/,
    reason: "elements of other names are passed over; files of two names are two files; totals are optional",
  },
  {
    formats: ["tap"],
    nature: "flip",
    reason: "a stream may hold lines that are no TAP; one test too many that is one of them leaves the plan met",
  },
  {
    formats: ["tap"],
    nature: "delete",
    how: /line ok/,
    reason: "one test too many, taken out, leaves the plan met",
  },
  {
    formats: [
      "checkstyle-xml",
      "eslint-json",
      "pmd-xml",
      "spotbugs-xml",
      "axe-json",
      "zap-json",
      "zap-xml",
      "pa11y-json",
      "robot-xml",
      "nunit2-xml",
      "nunit3-xml",
      "xunit-v2-xml",
    ],
    nature: "delete",
    how: /^delete (line|item|element)/,
    reason: "a list without a number of its parts, or with one that is optional",
  },
  {
    formats: ["npm-audit-json", "stryker-json"],
    nature: "delete",
    how: /member|line|item via/,
    reason: "an object whose members are what is listed; the totals beside them count something else",
  },
  {
    formats: ["gitlab-security-json"],
    nature: "flip",
    how: /member type/,
    reason: "a scan of an unknown type lists findings, not vulnerabilities",
  },
  {
    formats: ["gitlab-security-json"],
    nature: "delete",
    how: /member (status|scan|type)/,
    reason: "older schemas have no scan; without its type what is listed are findings, not vulnerabilities",
  },
  {
    formats: ["go-cover", "lcov", "sonar-generic-coverage", "simplecov-resultset", "istanbul-json"],
    nature: "delete",
    how: /^delete (line|item|element|member|attribute)/,
    reason: "lists what is to be covered, and no total: what is not listed was not to be covered",
  },
  {
    formats: ["clover-xml", "opencover-xml", "stryker-json", "pit-xml"],
    nature: "delete",
    how: /<line|element (line|SequencePoint|BranchPoint|mutation)|item mutants|line|member|element file/,
    reason: "totals stand beside the list, but not of these, or not in every file of the format",
  },
  {
    formats: [
      "trivy-json",
      "semgrep-json",
      "sarif",
      "checkov-json",
      "grype-json",
      "gitlab-codequality-json",
      "nuclei-json",
    ],
    nature: "delete",
    how: /^delete (item|line)/,
    reason: "a list of findings without a number of them",
  },
  {
    formats: ["trivy-json"],
    nature: "delete",
    how: /member (Vulnerabilities|Secrets|Misconfigurations|Licenses|Results)/,
    reason: "the tool leaves out lists that are empty",
  },
  {
    formats: ["spdx-json", "spdx-tag-value"],
    nature: "flip",
    how: /license/i,
    reason: "NOASSERTION with a wrong letter is the name of a licence",
  },
  {
    formats: ["dart-json"],
    nature: "flip",
    how: /hidden|type|name/,
    reason: "that a test is the loader's own stands nowhere else",
  },
  {
    formats: ["dart-json"],
    nature: "delete",
    how: /member hidden|line/,
    reason: "that a test is the loader's own stands nowhere else",
  },
  {
    formats: ["wrk-text"],
    nature: "delete",
    how: /N(on)?|Socket/,
    reason: "the lines stand there only when requests failed",
  },
  {
    formats: [
      "junit-xml",
      "trx",
      "cucumber-json",
      "mochawesome-json",
      "gtest-json",
      "cobertura-xml",
      "cucumber-messages",
    ],
    nature: "delete",
    how: /^delete (line|item|element)/,
    reason: "totals are optional, or do not say it of this part",
  },
  {
    formats: ["clover-xml"],
    nature: "delete",
    how: /line\/@(count|type)/,
    reason: "tools leave out counts of conditions, and types of lines",
  },
  {
    formats: ["clover-xml"],
    nature: "flip",
    how: /element line|attribute line/,
    reason: "totals are of statements, not of lines",
  },
  {
    formats: ["go-cover", "lcov", "jmeter-csv"],
    nature: "cut",
    reason: "a number at the end of the last line that lost its last digits is a number",
  },
  {
    formats: ["tap"],
    nature: "cut",
    reason: "a plan that was exceeded, cut where it is met",
  },
  {
    formats: ["cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value"],
    nature: "delete",
    reason: "what broke the rules of the format is gone itself",
  },
  {
    formats: ["cyclonedx-json", "cyclonedx-xml", "spdx-json"],
    nature: "flip",
    how: / at /,
    reason: "members with other names are passed over: newer versions add some",
  },
  {
    formats: ["k6-summary-json"],
    nature: "flip",
    how: /http_req_failed/,
    reason: "older versions do not measure it",
  },
  {
    formats: ["k6-summary-json"],
    nature: "delete",
    how: /http_req_failed|line/,
    reason: "older versions do not measure it",
  },
  {
    formats: ["gitlab-security-json"],
    nature: "delete",
    how: /item vulnerabilities|line/,
    reason: "a list of findings without a number of them",
  },
  {
    formats: ["iago-log", "jmeter-csv", "jmeter-jtl-xml"],
    nature: "delete",
    reason: "a list of samples or intervals without a number of them",
  },
  {
    formats: ["go-cover", "lcov", "jmeter-csv", "iago-log", "nuclei-json", "go-test-json", "tap", "npm-audit-json"],
    nature: "cut",
    how: /after a line/,
    reason: "lines without an end mark: a file that ends after one of them is a whole file",
  },
]

/** Why a loss in this format cannot be seen; undefined where it can, and must be. */
export function excuseFor(format: string, nature: Nature, how: string): string | undefined {
  return EXCUSES.find(
    (excuse) =>
      excuse.nature === nature &&
      (excuse.formats === "all" || excuse.formats.includes(format)) &&
      (excuse.how === undefined || excuse.how.test(how)),
  )?.reason
}
