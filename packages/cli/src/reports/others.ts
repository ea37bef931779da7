import type { AccessReport, ControlsReport, LedgerEntry } from "@promotrail/contract"
import type { Report } from "./report.ts"

const stand = ({ origin, size, root }: AccessReport["log"]): string => `Log ${origin}, ${size} records, root ${root}.`

/** Who may do what as of a moment. */
export function accessReport({ log, asOf, tokens }: AccessReport): Report {
  return {
    title: `Access as of ${asOf}`,
    says: [stand(log), "Folded from the signed records of tokens; a token without applications may do it for all."],
    columns: ["token", "name", "scopes", "applications", "created at", "created by", "record", "revoked at"],
    rows: tokens.map(({ token, name, scopes, applications, createdAt, createdBy, record, revokedAt }) => [
      token,
      name,
      scopes.join(" "),
      applications.length === 0 ? "all" : applications.join(" "),
      createdAt,
      createdBy,
      String(record),
      revokedAt ?? "",
    ]),
    sheets: [],
  }
}

/** Which controls the records are evidence of. */
export function controlsReport({ log, controls }: ControlsReport): Report {
  return {
    title: "Controls and their evidence",
    says: [stand(log), "What a control asks is told in our words; whether it is met is for its auditor to say."],
    columns: ["framework", "control", "asks", "records of the period", "listed at", "not covered"],
    rows: controls.map(({ framework, id, asks, records, gaps }) => [
      framework,
      id,
      asks,
      records.map(({ kind, count }) => `${kind} ${count}`).join(", "),
      [...new Set(records.flatMap(({ page }) => (page === null ? [] : [page])))].join(" "),
      gaps,
    ]),
    sheets: [],
  }
}

/** Waivers and overrides: there are none to report, and why. */
export function overridesReport(): Report {
  return {
    title: "Overrides and waivers",
    says: ["This version has neither overrides nor waivers: no gate was passed by one."],
    columns: ["record", "at", "application", "release", "who", "reason", "expires", "reviewed"],
    rows: [],
    sheets: [],
  }
}

/** The trail as people read it. */
export function trailReport(entries: readonly LedgerEntry[]): Report {
  return {
    title: "Audit trail",
    says: [`${entries.length} entries, oldest first; "hash" is the leaf hash that each entry's signed record names.`],
    columns: ["entry", "at", "what", "actor", "application", "release", "said", "hash"],
    rows: entries.map(({ index, at, kind, actor, application, release, says, hash }) => [
      String(index),
      at,
      kind,
      actor.name,
      application ?? "",
      release ?? "",
      says,
      hash,
    ]),
    sheets: [],
  }
}
