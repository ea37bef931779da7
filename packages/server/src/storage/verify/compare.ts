import type { StateVerification } from "../../ports/verification.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import { compareDetails } from "./compare-details.ts"
import { compareRows, PLAIN } from "./compare-rows.ts"
import { compareVectors } from "./compare-vectors.ts"
import { compareDisclosures } from "./disclosures.ts"
import { readEntries } from "./entries.ts"
import { Findings } from "./findings.ts"
import { readRecords } from "./records.ts"
import { emptyState } from "./rebuilt.ts"
import { checkObjects, checkRawFiles, type RawFile, type Unlisted } from "./stored-bytes.ts"
import { mapTests } from "./test-map.ts"

/** What was found, but for raw files that have to be looked for again. */
export type Compared = Omit<StateVerification, "tookMs"> & { readonly unlisted: readonly Unlisted[] }

/** Reads everything there is at one moment, folds the entries anew, and says where the two are not the same. */
export async function compareAll(
  snapshot: Snapshot,
  files: readonly RawFile[],
  progress: (done: number, size: number) => void,
): Promise<Compared> {
  const rebuilt = await emptyState()
  try {
    const findings = new Findings()
    const entries = await readEntries(snapshot, rebuilt, findings, progress)
    const { size, firstBroken, objects: named, raw, erased } = entries
    const records = await readRecords(snapshot, entries, findings)
    await compareDisclosures(snapshot, findings)
    for (const table of PLAIN) await compareRows(table, snapshot, rebuilt.snapshot, findings)
    const maps = await mapTests(snapshot, rebuilt, findings)
    for (const table of ["known", "status"] as const) {
      await compareVectors(table, snapshot, rebuilt.snapshot, maps, findings)
    }
    await compareDetails(snapshot, rebuilt.snapshot, maps, findings)
    const objects = await checkObjects(snapshot, named, erased)
    const { unlisted, ...evidence } = await checkRawFiles(files, raw, erased)
    const state = findings.list()
    const agrees =
      firstBroken === null &&
      records.root === records.recomputedRoot &&
      state.every(({ differences }) => differences.length === 0) &&
      objects.broken.length === 0 &&
      evidence.broken.length === 0
    return { agrees, size, firstBroken, ...records, state, objects, evidence, unlisted }
  } finally {
    await rebuilt.close()
  }
}
