import type { WireDecision } from "@promotrail/contract"
import { jsonOf } from "../api.ts"
import type { Answer } from "./exchange.ts"
import { failureOf, notUnderstood, problemIn } from "./problem.ts"

/** What was asked, so that an answer to another question is not taken for ours. */
export type Asked = {
  readonly application: string
  readonly release: string
  readonly to: string
  readonly lane: string | null
  readonly mode: "enforce" | "advisory"
}

/**
 * Reads the answer to a gate that was asked to be recorded. Written by hand: the whole contract takes longer to load
 * than a gate takes to answer. Believes nothing that is not exactly one of the answers there are; everything else,
 * a 200 with anything but an allow first of all, ends the command with 69.
 */
export function understandGate(answer: Answer, asked: Asked, server: string): WireDecision {
  const decision = understandDecision(answer, server)
  const wrong = contradiction(answer.status, decision, asked)
  if (wrong !== undefined) throw notUnderstood(answer, server, wrong)
  return decision
}

/** Reads the answer to a dry run. */
export function understandTrial(answer: Answer, asked: Asked, server: string): WireDecision {
  const decision = understandDecision(answer, server)
  const wrong = answer.status === 200 ? otherQuestion(decision, asked) : "no dry run answers so"
  if (wrong !== undefined) throw notUnderstood(answer, server, wrong)
  return decision
}

/** A decision in an answer of any status. */
export function understandDecision(answer: Answer, server: string): WireDecision {
  if (problemIn(answer) !== undefined) throw failureOf(answer, server)
  const value = jsonOf(answer, server)
  if (!isDecision(value)) throw notUnderstood(answer, server, "it holds no decision")
  return value
}

function contradiction(status: number, decision: WireDecision, asked: Asked): string | undefined {
  const { verdict, mode, recorded } = decision
  const other = otherQuestion(decision, asked)
  if (other !== undefined) return other
  if (!recorded) return "the decision was not recorded"
  if (asked.mode === "advisory" && mode !== "advisory") return "the decision was not recorded as advisory"
  // What each status may carry. A policy that is rolled out as advisory makes every decision advisory.
  const isOpen = mode === "advisory" ? verdict !== "error" : verdict === "allow"
  if (status === 200) return isOpen ? undefined : `it is a 200, and the verdict is ${verdict}`
  if (status === 409) return isOpen || verdict === "error" ? `it is a 409, and the verdict is ${verdict}` : undefined
  if (status === 500) return verdict === "error" ? undefined : `it is a 500, and the verdict is ${verdict}`
  return "no gate answers so"
}

function otherQuestion({ application, release, edge }: WireDecision, asked: Asked): string | undefined {
  const isOurs =
    application === asked.application &&
    release === asked.release &&
    edge.to === asked.to &&
    (edge.lane ?? null) === asked.lane
  return isOurs ? undefined : `it is about ${application} ${release} to ${edge.to}, which was not asked`
}

type Fields = Readonly<Record<string, unknown>>

function isDecision(value: unknown): value is WireDecision {
  return (
    isObject(value) &&
    hasTexts(value, ["id", "application", "release", "policy", "input", "outcomeDigest", "says", "now"]) &&
    ["allow", "deny", "hold", "error"].includes(String(value["verdict"])) &&
    ["enforce", "advisory"].includes(String(value["mode"])) &&
    typeof value["recorded"] === "boolean" &&
    isObject(value["edge"]) &&
    hasTexts(value["edge"], ["from", "to"]) &&
    isListOf(value["checks"], isCheck) &&
    isListOf(value["unblock"], (set) => hasTexts(set, ["says"]) && isListOf(set["actions"], isAction))
  )
}

const isCheck = (check: Fields): boolean =>
  hasTexts(check, ["id", "kind", "severity", "outcome", "title", "says"]) &&
  mayHaveTexts(check, ["why", "fix", "owner"]) &&
  mayList(check["evidence"]) &&
  isListOf(check["reasons"], ({ tests }) => mayList(tests))

const isAction = (action: Fields): boolean => hasTexts(action, ["action", "who", "says"]) && mayList(action["tests"])

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isListOf(value: unknown, isItem: (item: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((item: unknown) => isObject(item) && isItem(item))
}

function hasTexts(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === "string")
}

function mayHaveTexts(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => value[name] === undefined || typeof value[name] === "string")
}

function mayList(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((item) => typeof item === "string"))
}
