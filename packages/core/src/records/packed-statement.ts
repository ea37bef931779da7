import { STATEMENT_PAYLOAD_TYPE, STATEMENT_TYPE } from "../attest/statement.ts"
import { memberOf } from "../attest/strict-json.ts"
import { VSA_PREDICATE_TYPE } from "../attest/vsa.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { PREDICATES } from "./predicate-types.ts"
import type { VerifyPlatform } from "./verify-findings.ts"

/** A decision as its record has it, and where that stands. */
export type PackedDecision = {
  /** For sentences. */
  readonly file: string
  readonly line: number
  readonly log: number
  readonly index: number
  readonly id: string
  readonly at: string
  readonly verdict: string
  readonly promotion: {
    readonly application: string
    readonly release: string
    readonly from: string
    readonly to: string
  }
  /** SHA-256 of what it names. */
  readonly input: string
  readonly outcome: string
  readonly policy: string
  readonly engine: { readonly name: string; readonly version: string; readonly digest: string }
  /** In the period, not beside it. */
  readonly isCounted: boolean
}

/** What was signed of a record: what it is, what it says, and of what. */
export type Said = { readonly predicateType: string; readonly predicate: Json; readonly subjects: readonly string[] }

/** The pre-authentication encoding of a statement (DSSE): the same as `preAuthenticationEncoding`, written in one go. */
export function signedBytes(payload: Uint8Array, { utf8Of }: VerifyPlatform): Uint8Array {
  const type = STATEMENT_PAYLOAD_TYPE
  const prefix = utf8Of(`DSSEv1 ${type.length} ${type} ${payload.length} `)
  const bytes = new Uint8Array(prefix.length + payload.length)
  bytes.set(prefix)
  bytes.set(payload, prefix.length)
  return bytes
}

/** A statement in its one spelling: canonical JSON, so that every reader reads the same. */
export function statementIn(payload: string): Said | undefined {
  let value: Json
  try {
    value = JSON.parse(payload) as Json
    if (!isOneSpelling(value, payload)) return undefined
  } catch {
    return undefined
  }
  const [predicateType, predicate] = [memberOf(value, "predicateType"), memberOf(value, "predicate")]
  const listed = memberOf(value, "subject")
  if (memberOf(value, "_type") !== STATEMENT_TYPE || typeof predicateType !== "string" || predicate === undefined)
    return undefined
  if (predicate === null || typeof predicate !== "object" || !Array.isArray(listed) || listed.length === 0)
    return undefined
  const subjects = (listed as readonly Json[]).map((subject) => memberOf(memberOf(subject, "digest"), "sha256"))
  return subjects.every((hash) => typeof hash === "string") ? { predicateType, predicate, subjects } : undefined
}

/**
 * Whether a text is the one spelling of a value. Written again in its own order it is the same only without a second
 * member, a space or an escape; that is seen much sooner than it is sorted, and nearly always.
 */
function isOneSpelling(value: Json, text: string): boolean {
  const isWell = !/\\ud[89a-f]/i.test(text) && JSON.stringify(value) === text
  return isWell || canonicalJson(value) === text
}

/** What is needed of a decision; the rest of it is let go. */
export function decisionIn(
  predicate: Json,
): Pick<PackedDecision, "id" | "verdict" | "promotion" | "input" | "outcome" | "policy" | "engine"> | undefined {
  const textAt = (value: Json | undefined, ...path: readonly string[]): string => {
    const found = path.reduce<Json | undefined>(memberOf, value)
    return typeof found === "string" ? found : ""
  }
  const hexAt = (value: Json | undefined): string => {
    const hex = textAt(value, "digest", "sha256")
    return /^[0-9a-f]{64}$/.test(hex) ? hex : ""
  }
  const inputs = memberOf(predicate, "inputs")
  const [decision, evaluator] = [memberOf(predicate, "decision"), memberOf(predicate, "evaluator")]
  const promotion = memberOf(predicate, "promotion")
  const said = {
    id: textAt(decision, "id"),
    verdict: textAt(decision, "verdict"),
    input: hexAt(Array.isArray(inputs) && inputs.length === 1 ? (inputs[0] as Json) : undefined),
    outcome: hexAt(memberOf(predicate, "output")),
    policy: hexAt(memberOf(predicate, "policy")),
  }
  const engine = {
    name: textAt(evaluator, "id").replace(/^urn:promotrail:engine:/, ""),
    version: textAt(evaluator, "version"),
    digest: `sha256:${hexAt(evaluator)}`,
  }
  if (Object.values(said).includes("") || engine.version === "") return undefined
  return {
    ...said,
    engine,
    promotion: {
      application: textAt(promotion, "application"),
      release: textAt(promotion, "release"),
      from: textAt(promotion, "from", "environment"),
      to: textAt(promotion, "to", "environment"),
    },
  }
}

/** When it was, as the record itself has it. */
export function timeOf(predicateType: string, predicate: Json): string | undefined {
  const at =
    predicateType === PREDICATES.decision
      ? memberOf(memberOf(predicate, "decision"), "decidedAt")
      : memberOf(predicate, predicateType === VSA_PREDICATE_TYPE ? "timeVerified" : "at")
  return typeof at === "string" ? at : undefined
}
