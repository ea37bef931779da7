import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { instantFromEpochMs, ulid, type Digest } from "@promotrail/core"
import type { Deps } from "../deps.ts"
import { erasures } from "../erasure.ts"
import { folderBlobs, openPostgresStore, openSqliteStore } from "../../storage/index.ts"

/** Where an erasure stands still, so that it can be killed there. */
type Step = "before the entry" | "after the entry" | "between raw files" | "before scrubbing" | "while scrubbing"

/** Says that the step is reached, and never goes on. */
function stop(step: string): Promise<never> {
  process.stdout.write(`${step}\n`)
  return new Promise(() => setInterval(() => undefined, 60_000))
}

/** Erases a person out of a data folder, or the database that the environment names, and stands still at one step: `node stopped-erasure.contract.ts FOLDER STEP PERSON RAW…`. */
async function run(folder: string, step: Step, person: string, evidence: readonly Digest[]): Promise<void> {
  const url = process.env["PROMOTRAIL_DATABASE_URL"]
  const signing = { signer: { kind: "folder", folder: join(folder, "keys") }, published: join(folder, "log") } as const
  const store = url === undefined ? await openSqliteStore({ folder }) : await openPostgresStore({ url, signing })
  const blobs = await folderBlobs(folder)
  let removed = 0
  const stopping: Pick<Deps, "store" | "blobs"> = {
    store: {
      ...store,
      async commit(proposal) {
        if (step === "before the entry") await stop(step)
        const committed = await store.commit(proposal)
        if (step === "after the entry") await stop(step)
        return committed
      },
      async scrub(notices) {
        if (step === "before scrubbing") await stop(step)
        // It is killed at some moment of it, or behind it.
        if (step === "while scrubbing") process.stdout.write(`${step}\n`)
        return store.scrub(notices)
      },
    },
    blobs: {
      ...blobs,
      async remove(digest) {
        if (step === "between raw files" && removed++ === 1) await stop(step)
        return blobs.remove(digest)
      },
    },
  }
  const deps = {
    ...stopping,
    now: () => instantFromEpochMs(Date.now()),
    newId: () => ulid(Date.now(), randomBytes(10)),
  } as unknown as Deps
  const caller = { actor: { id: "installation", name: "promotrail" }, within: undefined, idempotency: undefined }
  await erasures(deps).erase({ person, evidence, basis: "gdpr-art-17" }, caller)
  await stop("done")
}

const [folder = "", step = "", person = "", ...evidence] = process.argv.slice(2)
await run(
  folder,
  step as Step,
  person,
  evidence.map((each) => each as Digest),
)
