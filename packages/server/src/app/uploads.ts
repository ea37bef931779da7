import {
  countsOf,
  err,
  freeze,
  ok,
  OTHER,
  type ApplicationName,
  type CategoryName,
  type CoverageCounts,
  type Digest,
  type EnvironmentName,
  type EvidenceRecorded,
  type ReleaseVersion,
  type Result,
} from "@promotrail/core"
import { FORMATS } from "@promotrail/evidence"
import type { Received } from "../ports/blobs.ts"
import type { Intake } from "../ports/reader.ts"
import type { EvidenceRow } from "../ports/rows.ts"
import { categoryWarnings } from "./category-warning.ts"
import { tallyAt, type Coverages } from "./coverage.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { findRelease, knownEnvironment } from "./lookup.ts"
import { inTurn } from "./in-turn.ts"
import type { Policies } from "./policies.ts"
import { record, type Recorded } from "./record.ts"

/** The largest file that is taken in, in bytes (decisions §1). */
export const MAX_UPLOAD_BYTES = 512 * 1_048_576

export type Upload = {
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly environment: EnvironmentName
  readonly category: CategoryName | undefined
  readonly variant: string
  readonly file: string
  readonly inventory: boolean
  /** `merge`: repeated results of one test are attempts of it. */
  readonly retries: "merge" | undefined
  readonly body: AsyncIterable<Uint8Array>
}

/** What an upload did to the coverage of its environment. */
export type Effect = readonly {
  readonly category: CategoryName
  readonly before: CoverageCounts
  readonly after: CoverageCounts
}[]

export type Uploaded = Recorded<{ readonly evidence: EvidenceRow; readonly effect: Effect }>

/** Taking evidence in: as received, read off the event loop, recorded whatever it turned out to be. */
export interface Uploads {
  upload(upload: Upload, caller: Caller): Promise<Result<Uploaded, AppError>>
}

export function uploads(deps: Deps, policies: Policies, coverages: Coverages): Uploads {
  const { store, blobs, intake, now, newId } = deps

  const coverageNow = async ({ application, release, environment }: Upload) => {
    const found = await findRelease(deps, policies, application, release)
    if (!found.ok) return new Map<CategoryName, CoverageCounts>()
    const coverage = await coverages.of(found.value.application, found.value.release, found.value.policy)
    const groups = tallyAt(coverage, environment, null)
    const place = { source: environment, executedIn: [] }
    const { counted } = freeze(groups, coverage.classification.classes, place, now(), () => "")
    const part = counted.flatMap((group) => (group.exit === null ? [] : [{ group, state: group.exit }]))
    return new Map(
      [...Map.groupBy(part, ({ group }) => group.category)].map(([name, members]) => [name, countsOf(members)]),
    )
  }

  const recordUpload = async (
    upload: Upload,
    received: Received,
    caller: Caller,
  ): Promise<Result<Uploaded, AppError>> => {
    const { application, release, environment, variant, file, inventory, retries } = upload
    let read: Intake | undefined
    const before = await coverageNow(upload)
    const recorded = await record<EvidenceRow>(
      deps,
      boundTo(received, caller),
      async () => {
        const found = await findRelease(deps, policies, application, release)
        if (!found.ok) return found
        read ??= await intake.read({
          path: blobs.pathOf(received.digest),
          application,
          category: upload.category,
          inventory,
          retries,
        })
        const { results, facts, ...told } = read
        const coverage = await coverages.of(found.value.application, found.value.release, found.value.policy)
        const evidence: EvidenceRecorded = {
          application,
          release,
          evidence: newId(),
          environment,
          variant,
          inventory,
          ...(retries === undefined ? {} : { retries }),
          file,
          raw: received.digest,
          bytes: received.bytes,
          ...told,
          warnings: categoryWarnings(read, coverage, upload.category),
          facts: facts?.digest ?? null,
        }
        const at = now()
        return ok({
          value: rowOf(evidence, at, caller),
          ref: evidence.evidence,
          proposal: {
            event: { kind: "evidence.recorded", at, actor: caller.actor, data: evidence },
            // No expected version: results stand on their own, whatever else happened meanwhile, and the newest wins.
            objects: facts === null ? [] : [facts],
            ...(results === null ? {} : { results }),
          },
        })
      },
      async (ref) => {
        const row = await store.read.evidence(ref)
        return row === undefined ? undefined : { value: row, index: row.ledgerIndex, repeated: true }
      },
    )
    if (!recorded.ok) return recorded
    const { value, index, repeated } = recorded.value
    const stored = (await store.read.evidence(value.id)) ?? { ...value, ledgerIndex: index }
    return ok({
      index,
      repeated,
      value: { evidence: stored, effect: repeated ? [] : effectOf(before, await coverageNow(upload)) },
    })
  }

  /** The category of a file that was sent before and says none: the same bytes are in the same format. */
  const usualCategory = async ({ application, release }: Upload, raw: Digest): Promise<CategoryName> => {
    const before = await store.read.evidenceWithRaw(application, release, raw)
    return defaultCategory(before?.format ?? null)
  }

  /** What was erased and comes again is no repeat: who sends it wants it to be here. */
  const isKept = async (raw: Digest): Promise<boolean> => (await blobs.size(raw)) !== undefined

  return {
    async upload(upload, caller) {
      const found = await findRelease(deps, policies, upload.application, upload.release)
      if (!found.ok) return found
      const known = knownEnvironment(found.value.policy, upload.environment)
      if (!known.ok) return known
      const received = await blobs.receive(upload.body, MAX_UPLOAD_BYTES)
      if (received.kind === "too-large") return err({ kind: "too-large", limit: received.limit })
      try {
        const category = upload.category ?? (await usualCategory(upload, received.digest))
        const newest = await store.read.newestEvidence({ ...upload, category })
        // The same file read in another way says something else.
        if (newest?.raw === received.digest && upload.retries === undefined && (await isKept(received.digest))) {
          // Equal to the newest upload there: a repeat, not a second result (decisions §1).
          return ok({ index: newest.ledgerIndex, repeated: true, value: { evidence: newest, effect: [] } })
        }
        return await inTurn(blobs, received.digest, async () => {
          await received.keep()
          return recordUpload(upload, received, caller)
        })
      } finally {
        await received.discard()
      }
    },
  }
}

function defaultCategory(format: string | null): CategoryName {
  const usual = FORMATS.find(({ id }) => id === format)?.category ?? null
  return usual === null ? OTHER : (usual as CategoryName)
}

/** The same key with another file is another request. */
function boundTo({ digest }: Received, caller: Caller): Caller {
  const { idempotency } = caller
  return idempotency === undefined
    ? caller
    : { ...caller, idempotency: { key: idempotency.key, request: `${idempotency.request} ${digest}` } }
}

function rowOf(evidence: EvidenceRecorded, at: EvidenceRow["receivedAt"], { actor }: Caller): EvidenceRow {
  const { evidence: id, ...rest } = evidence
  return { ...rest, id, number: 0, receivedAt: at, by: actor, ledgerIndex: -1 }
}

function effectOf(
  before: ReadonlyMap<CategoryName, CoverageCounts>,
  after: ReadonlyMap<CategoryName, CoverageCounts>,
): Effect {
  const none: CoverageCounts = {
    inScope: 0,
    passed: 0,
    failed: 0,
    errored: 0,
    skipped: 0,
    notRun: 0,
    vanished: 0,
    flaky: 0,
  }
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((category) => ({ category, before: before.get(category) ?? none, after: after.get(category) ?? none }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))
}
