import { memberOf } from "../attest/strict-json.ts"
import { VSA_PREDICATE_TYPE } from "../attest/vsa.ts"
import type { Json } from "../kernel/canonical-json.ts"
import { p256Readings } from "../kernel/signature.ts"
import { parseCheckpoint } from "../ledger/checkpoint.ts"
import { hashedRekordText, P256_KEY_DETAILS } from "../ledger/hashed-rekord.ts"
import { formatNoteKey } from "../ledger/note-key.ts"
import { parseNote } from "../ledger/note.ts"
import { PACK_CHUNK, packPath, type PackManifest } from "./pack-format.ts"
import { lostIndexIn, partsOf } from "./packed-line.ts"
import { decisionIn, signedBytes, statementIn, timeOf, type PackedDecision, type Said } from "./packed-statement.ts"
import { INSTALLATION_STREAM } from "./place.ts"
import { PREDICATES, wordOfPredicate } from "./predicate-types.ts"
import { recordKeyIn, type RecordKey } from "./record-key.ts"
import type { Pack } from "./verify-files.ts"
import { counted, type Findings, type VerifyPlatform } from "./verify-findings.ts"
import type { PackedLog } from "./verify-logs.ts"

/** What the records of a pack say, as far as they were signed and stand in the log. */
export class RecordsFound {
  readonly keys = new Map<string, RecordKey>()
  readonly decisions: PackedDecision[] = []
  /** Leaf hashes of the ledger's entries, as records name them. */
  readonly entries = new Map<number, string>()
  /** What was erased, by disclosure or `sha256:…`: the notice that says so. Entries that were rewritten, too. */
  readonly erased = new Map<string, string>()
  readonly rewritten = new Set<number>()
  /** SHA-256 of policies and of raw evidence that records name. */
  readonly policies = new Set<string>()
  readonly raw = new Set<string>()
  readonly counts = { records: new Map<string, number>(), decisions: new Map<string, number>() }
  readonly applications = new Set<string>()
  readonly decisionStreams = new Set<string>()
  lost = 0
  /** The entries from before records were signed. */
  earlier: { readonly size: number; readonly root: string } | undefined
}

type StreamHead = { readonly sequence: number; readonly hash: string }

/**
 * Steps 5 and 6: each record is what stands in the log at its index, signed by a key that the log itself names, and each
 * stream goes on from record to record; so that within the period none is missing, not even the last one.
 */
export async function verifyRecords(
  pack: Pack,
  manifest: PackManifest,
  logs: readonly PackedLog[],
  findings: Findings,
  platform: VerifyPlatform,
): Promise<RecordsFound> {
  const found = new RecordsFound()
  const reading = new RecordReading(manifest, logs, found, findings, platform)
  const before = findings.bads
  const known = new Set<string>()
  let read = 0
  for (const log of logs) {
    for (let first = 0; first < log.size; first += PACK_CHUNK) {
      const file = packPath.records(log.log, first)
      known.add(file)
      const bytes = pack.read(file)
      read += await reading.chunk(
        log,
        first,
        file,
        bytes === undefined ? undefined : (platform.textOfUtf8(bytes) ?? ""),
      )
    }
    reading.end(log)
  }
  await reading.settled()
  for (const path of pack.paths)
    if (path.startsWith("records/") && !known.has(path)) findings.bad(path, "the log has no such records.")
  findings.goodSince(
    before,
    `${read} records are what was signed, by the keys that the log names, and stand in the log`,
  )
  return found
}

class RecordReading {
  private readonly streams = new Map<string, StreamHead>()
  /** SHA-256 of the newest decision's statement, and its index: its summary stands behind it. */
  private decided: { readonly log: number; readonly index: number; readonly payload: string } | undefined
  private leaves: Set<string> | undefined
  /** The signatures of the file before. */
  private checking: Promise<unknown> = NOTHING
  /** The key that was named last, and what was signed with others since. */
  private newest: string | undefined
  private readonly late: string[] = []
  /** Times of the records beside the period, and at its ends. */
  private times = new Map<number, string | undefined>()

  private readonly manifest: PackManifest
  private readonly logs: readonly PackedLog[]
  private readonly found: RecordsFound
  private readonly findings: Findings
  private readonly platform: VerifyPlatform

  constructor(
    manifest: PackManifest,
    logs: readonly PackedLog[],
    found: RecordsFound,
    findings: Findings,
    platform: VerifyPlatform,
  ) {
    this.manifest = manifest
    this.logs = logs
    this.found = found
    this.findings = findings
    this.platform = platform
  }

  /** A file of records. Answers how many there are. */
  async chunk(log: PackedLog, first: number, file: string, text: string | undefined): Promise<number> {
    const { findings } = this
    const end = Math.min(first + PACK_CHUNK, log.size)
    const needed = (index: number): boolean =>
      index === 0 || (index >= log.range.from - 1 && index <= log.range.to && index < log.size)
    const present = new Set<number>()
    const signatures: Promise<void>[] = []
    const lines = text?.split("\n") ?? [""]
    if (lines.pop() !== "") findings.bad(file, "its last line is cut.")
    const entries = lines.length === 0 ? [] : log.entries(first / PACK_CHUNK)
    let before = first - 1
    for (const [at, line] of lines.entries()) {
      const place = `line ${at + 1}`
      const parts = partsOf(line)
      const index = parts?.index ?? lostIndexIn(line)
      if (Number.isNaN(index)) {
        findings.bad(file, `${place}: it is no record.`)
        continue
      }
      const bad = (what: string): void => findings.bad(file, `${place} (record ${index}): ${what}`)
      if (index <= before || index >= end) bad(`it does not belong behind record ${before}.`)
      before = Math.max(before, index)
      if (present.has(index)) continue
      present.add(index)
      const entry = entries[index - first]
      if (entry === undefined) {
        bad("the log has no such entry.")
      } else if (parts === undefined) {
        if (index >= log.range.from && index < log.range.to) this.found.lost++
        if (index === 0) bad("it is the first record of its log, and must not be lost.")
      } else {
        signatures.push(this.record(log, { ...parts, file, line: at + 1, entry, bad }))
      }
    }
    for (let index = first; index < end; index++) {
      if (needed(index) && !present.has(index))
        findings.bad(file, `record ${index} is missing. The log has it, and the pack must.`)
    }
    // Signatures are checked beside what follows; never more than those of two files wait.
    await this.checking
    this.checking = Promise.all(signatures)
    return present.size
  }

  private record(
    log: PackedLog,
    line: {
      readonly file: string
      readonly line: number
      readonly index: number
      readonly entry: Uint8Array
      readonly payload: string
      readonly keyId: string
      readonly signature: string
      readonly bad: (what: string) => void
    },
  ): Promise<void> {
    const { platform, found } = this
    const { index, bad, entry, signature } = line
    const bytes = platform.bytesOfBase64(line.payload)
    const payload = bytes === undefined ? undefined : platform.textOfUtf8(bytes)
    const statement = payload === undefined ? undefined : statementIn(payload)
    if (bytes === undefined || payload === undefined || statement === undefined) {
      bad("what was signed is no statement in its one spelling.")
      return NOTHING
    }
    const { predicateType, predicate } = statement
    this.learnKey(log, index, predicateType, predicate, bad)
    const key = found.keys.get(line.keyId)
    if (key === undefined) {
      bad(`its key ${line.keyId} is none that the log has named up to here.`)
      return NOTHING
    }
    if (line.keyId !== this.newest) this.late.push(`record ${index} of ${log.origin}`)
    const message = signedBytes(bytes, platform)
    const leaf = hashedRekordText({
      digest: platform.sha256Base64(message),
      signature,
      publicKey: key.base64,
      keyDetails: P256_KEY_DETAILS,
    })
    if (platform.textOfUtf8(entry) !== leaf) {
      bad("it is not what stands in the log at this index.")
      return NOTHING
    }
    this.place(log, line, { predicateType, predicate, payload, hash: platform.hasher.leaf(entry) }, statement)
    const signed = platform.bytesOfBase64(signature)
    // DER alone is what is ever written here; r ‖ s would be another spelling of the same.
    if (signed === undefined || p256Readings(signed).length === 0 || signed[0] !== 0x30) {
      bad("its signature cannot be read.")
      return NOTHING
    }
    return this.signature(key, message, signed, bad)
  }

  private async signature(
    { publicKey }: RecordKey,
    message: Uint8Array,
    signature: Uint8Array,
    bad: (what: string) => void,
  ): Promise<void> {
    if (!(await this.platform.verifyRecord(publicKey, message, signature)))
      bad("its signature is wrong: this is not what was signed.")
  }

  /** Genesis records and rotations name the keys that sign from there on. */
  private learnKey(
    log: PackedLog,
    index: number,
    predicateType: string,
    predicate: Json,
    bad: (what: string) => void,
  ): void {
    const { found, platform } = this
    const learn = (id: Json | undefined, publicKey: Json | undefined): void => {
      const key = typeof publicKey === "string" ? recordKeyIn(publicKey, platform.sha256) : undefined
      if (key === undefined || key.id !== id) bad("the key it names is none, or has another fingerprint.")
      else {
        found.keys.set(key.id, key)
        this.newest = key.id
      }
    }
    if ((predicateType === PREDICATES.genesis) !== (index === 0)) {
      bad(
        index === 0 ? "the first record of a log must be its genesis." : "only the first record of a log is a genesis.",
      )
      return
    }
    if (predicateType === PREDICATES.genesis) {
      const named = memberOf(predicate, "recordKey")
      learn(memberOf(named, "id"), memberOf(named, "publicKey"))
      if (log.key !== undefined && memberOf(predicate, "logKey") !== formatNoteKey(log.key))
        bad("it names another key of the log than the policy.")
      if (memberOf(predicate, "installation") !== this.manifest.installation)
        bad("it is of another installation than the manifest.")
      this.succession(log, predicate, bad)
      const earlier = memberOf(predicate, "earlier")
      const [size, root] = [memberOf(earlier, "size"), memberOf(memberOf(earlier, "root"), "sha256")]
      if (typeof size === "number" && typeof root === "string") found.earlier = { size, root }
    } else if (predicateType === PREDICATES.access && memberOf(predicate, "change") === "key.rotated") {
      learn(memberOf(predicate, "key"), memberOf(predicate, "publicKey"))
    }
  }

  /** A later log begins with the last checkpoint of the one before it. */
  private succession({ log }: PackedLog, predicate: Json, bad: (what: string) => void): void {
    const before = this.logs[log - 2]
    const succeeds = memberOf(predicate, "succeeds")
    if (before === undefined) {
      if (succeeds !== null) bad("it succeeds a log that is not in the pack.")
      return
    }
    const note = memberOf(succeeds, "checkpoint")
    const parsed = typeof note === "string" ? parseNote(note) : undefined
    const checkpoint = parsed?.ok === true ? parseCheckpoint(parsed.value.text) : undefined
    const isRight =
      memberOf(succeeds, "origin") === before.origin &&
      checkpoint?.ok === true &&
      checkpoint.value.origin === before.origin &&
      checkpoint.value.size === before.size &&
      checkpoint.value.root === before.root
    if (!isRight) bad(`it does not succeed ${before.origin} as that stands in the pack.`)
  }

  /** Where a record stands in its stream, and what is learned of it. */
  private place(
    log: PackedLog,
    { file, line, index, bad }: { file: string; line: number; index: number; bad: (what: string) => void },
    said: { readonly predicateType: string; readonly predicate: Json; readonly payload: string; readonly hash: string },
    { subjects }: Said,
  ): void {
    const { found } = this
    const { predicateType, predicate, payload, hash } = said
    const isCounted = index >= log.range.from && index < log.range.to
    const at = timeOf(predicateType, predicate)
    if (
      index === log.range.from - 1 ||
      index === log.range.from ||
      index === log.range.to - 1 ||
      index === log.range.to
    )
      this.times.set(index, at)
    if (isCounted) count(found.counts.records, wordOfPredicate(predicateType))

    if (predicateType === VSA_PREDICATE_TYPE) {
      const decided = this.decided
      const inputs = memberOf(predicate, "inputAttestations")
      const named = Array.isArray(inputs) ? memberOf(memberOf(inputs[0] as Json, "digest"), "sha256") : undefined
      // Its decision may stand outside of what the pack holds only where the pack begins.
      const isFirst = index === log.range.from - 1
      if (decided === undefined || decided.log !== log.log || decided.index !== index - 1) {
        if (!isFirst) bad("it is a summary, and does not stand behind its decision.")
      } else if (named !== this.platform.sha256(decided.payload)) bad("it is the summary of another decision.")
      return
    }
    const ledger = memberOf(predicate, "ledger")
    const stream = memberOf(ledger, "stream")
    const sequence = memberOf(ledger, "sequence")
    if (typeof stream !== "string" || typeof sequence !== "number" || memberOf(ledger, "origin") !== log.origin) {
      bad("it does not say where it stands, or names another log.")
      return
    }
    this.follow(stream, sequence, memberOf(ledger, "previous") ?? null, bad)
    this.streams.set(stream, { sequence, hash })
    const entry = memberOf(ledger, "entry")
    const [number, leaf] = [memberOf(entry, "index"), memberOf(memberOf(entry, "leaf"), "sha256")]
    if (typeof number === "number" && typeof leaf === "string") {
      const other = found.entries.get(number)
      if (other !== undefined && other !== leaf) bad(`another record names another entry ${number}.`)
      found.entries.set(number, leaf)
    }
    if (isCounted && stream !== INSTALLATION_STREAM) found.applications.add(stream.split("/")[0] ?? "")
    if (predicateType === PREDICATES.decision) {
      this.decided = { log: log.log, index, payload }
      const said = decisionIn(predicate)
      if (said === undefined) bad("it is a decision that does not say what was decided, by what, and on what.")
      else {
        found.decisions.push({ file, line, log: log.log, index, at: at ?? "", isCounted, ...said })
        if (isCounted) {
          count(found.counts.decisions, said.verdict)
          found.decisionStreams.add(stream)
        }
      }
    } else if (predicateType === PREDICATES.policy) for (const hash of subjects) found.policies.add(hash)
    else if (predicateType === PREDICATES.evidence) for (const hash of subjects) found.raw.add(hash)
    else if (predicateType === PREDICATES.erasure) this.erasure(predicate)
  }

  private follow(stream: string, sequence: number, previous: Json, bad: (what: string) => void): void {
    const before = this.streams.get(stream)
    const hash = previous === null ? null : memberOf(previous, "sha256")
    if (before !== undefined) {
      if (sequence !== before.sequence + 1)
        bad(`it is number ${sequence} of ${stream}, and the one before it is number ${before.sequence}.`)
      else if (hash !== before.hash) bad(`it does not follow number ${before.sequence} of ${stream}.`)
      return
    }
    const isWhole = this.manifest.from === null || stream === INSTALLATION_STREAM
    if (sequence === 1 ? hash !== null : typeof hash !== "string" || isWhole)
      bad(`it is number ${sequence} of ${stream}, and what is before it is missing.`)
    else if (typeof hash === "string" && !this.stands(hash))
      bad(`the record before it in ${stream} stands in no log of the pack.`)
  }

  /** Whether a hash is that of some leaf. Asked seldom, so that all are read only then. */
  private stands(hash: string): boolean {
    if (this.leaves === undefined) {
      this.leaves = new Set()
      for (const log of this.logs)
        for (let tile = 0; tile * PACK_CHUNK < log.size; tile++)
          for (const each of log.hashes(tile)) this.leaves.add(each)
    }
    return this.leaves.has(hash)
  }

  private erasure(predicate: Json): void {
    const notice = memberOf(predicate, "notice")
    const listed = (name: string): readonly Json[] => {
      const value = memberOf(predicate, name)
      return Array.isArray(value) ? (value as readonly Json[]) : []
    }
    for (const what of [...listed("disclosures"), ...listed("objects")])
      if (typeof what === "string") this.found.erased.set(what, typeof notice === "string" ? notice : "?")
    for (const entry of listed("entries")) if (typeof entry === "number") this.found.rewritten.add(entry)
  }

  /** Every signature was checked. */
  async settled(): Promise<void> {
    await this.checking
    // A server that was not restarted with the others may still sign so for a while; a key that was stolen does, too.
    if (this.late.length > 0)
      this.findings.doubtful(
        `${counted(this.late.length, "record")} signed with a key that had been replaced by then, ${this.late[0]} first`,
      )
  }

  /** At the end of a log: the records beside the period are outside of it, and those at its ends within. */
  end({ log, origin, size, range }: PackedLog): void {
    const { from, to } = this.manifest
    const { findings, times } = this
    const outside = (index: number, isOutside: (at: string) => boolean, which: string): void => {
      if (index < 0 || index >= size) return
      const at = times.get(index)
      if (at === undefined)
        findings.doubtful(`${origin}: of record ${index} is not known when it was; it may belong to the period`)
      else if (!isOutside(at))
        findings.bad(
          "manifest.json",
          `record ${index} of log ${log} is of ${at}, which ${which} the period: its range is too short.`,
        )
    }
    if (from !== null || range.from > 0) outside(range.from - 1, (at) => from !== null && at < from, "is not before")
    if (to !== null || range.to < size) outside(range.to, (at) => to !== null && at >= to, "is not behind")
    times.clear()
  }
}

const NOTHING = Promise.resolve()

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
