import { CATEGORY_OF_KIND, type ReportKind } from "../catalog/evidence-kind.ts"
import { MEASURE_METRICS, type MeasureMetric } from "../catalog/items.ts"
import { harmless } from "../kernel/harmless.ts"
import { renderBasisPoints, renderPercent } from "../kernel/ratio.ts"
import type { NamedComponent, NamedFinding, NamedVulnerability, ViolationGroup } from "../reports/state.ts"
import type { Check, LicenceFound, Measurement, Reason } from "./outcome.ts"
import { plural, renderAmount, renderMeasure } from "./words.ts"

type ReportReason = Extract<
  Reason,
  {
    code:
      | "evidence.insufficient"
      | "findings.over_limit"
      | "vulnerabilities.over_limit"
      | "accessibility.over_limit"
      | "licences.denied"
      | "licences.unknown"
      | "performance.over_budget"
      | "performance.threshold_crossed"
      | "code_coverage.below_minimum"
      | "code_coverage.regressed"
  }
>

const CODES: { readonly [Code in ReportReason["code"]]: true } = {
  "evidence.insufficient": true,
  "findings.over_limit": true,
  "vulnerabilities.over_limit": true,
  "accessibility.over_limit": true,
  "licences.denied": true,
  "licences.unknown": true,
  "performance.over_budget": true,
  "performance.threshold_crossed": true,
  "code_coverage.below_minimum": true,
  "code_coverage.regressed": true,
}

/** Whether a reason is about what a report says. */
export function isReportReason(reason: Reason): reason is ReportReason {
  return Object.hasOwn(CODES, reason.code)
}

/** Kinds of reports as people call them. */
const NAME_OF_KIND: Readonly<Record<ReportKind, string>> = {
  "code-coverage": "code coverage",
  findings: "findings",
  vulnerabilities: "vulnerability",
  sbom: "SBOM",
  performance: "performance",
  accessibility: "accessibility",
  provenance: "provenance",
  vex: "VEX",
}

/** `SBOM`, `static findings`, `performance (checkout)`: kind and category, each said where it says something. */
export function nameOfReport(kind: ReportKind, category: string | null): string {
  if (kind === "findings") return `${category ?? "any"} findings`
  return category === null || category === CATEGORY_OF_KIND[kind]
    ? NAME_OF_KIND[kind]
    : `${NAME_OF_KIND[kind]} (${category})`
}

const TITLE_OF_CHECK: Readonly<Record<string, string>> = {
  "code-coverage": "code coverage",
  "code-coverage.regression": "code coverage against what runs in the target",
}

/** What a check over reports is called. */
export function titleOfReport({ id, kind, category, report }: Check): string {
  if (kind === "evidence" || report === undefined) return id
  const title = TITLE_OF_CHECK[kind] ?? kind
  const isOwn = category === CATEGORY_OF_KIND[report] && report !== "findings"
  return category === undefined || isOwn ? title : `${title}: ${category}`
}

const SHOWN = 3

/** The sentence of a reason that is about what a report says. */
export function explainReportReason(reason: ReportReason): string {
  switch (reason.code) {
    case "evidence.insufficient":
      return explainInsufficient(reason)
    case "findings.over_limit":
      return `${overLimit(reason, "finding")}: ${someOf(reason.items.map(nameOfFinding), reason.count)}`
    case "vulnerabilities.over_limit":
      return `${overLimit(reason, "vulnerability", "vulnerabilities")}: ${someOf(reason.items.map(nameOfVulnerability), reason.count)}`
    case "accessibility.over_limit": {
      const what = reason.level === "needs-review" ? "result" : "violation"
      return `${overLimit(reason, what)}, in ${plural(reason.nodes, "place")}: ${someOf(reason.items.map(nameOfViolation), reason.count)}`
    }
    case "licences.denied":
      return `${plural(reason.count, "component")} under licences that are not accepted: ${licencesOf(reason.licences)}`
    case "licences.unknown":
      return `the licence of ${plural(reason.count, "component")} is not known: ${licencesOf(reason.licences)}`
    case "performance.over_budget": {
      const { metric, scope, value, limit } = reason
      return `${nameOfMetric(metric, scope)} is ${renderMeasure(value, MEASURE_METRICS[metric], metric)}, ${limitOf(metric, limit)}`
    }
    case "performance.threshold_crossed":
      return `${plural(reason.count, "threshold")} of the tool crossed: ${someOf(reason.names.map(harmless), reason.count)}`
    case "code_coverage.below_minimum": {
      const { metric, covered, total, minimum } = reason
      return `${metric} coverage is ${covered}/${total} (${renderPercent({ passed: covered, inScope: total })}, minimum ${renderBasisPoints(minimum)})`
    }
    case "code_coverage.regressed": {
      const percent = ({ covered, total }: { readonly covered: number; readonly total: number }) =>
        renderPercent({ passed: covered, inScope: total })
      return `${reason.metric} coverage fell from ${percent(reason.before)} (${reason.before.release}) to ${percent(reason.now)}`
    }
  }
}

function explainInsufficient({
  kind,
  category,
  what,
  scope,
  measured,
  least,
}: Extract<ReportReason, { code: "evidence.insufficient" }>): string {
  const report = nameOfReport(kind, category)
  if (measured === 0 && least === 1) {
    return `the ${report} report states no ${what}${scope === undefined ? "" : ` of ${harmless(scope)}`}`
  }
  return `the ${report} report measured ${renderAmount(what, measured)}, and ${renderAmount(what, least)} are asked for`
}

/** The numbers of a check that has nothing to complain of. */
export function explainMeasurements(measurements: readonly Measurement[]): string {
  const said = measurements.map(explainMeasurement)
  const more = said.length - MEASUREMENTS
  return [...said.slice(0, MEASUREMENTS), ...(more > 0 ? [`${more} more`] : [])].join(", ")
}

const MEASUREMENTS = 8

function explainMeasurement({ what, scope, value, of, unit, rule, limit }: Measurement): string {
  const where = scope === undefined ? "" : ` of ${harmless(scope)}`
  if (unit === "basis-points") {
    const measured = value === null ? "not measured" : renderPercent({ passed: value, inScope: of ?? 0 })
    return `${what} ${measured} (minimum ${renderBasisPoints(limit)})`
  }
  const word = rule === "at-most" ? "limit" : "minimum"
  const [shown, bound] = [
    value === null ? "not measured" : renderMeasure(value, unit, what),
    renderMeasure(limit, unit, what),
  ]
  return unit === "count" && scope === undefined
    ? `${shown} ${rule === "at-most" ? levelOfLimit(what) : what} (${word} ${bound})`
    : `${what}${where} ${shown} (${word} ${bound})`
}

/** Levels that something is worse than. */
const LEVELS_WITH_WORSE: readonly string[] = ["high", "medium", "low", "info", "serious", "moderate", "minor"]

/** `high` as a limit counts what is worse, too. */
export function levelOfLimit(level: string): string {
  return LEVELS_WITH_WORSE.includes(level) ? `${level} or worse` : level
}

function overLimit(
  { level, count, most }: { readonly level: string; readonly count: number; readonly most: number },
  one: string,
  many = `${one}s`,
): string {
  const word = level === "total" ? "" : level === "needs-review" ? "undecided " : `${levelOfLimit(level)} `
  return `${count} ${word}${count === 1 ? one : many}, ${most === 0 ? "none" : `at most ${most}`} allowed`
}

function limitOf(metric: MeasureMetric, limit: number): string {
  return `budget ${renderMeasure(limit, MEASURE_METRICS[metric], metric)}`
}

/** `p95`, or `p95 of POST /pay`. */
export function nameOfMetric(metric: MeasureMetric, scope: string): string {
  return scope === "" ? metric : `${metric} of ${harmless(scope)}`
}

/** The first few names, and how many there are beside them. */
export function someOf(names: readonly string[], count: number): string {
  const shown = names.slice(0, SHOWN)
  const more = count - shown.length
  return `${shown.join(", ")}${more > 0 ? `${shown.length === 0 ? "" : " and "}${more} more` : ""}`
}

function licencesOf(licences: readonly LicenceFound[]): string {
  const names = licences.map(
    ({ licence, count, components }) =>
      `${nameOfLicence(licence)} (${someOf(components.slice(0, 2).map(nameOfComponent), count)})`,
  )
  return someOf(names, licences.length)
}

/** A licence as the document has it; none is said so. */
export function nameOfLicence(licence: string): string {
  return licence === "" ? "no licence stated" : harmless(licence)
}

/** `openssl 3.0.1`. */
export function nameOfComponent({ name, version }: NamedComponent): string {
  return harmless(version === "" ? name : `${name} ${version}`)
}

/** `java:S2077 in src/Dao.java:12`. */
export function nameOfFinding({ rule, file, line, url }: NamedFinding): string {
  const place = file === null ? url : line === null ? file : `${file}:${line}`
  return harmless(place === null ? rule : `${rule} in ${place}`)
}

/** `CVE-2026-1 in openssl 3.0.1, fixed in 3.0.2`. */
export function nameOfVulnerability({ id, component, version, fixedIn }: NamedVulnerability): string {
  const where = version === "" ? component : `${component} ${version}`
  return harmless(`${id} in ${where}${fixedIn.length === 0 ? "" : ` (fixed in ${fixedIn.join(", ")})`}`)
}

/** `color-contrast on https://shop.example/cart`. */
export function nameOfViolation({ rule, page }: ViolationGroup["items"][number]): string {
  return harmless(page === "" ? rule : `${rule} on ${page}`)
}
