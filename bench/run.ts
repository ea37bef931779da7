// Usage: npm run bench -- [P1 P4 …] [--quick] [--json FILE]
// Measures the promises of docs/performance.md, each beside its limit or its peer in the same run.
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os"
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { BENCHES } from "./benches.ts"
import { verdictOf, type Finding } from "./support/finding.ts"
import { type Bench, type Lab, Missing, withLab } from "./support/lab.ts"
import { findingText, type Outcome, type Run } from "./support/table.ts"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
})
const wanted = positionals.map((name) => name.toLowerCase())
const unknown = wanted.filter((name) => !BENCHES.some(({ id }) => id.toLowerCase() === name))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(", ")}; there are ${BENCHES.map(({ id }) => id).join(", ")}.`)
  process.exit(64)
}
const chosen = BENCHES.filter(({ id }) => wanted.length === 0 || wanted.includes(id.toLowerCase()))

async function outcomeOf({ id, title, measure }: Bench, lab: Lab): Promise<Outcome> {
  console.log(`\n${id} · ${title}`)
  const findings: Finding[] = []
  try {
    for await (const finding of measure(lab)) {
      findings.push(finding)
      console.log(findingText(finding))
    }
    return { promise: id, title, findings, skipped: null }
  } catch (error) {
    const said = error instanceof Missing ? error.message : `it broke: ${String(error)}`
    if (!(error instanceof Missing)) process.exitCode = 1
    console.log(`  skipped: ${said}`)
    return { promise: id, title, findings, skipped: said }
  }
}

const load = () => (loadavg()[0] ?? 0).toFixed(1)
const loadBefore = load()
const outcomes: Outcome[] = []
for (const bench of chosen) {
  outcomes.push(await withLab(values.quick, console.log, (lab) => outcomeOf(bench, lab)))
}

const all = outcomes.flatMap(({ findings }) => findings.map(verdictOf))
const count = (verdict: string) => all.filter((one) => one === verdict).length
const skipped = outcomes.filter((outcome) => outcome.skipped !== null).map(({ promise }) => promise)
console.log(`\n${count("met")} met, ${count("not met")} not met, ${count("no target")} without a target`)
if (skipped.length > 0) console.log(`skipped: ${skipped.join(", ")}`)

if (values.json !== undefined) {
  const run: Run = {
    at: new Date().toISOString(),
    quick: values.quick,
    machine: {
      Node: process.versions.node,
      cores: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
      memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      [process.platform]: release(),
      "load before and after": `${loadBefore} and ${load()}`,
    },
    outcomes,
  }
  writeFileSync(values.json, `${JSON.stringify(run, null, 2)}\n`)
}
