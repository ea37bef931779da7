import { parseArgs } from "node:util"
import type { Command, Flag, Flags, Values } from "./command.ts"
import { wrongUsage } from "./failure.ts"
import { nearest } from "./nearest.ts"

/** What people call our flags when they come from somewhere else. */
const ALSO_CALLED = new Map([
  ["application", "app"],
  ["service", "app"],
  ["version", "release"],
  ["tag", "release"],
  ["env", "environment"],
  ["target", "to"],
  ["dry-run", "advisory"],
])

/** What the command line says, checked against what the verb declares. */
export type Parsed = { readonly values: Values<Flags>; readonly words: readonly string[] }

/**
 * Reads the arguments of a verb. Stricter than is usual, because a pipeline fills them from variables:
 * an empty value, a value that looks like the next flag, and a flag given twice are mistakes, never defaults.
 */
export function readArguments(verb: string, { flags, words }: Command, args: readonly string[]): Parsed {
  const options = Object.fromEntries(Object.entries(flags).map(([name, { type }]) => [name, { type, multiple: true }]))
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const given = new Map<string, string[]>()
  const plain: string[] = []

  for (const token of tokens) {
    if (token.kind === "positional") plain.push(token.value)
    if (token.kind !== "option") continue
    const { name, rawName, value, inlineValue } = token
    const flag = Object.hasOwn(flags, name) && rawName.startsWith("--") ? flags[name] : undefined
    if (flag === undefined) throw wrongUsage(unknownFlag(verb, flags, rawName, name))
    const before = given.get(name)
    if (before !== undefined && flag.multiple !== true) throw wrongUsage(`${rawName} is given twice. Keep one.`)
    given.set(name, [...(before ?? []), valueOf(flag, rawName, value, inlineValue === true)])
  }

  for (const [name, { required }] of Object.entries(flags)) {
    if (required && !given.has(name)) {
      throw wrongUsage(`--${name} is required. "promotrail ${verb} --help" shows how it is used.`)
    }
  }
  return { values: valuesOf(flags, given), words: checkedWords(verb, words, plain) }
}

function unknownFlag(verb: string, flags: Flags, rawName: string, name: string): string {
  const foreign = [...ALSO_CALLED].filter(([, ours]) => Object.hasOwn(flags, ours))
  const near = nearest(name, [...Object.keys(flags), ...foreign.map(([word]) => word)])
  const meant = near === undefined || Object.hasOwn(flags, near) ? near : ALSO_CALLED.get(near)
  const advice = meant === undefined ? `"promotrail ${verb} --help" lists them.` : `Did you mean --${meant}?`
  return `${rawName} is no flag of "promotrail ${verb}". ${advice}`
}

function valueOf({ type, oneOf }: Flag, rawName: string, value: string | undefined, isInline: boolean): string {
  if (type === "boolean") {
    if (value !== undefined) throw wrongUsage(`${rawName} takes no value.`)
    return ""
  }
  if (value === undefined) throw wrongUsage(`${rawName} needs a value.`)
  if (value === "") throw wrongUsage(`${rawName} is empty. Is the variable that fills it set?`)
  if (!isInline && value.startsWith("-") && value !== "-") {
    throw wrongUsage(`${rawName} needs a value, and ${value} follows. If it is the value, write ${rawName}=${value}.`)
  }
  if (oneOf !== undefined && !oneOf.includes(value)) {
    throw wrongUsage(`${rawName} ${value} is not known. It may be ${oneOf.join(", ")}.`)
  }
  return value
}

function valuesOf(flags: Flags, given: ReadonlyMap<string, readonly string[]>): Values<Flags> {
  const entries = Object.entries(flags).map(([name, { type, multiple }]) => {
    const values = given.get(name)
    if (type === "boolean") return [name, values !== undefined]
    return [name, multiple === true ? (values ?? []) : values?.[0]]
  })
  return Object.fromEntries(entries) as Values<Flags> // the one place that knows flags and what was given
}

function checkedWords(verb: string, declared: Command["words"], plain: readonly string[]): readonly string[] {
  if (declared === undefined) {
    if (plain[0] === undefined) return plain
    throw wrongUsage(`"${plain[0]}" is one word too many: "promotrail ${verb}" takes flags only.`)
  }
  const { name, oneOf, several, optional } = declared
  if (plain[0] === undefined && optional) return []
  if (plain[0] === undefined) throw wrongUsage(`${name} is missing: promotrail ${verb} ${name}${several ? " …" : ""}`)
  if (plain.includes("")) throw wrongUsage(`${name} is empty. Is the variable that fills it set?`)
  if (plain[1] !== undefined && several !== true) {
    throw wrongUsage(`"${plain[1]}" is one word too many: "promotrail ${verb}" takes one ${name}.`)
  }
  const unknown = oneOf === undefined ? undefined : plain.find((word) => !oneOf.includes(word))
  if (unknown !== undefined) throw wrongUsage(`${name} ${unknown} is not known. It may be ${oneOf?.join(", ")}.`)
  return plain
}
