import { createHash, hash } from "node:crypto"
import { createReadStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import {
  canonicalJson,
  decodeEvent,
  type Digest,
  type Event,
  type EventOf,
  type GateInput,
  type Json,
} from "@promotrail/core"
import { explainError } from "../app/errors.ts"
import { storedClassifications } from "../app/classification.ts"
import { storedCoverages } from "../app/coverage.ts"
import type { Deps } from "../app/deps.ts"
import { edgeInto, gateBases, inputOf } from "../app/gate-base.ts"
import { findRelease } from "../app/lookup.ts"
import { storedPolicies } from "../app/policies.ts"
import { storedReports } from "../app/reports.ts"
import { namesEntries } from "../app/words-of-entries.ts"
import type { DeepAnswer, DeepFile, DeepQuestion } from "../ports/deep-replay.ts"
import type { VerifiedFile } from "../ports/reader.ts"
import type { Store } from "../ports/store.ts"
import { itemsOf } from "../storage/shared/items.ts"
import { unpackObject } from "../storage/shared/objects.ts"
import { disclosedIn, ledgerReads } from "../storage/shared/reads/ledger.ts"
import { readsOver } from "../storage/shared/reads/reads.ts"
import type { Snapshot } from "../storage/shared/snapshot.ts"
import { emptyState, type Rebuilt } from "../storage/verify/rebuilt.ts"
import { trustOf, type TrustFiles } from "../trust/trust.ts"
import { verifyFile } from "../trust/verify-file.ts"
import { decoders, readReport } from "../workers/read-report.ts"
import { seedCatalogue } from "./catalogue-order.ts"
import { READER } from "../workers/reader-name.ts"

type Start = { readonly folder: string; readonly trust: TrustFiles; readonly question: DeepQuestion }
type Upload = EventOf<"evidence.recorded">["data"]

/** Folds the ledger up to a decision, with the raw files of its releases read again, and makes its input once more. */
export async function replayDeeply(snapshot: Snapshot, { folder, trust, question }: Start): Promise<DeepAnswer> {
  const { application, releases, ledgerIndex } = question
  const pathOf = (raw: Digest): string => pathBeside(folder, raw)
  const stored = (digest: Digest) => storedObject(snapshot, digest)
  const files: DeepFile[] = []
  /** Facts as they were read now, under the digest the ledger names. */
  const reread = new Map<Digest, Uint8Array>()
  let filesRead = 0
  let isSeeded = false
  const rebuilt = await emptyState()
  const factsOf = async (event: Event): Promise<Uint8Array | undefined> => {
    if (event.kind !== "evidence.recorded") return undefined
    const { data } = event
    if (data.application === application && releases.includes(data.release)) {
      const again = await readAgain(data, pathOf(data.raw), rebuilt)
      filesRead++
      if (again.says !== null) {
        const { evidence, file, raw, reader } = data
        files.push({ evidence, file, raw, reader, says: again.says })
      }
      if (again.facts !== undefined && data.facts !== null) reread.set(data.facts, again.facts)
      if (again.facts !== undefined && data.facts !== null) return again.facts
    }
    return data.facts === null ? undefined : await stored(data.facts)
  }
  try {
    for await (const page of snapshot.pages("ledger")) {
      const disclosed = await disclosedIn(
        snapshot.db,
        page.map(({ body }) => body),
      )
      for (const { idx, body } of page) {
        if (idx >= ledgerIndex) break
        const event = decodeEvent(body, disclosed)
        if (isOfAnother(event, application)) continue
        await rebuilt.replay(event, idx, await factsOf(event))
        if (event.kind !== "policy.applied" || isSeeded) continue
        await seedCatalogue(snapshot, rebuilt, application)
        isSeeded = true
      }
      if ((page.at(-1)?.idx ?? 0) >= ledgerIndex) break
    }
    const object = async (digest: Digest) => reread.get(digest) ?? (await stored(digest))
    const input = await inputAsOf(snapshot, rebuilt, object, question, (raw) => verified(pathOf(raw), trust), pathOf)
    return { input, broken: null, filesRead, files }
  } catch (error) {
    return { input: null, broken: error instanceof Error ? error.message : String(error), filesRead, files }
  } finally {
    await rebuilt.close()
  }
}

/** What belongs to another application changes nothing that a gate of this one sees. */
function isOfAnother({ data }: Event, application: string): boolean {
  return "application" in data && data.application !== application
}

/** The same gate base, by the same code, over the state as it stood. */
async function inputAsOf(
  ledger: Snapshot,
  rebuilt: Rebuilt,
  object: (digest: Digest) => Promise<Uint8Array | undefined>,
  question: DeepQuestion,
  verify: (raw: Digest) => Promise<VerifiedFile>,
  pathOf: (raw: Digest) => string,
): Promise<string> {
  const recorded = JSON.parse(question.input) as GateInput
  const { entryList } = ledgerReads(ledger.db)
  const reads = {
    ...readsOver(rebuilt.snapshot.db, "sqlite"),
    object,
    // The state is folded anew; entries stand where they are, and none of those that came later counts.
    entryList: (filter: Parameters<typeof entryList>[0]) => entryList({ ...filter, beforeIndex: question.ledgerIndex }),
  }
  // What gates are asked of: reading, and the catalogue. Nothing here commits.
  const store = { kind: "sqlite", read: reads, catalogue: rebuilt.catalogue } as unknown as Store
  const rawAt = new Map<string, Digest>()
  const deps = {
    store,
    sha256: (data: string | Uint8Array) => hash("sha256", data, "hex"),
    now: () => recorded.now,
    blobs: {
      pathOf: (raw: Digest) => {
        rawAt.set(pathOf(raw), raw)
        return pathOf(raw)
      },
    },
    intake: { verify: (path: string) => verify(rawAt.get(path) ?? (path as Digest)) },
  } as unknown as Deps
  const policies = storedPolicies(store)
  const { subject, edge, mode, actor, now } = recorded
  const found = await findRelease(deps, policies, subject.application, subject.release)
  if (!found.ok) throw new Error(explainError(found.error))
  const hop = edgeInto(found.value.policy, edge.to, edge.lane)
  if (!hop.ok) throw new Error(explainError(hop.error))
  const coverages = storedCoverages(store, storedClassifications(store))
  const base = await gateBases(deps, coverages, storedReports(deps, itemsOf)).of(found.value, hop.value)
  const words = namesEntries(question.input) ? "hidden" : "shown"
  return canonicalJson(inputOf(base, { now, actor, mode, words }) as unknown as Json)
}

/** Answers that say how reading went wrong, not what the file is: reading it once more might end the same way here. */
const NOT_READ: ReadonlySet<string | null> = new Set(["reader-crashed", "too-slow"])

/** Reads a raw file as it was read then, and says what is different. */
async function readAgain(
  then: Upload,
  path: string,
  { catalogue }: Rebuilt,
): Promise<{ readonly says: string | null; readonly facts?: Uint8Array }> {
  const digest = await digestOfFile(path)
  if (digest === undefined) return { says: "the raw file is gone; what was read from it then is taken instead" }
  if (digest !== then.raw)
    return { says: "the raw file is another one now; what was read from it then is taken instead" }
  if (NOT_READ.has(then.code)) return { says: null }
  const { application, category, inventory, retries } = then
  const now = await readReport({ path, application, category, inventory, retries }, catalogue)
  const other = (["outcome", "kind", "subject", "format", "code", "unfit", "producedAt", "counts"] as const).filter(
    (name) => canonicalJson((now[name] ?? null) as Json) !== canonicalJson((then[name] ?? null) as Json),
  )
  const isOther = other.length > 0 || (now.facts?.digest ?? null) !== then.facts
  const what = other.map((name) => `${name} ${JSON.stringify(then[name])} then, ${JSON.stringify(now[name])} now`)
  const facts = now.facts === null ? {} : { facts: now.facts.bytes }
  if (!isOther) return { says: null, ...facts }
  const by = READER === then.reader ? `${READER}, as then` : `${READER}; ${then.reader} read it then`
  return { says: `read by ${by}: ${what.length === 0 ? "single results or items differ" : what.join("; ")}`, ...facts }
}

async function digestOfFile(path: string): Promise<Digest | undefined> {
  const hashing = createHash("sha256")
  try {
    await pipeline(createReadStream(path), hashing)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
  return `sha256:${hashing.digest("hex")}` as Digest
}

async function verified(path: string, trust: TrustFiles): Promise<VerifiedFile> {
  return { attestations: await verifyFile(path, trustOf(trust), decoders) }
}

async function storedObject({ db }: Snapshot, digest: Digest): Promise<Uint8Array> {
  const columns = ["packed", "bytes", "size"] as const
  const row = await db.selectFrom("object").select(columns).where("digest", "=", digest).executeTakeFirst()
  if (row === undefined) throw new Error(`the object ${digest} is gone`)
  const bytes = unpackObject(row)
  if (`sha256:${hash("sha256", bytes, "hex")}` !== digest) throw new Error(`the object ${digest} is another one now`)
  return bytes
}

function pathBeside(zeros: string, raw: Digest): string {
  const hex = raw.slice("sha256:".length)
  return zeros.replace(/00([/\\])0{64}$/, `${hex.slice(0, 2)}$1${hex}`)
}
