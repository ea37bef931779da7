import type { FindingState } from "@promotrail/core"
import { at, type Json, list, number, text, isJsonObject } from "../json/json.ts"
import { placeOf, type SarifPlace } from "./sarif-places.ts"
import { referenceOf, type SarifRuleReference, scoreOf } from "./sarif-rules.ts"

/** What is kept of a result until its run is known (SARIF 2.1.0 §3.27). */
export type SarifResult = {
  readonly at: number
  readonly pointer: string
  readonly rule: SarifRuleReference
  /** "" where the result leaves it to its rule. */
  readonly level: string
  readonly kind: string
  readonly score: string
  readonly state: FindingState
  readonly suppressedBy: string | undefined
  readonly isNew: boolean | undefined
  readonly message: Json | undefined
  readonly place: SarifPlace
  readonly occurrences: number | undefined
  /** What the tool itself recognises the result by; empty where it says nothing. */
  readonly prints: readonly string[]
  readonly invocation: number | undefined
}

/** Levels of 2.0.0 that say what `kind` says since 2.1.0. */
const LEVELS_THAT_ARE_KINDS: ReadonlyMap<string, string> = new Map([
  ["pass", "pass"],
  ["notApplicable", "notApplicable"],
  ["open", "open"],
])

/** Reads a result; `undefined` where there is none. */
export function resultOf(value: Json, line: number, pointer: string): SarifResult | undefined {
  if (!isJsonObject(value)) return undefined
  const level = text(value, "level")
  const kind = text(value, "kind") || (LEVELS_THAT_ARE_KINDS.get(level) ?? "fail")
  const locations = list(value, "locations").length
  return {
    at: line,
    pointer,
    rule: referenceOf(at(value, "rule"), text(value, "ruleId"), number(value, "ruleIndex")),
    level,
    kind,
    score: scoreOf(value),
    ...stateOf(value),
    message: messageParts(at(value, "message")),
    place: placeOf(value),
    occurrences: number(value, "occurrenceCount") ?? (locations > 1 ? locations : undefined),
    prints: printsOf(value),
    invocation: number(value, "provenance", "invocationIndex"),
  }
}

const KEPT_TEXT = 600

/** Of a message only what its first line needs; it may be a page of markdown. */
function messageParts(message: Json | undefined): Json | undefined {
  const said = text(message, "text") || text(message, "markdown")
  const given = list(message, "arguments")
  if (said === "" && given.length === 0) return { id: text(message, "id") || text(message, "messageId") }
  return { id: text(message, "id"), text: said.slice(0, KEPT_TEXT), arguments: given.map(shortened) }
}

const shortened = (argument: Json): Json => (typeof argument === "string" ? argument.slice(0, KEPT_TEXT) : null)

/**
 * A suppression that somebody has still to accept, or has rejected, hides nothing (§3.35.4): one such is enough.
 * A result that is absent is gone, whatever else is said of it (§3.27.24).
 */
function stateOf(value: Json): Pick<SarifResult, "state" | "suppressedBy" | "isNew"> {
  const baseline = text(value, "baselineState")
  const isNew = baseline === "new" ? true : BEFORE.has(baseline) ? false : undefined
  if (baseline === "absent") return { state: "absent", suppressedBy: undefined, isNew: false }
  const suppressions = list(value, "suppressions")
  const isSuppressed = suppressions.length > 0 && suppressions.every(isAccepted)
  if (isSuppressed) return { state: "suppressed", suppressedBy: suppressorOf(suppressions[0]), isNew }
  // `suppressionStates` is the way of 2.0.0.
  const words = list(value, "suppressionStates").filter((word) => word !== "none")
  if (words.length === 0) return { state: "open", suppressedBy: undefined, isNew }
  return { state: "suppressed", suppressedBy: words.filter((word) => typeof word === "string").join(", "), isNew }
}

/** `existing` is the word of drafts for `unchanged`. */
const BEFORE: ReadonlySet<string> = new Set(["unchanged", "updated", "existing"])

function isAccepted(suppression: Json): boolean {
  const status = text(suppression, "status") || text(suppression, "state")
  return isJsonObject(suppression) && (status === "" || status === "accepted")
}

function suppressorOf(suppression: Json | undefined): string {
  const kind = text(suppression, "kind")
  const why = text(suppression, "justification").slice(0, KEPT_TEXT)
  return why === "" ? kind || "suppressions" : `${kind}: ${why}`
}

/**
 * `fingerprints` is the tool's own answer to "is it the same?" (§3.27.16). `partialFingerprints` help to decide it
 * (§3.27.17): the hash of the line as GitHub compares it, or all but columns, which move with every indentation.
 */
function printsOf(value: Json): readonly string[] {
  const own = flat(at(value, "fingerprints"))
  if (own.length > 0) return own
  const partial = at(value, "partialFingerprints")
  const line = text(partial, "primaryLocationLineHash") || text(partial, "primaryLocationLineHash/v1")
  return line === "" ? flat(partial).filter((print) => !/column/i.test(print.split("=", 1)[0]!)) : [line]
}

/** `name=value` in the order of names; some tools nest what the specification wants flat. */
function flat(prints: Json | undefined, prefix = ""): string[] {
  if (!isJsonObject(prints)) return []
  const found: string[] = []
  for (const name of Object.keys(prints).sort()) {
    const value = at(prints, name)
    if (isJsonObject(value)) found.push(...flat(value, `${prefix}${name}.`))
    else if ((typeof value === "string" && value !== "") || typeof value === "number") {
      found.push(`${prefix}${name}=${value}`)
    }
  }
  return found
}
