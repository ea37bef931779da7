import type { LedgerVerification } from "@promotrail/contract"
import type { StateVerification } from "../../ports/verification.ts"

/** Verifying the ledger: one run at a time, answered in words. */
export function verification(run: () => Promise<StateVerification>): () => Promise<LedgerVerification> {
  let running: Promise<LedgerVerification> | undefined
  return () => {
    running ??= run()
      .then((found): LedgerVerification => ({ ...copied(found), says: explain(found) }))
      .finally(() => {
        running = undefined
      })
    return running
  }
}

function copied({ state, objects, evidence, ...rest }: StateVerification) {
  return {
    ...rest,
    state: state.map(({ differences, ...told }) => ({ ...told, differences: [...differences] })),
    objects: { checked: objects.checked, broken: [...objects.broken] },
    evidence: { checked: evidence.checked, broken: [...evidence.broken] },
  }
}

function explain({
  agrees,
  size,
  root,
  firstBroken,
  firstBrokenRecord,
  recomputedRoot,
  records,
  state,
  objects,
  evidence,
}: StateVerification): string {
  if (agrees) {
    return `All ${size} entries stand in ${records} signed records under the root ${root.slice(0, 16)}…, and the state is what they say.`
  }
  const found: string[] = []
  if (firstBroken !== null) found.push(`entry ${firstBroken} is not what was hashed`)
  if (firstBrokenRecord !== null)
    found.push(`record ${firstBrokenRecord} is not what was signed, or not where it stood`)
  if (root !== recomputedRoot) found.push("the head of the log is not that of its records")
  for (const { table, differences } of state) {
    if (differences.length > 0) found.push(`${table} differs from the entries (${differences[0]})`)
  }
  if (objects.broken.length > 0) found.push(`${objects.broken.length} object(s) are not what their digest says`)
  if (evidence.broken.length > 0) found.push(`${evidence.broken.length} raw file(s) are missing or changed`)
  return `The ledger does not verify: ${found.join("; ")}.`
}
