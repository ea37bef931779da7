import type { WireCheckChange, WireReplay } from "@promotrail/contract"
import { renderTable } from "./table.ts"
import { plainLine, type Terminal } from "./terminal.ts"

/** What replaying one decision found, with what is different. */
export function printReplay(replay: WireReplay, { out, paint }: Terminal): void {
  out(`${replay.agrees ? paint.good("✓ agrees") : paint.bad("✗ does not agree")}  ${plainLine(replay.says)}`)
  const rows = [
    ["recorded", replay.recorded, replay.recordedBy],
    ["replayed", replay.replayed ?? "nothing to evaluate", replay.replayedBy],
  ]
  out(renderTable(rows, "    "))
  for (const line of changeLines(replay.changes)) out(`    ${line}`)
}

/** Each check that ended in another way, before and after. */
export function changeLines(changes: readonly WireCheckChange[]): readonly string[] {
  const side = (told: WireCheckChange["before"]): string =>
    told === null
      ? "not asked"
      : plainLine(`${told.outcome}${told.severity === "block" ? "" : ` (${told.severity})`}, ${told.says}`)
  return changes.map(({ title, before, after }) => `${plainLine(title)}: ${side(before)} → ${side(after)}`)
}
