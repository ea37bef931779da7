import type { Statement } from "../attest/statement.ts"
import type { MerkleHash } from "../ledger/merkle.ts"
import { placeToJson, type RecordPlace } from "./place.ts"
import { PREDICATES } from "./predicate-types.ts"

/** What the first record of a log says. */
export type Genesis = {
  readonly installation: string
  readonly at: string
  /** The log's key as signed notes spell it. */
  readonly logKey: string
  /** The key that signs records: its id and SPKI, base64. */
  readonly recordKey: { readonly id: string; readonly publicKey: string }
  readonly version: string
  /** The unsigned ledger of earlier versions, sealed: nothing is added to its tree any more. */
  readonly earlier: { readonly size: number; readonly root: MerkleHash } | null
  /** The log that this one succeeds: its last checkpoint, as it was signed. */
  readonly succeeds: { readonly origin: string; readonly checkpoint: string } | null
}

/** Record 0: whose log it is, by which keys, and what came before it. Its subject is the log's key. */
export function genesisStatement(
  { installation, at, logKey, recordKey, version, earlier, succeeds }: Genesis,
  place: RecordPlace,
  sha256OfKey: string,
): Statement {
  return {
    subjects: [{ name: logKey, digests: new Map([["sha256", sha256OfKey]]) }],
    predicateType: PREDICATES.genesis,
    predicate: {
      installation,
      at,
      logKey,
      recordKey,
      version,
      earlier: earlier === null ? null : { size: earlier.size, root: { sha256: earlier.root } },
      succeeds,
      ledger: placeToJson(place),
    },
  }
}

/** The last record of a log that another one succeeds. Its subject is the key of the one to come. */
export function sealStatement(
  successor: { readonly origin: string; readonly logKey: string; readonly at: string },
  place: RecordPlace,
  sha256OfKey: string,
): Statement {
  return {
    subjects: [{ name: successor.logKey, digests: new Map([["sha256", sha256OfKey]]) }],
    predicateType: PREDICATES.seal,
    predicate: {
      at: successor.at,
      successor: { origin: successor.origin, logKey: successor.logKey },
      ledger: placeToJson(place),
    },
  }
}
