import {
  bundlesOf,
  canonicalJson,
  disclosuresNamedIn,
  envelopeOf,
  explainCompleteness,
  formatManifest,
  formatTlogProof,
  INSTALLATION_STREAM,
  logIdOf,
  PACK_CHUNK,
  PACK_MANIFEST,
  PACK_SCHEMA,
  packLine,
  packPath,
  parseNote,
  parseNoteKey,
  sigstoreBundle,
  tilePath,
  tilesOf,
  VSA_PREDICATE_TYPE,
  type Digest,
  type Json,
} from "@promotrail/core"
import type { LogRow, RecordRow } from "../../ports/log.ts"
import type { LedgerRow } from "../../ports/rows.ts"
import type { Deps } from "../deps.ts"
import { tileBytes } from "../log-files.ts"
import { TRUST_FILES, type Records } from "../records.ts"
import { rangeOf, recordPages, type Period, type Range } from "./range.ts"
import { packReadme } from "./readme.ts"
import { PackTally, sorted } from "./tally.ts"
import { TarFiles } from "./tar-files.ts"

/** What a pack is to hold. */
export type PackWish = Period & {
  /** Names and free words of included entries. */
  readonly names: boolean
  /** Raw evidence files. */
  readonly evidence: boolean
  /** For so many of the newest decisions. */
  readonly bundles: number | "all"
}

/** Packs for auditors: the whole log and what it speaks of, streamed as it stood when it was asked for. */
export interface Packs {
  write(wish: PackWish): AsyncGenerator<Uint8Array>
}

/** What is needed of the first record. */
type Genesis = { readonly predicate: { readonly earlier?: { readonly size: number } | null } }

type Planned = LogRow & { readonly range: Range }

/**
 * Writes packs. What is kept while one is written are numbers and digests of what is in it, and no contents. Records are
 * never changed, and of every log is read what its checkpoint of the first moment covers; so writers need not wait.
 */
export function packs({ store, blobs, sha256, now }: Deps, records: Records, installation: string): Packs {
  const { read } = store

  async function* write(wish: PackWish): AsyncGenerator<Uint8Array> {
    const created = now()
    // Anchors first: none of them is then of a longer log than the pack has.
    const anchors = await read.anchors()
    const logs: Planned[] = []
    for (const log of await read.logs()) logs.push({ ...log, range: await rangeOf(read, log, wish) })
    const [tar, tally] = [new TarFiles(sha256), new PackTally()]

    yield* tar.file("README.txt", packReadme(logs.map(({ origin }) => origin)))
    for (const file of TRUST_FILES) yield* tar.file(file, await records.trustFile(file))
    for (const log of logs) yield* treeOf(tar, log)
    for (const log of logs) yield* recordsOf(tar, log, tally)
    const entries = [...(await sealedEntries(wish)), ...tally.entries]
    yield* entriesOf(tar, entries, (row) => row.map(entryLine).join(""), packPath.entries)
    yield* objectsOf(tar, tally.objects)
    if (wish.evidence) yield* evidenceOf(tar, tally)
    if (wish.names) yield* entriesOf(tar, tally.entries, disclosureLines, packPath.disclosures)
    const said = anchors.filter(({ text }) => text !== null)
    yield* tar.file(
      "anchors.jsonl",
      said.map(({ kind, name, size, at, text }) => packLine({ kind, name, size, at, text })).join(""),
    )
    const bundled = wish.bundles === "all" ? tally.places : wish.bundles === 0 ? [] : tally.places.slice(-wish.bundles)
    for (const place of bundled) yield* bundlesAt(tar, place, logs)

    const counted = {
      decisions: tally.places.length,
      streams: tally.streams.size,
      lost: tally.lost,
    }
    const manifest = formatManifest(
      {
        schema: PACK_SCHEMA,
        installation,
        created,
        from: wish.from,
        to: wish.to,
        includes: { names: wish.names, evidence: wish.evidence, bundles: bundled.length },
        applications: [...tally.applications].toSorted(),
        logs: logs.map(({ log, origin, size, root, range }) => ({ log, origin, size, root, range })),
        counts: { records: sorted(tally.records), decisions: sorted(tally.decisions) },
        completeness: { ...counted, says: explainCompleteness(counted) },
        files: tar.written,
      },
      sha256,
    )
    yield* tar.file(PACK_MANIFEST, manifest)
    yield tar.end()
  }

  /**
   * The entries from before records were signed, which the first record seals all together. They hold names as they were
   * written, and so go along where names do, in a pack that begins at the beginning.
   */
  async function sealedEntries({ names, from }: PackWish): Promise<readonly number[]> {
    if (!names || from !== null) return []
    const genesis = (await read.record(1, 0))?.payload
    const { earlier } = (JSON.parse(genesis ?? '{"predicate":{}}') as Genesis).predicate
    return Array.from({ length: earlier?.size ?? 0 }, (_, index) => index)
  }

  async function* treeOf(tar: TarFiles, { log, origin, size, note }: LogRow): AsyncGenerator<Uint8Array> {
    yield* tar.file(packPath.log(origin, "checkpoint"), note)
    for (const tile of [...tilesOf(size), ...bundlesOf(size)]) {
      yield* tar.file(packPath.log(origin, tilePath(tile)), await tileBytes(read, log, tile))
    }
  }

  /** The records of the range, one before and one behind it, and what concerns the installation. */
  async function* recordsOf(tar: TarFiles, log: Planned, tally: PackTally): AsyncGenerator<Uint8Array> {
    const { from, to } = log.range
    for await (const page of recordPages(read, log)) {
      let lines = ""
      for (const row of page) {
        const isNear = row.index >= from - 1 && row.index <= to
        if (!isNear && row.stream !== INSTALLATION_STREAM) continue
        tally.add(row, row.index >= from && row.index < to)
        lines += recordLine(row)
      }
      if (lines !== "") yield* tar.file(packPath.records(log.log, page[0]?.index ?? 0), lines)
    }
  }

  /** Lines about entries, in files of as many as the log's. Nothing is read where no entry is asked for. */
  async function* entriesOf(
    tar: TarFiles,
    wanted: readonly number[],
    linesOf: (rows: readonly LedgerRow[]) => string,
    pathOf: (index: number) => string,
  ): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < wanted.length;) {
      const first = wanted[at] ?? 0
      const start = first - (first % PACK_CHUNK)
      const asked = new Set<number>()
      for (; at < wanted.length && (wanted[at] ?? 0) < start + PACK_CHUNK; at++) asked.add(wanted[at] ?? 0)
      const rows = await read.entries(start, PACK_CHUNK)
      const lines = linesOf(rows.filter(({ index }) => asked.has(index)))
      if (lines !== "") yield* tar.file(pathOf(start), lines)
    }
  }

  async function* objectsOf(tar: TarFiles, hashes: ReadonlySet<string>): AsyncGenerator<Uint8Array> {
    for (const hash of hashes) {
      const bytes = await read.object(`sha256:${hash}` as Digest)
      // Erased, which a notice says; what is missing without one is found by whoever verifies.
      if (bytes !== undefined) yield* tar.file(packPath.object(hash), bytes)
    }
  }

  async function* evidenceOf(tar: TarFiles, { raw, objects }: PackTally): AsyncGenerator<Uint8Array> {
    for (const hash of raw) {
      if (objects.has(hash)) continue
      const digest = `sha256:${hash}` as Digest
      const [bytes, source] = [await blobs.size(digest), await blobs.open(digest)]
      if (bytes === undefined || source === undefined) continue
      yield* tar.streamed({ path: packPath.object(hash), sha256: hash, bytes }, source)
    }
  }

  async function* bundlesAt(
    tar: TarFiles,
    place: { readonly log: number; readonly index: number },
    logs: readonly LogRow[],
  ): AsyncGenerator<Uint8Array> {
    const log = logs.find((each) => each.log === place.log)
    const [record, next] = await read.records(place.log, place.index, 2)
    if (log === undefined || record === undefined) throw new Error(`record ${place.index} is gone`)
    const id = decisionIn(record)
    const path = await read.logInclusion(log.log, record.index, log.size)
    yield* tar.file(packPath.bundle(id), bundleOf(log, record, path))
    yield* tar.file(packPath.proof(id), proofOf(log, record, path))
    const isSummary = next?.predicate === VSA_PREDICATE_TYPE && next.entry === record.entry && next.index < log.size
    if (next === undefined || !isSummary) return
    const nextPath = await read.logInclusion(log.log, next.index, log.size)
    yield* tar.file(packPath.summary(id), bundleOf(log, next, nextPath))
  }

  function bundleOf({ size, root, note, vkey }: LogRow, record: RecordRow, path: readonly string[]): string {
    const { index, payload, signature, key, leaf } = record
    const logKey = parseNoteKey(vkey, sha256)
    if (payload === null || signature === null || key === null || !logKey.ok) throw new Error("no record to bundle")
    const inclusion = { index, size, root, path, checkpoint: note }
    return canonicalJson(
      sigstoreBundle({ payload, signature, keyId: key }, leaf, inclusion, logIdOf(logKey.value, sha256)),
    )
  }

  return { write }
}

function proofOf({ note }: LogRow, { index }: RecordRow, path: readonly string[]): string {
  const checkpoint = parseNote(note)
  if (!checkpoint.ok) throw new Error("the stored checkpoint is no signed note")
  return formatTlogProof({ index, path, checkpoint: checkpoint.value })
}

const decisionIn = ({ payload }: RecordRow): string =>
  (JSON.parse(payload ?? "{}") as { predicate: { decision: { id: string } } }).predicate.decision.id

function recordLine({ index, payload, signature, key }: RecordRow): string {
  if (payload === null || signature === null || key === null) return packLine({ index, lost: true })
  return packLine({ envelope: envelopeOf({ payload, signature, keyId: key }) as Json, index })
}

const entryLine = ({ index, hash, body }: LedgerRow): string => packLine({ body, hash, index })

function disclosureLines(rows: readonly LedgerRow[]): string {
  const seen = new Set<string>()
  let lines = ""
  for (const { body, disclosed } of rows) {
    for (const digest of disclosuresNamedIn(body)) {
      const text = disclosed.get(digest)
      if (text === undefined || seen.has(digest)) continue
      seen.add(digest)
      lines += packLine({ digest, text })
    }
  }
  return lines
}

/** Pieces put together until they are worth sending. */
export async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let [held, length]: [Uint8Array[], number] = [[], 0]
  for await (const bytes of source) {
    held.push(bytes)
    length += bytes.length
    if (length < PIECE) continue
    yield joined(held, length)
    held = []
    length = 0
  }
  if (length > 0) yield joined(held, length)
}

const PIECE = 64 * 1024

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
