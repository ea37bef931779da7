import { appendFileSync } from "node:fs"
import type { Terminal } from "./terminal.ts"

/** Appends to the step summary of GitHub Actions, where there is one. That it cannot be written changes nothing. */
export function appendStepSummary(markdown: string, variables: NodeJS.ProcessEnv, terminal: Terminal): void {
  const path = variables["GITHUB_STEP_SUMMARY"]
  if (path === undefined || path === "") return
  try {
    appendFileSync(path, `${markdown}\n`)
  } catch (error) {
    terminal.say(`promotrail: the step summary could not be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}
