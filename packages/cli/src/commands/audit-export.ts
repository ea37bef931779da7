import type { IncomingHttpHeaders } from "node:http"
import { resolve } from "node:path"
import { connect } from "../api.ts"
import { command, type Values } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { moment } from "../moment.ts"
import { plainLine } from "../output/terminal.ts"
import { refuseExisting, writeWhole } from "../whole-file.ts"
import { download } from "../wire/download.ts"

/** The server may read for a while before it says more. */
const PATIENCE_MS = 600_000
const REPORTS = ["trail", "population", "access", "controls", "overrides"] as const
type Report = (typeof REPORTS)[number]
const MEDIA_TYPES = { csv: "text/csv", jsonl: "application/jsonl", html: "text/html" } as const
type Format = keyof typeof MEDIA_TYPES
const FORMATS = Object.keys(MEDIA_TYPES) as Format[]
const NAMES: Readonly<Record<Report, string>> = {
  trail: "Audit trail",
  population: "Change population",
  access: "Access",
  controls: "Controls and their evidence",
  overrides: "Overrides, waivers and deployments past a gate",
}

const flags = {
  report: { type: "string", value: "WHICH", oneOf: REPORTS, about: "which report; else trail" },
  format: { type: "string", value: "FORMAT", oneOf: FORMATS, about: "as what; else csv" },
  csv: { type: "boolean", about: "the same as --format csv" },
  jsonl: { type: "boolean", about: "the same as --format jsonl" },
  html: { type: "boolean", about: "the same as --format html" },
  output: { type: "string", value: "FILE", required: true, about: "where it is written; - is standard output" },
  from: { type: "string", value: "INSTANT", about: "of this time on: 2026-11-01 or 2026-11-01T08:00:00Z" },
  to: { type: "string", value: "INSTANT", about: "before this time" },
  proofs: {
    type: "boolean",
    about: "of the trail as JSON lines: with the signed records of each entry, as Sigstore bundles",
  },
  "as-of": { type: "string", value: "INSTANT", about: "of access: as it was then; else now" },
  app: { type: "string", value: "NAME", about: "of trail and population: of this application alone" },
  environment: { type: "string", value: "NAME", about: "of the population: changes into this environment alone" },
  all: {
    type: "boolean",
    about: "of the population: changes into every environment; else into those of the tier production",
  },
  sample: {
    type: "string",
    value: "N",
    about: "of the population: draw so many changes, each with a page of its own in HTML",
  },
  seed: { type: "string", value: "TEXT", about: "of the sample: whoever has it draws the same; else 1" },
  force: { type: "boolean", about: "replace a file that is there" },
} as const

/** Which flags belong to which report, besides those that belong to all. */
const OF: Readonly<Record<Report, readonly (keyof typeof flags)[]>> = {
  trail: ["from", "to", "app", "proofs"],
  population: ["from", "to", "app", "environment", "all", "sample", "seed"],
  access: ["as-of"],
  controls: ["from", "to"],
  overrides: ["from", "to"],
}
const PARTICULAR = [...new Set(Object.values(OF).flat())]

/** `promotrail audit export`: a report as a file for spreadsheets, programs or people. */
export const auditExport = command({
  flags,
  about: [
    "trail: every entry, and the record it stands in. population: every change with its deployment, and why none is left out. access: who may do what as of a date. controls: which controls the records are evidence of. overrides: what was passed without an enforced allow.",
    "Cells that a spreadsheet would take for a formula are defused. Reports but the trail need a token that is restricted to no applications.",
  ],
  examples: [
    "promotrail audit export --report population --from 2026-11-01 --sample 25 --seed Q4 --html --output q4.html",
    "promotrail audit export --report access --as-of 2026-06-30 --output access.csv",
    "promotrail audit export --jsonl --proofs --output - | gzip > trail.jsonl.gz",
  ],
  async run({ values, settings, terminal }) {
    const which = (values.report ?? "trail") as Report
    const format = formatOf(values)
    const isPiped = values.output === "-"
    const file = { name: values.output, path: resolve(settings.folder, values.output), mayReplace: values.force }
    if (!isPiped) refuseExisting(file)
    const path = pathOf(which, format, values)
    // It says when a token would go unencrypted.
    connect(settings, terminal)
    let told: IncomingHttpHeaders = {}
    const pieces = download(settings.url(), {
      path,
      token: settings.token(),
      mediaType: MEDIA_TYPES[format],
      patienceMs: PATIENCE_MS,
      onHeaders: (headers) => void (told = headers),
    })
    if (isPiped) {
      for await (const piece of pieces) if (!(await terminal.write(piece))) break
      return EXIT.done
    }
    const bytes = await writeWhole(file, pieces)
    const { out, paint } = terminal
    const mark = told["x-promotrail-complete"] === "false" ? paint.doubtful("!") : paint.good("✓")
    out(`${mark} ${plainLine(values.output)}  ${NAMES[which]}, ${bytes} bytes`)
    const says = saidIn(told)
    if (says !== undefined) out(`    ${plainLine(says)}`)
    return EXIT.done
  },
})

/** Where the report is, and with what: a flag that would change nothing is a mistake. */
function pathOf(which: Report, format: Format, values: Values<typeof flags>): string {
  const given = PARTICULAR.filter((name) => values[name] !== undefined && values[name] !== false)
  const strange = given.find((name) => !OF[which].includes(name))
  if (strange !== undefined) throw wrongUsage(`--${strange} does not belong to the report ${which}.`)
  if (values.proofs && format === "html") throw wrongUsage("--proofs goes with --jsonl; HTML and CSV name the records.")
  if (values.all && values.environment !== undefined) throw wrongUsage("Give --all or --environment, not both.")
  const { sample } = values
  if (sample !== undefined && !/^(?:0|[1-9][0-9]{0,2}|1000)$/.test(sample))
    throw wrongUsage(`--sample is "${sample}"; it must be 0 to 1000.`)
  const query = {
    format,
    from: moment(values.from, "--from"),
    to: moment(values.to, "--to"),
    asOf: moment(values["as-of"], "--as-of"),
    application: values.app,
    environment: values.environment,
    tier: values.all ? "all" : undefined,
    sample,
    seed: values.seed,
    // A table names the record of each entry anyway.
    proofs: which === "trail" && (values.proofs || format === "csv") ? "true" : undefined,
  }
  const text = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return `/v1/audit${which === "trail" ? "" : `/${which}`}/export?${text.join("&")}`
}

/** The format that is asked for, in whichever spelling; two of them must agree. */
function formatOf(values: Values<typeof flags>): Format {
  const short = FORMATS.filter((name) => values[name])
  const asked = new Set([...short, ...(values.format === undefined ? [] : [values.format as Format])])
  if (asked.size > 1) throw wrongUsage(`A file has one format; ${[...asked].join(" and ")} were asked for.`)
  return [...asked][0] ?? "csv"
}

/** What a report says of itself; a header that was bent on the way says nothing. */
function saidIn(headers: IncomingHttpHeaders): string | undefined {
  const said = headers["x-promotrail-says"]
  try {
    return typeof said === "string" ? decodeURIComponent(said) : undefined
  } catch {
    return undefined
  }
}
