import type { NoteKey, SignatureVerifier } from "@promotrail/core"
import { StorageUnavailable } from "../ports/store.ts"
import { witnessedSizes, type WitnessPlace } from "./witness.ts"

/** The head of a log, as the database has it now. */
export type Head = { readonly key: NoteKey; readonly origin: string; readonly size: number; readonly note: string }

/**
 * Throws when a witness proves that it has seen more of the log than the database holds: an older backup was restored,
 * and to sign on from there would fork the log. A witness that does not answer, or proves nothing, is told and holds
 * nobody up. The head is read again afterwards, since other servers go on meanwhile.
 */
export async function refuseToFork(
  witnesses: readonly WitnessPlace[],
  readHead: () => Promise<Head>,
  asking: { readonly verifier: SignatureVerifier; readonly signal: AbortSignal },
  tell: (line: string) => void,
): Promise<void> {
  if (witnesses.length === 0) return
  const seen = await witnessedSizes(witnesses, await readHead(), asking)
  const { origin, size } = await readHead()
  for (const { name, size: witnessed, isProven, why } of seen) {
    if (witnessed === undefined)
      tell(`${name} could not say how much of the ledger it has seen: ${why ?? "no reason"}.`)
    else if (witnessed > size && !isProven) {
      tell(`${name} says that it has seen ${witnessed} records, and does not prove it; there are ${size}.`)
    } else if (witnessed > size) {
      throw new StorageUnavailable(
        `The witness ${name} has seen ${witnessed} records of the log ${origin}, this database holds ${size}: an older ` +
          "backup was restored. To sign on from here would fork the log. Restore a newer one, or take the published " +
          "records over with PROMOTRAIL_LOG_RECOVER=1.",
      )
    }
  }
}
