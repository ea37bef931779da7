import { resolve } from "node:path"
import type { LedgerEntry } from "@promotrail/contract"
import { connect, type Api } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { moment } from "../moment.ts"
import { plainLine } from "../output/terminal.ts"
import { accessReport, controlsReport, overridesReport, trailReport } from "../reports/others.ts"
import { populationReport } from "../reports/population.ts"
import type { Report } from "../reports/report.ts"
import { reportCsv, reportHtml, reportJsonLines } from "../reports/write.ts"
import { refuseExisting, writeWhole } from "../whole-file.ts"

const REPORTS = ["trail", "population", "access", "controls", "overrides"] as const
const FORMATS = { csv: reportCsv, jsonl: reportJsonLines, html: reportHtml }

/** `promotrail audit export`: a report as a file for spreadsheets, programs or people. */
export const auditExport = command({
  flags: {
    report: { type: "string", value: "WHICH", oneOf: REPORTS, about: "which report; else trail" },
    format: { type: "string", value: "FORMAT", oneOf: ["csv", "jsonl", "html"], about: "as what; else csv" },
    output: { type: "string", value: "FILE", required: true, about: "where it is written" },
    from: { type: "string", value: "INSTANT", about: "of this time on: 2026-11-01 or 2026-11-01T08:00:00Z" },
    to: { type: "string", value: "INSTANT", about: "before this time" },
    "as-of": { type: "string", value: "INSTANT", about: "of access: as it was then; else now" },
    app: { type: "string", value: "NAME", about: "of this application alone" },
    environment: { type: "string", value: "NAME", about: "of the population: changes into this environment alone" },
    sample: {
      type: "string",
      value: "N",
      about: "of the population: draw so many changes, each with a page of its own",
    },
    seed: { type: "string", value: "TEXT", about: "of the sample: whoever has it draws the same; else 1" },
    force: { type: "boolean", about: "replace a file that is there" },
  },
  about: [
    "trail: every entry. population: every change with its deployment, and why none is left out. access: who may do what as of a date. controls: which controls the records are evidence of. overrides: what was passed without a gate.",
    "Cells that a spreadsheet would take for a formula are defused. Reports but the trail need a token that is restricted to no applications.",
  ],
  examples: [
    "promotrail audit export --report population --from 2026-11-01 --sample 25 --seed Q4 --format html --output q4.html",
    "promotrail audit export --report access --as-of 2026-06-30 --output access.csv",
  ],
  async run({ values, settings, terminal }) {
    const file = { name: values.output, path: resolve(settings.folder, values.output), mayReplace: values.force }
    refuseExisting(file)
    const { sample = "0", seed = "1" } = values
    if (!/^(?:0|[1-9][0-9]{0,2}|1000)$/.test(sample)) throw wrongUsage(`--sample is "${sample}"; it must be 0 to 1000.`)
    const period = { from: moment(values.from, "--from"), to: moment(values.to, "--to") }
    const api = connect(settings, terminal)
    const report = await made(values.report ?? "trail", api, {
      period,
      asOf: moment(values["as-of"], "--as-of"),
      application: values.app,
      environment: values.environment,
      sample,
      seed,
    })
    const write = FORMATS[(values.format ?? "csv") as keyof typeof FORMATS]
    const bytes = await writeWhole(file, encoded(write(report)))
    const { out, paint } = terminal
    out(`${paint.good("✓")} ${plainLine(values.output)}  ${report.title}: ${report.rows.length} rows, ${bytes} bytes`)
    for (const sentence of report.says) out(`    ${plainLine(sentence)}`)
    return EXIT.done
  },
})

type Asked = {
  readonly period: { readonly from: string | undefined; readonly to: string | undefined }
  readonly asOf: string | undefined
  readonly application: string | undefined
  readonly environment: string | undefined
  readonly sample: string
  readonly seed: string
}

async function made(which: string, api: Api, asked: Asked): Promise<Report> {
  const { period, asOf, application, environment, sample, seed } = asked
  switch (which) {
    case "population": {
      const query = { ...period, application, environment, sample, seed }
      return populationReport((await api.call("getPopulation", { query })).body, asked)
    }
    case "access":
      return accessReport((await api.call("getAccessReport", { query: { asOf } })).body)
    case "controls":
      return controlsReport((await api.call("getControls", { query: period })).body)
    case "overrides":
      return overridesReport()
    default:
      return trailReport(await entriesOf(api, asked))
  }
}

/** All entries of the period, oldest first. */
async function entriesOf(api: Api, { period: { from, to }, application }: Asked): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = []
  for (let after: string | undefined; ;) {
    const { body } = await api.call("listAudit", { query: { after, application, limit: "500" } })
    found.push(...body.items.filter(({ at }) => (from === undefined || at >= from) && (to === undefined || at < to)))
    if (body.next === null) return found.toReversed()
    after = body.next
  }
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}
