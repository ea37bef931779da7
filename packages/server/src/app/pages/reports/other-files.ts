import type { AccessReport, ControlsReport, OverridesReport } from "@promotrail/contract"
import type { ReportFile } from "./file.ts"

type Token = AccessReport["tokens"][number]

/** Who may do what as of a moment, as a file. */
export function accessFile({ log, earlier, asked, says, isComplete, asOf, tokens }: AccessReport): ReportFile<Token> {
  return {
    title: `Access as of ${asOf}`,
    says: [asked, says, "A token without applications may do it for all."],
    logs: [...earlier, log],
    columns: [
      ["token", ({ token }) => token],
      ["name", ({ name }) => name ?? "not known"],
      ["scopes", ({ scopes }) => scopes.join(" ")],
      ["applications", ({ applications }) => (applications.length === 0 ? "all" : applications.join(" "))],
      ["created at", ({ created }) => created.at],
      ["created by", ({ created }) => created.by.name ?? "not known"],
      ["created by id", ({ created }) => created.by.id],
      ["created log", ({ created }) => created.log],
      ["created record", ({ created }) => String(created.record)],
      ["revoked at", ({ revoked }) => revoked?.at ?? ""],
      ["revoked by", ({ revoked }) => (revoked === null ? "" : (revoked.by.name ?? "not known"))],
      ["revoked by id", ({ revoked }) => revoked?.by.id ?? ""],
      ["revoked log", ({ revoked }) => revoked?.log ?? ""],
      ["revoked record", ({ revoked }) => (revoked === null ? "" : String(revoked.record))],
    ],
    items: tokens,
    also: { isComplete, asOf },
  }
}

type Control = ControlsReport["controls"][number]

/** Which controls the records are evidence of, as a file. `server`: the address that its pages are below. */
export function controlsFile(
  { log, earlier, asked, says, isComplete, controls }: ControlsReport,
  server: string,
): ReportFile<Control> {
  const isOnly = earlier.length === 0
  return {
    title: "Controls and their evidence",
    says: [
      asked,
      says,
      "What a control asks is told in our words; whether it is met is for its auditor to say.",
      "Checks are those of policies that decided in the period and name the control.",
    ],
    logs: [...earlier, log],
    columns: [
      ["framework", ({ framework }) => framework ?? "named by policies"],
      ["control", ({ id }) => id],
      ["asks", ({ asks }) => asks],
      ["records of the period", ({ records }) => explainRecords(records, isOnly)],
      ["checks", ({ checks }) => checks.map(explainCheck).join("; ")],
      [
        "listed at",
        ({ records }) => [...new Set(records.flatMap(({ pages }) => pages.map((page) => server + page)))].join(" "),
        "pages",
      ],
      ["not covered", ({ gaps }) => gaps],
    ],
    items: controls,
    also: { isComplete },
  }
}

/** What there is, from where to where, and of what there is none. A log is named only where there are several. */
function explainRecords(records: Control["records"], isOnly: boolean): string {
  const of = (log: string) => (isOnly ? "" : ` of ${log}`)
  const some = records.flatMap(({ kind, count, first, last }) =>
    first === null || last === null
      ? []
      : count === 1
        ? [`${kind}: 1, record ${first.record}${of(first.log)}`]
        : [`${kind}: ${count}, from record ${first.record}${of(first.log)} to ${last.record}${of(last.log)}`],
  )
  const none = records.filter(({ count }) => count === 0).map(({ kind }) => kind)
  return [...some, ...(none.length === 0 ? [] : [`none: ${none.join(", ")}`])].join("; ")
}

const explainCheck = ({ id, outcomes }: Control["checks"][number]): string =>
  `${id}: ${outcomes.map(({ outcome, count }) => `${count} ${outcome}`).join(", ")}`

type Passed = OverridesReport["passed"][number]

/** What was passed without an enforced allow, as a file. */
export function overridesFile({
  log,
  earlier,
  asked,
  says,
  isComplete,
  decisions,
  passed,
}: OverridesReport): ReportFile<Passed> {
  return {
    title: "Overrides, waivers and deployments past a gate",
    says: [
      asked,
      says,
      "This version makes neither overrides nor waivers; what the records hold of them is listed all the same.",
    ],
    logs: [...earlier, log],
    columns: [
      ["log", (each) => each.log],
      ["record", ({ record }) => String(record)],
      ["what", ({ kind }) => kind],
      ["at", ({ at }) => at],
      ["application", ({ application }) => application],
      ["release", ({ release }) => release],
      ["environment", ({ environment }) => environment],
      ["who", ({ who }) => who ?? "not recorded"],
      ["about", ({ what }) => what],
    ],
    items: passed,
    also: { isComplete, decisions },
  }
}
