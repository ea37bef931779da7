import type { ExitCode } from "./exit.ts"
import type { Terminal } from "./output/terminal.ts"
import type { Settings } from "./settings.ts"

/** One flag of a verb, as data: parsing, help, completion and reference are made from it. */
export type Flag = {
  readonly type: "string" | "boolean"
  readonly about: string
  /** What stands for the value in the help: `NAME`, `20m`. */
  readonly value?: string
  /** The only values there are. */
  readonly oneOf?: readonly string[]
  readonly required?: true
  /** May be given several times. */
  readonly multiple?: true
}

export type Flags = Readonly<Record<string, Flag>>

/** What was given, typed by what was declared: a flag that does not exist cannot be read. */
export type Values<F extends Flags> = {
  readonly [Name in keyof F]: F[Name]["type"] extends "boolean"
    ? boolean
    : F[Name] extends { readonly multiple: true }
      ? readonly string[]
      : F[Name] extends { readonly required: true }
        ? string
        : string | undefined
}

/** The words of a verb that are not flags. */
export type Words = {
  readonly name: string
  readonly about: string
  readonly oneOf?: readonly string[]
  /** One, unless `several` allows more or `optional` none. */
  readonly several?: true
  readonly optional?: true
}

/** All that a verb is given. It prints to `terminal` and returns how the command ends. */
export type Context<F extends Flags> = {
  readonly values: Values<F>
  readonly words: readonly string[]
  readonly settings: Settings
  readonly terminal: Terminal
}

/** A verb: data plus one function. Its one-line summary stands in the table of verbs, which help reads without loading this. */
export type Command<F extends Flags = Flags> = {
  readonly words?: Words
  readonly flags: F
  /** Paragraphs below the summary. */
  readonly about?: readonly string[]
  readonly examples?: readonly string[]
  // A method, so that a command with particular flags still is a command.
  run(context: Context<F>): Promise<ExitCode>
}

/** Declares a verb; the literal types of its flags are kept. */
export function command<const F extends Flags>(declared: Command<F>): Command<F> {
  return declared
}

/** The first word; `words` promises that there is one. */
export function firstWord({ words }: { readonly words: readonly string[] }): string {
  const [word] = words
  if (word === undefined) throw new Error("a command without words asked for its first word")
  return word
}
