import type { WireCheckChange, WireReplay, WireReplayedPage } from "@promotrail/contract"
import { ENGINE } from "@promotrail/core"
import type { CheckChange } from "../outcome-changes.ts"
import type { Reconsidered } from "../policy-replay.ts"
import { isAgreed, type Replayed, type ReplayedPage } from "../replays.ts"

/** A replay as the wire has it. */
export function replayToWire(replayed: Replayed): WireReplay {
  const { row, finding, changes, deep, ...told } = replayed
  return {
    decision: row.id,
    application: row.application,
    release: row.release,
    edge: row.edge,
    now: row.at,
    agrees: isAgreed(replayed),
    finding,
    recorded: row.outcome,
    ...told,
    changes: changes.map(changeToWire),
    deep:
      deep === null
        ? null
        : { ...deep, files: deep.files.map((file) => ({ ...file })), differences: [...deep.differences] },
  }
}

/** A page of replays as the wire has it. */
export function replayedPageToWire(page: ReplayedPage): WireReplayedPage {
  const { differences, recordedBy, nextBefore, ...told } = page
  return {
    ...told,
    differences: differences.map(replayToWire),
    recordedBy: [...recordedBy],
    replayedBy: `${ENGINE.name} ${ENGINE.version} (${ENGINE.digest})`,
    next: nextBefore === null ? null : String(nextBefore),
  }
}

/** A changed check as the wire has it. */
export function changeToWire({ title, before, after }: CheckChange): WireCheckChange {
  return { title, before: before === null ? null : { ...before }, after: after === null ? null : { ...after } }
}

/** A past decision under another policy, as the wire has it. */
export function reconsideredToWire({ row, after, remade, says, changes }: Reconsidered) {
  const { id, release, edge, mode, at, verdict } = row
  return {
    decision: id,
    release,
    edge,
    mode,
    now: at,
    before: verdict,
    after,
    remade,
    says,
    changes: changes.map(changeToWire),
  }
}
