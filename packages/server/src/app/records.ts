import {
  canonicalJson,
  err,
  formatNoteKey,
  formatTlogProof,
  logIdOf,
  ok,
  parseNote,
  parseNoteKey,
  sigstoreBundle,
  tlogPolicyText,
  trustedRoot,
  VSA_PREDICATE_TYPE,
  type NoteKey,
  type Result,
} from "@promotrail/core"
import type { LogRow, RecordRow, SigningKeyRow } from "../ports/log.ts"
import type { Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { headFor } from "./witnessed-head.ts"

/** The files that auditors keep to judge the log by. */
export const TRUST_FILES = ["policy.txt", "trusted_root.json", "decision.pub"] as const
export type TrustFile = (typeof TRUST_FILES)[number]

/** Signed records, and what proves them. */
export interface Records {
  /** The record at an index; of the newest log, unless another one is named by its number. */
  at(index: number, log?: number): Promise<Result<RecordRow, AppError>>
  /** The record of a decision, or its summary (SLSA VSA). */
  ofDecision(id: string, kind: "decision" | "summary"): Promise<Result<RecordRow, AppError>>
  /** The application it concerns; `null` where it concerns the installation. */
  applicationOf(record: RecordRow): Promise<string | null>
  /** A Sigstore bundle 0.3: the record, its leaf and that it stands under a checkpoint of its log, a witnessed one if there is any. */
  bundle(record: RecordRow): Promise<Result<string, AppError>>
  /** The same without the record, as a `.tlog-proof` file (c2sp.org/tlog-proof). */
  proof(record: RecordRow): Promise<string>
  trustFile(file: TrustFile): Promise<string>
}

export function records({ store, sha256 }: Pick<Deps, "store" | "sha256">): Records {
  const { read } = store

  const logOf = async ({ log }: RecordRow): Promise<LogRow> => {
    const found = (await read.logs()).find((each) => each.log === log)
    if (found === undefined) throw new Error(`log ${log} has no head`)
    return found
  }
  const keyOf = ({ vkey }: LogRow): NoteKey => {
    const key = parseNoteKey(vkey, sha256)
    if (!key.ok) throw new Error(`the stored key of the log is damaged: ${vkey}`)
    return key.value
  }

  return {
    async at(index, log) {
      const number = log ?? (await read.logs()).at(-1)?.log ?? 1
      const record = await read.record(number, index)
      return record === undefined ? err({ kind: "not-found", what: "record", id: String(index) }) : ok(record)
    },
    async ofDecision(id, kind) {
      const decision = await read.decision(id)
      const found = decision === undefined ? [] : await read.recordsOf(decision.ledgerIndex)
      const record = found.find(({ predicate }) => (predicate === VSA_PREDICATE_TYPE) === (kind === "summary"))
      const what = kind === "summary" ? "verification summary of the decision" : "signed record of the decision"
      return record === undefined ? err({ kind: "not-found", what, id }) : ok(record)
    },
    async applicationOf({ entry }) {
      const [row] = entry === null ? [] : await read.entries(entry, 1)
      return row?.application ?? null
    },
    async bundle(record) {
      const { payload, signature, key, index, leaf } = record
      if (payload === null || signature === null || key === null) {
        return err({ kind: "not-found", what: "statement of the record", id: String(index) })
      }
      const log = await logOf(record)
      const { size, root, note } = headFor(log, index, await read.anchors())
      const path = await read.logInclusion(log.log, index, size)
      const inclusion = { index, size, root, path, checkpoint: note }
      const signed = { payload, signature, keyId: key }
      return ok(canonicalJson(sigstoreBundle(signed, leaf, inclusion, logIdOf(keyOf(log), sha256))))
    },
    async proof(record) {
      const log = await logOf(record)
      const { size, note } = headFor(log, record.index, await read.anchors())
      const checkpoint = parseNote(note)
      if (!checkpoint.ok) throw new Error("the stored checkpoint is no signed note")
      const path = await read.logInclusion(log.log, record.index, size)
      return formatTlogProof({ index: record.index, path, checkpoint: checkpoint.value })
    },
    async trustFile(file) {
      const logs = await read.logs()
      switch (file) {
        case "policy.txt":
          return tlogPolicyText(logs.map(keyOf))
        case "trusted_root.json": {
          const since = new Map((await read.signingKeys()).map(({ id, at }) => [id, at]))
          const trusted = logs.map((log) => {
            const key = keyOf(log)
            return { key, since: since.get(formatNoteKey(key)) ?? log.at }
          })
          return `${canonicalJson(trustedRoot(trusted, sha256))}\n`
        }
        case "decision.pub":
          return (await read.signingKeys())
            .filter(({ kind }) => kind === "record")
            .map(pemOf)
            .join("")
      }
    },
  }
}

/** A public key as PEM (RFC 7468). */
function pemOf({ publicKey }: SigningKeyRow): string {
  const lines = publicKey.match(/.{1,64}/g) ?? []
  return ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n")
}
