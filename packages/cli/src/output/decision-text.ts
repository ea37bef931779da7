import type { WireDecision } from "@promotrail/contract"
import type { Paint } from "./paint.ts"
import { plainLine } from "./terminal.ts"

type Check = WireDecision["checks"][number]

/** How each outcome of a check is marked; never by colour alone. */
export const MARK_OF: Readonly<Record<Check["outcome"], string>> = {
  pass: "✓",
  warn: "▲",
  fail: "✕",
  unknown: "?",
  error: "!",
  waived: "◈",
  not_applicable: "–",
}

/** So many tests are named per check and action; the page has them all. */
const NAMED = 5

/**
 * A decision for a terminal: the verdict, each check that stands in the way whole, the others in a line, the way out,
 * the record. Of several ways out the shortest is shown, or all of them.
 */
export function renderDecision(
  decision: WireDecision,
  server: string,
  paint: Paint,
  ways: "shortest" | "all" = "shortest",
): string {
  const { checks, id, recorded } = decision
  const byLength = decision.unblock.toSorted((one, other) => one.actions.length - other.actions.length)
  const unblock = ways === "all" ? byLength : byLength.slice(0, 1)
  const hidden = byLength.length - unblock.length
  const inTheWay = checks.filter(isInTheWay)
  // Tests that are named in the way out are not named twice.
  const later = new Set(unblock.flatMap(({ actions }) => actions.flatMap(testsOf)))
  const idle = checks.filter(({ outcome }) => outcome === "not_applicable")
  const others = checks.filter((check) => !inTheWay.includes(check) && !idle.includes(check))
  const width = Math.max(0, ...[...inTheWay, ...others].map(({ title }) => title.length))
  return [
    renderVerdict(decision, paint),
    "",
    ...inTheWay.flatMap((check) => [line(check, width, paint), ...details(check, later, server, paint)]),
    ...others.map((check) => line(check, width, paint)),
    ...(idle.length === 0 ? [] : [paint.faint(`  – does not apply here: ${idle.map(titleOf).join(", ")}`)]),
    ...(unblock.length === 0 ? [] : ["", ...wayOut(unblock, paint)]),
    ...(hidden === 0
      ? []
      : [paint.faint(`  (${hidden === 1 ? "1 other way" : `${hidden} other ways`}: promotrail why ${plainLine(id)})`)]),
    "",
    recorded
      ? `decision ${plainLine(id)}  ${server}/decisions/${encodeURIComponent(id)}`
      : paint.faint("a dry run: nothing was recorded, and no deployment may rely on it"),
  ].join("\n")
}

/** The line that a person reads first. */
export function renderVerdict({ verdict, mode, says }: WireDecision, paint: Paint): string {
  const words = {
    allow: paint.good("✓ ALLOW"),
    deny: paint.bad("✕ DENY"),
    hold: paint.doubtful("? HOLD"),
    error: paint.bad("! ERROR"),
  } as const
  const advisory = mode === "advisory" ? paint.doubtful(" (advisory: recorded, not enforced)") : ""
  return `${words[verdict]}${advisory}  ${plainLine(says)}`
}

/** Whether a check keeps the gate from opening. */
export function isInTheWay({ severity, outcome }: Check): boolean {
  return severity === "block" && (outcome === "fail" || outcome === "unknown" || outcome === "error")
}

const titleOf = ({ title }: Check): string => plainLine(title)

function line(check: Check, width: number, paint: Paint): string {
  const { outcome, severity, title, says } = check
  const text = `${MARK_OF[outcome] ?? "?"} ${plainLine(title).padEnd(width)}`
  const aside = severity === "block" ? "" : paint.faint(` (does not block: ${severity})`)
  return `  ${colourOf(outcome, paint)(text)}  ${plainLine(says)}${aside}`
}

function colourOf(outcome: Check["outcome"], paint: Paint): (text: string) => string {
  if (outcome === "pass") return paint.good
  if (outcome === "fail" || outcome === "error") return paint.bad
  return paint.doubtful
}

/** What a person needs to act: which tests, which evidence, why the check is there, what to do, whom to ask. */
function details(
  { reasons, evidence = [], why, fix, owner }: Check,
  later: ReadonlySet<string>,
  server: string,
  paint: Paint,
): readonly string[] {
  const tests = reasons.flatMap(testsOf).filter((test) => !later.has(test))
  const rows = [
    ...named(tests),
    ...evidence.slice(0, NAMED).map((id) => `evidence ${plainLine(id)}  ${server}/evidence/${encodeURIComponent(id)}`),
    ...(why === undefined ? [] : [`why: ${plainLine(why)}`]),
    ...(fix === undefined ? [] : [`fix: ${plainLine(fix)}`]),
    ...(owner === undefined ? [] : [`owner: ${plainLine(owner)}`]),
  ]
  return rows.map((row) => paint.faint(`      ${row}`))
}

type Reason = Check["reasons"][number]
type Action = WireDecision["unblock"][number]["actions"][number]

function testsOf(part: Reason | Action): readonly string[] {
  return "tests" in part ? part.tests : []
}

function wayOut(unblock: WireDecision["unblock"], paint: Paint): readonly string[] {
  return unblock.flatMap(({ actions }, at) => [
    paint.strong(at === 0 ? "To unblock:" : "Or:"),
    ...actions.flatMap((action) => [
      `  • ${plainLine(action.says)} (${plainLine(action.who)})`,
      ...testsToMend(action).map((row) => paint.faint(`      ${row}`)),
    ]),
  ])
}

/** Which tests fail is worth naming; that all of a category has to run needs no list. */
function testsToMend(action: Action): readonly string[] {
  if (action.action !== "pass-tests" || (action.state === "not-run" && !action.vanished)) return []
  return named(action.tests, action.of)
}

/** The first few; the lists of a decision are cut themselves, so the whole number comes from elsewhere or is not told. */
function named(tests: readonly string[], total?: number): readonly string[] {
  const shown = tests.slice(0, NAMED).map(plainLine)
  if (total !== undefined) return total > shown.length ? [...shown, `and ${total - shown.length} more`] : shown
  return tests.length > shown.length ? [...shown, "and more"] : shown
}
