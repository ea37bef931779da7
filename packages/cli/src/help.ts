import type { Command, Flag, Words } from "./command.ts"
import { MEANING_OF } from "./exit.ts"
import { URL_FLAG } from "./flags.ts"
import { VERBS } from "./verbs.ts"

/** Verbs that ask no server. */
export const OFFLINE: ReadonlySet<string> = new Set([
  "serve",
  "inspect",
  "policy check",
  "policy schema",
  "verify",
  "completion",
])

/** What `promotrail help` says. It needs no verb loaded. */
export function topHelp(): string {
  return [
    "promotrail decides, explains and records whether a release may move from one environment to the next.",
    "",
    "usage: promotrail VERB [flags]",
    "",
    verbList([...VERBS.keys()]),
    "",
    "exit codes:",
    ...Object.entries(MEANING_OF).map(([code, meaning]) => `  ${code.padStart(2)}  ${meaning}`),
    "",
    "settings: PROMOTRAIL_URL, PROMOTRAIL_TOKEN (or promotrail login), PROMOTRAIL_APP, PROMOTRAIL_RELEASE,",
    "PROMOTRAIL_ENVIRONMENT, or a .promotrail.yaml in this folder or above it.",
    "",
    '"promotrail VERB --help" shows a verb, "promotrail --version" the version.',
  ].join("\n")
}

/** Verbs and their summaries, one a line. */
export function verbList(names: readonly string[]): string {
  const width = Math.max(...[...VERBS.keys()].map((name) => name.length))
  return names.map((name) => `  ${name.padEnd(width)}  ${VERBS.get(name)?.summary ?? ""}`).join("\n")
}

/** What `promotrail VERB --help` says. */
export function verbHelp(name: string, command: Command): string {
  const { words, about = [], examples = [] } = command
  const flags = Object.entries(flagsOf(name, command)).map(([flag, declared]) => {
    return [withValue(flag, declared), `${declared.about}${extras(declared)}`] as const
  })
  const rows = words === undefined ? flags : [[words.name, words.about] as const, ...flags]
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return [
    VERBS.get(name)?.summary ?? "",
    "",
    `usage: ${usageOf(name, command)}`,
    ...about.flatMap((paragraph) => ["", wrapped(paragraph)]),
    ...(rows.length === 0 ? [] : ["", ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)]),
    ...(examples.length === 0 ? [] : ["", "examples:", ...examples.map((example) => `  ${example}`)]),
  ].join("\n")
}

const LINE = 100

/** A paragraph in lines that a terminal need not break. */
function wrapped(paragraph: string): string {
  return paragraph.split(" ").reduce((lines, word) => {
    const width = lines.length - lines.lastIndexOf("\n") - 1
    return width + 1 + word.length > LINE ? `${lines}\n${word}` : `${lines} ${word}`
  })
}

/** The flags of a verb, with the one that all verbs have that ask a server. */
export function flagsOf(name: string, { flags }: Command): Readonly<Record<string, Flag>> {
  return OFFLINE.has(name) ? flags : { ...flags, url: URL_FLAG }
}

/** `promotrail gate --to NAME [--wait 20m] …` */
export function usageOf(name: string, command: Command): string {
  const { words } = command
  const flags = Object.entries(command.flags).map(([flag, declared]) => {
    const shown = withValue(flag, declared)
    const repeated = declared.multiple === true ? " …" : ""
    return declared.required === true ? shown + repeated : `[${shown}]${repeated}`
  })
  const word = words === undefined ? [] : [wordOf(words)]
  return ["promotrail", name, ...word, ...flags].join(" ")
}

function wordOf({ name, several, optional }: Words): string {
  return `${optional === true ? `[${name}]` : name}${several === true ? " …" : ""}`
}

/** `--status succeeded|failed` */
export function withValue(name: string, { type, value, oneOf }: Flag): string {
  return type === "boolean" ? `--${name}` : `--${name} ${oneOf?.join("|") ?? value ?? "TEXT"}`
}

function extras({ required, multiple }: Flag): string {
  const words = [...(required === true ? ["required"] : []), ...(multiple === true ? ["may be repeated"] : [])]
  return words.length === 0 ? "" : ` (${words.join(", ")})`
}
