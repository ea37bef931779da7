import { plainLine, type Terminal } from "./terminal.ts"

/** What a person should know of an accepted file, below its line: why it satisfies no gate, and its warnings. */
type Doubts = { readonly unfit: string | null; readonly warnings: readonly { readonly text: string }[] }

/** Tells them, a line each. */
export function tellDoubts({ unfit, warnings }: Doubts, { out, paint }: Pick<Terminal, "out" | "paint">): void {
  if (unfit !== null) out(`    ${paint.bad("satisfies no gate:")} ${plainLine(unfit)}`)
  for (const { text } of warnings) out(`    ${paint.doubtful("warning:")} ${plainLine(text)}`)
}

/** ` (2 of them satisfy no gate)` for the line that sums up; nothing when there are none. */
export function ofThemUnfit(count: number): string {
  if (count === 0) return ""
  return count === 1 ? " (1 of them satisfies no gate)" : ` (${count} of them satisfy no gate)`
}
