/** What can be wrong with a policy file. The last group are warnings: the file is accepted all the same. */
export type PolicyMistakeCode =
  | "too-large"
  | "too-deep"
  | "bad-character"
  | "syntax"
  | "several-documents"
  | "not-plain-yaml"
  | "bad-key"
  | "duplicate-key"
  | "other-version"
  | "unknown-key"
  | "missing-key"
  | "wrong-type"
  | "not-allowed"
  | "bad-name"
  | "bad-number"
  | "bad-duration"
  | "bad-date"
  | "too-few"
  | "too-many"
  | "duplicate"
  | "unknown-environment"
  | "incomplete-rule"
  | "target-below-minimum"
  | "weights-missing"
  | "weights-unused"
  | "gate-not-entered"
  | "checks-none"
  | "nothing-to-limit"
  | "bad-expression"
  | "not-evaluated"
  | "unknown-licence"
  | "gate-without-checks"
  | "comma-in-text"

/** One mistake (or warning) of a policy file, with the place a person has to look at. */
export type PolicyMistake = {
  readonly code: PolicyMistakeCode
  /** `gates.preprod.coverage.minimum`; empty for the file as a whole. */
  readonly path: string
  /** Counted from 1, as editors do. */
  readonly line: number
  readonly column: number
  /** What is wrong, with which value, and what to do. */
  readonly text: string
}

/** The mistake in one line, as compilers say it: `policy.yaml:12:5 gates.prod.covrage: …`. */
export function explainMistake({ path, line, column, text }: PolicyMistake, file = "policy.yaml"): string {
  return `${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${text}`
}

const SHOWN = 60

/** Text with nothing in it that could move a terminal's cursor or turn its direction. */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
}

/** Foreign text for a sentence: cut, printable, and without backticks. */
export function shown(foreign: string): string {
  const short = foreign.length > SHOWN ? `${foreign.slice(0, SHOWN - 1)}…` : foreign
  return printable(short).replaceAll("`", "\\u{60}")
}

/** `shown`, between backticks. */
export const quoted = (foreign: string): string => `\`${shown(foreign)}\``

/** " Did you mean `coverage`?", or the list of what there is when nothing is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  if (near !== undefined) return ` Did you mean \`${near}\`?`
  return known.length === 0 ? "" : ` Known here: ${known.map((name) => `\`${name}\``).join(", ")}.`
}

function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 40) return undefined
  const wanted = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    const away = distance(wanted, candidate.toLowerCase())
    // `blocking` is near `block`, however long its end.
    if (away >= bestDistance && candidate.length > 3 && wanted.startsWith(candidate)) best ??= candidate
    if (away < bestDistance) [best, bestDistance] = [candidate, away]
  }
  return best
}

/** Edits (insert, delete, replace, swap of neighbours) between two short words. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let least = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, (before[column - 2] ?? 0) + 1)
      }
      current.push(least)
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
