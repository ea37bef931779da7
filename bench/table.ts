// Usage: node bench/table.ts FILE… prints the tables of runs that `npm run bench -- --json FILE` wrote.
// With --into DOCUMENT it puts them between that document's two marks instead.
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { markdownTable, type Run } from "./support/table.ts"

const BEGIN = "<!-- measured: begin -->"
const END = "<!-- measured: end -->"

const { values, positionals } = parseArgs({ allowPositionals: true, options: { into: { type: "string" } } })
const tables = positionals.map((file) => {
  const run = JSON.parse(readFileSync(file, "utf8")) as Run
  const machine = Object.entries(run.machine).map(([name, value]) => `${name} ${value}`)
  const kind = run.quick ? " with `--quick` (to see that the scripts work; not figures to believe)" : ""
  return `Measured ${run.at}${kind} on ${machine.join(", ")}.\n\n${markdownTable(run)}`
})
const text = tables.join("\n\n")

if (values.into === undefined) {
  console.log(text)
} else {
  const document = readFileSync(values.into, "utf8")
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error(`${values.into} lacks the marks ${BEGIN} and ${END}`)
  writeFileSync(values.into, `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`)
}
