import { parseDate, parseInstant } from "@promotrail/core"
import { connect } from "../api.ts"
import { EXIT, type ExitCode } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { changeLines, deepLines } from "../output/replay-text.ts"
import { plainLine, type Terminal } from "../output/terminal.ts"
import type { Settings } from "../settings.ts"

const PAGE = 100
/** The server folds the ledger once for each page, up to its newest decision: few large pages cost least. */
const DEEP_PAGE = 200

type Wanted = {
  readonly app: string | undefined
  readonly since: string | undefined
  readonly last: string | undefined
  readonly deep: boolean
  readonly json: boolean
}

/** Replays page after page, says each difference as it is found, and remembers none of them. */
export async function replayAll(context: {
  readonly values: Wanted
  readonly settings: Settings
  readonly terminal: Terminal
}): Promise<ExitCode> {
  const { values, settings, terminal } = context
  const { out, paint, redraw } = terminal
  const since = values.since === undefined ? undefined : readSince(values.since)
  let left = values.last === undefined ? Number.POSITIVE_INFINITY : readCount(values.last, "--last")
  const api = connect(settings, terminal)
  const engines = new Set<string>()
  let [replayed, agree, replayedBy] = [0, 0, ""]
  let after: string | undefined
  if (values.deep) redraw?.("reading the evidence again…")
  do {
    const query = {
      limit: Math.min(values.deep ? DEEP_PAGE : PAGE, left),
      ...(values.deep ? { deep: "true" as const } : {}),
      ...(values.app === undefined ? {} : { application: values.app }),
      ...(since === undefined ? {} : { since }),
      ...(after === undefined ? {} : { after }),
    }
    const { body } = await api.call("replayDecisions", { query, slow: true })
    redraw?.("")
    for (const difference of body.differences) {
      const { decision, application, release, edge, now, says } = difference
      if (values.json) out(JSON.stringify(difference))
      else {
        const which = plainLine(`${decision}  ${application} ${release} into ${edge.to}, ${now}`)
        out(`${paint.bad("✗")} ${which}\n    ${plainLine(says)}`)
        for (const line of [...changeLines(difference.changes), ...deepLines(difference)]) out(`    ${line}`)
      }
    }
    replayed += body.replayed
    agree += body.agree
    left -= body.replayed
    replayedBy = body.replayedBy
    for (const engine of body.recordedBy) engines.add(engine)
    after = left > 0 ? (body.next ?? undefined) : undefined
    if (after !== undefined) redraw?.(`${replayed} replayed, back to ${plainLine(body.oldest ?? "")}`)
  } while (after !== undefined)

  const recordedBy = [...engines].toSorted()
  if (values.json) out(JSON.stringify({ replayed, agree, recordedBy, replayedBy }))
  else if (replayed === 0) out(`${paint.doubtful("!")} no decision was replayed: none was recorded there`)
  else {
    const isWhole = agree === replayed
    const count = isWhole
      ? `${paint.good("✓ agrees")}  all ${replayed}`
      : `${paint.bad("✗ does not agree")}  ${agree} of ${replayed}`
    out(`${count} decisions agree, byte for byte`)
    for (const engine of recordedBy) out(`    recorded  ${plainLine(engine)}`)
    out(`    replayed  ${plainLine(replayedBy)}`)
  }
  return agree === replayed ? EXIT.done : EXIT.refused
}

function readSince(text: string): string {
  const read = [parseDate(text), parseInstant(text), parseInstant(text.replace(/Z$/, ".000Z"))].find(({ ok }) => ok)
  if (read?.ok === true) return read.value
  throw wrongUsage(`--since ${text} is no time. Write it as 2026-11-01, or as 2026-11-01T08:00:00Z.`)
}

/** A whole number above zero. */
export function readCount(text: string, flag: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw wrongUsage(`${flag} ${text} is no number of decisions. Write a whole number from 1 on.`)
}
