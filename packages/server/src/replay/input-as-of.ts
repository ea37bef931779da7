import { hash } from "node:crypto"
import {
  canonicalJson,
  readPolicy,
  type Digest,
  type GateInput,
  type Json,
  type Policy,
  type Result,
} from "@promotrail/core"
import { storedClassifications } from "../app/classification.ts"
import { storedCoverages } from "../app/coverage.ts"
import type { Deps } from "../app/deps.ts"
import { explainError, type AppError } from "../app/errors.ts"
import { edgeInto, gateBases, inputOf, type GateBases } from "../app/gate-base.ts"
import { findRelease, type Found } from "../app/lookup.ts"
import { storedPolicies } from "../app/policies.ts"
import { storedReports, type Reports } from "../app/reports.ts"
import { namesEntries } from "../app/words-of-entries.ts"
import type { DeepQuestion, OtherPolicy } from "../ports/deep-replay.ts"
import type { ReportIntake } from "../ports/reader.ts"
import type { ReleaseRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"
import { itemsOf } from "../storage/shared/items.ts"
import { ledgerReads } from "../storage/shared/reads/ledger.ts"
import { readsOver } from "../storage/shared/reads/reads.ts"
import type { Snapshot } from "../storage/shared/snapshot.ts"
import type { Rebuilt } from "../storage/verify/rebuilt.ts"

/** Makes inputs by the code of the gates, over the state as it stands when one asks. */
export interface InputsAsOf {
  /** The input of a decision, under the policy of the time. */
  recorded(question: DeepQuestion): Promise<string>
  /** The same under the other policy. */
  under(question: DeepQuestion): Promise<string>
}

type Around = {
  readonly ledger: Snapshot
  readonly rebuilt: Rebuilt
  readonly object: (digest: Digest) => Promise<Uint8Array>
  readonly pathOf: (raw: Digest) => string
  readonly intake: Pick<ReportIntake, "verify">
  readonly other: OtherPolicy | undefined
}
type FoundRelease = Found & { readonly release: ReleaseRow }

export function inputsAsOf({ ledger, rebuilt, object, pathOf, intake, other }: Around): InputsAsOf {
  let asked: { readonly ledgerIndex: number; readonly now: GateInput["now"] } | undefined
  const { entryList } = ledgerReads(ledger.db)
  const reads = {
    ...readsOver(rebuilt.snapshot.db, "sqlite"),
    object,
    // The state is folded anew; entries stand where they are, and none of those that came later counts.
    entryList: (filter: Parameters<typeof entryList>[0]) => entryList({ ...filter, beforeIndex: asked?.ledgerIndex }),
  }
  // What gates are asked of: reading, and the catalogue. Nothing here commits.
  const store = { kind: "sqlite", read: reads, catalogue: rebuilt.catalogue } as unknown as Store
  const deps = {
    store,
    sha256: (data: string | Uint8Array) => hash("sha256", data, "hex"),
    now: () => asked?.now,
    blobs: { pathOf },
    intake,
  } as unknown as Deps
  const policies = storedPolicies(store)
  const reports = storedReports(deps, itemsOf)
  // What was classified under one policy is of no use to the other.
  const [ofTheTime, ofTheOther] = [basesAsOf(deps, reports), basesAsOf(deps, reports)]

  const made = async (
    question: DeepQuestion,
    basesOf: ReturnType<typeof basesAsOf>,
    seen: (found: FoundRelease) => FoundRelease,
  ): Promise<string> => {
    const { subject, edge, mode, actor, now } = JSON.parse(question.input) as GateInput
    asked = { ledgerIndex: question.ledgerIndex, now }
    const found = seen(valueOf(await findRelease(deps, policies, subject.application, subject.release)))
    const hop = valueOf(edgeInto(found.policy, edge.to, edge.lane))
    const base = await basesOf(found.application.version).of(found, hop)
    const words = namesEntries(question.input) ? "hidden" : "shown"
    return canonicalJson(inputOf(base, { now, actor, mode, words }) as unknown as Json)
  }
  const policy = other === undefined ? undefined : policyOf(other)
  return {
    recorded: (question) => made(question, ofTheTime, (found) => found),
    under(question) {
      if (other === undefined || policy === undefined) throw new Error("no other policy was handed in")
      return made(question, ofTheOther, (found) => ({
        ...found,
        policy,
        application: { ...found.application, policy: other.digest },
      }))
    },
  }
}

/** Gate bases of one version of the application at a time: the fold only goes on, so that earlier ones are let go. */
function basesAsOf(deps: Deps, reports: Reports): (version: number) => GateBases {
  const coverages = storedCoverages(deps.store, storedClassifications(deps.store))
  let kept: { readonly version: number; readonly bases: GateBases } | undefined
  return (version) => {
    if (kept?.version !== version) kept = { version, bases: gateBases(deps, coverages, reports) }
    return kept.bases
  }
}

function policyOf({ text, digest }: OtherPolicy): Policy {
  const read = readPolicy(text)
  if (!read.ok) throw new Error(`the policy ${digest} cannot be read by this version`)
  return read.value.policy
}

function valueOf<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(explainError(result.error))
  return result.value
}
