import { preAuthenticationEncoding } from "../attest/dsse.ts"
import { parseStatement, STATEMENT_PAYLOAD_TYPE, type Statement } from "../attest/statement.ts"
import { memberOf, readStrictJson } from "../attest/strict-json.ts"
import { bytesOfBase64 } from "../kernel/base64.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { hexOf } from "../kernel/hex.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { verifiesP256 } from "../kernel/signature.ts"
import { parseCheckpoint, type Checkpoint } from "../ledger/checkpoint.ts"
import { formatHashedRekord, P256_KEY_DETAILS } from "../ledger/hashed-rekord.ts"
import { parseNote, type Note } from "../ledger/note.ts"
import { verifyInclusion } from "../ledger/proof.ts"
import { BUNDLE_MEDIA_TYPE, sigstoreBundle } from "./bundle.ts"
import type { RecordKey } from "./record-key.ts"
import type { VerifyPlatform } from "./verify-findings.ts"

/** A bundle whose record was signed by a known key and stands under its checkpoint. Who vouches for that is for a policy. */
export type OpenedBundle = {
  readonly statement: Statement
  /** What was signed: the text of the statement. */
  readonly payload: string
  readonly signedBy: string
  readonly index: number
  /** The entry of the log. */
  readonly leaf: string
  readonly note: Note
  readonly checkpoint: Checkpoint
  /** Full key id of the log, hex: the policy's key of that log must have it. */
  readonly logId: string
}

/** Whether a text is a Sigstore bundle of the version we write. */
export const isBundle = (text: string): boolean => text.includes(BUNDLE_MEDIA_TYPE)

/**
 * Opens a bundle of ours (Sigstore bundle 0.3): every member is what it must be, since the bundle is made again out of
 * what it says and compared. Answers why not in words, to stand behind the name of the file.
 */
export async function openBundle(
  text: string,
  keys: readonly RecordKey[],
  { hasher, sha256, verifier, ...platform }: VerifyPlatform,
): Promise<Result<OpenedBundle, string>> {
  const read = readStrictJson(text)
  if (!read.ok) return err(`it is no JSON that can be signed (${read.error.why}).`)
  const said = saidIn(read.value)
  if (said === undefined) return err("it is no Sigstore bundle 0.3 of a record.")
  const bytes = platform.bytesOfBase64(said.payload)
  const payload = bytes === undefined ? undefined : platform.textOfUtf8(bytes)
  const signature = platform.bytesOfBase64(said.signature)
  if (bytes === undefined || payload === undefined || signature === undefined)
    return err("its envelope cannot be read. Was the file changed?")
  const key = keys.find(({ id }) => id === said.keyId)
  if (key === undefined) return err(`it is signed by ${said.keyId}, which is none of the keys that may sign records.`)

  const message = preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, bytes)
  const leaf = formatHashedRekord({
    digest: sha256(message),
    signature,
    publicKey: key.publicKey,
    keyDetails: P256_KEY_DETAILS,
  })
  const note = parseNote(said.checkpoint)
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (!note.ok || checkpoint?.ok !== true) return err("its checkpoint is no signed checkpoint.")
  const { size, root } = checkpoint.value
  const { index, path, logId } = said
  const inclusion = { index, size, root, path, checkpoint: said.checkpoint }
  const again = sigstoreBundle({ payload, signature: said.signature, keyId: key.id }, leaf, inclusion, logId)
  if (canonicalJson(again) !== canonicalJson(read.value))
    return err("its parts are not of one record: entry, index, root or key do not belong to what was signed.")
  if (!verifyInclusion({ index, size, leaf: hasher.leaf(platform.utf8Of(leaf)), root }, path, hasher).ok)
    return err("its proof does not lead from the record to the root of its checkpoint.")
  if (!(await verifiesP256(verifier, key.publicKey, message, signature)))
    return err("its signature is wrong: this is not what was signed.")
  const statement = parseStatement(payload)
  if (!statement.ok) return err("what was signed is no statement of in-toto.")
  return ok({
    statement: statement.value,
    payload,
    signedBy: key.id,
    index,
    leaf,
    note: note.value,
    checkpoint: checkpoint.value,
    logId,
  })
}

/** What a bundle says, where it is said; the rest is compared with what it must be. */
function saidIn(value: Json) {
  const envelope = memberOf(value, "dsseEnvelope")
  const [signed] = listIn(memberOf(envelope, "signatures"))
  const [entry] = listIn(memberOf(memberOf(value, "verificationMaterial"), "tlogEntries"))
  const proof = memberOf(entry, "inclusionProof")
  const texts = {
    payload: memberOf(envelope, "payload"),
    signature: memberOf(signed, "sig"),
    keyId: memberOf(signed, "keyid"),
    checkpoint: memberOf(memberOf(proof, "checkpoint"), "envelope"),
    index: memberOf(entry, "logIndex"),
    logId: memberOf(memberOf(entry, "logId"), "keyId"),
  }
  const path = listIn(memberOf(proof, "hashes")).map((hash) => (typeof hash === "string" ? hexIn(hash) : undefined))
  if (!path.every((hash) => hash !== undefined)) return undefined
  const { payload, signature, keyId, checkpoint, index, logId } = texts
  if (typeof payload !== "string" || typeof signature !== "string" || typeof keyId !== "string") return undefined
  if (typeof checkpoint !== "string" || typeof index !== "string" || typeof logId !== "string") return undefined
  const id = hexIn(logId)
  if (id === undefined || !/^(?:0|[1-9][0-9]{0,14})$/.test(index)) return undefined
  return { payload, signature, keyId, checkpoint, path, index: Number(index), logId: id }
}

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

function hexIn(base64: string): string | undefined {
  const bytes = bytesOfBase64(base64)
  return bytes?.length === 32 ? hexOf(bytes) : undefined
}
