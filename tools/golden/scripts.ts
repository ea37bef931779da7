import { readFileSync } from "node:fs"
import { join } from "node:path"
import { ROOT } from "../repository.ts"

/** A part of an example: what is typed, and how it ends. */
export type Step = { readonly name: string; readonly exit: number; readonly commands: string }

const FOLDER = join(ROOT, "docs/examples")
const HEAD = /^#: ([a-z0-9-]+)(?: exits (\d+))?$/

/**
 * The steps of `docs/examples/NAME.sh`. A line `#: step` begins one, `#: step exits 10` says that it ends with 10.
 * What stands before the first step is for whoever reads the file.
 */
export function stepsOf(name: string): readonly Step[] {
  return parseSteps(readFileSync(join(FOLDER, `${name}.sh`), "utf8"))
}

/** The same for a text. */
export function parseSteps(text: string): readonly Step[] {
  const steps: { name: string; exit: number; lines: string[] }[] = []
  for (const line of text.split("\n")) {
    const [, step, exit = "0"] = HEAD.exec(line) ?? []
    if (step !== undefined) steps.push({ name: step, exit: Number(exit), lines: [] })
    else steps.at(-1)?.lines.push(line)
  }
  return steps.map(({ name, exit, lines }) => ({ name, exit, commands: lines.join("\n").trim() }))
}

/** What each step printed when it was recorded, by name. */
export function transcriptOf(name: string): ReadonlyMap<string, string> {
  const steps = parseSteps(readFileSync(join(FOLDER, `${name}.txt`), "utf8"))
  return new Map(steps.map((step) => [step.name, step.commands]))
}

/** The file a transcript is kept in. */
export function transcriptPath(name: string): string {
  return `docs/examples/${name}.txt`
}

/** The text of a transcript, as it is kept. */
export function renderTranscript(steps: readonly (Step & { readonly printed: string })[]): string {
  const parts = steps.map(({ name, exit, printed }) =>
    `#: ${name}${exit === 0 ? "" : ` exits ${exit}`}\n${printed}`.trimEnd(),
  )
  return `${parts.join("\n\n")}\n`
}
