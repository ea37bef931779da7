import { append, decodeEvent, EMPTY_FRONTIER, rootOf, type Digest, type Event, type Frontier } from "@promotrail/core"
import { aboutOf } from "../shared/commit.ts"
import { leafHash, LEDGER_HASHER, sha256 } from "../shared/hashes.ts"
import { unpackObject } from "../shared/objects.ts"
import type { RowOf } from "../shared/schema.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import type { Findings } from "./findings.ts"
import type { Rebuilt } from "./rebuilt.ts"

/** What reading the ledger from its first entry to its last found. */
export type Entries = {
  readonly size: number
  readonly root: string
  readonly recomputedRoot: string
  readonly firstBroken: number | null
  /** Objects and raw files that entries name, with the first entry that names each. */
  readonly objects: ReadonlyMap<Digest, number>
  readonly raw: ReadonlyMap<Digest, number>
}

/** Recomputes the tree over the bodies and folds the events into `rebuilt`. */
export async function readEntries(
  snapshot: Snapshot,
  rebuilt: Rebuilt,
  findings: Findings,
  progress: (done: number, size: number) => void,
): Promise<Entries> {
  const head = await headOf(snapshot)
  const objects = new Map<Digest, number>()
  const raw = new Map<Digest, number>()
  let frontier: Frontier = EMPTY_FRONTIER
  let firstBroken: number | null = null
  for await (const page of snapshot.pages("ledger")) {
    findings.looked("ledger", page.length)
    for (const row of page) {
      const index = frontier.size
      const leaf = leafHash(row.body)
      frontier = append(frontier, leaf, LEDGER_HASHER)
      if (row.idx !== index || row.hash !== leaf) {
        firstBroken ??= index
        findings.differs(
          "ledger",
          `entry ${index}: ${row.idx === index ? "the body is not what was hashed" : "it is missing"}`,
        )
        if (row.idx !== index) return { ...rooted(head, frontier), firstBroken, objects, raw }
      }
      await replay(row, snapshot, rebuilt, findings, objects, raw)
    }
    progress(frontier.size, head.size)
  }
  if (frontier.size !== head.size) {
    findings.differs("ledger_head", `it counts ${head.size} entries; there are ${frontier.size}`)
  }
  if (JSON.stringify(frontier.roots) !== JSON.stringify(head.roots)) {
    findings.differs("ledger_head", "its subtrees are not those of the entries")
  }
  findings.looked("ledger_head", 1)
  return { ...rooted(head, frontier), firstBroken, objects, raw }
}

function rooted(head: Frontier, frontier: Frontier): Pick<Entries, "size" | "root" | "recomputedRoot"> {
  return {
    size: head.size,
    root: rootOf(head, LEDGER_HASHER, sha256),
    recomputedRoot: rootOf(frontier, LEDGER_HASHER, sha256),
  }
}

async function headOf({ db }: Snapshot): Promise<Frontier> {
  const { size, roots } = await db.selectFrom("ledger_head").select(["size", "roots"]).executeTakeFirstOrThrow()
  return { size, roots: JSON.parse(roots) as string[] }
}

async function replay(
  row: RowOf<"ledger">,
  snapshot: Snapshot,
  rebuilt: Rebuilt,
  findings: Findings,
  objects: Map<Digest, number>,
  raw: Map<Digest, number>,
): Promise<void> {
  try {
    const event = decodeEvent(row.body)
    for (const [column, value] of Object.entries(aboutOf(event))) {
      const stored = row[column as keyof typeof row]
      if (stored === value) continue
      findings.differs("ledger", `entry ${row.idx}: ${column} is ${told(stored)}; its body says ${told(value)}`)
    }
    for (const digest of objectsOf(event)) if (!objects.has(digest)) objects.set(digest, row.idx)
    if (event.kind === "evidence.recorded" && !raw.has(event.data.raw)) raw.set(event.data.raw, row.idx)
    await rebuilt.replay(event, row.idx, await factsFor(event, snapshot))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    findings.differs("ledger", `entry ${row.idx} cannot be replayed: ${why}`)
  }
}

function objectsOf(event: Event): readonly Digest[] {
  switch (event.kind) {
    case "policy.applied":
      return [event.data.policy]
    case "release.registered":
      return event.data.notes === null ? [] : [event.data.notes]
    case "evidence.recorded":
      return event.data.facts === null ? [] : [event.data.facts]
    case "decision.recorded":
      return [event.data.input, event.data.outcome]
    case "ledger.started":
    case "application.archived":
    case "release.blocked":
    case "release.unblocked":
    case "deployment.recorded":
    case "tests.retired":
    case "tests.quarantined":
    case "token.created":
    case "token.revoked":
      return []
  }
}

async function factsFor(event: Event, { db }: Snapshot): Promise<Uint8Array | undefined> {
  if (event.kind !== "evidence.recorded" || event.data.facts === null) return undefined
  const row = await db
    .selectFrom("object")
    .select(["packed", "bytes", "size"])
    .where("digest", "=", event.data.facts)
    .executeTakeFirst()
  if (row === undefined) throw new Error(`its facts ${event.data.facts} are missing`)
  return unpackObject(row)
}

const told = (value: unknown): string => JSON.stringify(value)
