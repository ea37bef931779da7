import type { TestStatus } from "@promotrail/core"
import { at, isJsonList, isJsonObject, type Json, list, number, text } from "../json/json.ts"
import type { Tally } from "../warnings.ts"
import { milliseconds, present, texts } from "./json-parts.ts"
import type { Told } from "./test-sheet.ts"

/** How a scenario ended, from its steps and hooks. */
export type Scenario = Pick<Told, "status"> & Pick<Partial<Told>, "rawStatus" | "durationMs" | "message">

/** Words of steps, hooks and (behave) scenarios, the worst first: the first that is found decides. */
const WORDS: readonly (readonly [word: string, status: TestStatus])[] = [
  ["failed", "failed"],
  ["assert_failed", "failed"],
  ["error", "errored"],
  ["hook_error", "errored"],
  ["cleanup_error", "errored"],
  ["ambiguous", "errored"],
  ["undefined", "errored"],
  ["missing", "errored"],
  ["unused", "errored"],
  ["unknown", "errored"],
  ["xpassed", "failed"],
  ["pending", "skipped"],
  ["pending_warn", "skipped"],
  ["untested", "skipped"],
  ["untested_pending", "skipped"],
  ["untested_undefined", "errored"],
  ["skipped", "skipped"],
  ["xfailed", "skipped"],
  ["passed", "passed"],
]
const RANK: ReadonlyMap<string, number> = new Map(WORDS.map(([word], rank) => [word, rank]))
/** Where a word that nobody knows stands: behind failures, before everything that is no pass. */
const UNKNOWN_RANK = RANK.get("unknown")!

/** Whether a status, of any level, is none that anybody wants. */
export const isBad = (status: string): boolean => {
  const rank = RANK.get(status)
  return rank === undefined ? status === "errored" : WORDS[rank]![1] === "failed" || WORDS[rank]![1] === "errored"
}

/** Backgrounds stand between the scenarios; Cucumber-Ruby before 2 wrote no type. */
export const isBackground = (element: Json): boolean =>
  text(element, "type") === "background" ||
  (at(element, "type") === undefined && text(element, "keyword") === "Background")

/**
 * What a background says of the scenario behind it; undefined when it says nothing. Its steps run as the first of that
 * scenario, so when one of them fails the scenario's own are merely skipped. behave lists it without results.
 */
export function backgroundOf(element: Json, warnings: Tally): Scenario | undefined {
  const steps = list(element, "steps").filter((step) => isJsonObject(at(step, "result")))
  const parts = [...hooksOf(element), ...steps]
  return parts.length === 0 ? undefined : outcomeOf(element, parts, warnings)
}

/** A scenario with the background before it: the worst of all steps and hooks. One without steps is undefined. */
export function scenarioOf(element: Json, background: Scenario | undefined, warnings: Tally): Scenario {
  const steps = list(element, "steps")
  const hooks = [...hooksOf(element), ...steps.flatMap(hooksOf)]
  const own = outcomeOf(element, [...hooks, ...steps], warnings, steps.length === 0 ? "undefined" : "")
  if (background === undefined) return own
  const [worse] = [own, background].toSorted((one, other) => rankOf(one) - rankOf(other))
  const durationMs =
    own.durationMs === undefined && background.durationMs === undefined
      ? undefined
      : (own.durationMs ?? 0) + (background.durationMs ?? 0)
  return { ...worse!, ...present({ durationMs }) }
}

const rankOf = ({ status, rawStatus = status }: Scenario) => RANK.get(rawStatus) ?? UNKNOWN_RANK

const hooksOf = (element: Json): readonly Json[] => [...list(element, "before"), ...list(element, "after")]

function outcomeOf(element: Json, parts: readonly Json[], warnings: Tally, also = ""): Scenario {
  // behave judges a scenario itself, and a hook of it that threw stands nowhere else.
  const judged = text(element, "status")
  // A step that was listed without a result was not seen to end; behave stops writing results where it stops.
  const silent = judged === "" || judged === "passed" ? "unknown" : judged
  const words = parts.map((part) => wordOf(part) ?? silent)
  for (const word of [judged, also]) if (word !== "") words.push(word)
  let worst = "passed"
  for (const word of words) {
    if (!RANK.has(word)) warnings.add("unknown-status", word)
    if ((RANK.get(word) ?? UNKNOWN_RANK) < (RANK.get(worst) ?? UNKNOWN_RANK)) worst = word
  }
  const rank = RANK.get(worst)
  const status = rank === undefined ? "errored" : WORDS[rank]![1]
  return {
    status,
    ...present({
      rawStatus: worst === status ? "" : worst,
      durationMs: durationOf(element, parts, warnings),
      message: messageOf(parts, worst),
    }),
  }
}

/** The status of a step or hook; undefined where it has no result. */
const wordOf = (part: Json): string | undefined =>
  isJsonObject(at(part, "result")) ? text(part, "result", "status") : undefined

/** Nanoseconds; behave, which places by `location` instead of `line`, has seconds. */
function durationOf(element: Json, parts: readonly Json[], warnings: Tally): number | undefined {
  const perMs = at(element, "line") === undefined && at(element, "location") !== undefined ? 1e-3 : 1e6
  const times = parts.flatMap((part) => number(part, "result", "duration") ?? [])
  if (times.length === 0) return undefined
  return milliseconds(times.reduce((sum, time) => sum + time, 0) / perMs, warnings)
}

/** The message of the first part that ended as the scenario did; behave has a list of lines. */
function messageOf(parts: readonly Json[], worst: string): string {
  const part = parts.find((each) => wordOf(each) === worst)
  const message = at(part, "result", "error_message")
  if (isJsonList(message)) return texts(message).join("\n")
  return typeof message === "string" ? message : ""
}
