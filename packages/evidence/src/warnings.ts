import type { Warning } from "./report.ts"

/** Every warning a reader can give, with the sentence for `count` occurrences and one example. */
export const WARNINGS = {
  "control-characters": (n: number) =>
    `${n} character(s) that XML forbids were replaced with U+FFFD; the counts are unchanged.`,
  "duplicate-identity": (n: number, example: string) =>
    `${n} test(s) share suite, class and name with an earlier one and are numbered #2, #3 …, for example ${example}.`,
  "retries-merged": (n: number, example: string) =>
    `${n} repeated result(s) were merged as attempts of one test, for example ${example}.`,
  "header-disagrees": (n: number, example: string) =>
    `${n} header(s) disagree with the tests listed below them: ${example}. The tests were counted.`,
  "suite-error": (n: number, example: string) =>
    `${n} suite(s) report an error of their own, so tests may be missing: ${example}.`,
  "unknown-status": (n: number, example: string) =>
    `${n} test(s) have a status word that is not known (${example}) and count as errored.`,
  "rerun-without-outcome": (n: number, example: string) =>
    `${n} test(s) record failed reruns but no failure and count as passed, for example ${example}.`,
  "missing-name": (n: number) => `${n} test(s) have no name.`,
  "files-listed": (n: number, example: string) =>
    `${n} line(s) name files, not the tests in them, for example ${example}: each counts as one test.`,
  "text-cut": (n: number) => `${n} test(s) had more text than is kept; the raw file has all of it.`,
  "external-doctype": () => "The document names an external document type; it was not fetched.",
  "negative-number": (n: number, example: string) => `${n} negative number(s) were read as 0, for example ${example}.`,
  "unreadable-number": (n: number, example: string) =>
    `${n} number(s) could not be read and were left out, for example ${example}.`,
  "unreadable-time": (n: number, example: string) =>
    `${n} timestamp(s) could not be read and were left out, for example ${example}.`,
  "time-without-zone": (n: number, example: string) =>
    `${n} timestamp(s) name no time zone and were taken as UTC, for example ${example}.`,
  "not-a-number": (n: number) => `${n} number(s) were NaN or Infinity, which JSON does not have, and were left out.`,
  "summary-disagrees": (n: number, example: string) =>
    `${n} summary figure(s) disagree with what is listed: ${example}. What is listed was counted.`,
  "summary-counted": (n: number, example: string) =>
    `${n} total(s) of the report disagree with what it lists: ${example}. The report's own totals are shown, a gate takes the worse.`,
  "odd-line-number": (n: number, example: string) =>
    `${n} line number(s) are no numbers, for example ${example}; each counts as a line of its own.`,
  "unknown-mutant-status": (n: number, example: string) =>
    `${n} mutant(s) have a status that is not known (${example}) and count as not killed.`,
  "unknown-severity": (n: number, example: string) =>
    `${n} item(s) have a severity that is not known (${example}) and count as unknown.`,
  "unknown-field-version": (_n: number, example: string) =>
    `The file says it is version ${example}, newer than the versions this reader knows; what it knows was read.`,
  "tool-errors": (n: number, example: string) =>
    `The tool reports ${n} error(s) of its own, so the result may be incomplete: ${example}.`,
  "list-cut": (n: number, example: string) =>
    `${n} list(s) are shorter than the number the file states: ${example}. The stated number was taken.`,
  "broken-purl": (n: number, example: string) =>
    `${n} package URL(s) are none and were left out, for example ${example}.`,
  "totals-disagree": (n: number, example: string) =>
    `${n} total(s) disagree with what they are made of: ${example}. The worse of the two was taken.`,
  "labels-left-out": (n: number, example: string) =>
    `${n} request(s) have labels beyond the first 10000, for example ${example}; they count in the whole run only.`,
  "load-not-applied": (n: number) =>
    `${n} iteration(s) were dropped: the load that was asked for was not applied, so the times look better than they are.`,
  "threshold-without-data": (n: number, example: string) =>
    `${n} threshold(s) are about something that never happened, and were not counted as passed: ${example}.`,
  redirected: (n: number, example: string) =>
    `${n} page(s) led elsewhere, for example ${example}: was the page measured that was meant?`,
  "runs-failed": (n: number, example: string) =>
    `${n} run(s) of a page failed and were left out; others of the same page did not: ${example}.`,
  "unknown-vex-status": (n: number, example: string) =>
    `${n} statement(s) have a status that is not known (${example}) and count as affected.`,
  "old-database": (_n: number, example: string) =>
    `The scanner's database was older than five days when it scanned (${example}): newer vulnerabilities are not in it.`,
  unsigned: (n: number, example: string) =>
    `${n} attestation(s) have no signature, for example one of ${example}: anybody could have written them.`,
  "entries-passed-over": (n: number, example: string) =>
    `${n} entries of the archive are no reports and were passed over, for example ${example}.`,
  "entries-without-tests": (n: number, example: string) =>
    `${n} report(s) in the archive list no tests, while others do: ${example}. Should there be some?`,
  "several-formats": (n: number, example: string) =>
    `The archive holds reports in ${n} formats, which were added up: ${example}. Do they report the same run twice?`,
  "vulnerabilities-beside-components": (n: number) =>
    `${n} vulnerabilities stand beside the components and are not judged: a bill of materials is evidence of what there is. Upload a scan for them.`,
  "looks-like-vulnerabilities": (n: number, example: string) =>
    `${n} failed test(s) are named after a CVE (${example}): a vulnerability scan in JUnit clothes? Give it a category of its own.`,
} as const satisfies Readonly<Record<string, (count: number, example: string) => string>>

export type WarningCode = keyof typeof WARNINGS

const EXAMPLE_LENGTH = 120

/** Collects warnings while a file is read: one per code, with a count and the first example. */
export class Tally {
  private readonly seen = new Map<WarningCode, { count: number; example: string }>()

  add(code: WarningCode, example = "", count = 1): void {
    if (count === 0) return
    const known = this.seen.get(code)
    if (known === undefined) this.seen.set(code, { count, example: shorten(example) })
    else known.count += count
  }

  list(): Warning[] {
    return [...this.seen].map(([code, { count, example }]) => ({ code, count, text: WARNINGS[code](count, example) }))
  }
}

/** A foreign text in quotes, short and on one line, so that it cannot pose as part of our sentence. */
export function shorten(text: string): string {
  if (text === "") return ""
  const cut = text.length > EXAMPLE_LENGTH ? `${text.slice(0, EXAMPLE_LENGTH)}…` : text
  return JSON.stringify(cut)
}
