/** What one line of a TAP stream is, at its own level of indentation. */
export type TapLine =
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "plan"; readonly start: number; readonly end: number }
  | { readonly kind: "bail-out"; readonly reason: string }
  | ({ readonly kind: "point" } & TapPoint)
  | { readonly kind: "other" }

/** A test point: `ok` or `not ok`, with what stands behind it. */
export type TapPoint = {
  readonly ok: boolean
  readonly id: number | undefined
  readonly description: string
  readonly directive: "skip" | "todo" | null
  /** Why it is skipped or to be done. */
  readonly reason: string
  readonly durationMs: number | undefined
  /** Whether a block of subtests in braces may follow. */
  readonly opens: boolean
}

const OTHER: TapLine = { kind: "other" }

/** Reads a line without its indentation, by the rules of TAP 12 to 14 (testanything.org). */
export function readTapLine(line: string): TapLine {
  const point = /^(not )?ok(?:\s+(.*))?$/s.exec(line)
  if (point !== null) return { kind: "point", ...readPoint(point[1] === undefined, point[2] ?? "") }
  const plan = /^(\d{1,9})\.\.(\d{1,9})\s*(?:#.*)?$/s.exec(line)
  if (plan !== null && isPlan(Number(plan[1]), Number(plan[2])))
    return { kind: "plan", start: Number(plan[1]), end: Number(plan[2]) }
  const bail = /^Bail out!\s*(.*)$/is.exec(line)
  if (bail !== null) return { kind: "bail-out", reason: (bail[1] ?? "").trim() }
  const version = /^TAP version (\d+)\s*$/i.exec(line)
  return version === null ? OTHER : { kind: "version", version: version[1] ?? "" }
}

/** From one number up to another, or `1..0`: everything is skipped. */
const isPlan = (start: number, end: number) => end >= start || (start <= 1 && end === 0)

function readPoint(ok: boolean, rest: string): TapPoint {
  const numbered = /^(\d{1,15})(?:\s+(.*))?$/s.exec(rest)
  const text = (numbered === null ? rest : (numbered[2] ?? "")).trimEnd()
  const opens = text === "{" || /\s\{$/.test(text.slice(-2))
  const { description, comment } = splitComment(opens ? text.slice(0, -1) : text)
  const id = numbered === null ? undefined : Number(numbered[1])
  const directive = DIRECTIVE.exec(comment)
  const time = /\btime=(\d+(?:\.\d+)?)(ms|s)\b/.exec(comment)
  return {
    ok,
    id,
    description: unescape(description.replace(/^\s*-\s+|^\s*-$/, "").trim()),
    directive: directive === null ? null : directive[1]?.toLowerCase() === "todo" ? "todo" : "skip",
    reason: (directive?.[2] ?? "").trim(),
    durationMs: time === null ? undefined : Number(time[1]) * (time[2] === "s" ? 1000 : 1),
    opens,
  }
}

/** Cuts a text at its first `#`, when a directive or a time stands behind it; a `\#` is an ordinary character. */
function splitComment(text: string): { description: string; comment: string } {
  for (let i = text.indexOf("#"); i >= 0; i = text.indexOf("#", i + 1)) {
    let escapes = 0
    while (text[i - 1 - escapes] === "\\") escapes++
    if (escapes % 2 === 1) continue
    // "a#TODO" is one word (TAP 14: a directive is parted from the description by a space).
    if (escapes === 0 && i > 0 && !/\s/.test(text[i - 1] ?? "")) continue
    const comment = text.slice(i + 1, i + 1025).trimStart()
    // "mends #12 # TODO" is no directive: readers of TAP agree that the first one counts.
    if (!DIRECTIVE.test(comment) && !/^time=/i.test(comment)) break
    return { description: text.slice(0, i), comment }
  }
  return { description: text, comment: "" }
}

/** "skipped" is a directive like "skip"; "TODOs" is not one. */
const DIRECTIVE = /^(skip|todo\b)\S*\s*(.*)$/is

const unescape = (text: string) => text.replace(/\\([\\#])/g, "$1")

/** Whether a line that nothing ends could be the beginning of one that says something else. */
export const mayBeCut = (line: string): boolean =>
  /^(not )?ok\b/.test(line) ? /#\s*(s|sk|ski|t|to|tod)?$/i.test(line) : /^(n|no|not|not o|o|\d+\.?|\d+\.\.)$/.test(line)
