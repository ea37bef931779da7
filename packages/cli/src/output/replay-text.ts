import type { WireCheckChange, WireReplay } from "@promotrail/contract"
import { renderTable } from "./table.ts"
import { plainLine, type Terminal } from "./terminal.ts"

/** What replaying one decision found, with what is different. */
export function printReplay(replay: WireReplay, { out, paint }: Terminal): void {
  const isSame = replay.finding === "agrees"
  out(`${isSame ? paint.good("✓ agrees") : paint.bad("✗ does not agree")}  ${plainLine(replay.says)}`)
  const rows = [
    ["recorded", replay.recorded, replay.recordedBy],
    ["replayed", replay.replayed ?? "nothing to evaluate", replay.replayedBy],
  ]
  out(renderTable(rows, "    "))
  for (const line of changeLines(replay.changes)) out(`    ${line}`)
  const { deep } = replay
  if (deep === null) return
  const [says, ...lines] = deepLines(replay)
  out(`${deep.agrees ? paint.good("✓ agrees deeply") : paint.bad("✗ does not agree deeply")}  ${says ?? ""}`)
  for (const line of lines) out(`    ${line}`)
}

/** What reading the evidence again found: the sentence, then each file that is not as then, and each place that differs. */
export function deepLines({ deep }: WireReplay): readonly string[] {
  if (deep === null) return []
  const files = deep.files.map(({ evidence, file, raw, says }) => `${file} (evidence ${evidence}, ${raw}): ${says}`)
  return [deep.says, ...files, ...deep.differences].map(plainLine)
}

/** Each check that ended in another way, before and after. */
export function changeLines(changes: readonly WireCheckChange[]): readonly string[] {
  const side = (told: WireCheckChange["before"]): string =>
    told === null
      ? "not asked"
      : plainLine(`${told.outcome}${told.severity === "block" ? "" : ` (${told.severity})`}, ${told.says}`)
  return changes.map(({ title, before, after }) => `${plainLine(title)}: ${side(before)} → ${side(after)}`)
}
