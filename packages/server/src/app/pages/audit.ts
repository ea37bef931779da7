import type { LedgerEntry, LedgerHead } from "@promotrail/contract"
import { csvLineOf, decodeEvent, type Event } from "@promotrail/core"
import type { AnchorRow, LogRow } from "../../ports/log.ts"
import type { LedgerRow } from "../../ports/rows.ts"
import type { NoticeAt } from "../erasing/notices.ts"

/** A ledger row as the audit trail shows it; `erasedBy`: notices by which something of it is gone. */
export function entryToWire(row: LedgerRow, erasedBy: readonly NoticeAt[]): LedgerEntry {
  const event = decodeEvent(row.body, row.disclosed)
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
    erasedBy: [...erasedBy],
  }
}

/** How long the ledger is, and how far others have seen it. */
export function headToWire(entries: number, logs: readonly LogRow[], anchors: readonly AnchorRow[]): LedgerHead {
  const newest = logs.at(-1)
  if (newest === undefined) throw new Error("there is no log")
  const { origin, size, root, note, vkey } = newest
  return {
    entries,
    origin,
    size,
    root,
    checkpoint: note,
    key: vkey,
    earlier: logs.slice(0, -1).map(({ origin: name, size: length }) => ({ origin: name, size: length })),
    anchors: [...anchors],
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
    case "key.rotated":
      return event.data.key
    case "erasure.recorded":
      return event.data.notice
    case "log.recovered":
      return event.data.origin
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
    case "key.rotated":
      return `Records are signed by the key ${event.data.key} from here on.`
    case "erasure.recorded": {
      const { person, basis, disclosures, objects } = event.data
      return `${person === "" ? "What people wrote was" : `${person} was`} erased (${basis}): ${countOf(disclosures.length, "disclosure")} and ${countOf(objects.length, "object")}.`
    }
    case "log.recovered":
      return `Records ${event.data.from} to ${event.data.to - 1} of ${event.data.origin} taken over from the published log; what they stood for is lost.`
  }
}

const CSV_COLUMNS = ["index", "at", "kind", "actor", "application", "release", "object", "says", "hash"] as const

export const CSV_HEADER = `${CSV_COLUMNS.join(",")}\r\n`

/** One line of the CSV export (RFC 4180). Cells that a spreadsheet would take for a formula are defused. */
export function csvLine(row: LedgerRow): string {
  const event = decodeEvent(row.body, row.disclosed)
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
  return csvLineOf(cells)
}

/**
 * One line of the JSON lines export: index, leaf hash, the body exactly as it was hashed, and what was left out of it
 * for as long as that is not erased.
 */
export function jsonLine({ index, hash, body, disclosed }: LedgerRow): string {
  return `{"index":${index},"hash":"${hash}","body":${body},"disclosed":${JSON.stringify([...disclosed.values()])}}\n`
}

function countOf(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
