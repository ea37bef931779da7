import {
  memberOf,
  parseEnvelope,
  parseVsa,
  readStrictJson,
  statementIn,
  textOfUtf8,
  VERIFIER_ID,
  type Statement,
} from "@promotrail/core"
import { BUNDLE } from "./media-types.ts"

/** What a Sigstore bundle says, unverified: for sorting and passing on, never for deciding. */
export function statementInBundle(bytes: Uint8Array): Statement | undefined {
  const text = textOfUtf8(bytes)
  const read = text === undefined ? undefined : readStrictJson(text)
  if (read?.ok !== true || memberOf(read.value, "mediaType") !== BUNDLE) return undefined
  const envelope = parseEnvelope(JSON.stringify(memberOf(read.value, "dsseEnvelope") ?? null))
  if (!envelope.ok) return undefined
  const statement = statementIn({ ...envelope.value, signedBy: [] })
  return statement.ok ? statement.value : undefined
}

/** Whether a bundle is the summary of a gate's own decision: that is what came of evidence, and none itself. */
export function isOwnSummary(bytes: Uint8Array): boolean {
  const statement = statementInBundle(bytes)
  const vsa = statement === undefined ? undefined : parseVsa(statement)
  return vsa?.ok === true && vsa.value.verifierId === VERIFIER_ID
}
