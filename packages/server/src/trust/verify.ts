import type { AttestationItem, Verification, VerifiedAttestation } from "@promotrail/core"
import type { Json } from "@promotrail/evidence"
import { verification, type Found } from "./answers.ts"
import { isBundle, verifyBundle } from "./bundle.ts"
import { isEnvelope, verifyEnvelope } from "./envelope.ts"
import type { Trust } from "./trust.ts"

/**
 * Verifies what one attestation was read from. It never throws: whatever goes wrong is a no, also where the library
 * breaks over what it did not expect.
 */
export function verifyDocument(document: Json, item: AttestationItem, trust: Trust): VerifiedAttestation {
  return { item, verification: verificationOf(() => foundIn(document, item, trust), trust) }
}

/** What came of verifying, whatever it came to. */
export function verificationOf(verify: () => Found, trust: Trust): Verification {
  try {
    return verification(trust.digest, verify())
  } catch (error) {
    const because = `verifying it broke (${error instanceof Error ? error.message : String(error)})`
    return verification(trust.digest, { answers: { form: "no" }, because })
  }
}

const STATEMENT = /^https:\/\/in-toto\.io\/Statement\/(?:v0\.1|v1|v1\.0)$/

function foundIn(document: Json, { statementType, signatures }: AttestationItem, trust: Trust): Found {
  if (isBundle(document)) return asStatement(verifyBundle(document, trust), statementType)
  if (isEnvelope(document)) return asStatement(verifyEnvelope(document, trust), statementType)
  if (signatures > 0) return { because: "a log entry alone, without what was signed, cannot be checked" }
  return { answers: { signature: "none", chain: "none", log: "none", time: "none" } }
}

/** A signature over something that is no statement says nothing of an artifact. */
function asStatement(found: Found, statementType: string): Found {
  if (STATEMENT.test(statementType) || statementType === "message-signature") return found
  return {
    ...found,
    answers: { ...found.answers, form: "no" },
    because: "it is no in-toto Statement of version v0.1 or v1",
  }
}
