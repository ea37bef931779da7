import type { TestStatus } from "@promotrail/core"
import { type Json, type JsonPlace, list, number, text, truth } from "../json/json.ts"
import type { Tally } from "../warnings.ts"
import { labels, milliseconds, present, texts } from "./json-parts.ts"
import { together } from "./junit-case.ts"
import type { Told } from "./test-sheet.ts"

/** Allure's own words, exactly as it writes them. `broken` is a test that could not judge; `unknown` is its own word. */
const STATUSES: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["passed", "passed"],
  ["failed", "failed"],
  ["broken", "errored"],
  ["skipped", "skipped"],
  ["unknown", "errored"],
])

/** Whether a word is one of Allure's. */
export const isAllureStatus = (word: string): boolean => STATUSES.has(word)

/** One result file as a test, and the timestamps it holds. */
export function allureFact(
  value: Json,
  { at: line, pointer }: JsonPlace,
  warnings: Tally,
): Told & { readonly times: readonly Json[] } {
  const word = text(value, "status")
  const status = STATUSES.get(word)
  if (status === undefined) warnings.add("unknown-status", word)
  const label = labelsOf(value)
  const start = number(value, "start") ?? number(value, "time", "start")
  const stop = number(value, "stop") ?? number(value, "time", "stop")
  const historyId = text(value, "historyId")
  const fullName = text(value, "fullName")
  const name = text(value, "name") || fullName
  return {
    at: line,
    pointer,
    suite: suiteOf(value, label),
    class: classOf(fullName, label),
    name: name + parametersOf(value, name),
    status: status ?? "errored",
    flaky: status === "passed" && (truth(value, "statusDetails", "flaky") ?? truth(value, "flaky")) === true,
    ...present({
      rawStatus: status === word ? "" : word,
      durationMs: start !== undefined && stop !== undefined ? milliseconds(stop - start, warnings) : undefined,
      message: together(
        text(value, "statusDetails", "message") || text(value, "statusMessage"),
        text(value, "statusDetails", "trace") || text(value, "statusTrace"),
      ),
      tags: labels(label("tag")),
      keys: keysOf(value, label("AS_ID")),
      attempt: historyId === "" ? undefined : { of: historyId, ended: stop ?? start ?? 0 },
    }),
    times: [stop ?? start ?? null],
  }
}

/** The values of a label; hosts, threads and owners are not asked for. */
type Labels = (name: string) => string[]

function labelsOf(value: Json): Labels {
  const all = list(value, "labels")
  return (name) =>
    all.flatMap((label) => (text(label, "name") === name && text(label, "value") !== "" ? text(label, "value") : []))
}

/** The suites an adapter names, else the path that newer ones tell. */
function suiteOf(value: Json, label: Labels): string {
  const suites = ["parentSuite", "suite", "subSuite"].flatMap((name) => label(name)[0] ?? [])
  const path = suites.length > 0 ? suites : texts(list(value, "titlePath"))
  return path.join("/")
}

/** JVM adapters label the class; others put it before the `#` of the full name. */
function classOf(fullName: string, label: Labels): string {
  const named = label("testClass")[0]
  if (named !== undefined) return named
  const hash = fullName.lastIndexOf("#")
  return hash > 0 ? fullName.slice(0, hash) : ""
}

/**
 * Tests of one name with other parameters are other tests. Parameters that are hidden, masked or excluded from Allure's
 * own identity are secrets or noise; those that the name already shows need no saying.
 */
function parametersOf(value: Json, name: string): string {
  const shown = list(value, "parameters").filter((parameter) => {
    const mode = text(parameter, "mode")
    return truth(parameter, "excluded") !== true && (mode === "" || mode === "default")
  })
  if (shown.every((parameter) => name.includes(text(parameter, "value")))) return ""
  return ` [${shown.map((parameter) => `${text(parameter, "name")}=${text(parameter, "value")}`).join(", ")}]`
}

/** Names of links to issues and test management, which adapters fill with keys, and Allure's id of a test. */
function keysOf(value: Json, ids: readonly string[]): string[] {
  const links = list(value, "links").filter((link) => ["issue", "tms"].includes(text(link, "type")))
  const names = links.map((link) => text(link, "name")).filter((key) => /^\S{1,64}$/.test(key) && !key.includes("://"))
  return [...new Set([...names, ...ids])]
}
