import {
  decisionToWire,
  type DecisionSummary,
  type Deployment,
  type Evidence,
  type Token,
  type WireDecision,
} from "@promotrail/contract"
import { REASON_CODES, type Decision } from "@promotrail/core"
import type { DecisionRow, DeploymentRow, EvidenceRow, TokenRow } from "../../ports/rows.ts"

/** Rows as the wire says them. */
export function evidenceToWire(row: EvidenceRow): Evidence {
  const { number: _number, reader: _reader, facts: _facts, warnings, ...told } = row
  return { ...told, warnings: [...warnings] }
}

export function deploymentToWire({ ledgerIndex: _index, ...told }: DeploymentRow): Deployment {
  return told
}

export function tokenToWire({ hash: _hash, scopes, applications, ...told }: TokenRow): Token {
  return { ...told, scopes: [...scopes], applications: [...applications] }
}

/** One line of a list of decisions; its sentence is made from the codes, so that no outcome has to be read for it. */
export function decisionSummary(row: DecisionRow): DecisionSummary {
  const { id, application, release, edge, verdict, mode, reasons, at, by } = row
  return { id, application, release, edge, verdict, mode, reasons: [...reasons], says: summarySays(row), at, by }
}

function summarySays({ release, edge, verdict, reasons, mode }: DecisionRow): string {
  const hop = `${release} from ${edge.from} to ${edge.to}`
  const word = { allow: "allowed", deny: "denied", hold: "on hold", error: "could not be evaluated" }[verdict]
  // The meanings are sentences of their own; here the first one continues ours.
  const [first] = reasons.map((code) => REASON_CODES[code].means)
  const because = first === undefined ? "" : `: ${first.charAt(0).toLowerCase()}${first.slice(1).replace(/\.$/, "")}`
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : ""
  return `${hop}: ${word}${mode === "advisory" ? " (advisory)" : ""}${because}${more}.`
}

export function recordedToWire(decision: Decision, row: DecisionRow): WireDecision {
  return decisionToWire(decision, { ledgerIndex: row.ledgerIndex })
}
