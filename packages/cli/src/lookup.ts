import type { Command, Flags } from "./command.ts"
import { wrongUsage } from "./failure.ts"
import { flagsOf, verbList } from "./help.ts"
import { nearest } from "./nearest.ts"
import { groupOf, VERBS } from "./verbs.ts"

/** The verb that a command line begins with: one word, or two. */
export function nameIn([first = "", second]: readonly string[]): string {
  if (VERBS.has(first)) return first
  const group = groupOf(first)
  const name = `${first} ${second}`
  if (VERBS.has(name)) return name
  if (group.length === 0) {
    const near = nearest(first, firstWords())
    const advice = near === undefined ? '"promotrail help" lists them.' : `Did you mean ${near}?`
    throw wrongUsage(`There is no verb "${first}". ${advice}`)
  }
  if (second === undefined || second.startsWith("-")) {
    throw wrongUsage(`"${first}" needs a second word:\n${verbList(group)}`)
  }
  const near = nearest(
    second,
    group.map((known) => known.slice(first.length + 1)),
  )
  const advice = near === undefined ? `There are:\n${verbList(group)}` : `Did you mean ${first} ${near}?`
  throw wrongUsage(`There is no verb "${name}". ${advice}`)
}

/** A verb of the table, loaded, with all its flags. */
export async function load(name: string): Promise<{ readonly command: Command; readonly flags: Flags }> {
  const verb = VERBS.get(name)
  if (verb === undefined) throw new Error(`no verb ${name} in the table`)
  const command = await verb.load()
  return { command, flags: flagsOf(name, command) }
}

function firstWords(): ReadonlySet<string> {
  return new Set([...VERBS.keys()].map((name) => name.split(" ", 1)[0] ?? name))
}
