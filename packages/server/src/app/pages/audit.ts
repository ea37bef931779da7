import type { LedgerEntry } from "@promotrail/contract"
import { decodeEvent, type Event } from "@promotrail/core"
import type { LedgerRow } from "../../ports/rows.ts"

/** A ledger row as the audit trail shows it. */
export function entryToWire(row: LedgerRow): LedgerEntry {
  const event = decodeEvent(row.body)
  return {
    index: row.index,
    at: event.at,
    kind: row.kind,
    actor: event.actor,
    application: row.application,
    release: row.release,
    object: objectOf(event),
    says: explainEvent(event),
    hash: row.hash,
    body: JSON.parse(row.body) as Record<string, unknown>,
  }
}

/** What an entry is about: an id, a version, a digest, a pattern. */
export function objectOf(event: Event): string {
  switch (event.kind) {
    case "ledger.started":
      return event.data.installation
    case "policy.applied":
      return event.data.policy
    case "application.archived":
      return event.data.application
    case "release.registered":
    case "release.blocked":
    case "release.unblocked":
      return event.data.release
    case "evidence.recorded":
      return event.data.evidence
    case "decision.recorded":
      return event.data.decision
    case "deployment.recorded":
      return event.data.deployment
    case "tests.retired":
    case "tests.quarantined":
      return event.data.pattern
    case "token.created":
    case "token.revoked":
      return event.data.token
  }
}

/** One sentence per entry: what happened. */
export function explainEvent(event: Event): string {
  switch (event.kind) {
    case "ledger.started":
      return `Installation started with version ${event.data.version}.`
    case "policy.applied":
      return `Policy of ${event.data.application} applied.`
    case "application.archived":
      return `${event.data.application} archived: ${event.data.reason}`
    case "release.registered":
      return `Release ${event.data.release} registered with ${countOf(event.data.artifacts.length, "artifact")}.`
    case "release.blocked":
      return `Release ${event.data.release} blocked: ${event.data.reason}`
    case "release.unblocked":
      return `Block of ${event.data.release} lifted: ${event.data.reason}`
    case "evidence.recorded": {
      const { file, environment, category, outcome, reason, counts, inventory } = event.data
      const what = inventory ? "Test list" : `${category} evidence`
      const tests = counts["tests"] === undefined ? "" : `: ${counts["passed"] ?? 0} of ${counts["tests"]} passed`
      return outcome === "accepted"
        ? `${what} ${file} from ${environment} accepted${inventory ? "" : tests}.`
        : `${what} ${file} from ${environment} ${outcome}: ${reason ?? "no reason given"}`
    }
    case "decision.recorded": {
      const { release, edge, verdict, mode, reasons } = event.data
      const because = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`
      return `${release} from ${edge.from} to ${edge.to}: ${verdict}${mode === "advisory" ? ", advisory" : ""}${because}.`
    }
    case "deployment.recorded":
      return `Deployment of ${event.data.release} to ${event.data.environment} ${event.data.status}.`
    case "tests.retired":
      return `Tests ${event.data.pattern} retired: ${event.data.reason}`
    case "tests.quarantined":
      return `Tests ${event.data.pattern} quarantined until ${event.data.until} for ${event.data.owner}: ${event.data.reason}`
    case "token.created":
      return `Token ${event.data.name} made with ${event.data.scopes.join(", ")}.`
    case "token.revoked":
      return `Token ${event.data.token} revoked.`
  }
}

const CSV_COLUMNS = ["index", "at", "kind", "actor", "application", "release", "object", "says", "hash"] as const

export const CSV_HEADER = `${CSV_COLUMNS.join(",")}\r\n`

/** One line of the CSV export (RFC 4180). Cells that a spreadsheet would take for a formula are defused. */
export function csvLine(row: LedgerRow): string {
  const event = decodeEvent(row.body)
  const cells = [
    String(row.index),
    event.at,
    row.kind,
    event.actor.name,
    row.application ?? "",
    row.release ?? "",
    objectOf(event),
    explainEvent(event),
    row.hash,
  ]
  return `${cells.map(csvCell).join(",")}\r\n`
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line of the JSON lines export: index, leaf hash and the body exactly as it was hashed. */
export function jsonLine({ index, hash, body }: LedgerRow): string {
  return `{"index":${index},"hash":"${hash}","body":${body}}\n`
}

function countOf(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
