import { formatHash, type Checkpoint, type Note } from "@promotrail/core"
import { EXIT, type ExitCode } from "../exit.ts"
import { plainLine, type Terminal } from "../output/terminal.ts"

/** What was found out, line by line. One thing that is wrong makes the whole wrong. */
export type Finding = { readonly mark: "good" | "bad" | "doubtful"; readonly text: string }

/** What came of verifying: what it was, in short, and what was found. */
export type Verified = { readonly name: string; readonly summary: string; readonly findings: readonly Finding[] }

/** What is verified: its checkpoint, under the name of the file it was read from. */
export type Opened = { readonly name: string; readonly note: Note; readonly checkpoint: Checkpoint }

export const good = (text: string): Finding => ({ mark: "good", text })
export const bad = (text: string): Finding => ({ mark: "bad", text })
export const doubtful = (text: string): Finding => ({ mark: "doubtful", text })

/** A log in one line. */
export const inShort = ({ origin, size, root }: Pick<Checkpoint, "origin" | "size" | "root">): string =>
  `${origin}: ${size} entries, root ${formatHash(root)}`

/** Prints what was found, and answers how the command ends. */
export function tell({ name, summary, findings }: Verified, { out, paint }: Terminal): ExitCode {
  const isRight = findings.every(({ mark }) => mark !== "bad")
  out(`${isRight ? paint.good(`✓ ${name} agrees`) : paint.bad(`✗ ${name} does not agree`)}  ${plainLine(summary)}`)
  const signs = { good: paint.good("✓"), bad: paint.bad("✗"), doubtful: paint.doubtful("!") }
  for (const { mark, text } of findings) out(`    ${signs[mark]} ${plainLine(text)}`)
  return isRight ? EXIT.done : EXIT.refused
}
