import type { WireDecision } from "@promotrail/contract"

/**
 * A decision as JUnit XML, one case per check, for CI systems that draw such reports. A gate that does not open always
 * has a failing case, also where no check says why.
 */
export function decisionJunit(decision: WireDecision): string {
  const { application, release, edge, verdict, checks, says } = decision
  const name = `promotrail gate ${application} ${release} to ${edge.to}`
  const cases = checks.map(({ id, severity, outcome, says: said }) => {
    const kind = severity !== "block" ? "skipped" : KIND_OF[outcome]
    return testCase(id, outcome === "pass" ? undefined : kind, said)
  })
  const open = verdict === "allow"
  cases.push(testCase("verdict", open ? undefined : verdict === "error" ? "error" : "failure", says))
  const count = (tag: string): number => cases.filter((text) => text.includes(`<${tag} `)).length
  const totals = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="${escaped(name)}" ${totals}>\n${cases.join("\n")}\n</testsuite>\n`
}

const KIND_OF: Readonly<
  Record<WireDecision["checks"][number]["outcome"], "failure" | "error" | "skipped" | undefined>
> = {
  pass: undefined,
  warn: undefined,
  waived: "skipped",
  not_applicable: "skipped",
  fail: "failure",
  unknown: "failure",
  error: "error",
}

function testCase(id: string, kind: "failure" | "error" | "skipped" | undefined, says: string): string {
  const open = `  <testcase classname="promotrail.gate" name="${escaped(id)}"`
  return kind === undefined ? `${open}/>` : `${open}><${kind} message="${escaped(says)}"/></testcase>`
}

function escaped(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD").replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
