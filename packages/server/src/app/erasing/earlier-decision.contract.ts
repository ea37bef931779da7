import { hash, randomBytes } from "node:crypto"
import {
  decide,
  instantFromEpochMs,
  ulid,
  type ApplicationName,
  type EnvironmentName,
  type ReleaseVersion,
} from "@promotrail/core"
import { storedClassifications } from "../classification.ts"
import { storedCoverages } from "../coverage.ts"
import type { Deps } from "../deps.ts"
import { edgeInto, gateBases, inputOf } from "../gate-base.ts"
import { findRelease } from "../lookup.ts"
import { storedPolicies } from "../policies.ts"
import { folderBlobs, openSqliteStore } from "../../storage/index.ts"

/**
 * Enters a decision as earlier versions made it, in a data folder that no server has open: its input repeats what people
 * wrote, and names who asked and who blocked. Answers its id.
 */
async function enterEarlierDecision(
  folder: string,
  [application, release, to]: readonly [ApplicationName, ReleaseVersion, EnvironmentName],
  actor: { readonly id: string; readonly name: string },
): Promise<string> {
  const store = await openSqliteStore({ folder })
  try {
    const deps = {
      store,
      blobs: await folderBlobs(folder),
      sha256: (data: string | Uint8Array) => hash("sha256", data, "hex"),
    } as unknown as Deps
    const found = await findRelease(deps, storedPolicies(store), application, release)
    if (!found.ok) throw new Error(found.error.kind)
    const edge = edgeInto(found.value.policy, to, null)
    if (!edge.ok) throw new Error(edge.error.kind)
    const coverages = storedCoverages(store, storedClassifications(store))
    const base = await gateBases(deps, coverages, { of: async () => [] }).of(found.value, edge.value)
    const nowMs = Date.now()
    const now = instantFromEpochMs(nowMs)
    const input = inputOf(base, { now, actor: actor.name, mode: "enforce", words: "shown" })
    const id = ulid(nowMs, randomBytes(10))
    const { decision, inputText, outcomeText } = decide(id, found.value.policy, input, deps.sha256)
    const { artifacts, mode, policy, engine, outcome, outputDigest } = decision
    const data = {
      application,
      release,
      decision: id,
      artifacts,
      edge: edge.value,
      lane: null,
      mode,
      policy,
      engine,
      input: decision.input,
      outcome: outputDigest,
      verdict: outcome.verdict ?? "error",
      reasons: outcome.reasons,
    } as const
    const committed = await store.commit({
      event: { kind: "decision.recorded", at: now, actor, data },
      objects: [
        { digest: decision.input, bytes: new TextEncoder().encode(inputText) },
        { digest: outputDigest, bytes: new TextEncoder().encode(outcomeText) },
      ],
    })
    if (!committed.ok) throw new Error(committed.error.kind)
    return id
  } finally {
    await store.close()
  }
}

// `node earlier-decision.contract.ts FOLDER APPLICATION RELEASE TO ACTOR NAME` prints the id of what it entered.
const [folder = "", application, release, to, id = "", name = ""] = process.argv.slice(2)
const place = [application as ApplicationName, release as ReleaseVersion, to as EnvironmentName] as const
process.stdout.write(await enterEarlierDecision(folder, place, { id, name }))
