import {
  append,
  decodeEvent,
  disclosuresNamedIn,
  EMPTY_FRONTIER,
  rootOf,
  type Digest,
  type Disclosed,
  type Event,
  type EventOf,
  type Frontier,
  type MerkleHash,
} from "@promotrail/core"
import { aboutOf } from "../shared/commit.ts"
import { leafHash, LEDGER_HASHER, sha256 } from "../shared/hashes.ts"
import { disclosedIn } from "../shared/reads/ledger.ts"
import { unpackObject } from "../shared/objects.ts"
import type { RowOf } from "../shared/schema.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import type { Findings } from "./findings.ts"
import type { Rebuilt } from "./rebuilt.ts"

/** What reading the ledger from its first entry to its last found. */
export type Entries = {
  readonly size: number
  readonly firstBroken: number | null
  /** Leaf hashes of the entries, as the records must name them; those of the sealed tree stand for themselves. */
  readonly hashes: readonly MerkleHash[]
  /** The tree of the entries before records were signed: how long it is, and its root as computed again. */
  readonly sealed: { readonly size: number; readonly root: MerkleHash }
  /** Objects and raw files that entries name, with the first entry that names each. */
  readonly objects: ReadonlyMap<Digest, number>
  readonly raw: ReadonlyMap<Digest, number>
  /** Objects, raw files and disclosures that were erased, with the last notice that says so. */
  readonly erased: ReadonlyMap<string, number>
}

/** Hashes the bodies again and folds the events into `rebuilt`. */
export async function readEntries(
  snapshot: Snapshot,
  rebuilt: Rebuilt,
  findings: Findings,
  progress: (done: number, size: number) => void,
): Promise<Entries> {
  const head = await headOf(snapshot)
  const erasures = await erasuresIn(snapshot)
  const [objects, raw] = [new Map<Digest, number>(), new Map<Digest, number>()]
  const hashes: MerkleHash[] = []
  let tree: Frontier = EMPTY_FRONTIER
  let firstBroken: number | null = null
  const broken = (index: number, what: string): void => {
    firstBroken ??= index
    findings.differs("ledger", `entry ${index}: ${what}`)
  }
  const done = (): Entries => ({
    size: head.size,
    firstBroken,
    hashes,
    sealed: { size: tree.size, root: rootOf(tree, LEDGER_HASHER, sha256) },
    objects,
    raw,
    erased: erasures.digests,
  })
  for await (const page of snapshot.pages("ledger")) {
    findings.looked("ledger", page.length)
    const disclosed = await disclosedIn(
      snapshot.db,
      page.map(({ body }) => body),
    )
    for (const row of page) {
      const index = hashes.length
      if (row.idx !== index) {
        broken(index, "it is missing")
        return done()
      }
      const isRewritten = erasures.entries.has(index)
      if (!isRewritten && row.hash !== leafHash(row.body)) broken(index, "the body is not what was hashed")
      hashes.push(isRewritten ? row.hash : leafHash(row.body))
      if (index < head.sealed) tree = append(tree, hashes[index] ?? "", LEDGER_HASHER)
      for (const digest of disclosuresNamedIn(row.body)) {
        if (!disclosed.has(digest) && !erasures.digests.has(digest))
          findings.differs("disclosure", `${digest} is missing (entry ${index} names it) and was not erased`)
      }
      await replay(row, { snapshot, rebuilt, findings, objects, raw, disclosed, erased: erasures.digests })
    }
    progress(hashes.length, head.size)
  }
  if (hashes.length !== head.size) {
    findings.differs("ledger_head", `it counts ${head.size} entries; there are ${hashes.length}`)
  }
  if (JSON.stringify(tree.roots) !== JSON.stringify(head.roots)) {
    findings.differs("ledger_head", "its subtrees are not those of the entries")
  }
  findings.looked("ledger_head", 1)
  return done()
}

type Head = { readonly size: number; readonly sealed: number; readonly roots: readonly string[] }

async function headOf({ db }: Snapshot): Promise<Head> {
  const row = await db.selectFrom("ledger_head").select(["size", "sealed", "roots"]).executeTakeFirstOrThrow()
  return { ...row, roots: JSON.parse(row.roots) as string[] }
}

/**
 * What notices of erasure say is gone, and since which entry. They come after what they erase, so that they are read
 * first; what an entry behind the last of them names was brought anew, and must be here.
 */
async function erasuresIn({ db }: Snapshot): Promise<{
  readonly digests: ReadonlyMap<string, number>
  readonly entries: ReadonlySet<number>
}> {
  const rows = await db
    .selectFrom("ledger")
    .select(["idx", "body"])
    .where("kind", "=", "erasure.recorded")
    .orderBy("idx")
    .execute()
  const notices = rows.map(({ idx, body }) => ({ idx, ...(decodeEvent(body) as EventOf<"erasure.recorded">).data }))
  return {
    digests: new Map(
      notices.flatMap(({ idx, disclosures, objects }) => [...disclosures, ...objects].map((digest) => [digest, idx])),
    ),
    entries: new Set(notices.flatMap(({ entries }) => entries)),
  }
}

type Replaying = {
  readonly snapshot: Snapshot
  readonly rebuilt: Rebuilt
  readonly findings: Findings
  readonly objects: Map<Digest, number>
  readonly raw: Map<Digest, number>
  readonly disclosed: Disclosed
  readonly erased: ReadonlyMap<string, number>
}

async function replay(
  row: RowOf<"ledger">,
  { snapshot, rebuilt, findings, objects, raw, disclosed, erased }: Replaying,
): Promise<void> {
  try {
    const event = decodeEvent(row.body, disclosed)
    for (const [column, value] of Object.entries(aboutOf(event))) {
      const stored = row[column as keyof typeof row]
      if (stored === value) continue
      findings.differs("ledger", `entry ${row.idx}: ${column} is ${told(stored)}; its body says ${told(value)}`)
    }
    const isDue = (digest: Digest): boolean => (erased.get(digest) ?? -1) < row.idx
    for (const digest of objectsOf(event)) {
      if (!objects.has(digest) && isDue(digest)) objects.set(digest, row.idx)
    }
    if (event.kind === "evidence.recorded" && !raw.has(event.data.raw) && isDue(event.data.raw))
      raw.set(event.data.raw, row.idx)
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
    case "key.rotated":
    case "erasure.recorded":
    case "log.recovered":
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
